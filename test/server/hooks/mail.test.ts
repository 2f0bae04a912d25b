/** Mails over a real socket: whoever answers is found, a dead address gets none any more, and nothing is applied twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, instant } from '../../../src/domain/time.ts';
import { leadToken } from '../../../src/engine/lead-token.ts';
import { tick } from '../../../src/engine/tick.ts';
import { unsubscribeToken } from '../../../src/engine/unsubscribe.ts';
import { destinationKey } from '../../../src/store/destinations.ts';
import { storeRead } from '../../../src/store/mailboxes.ts';
import { BUSINESS, scripted, tickDefaults } from '../../engine/kit.ts';
import { letter } from '../../engine/letters.ts';
import type { TestSite } from '../site.ts';
import { mailSite, postMail, sendEmail, states, suppressed } from './mails.ts';

let site: TestSite;
beforeEach(async () => {
  site = await mailSite();
});
afterEach(() => site.close());

const post = (raw: string | Uint8Array, headers: Readonly<Record<string, string>> = {}, business?: string) =>
  postMail(site, raw, headers, business);
const taken = async (raw: string): Promise<unknown> => {
  const answer = await post(raw);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { result: string }).result;
};

const enroll = (lead: object = {}) => site.kit.enroll({ email: 'maria@example.com', phone: null, ...lead });
const stored = () => site.kit.all('SELECT contact_id, sender, meaning FROM inbound ORDER BY id');

describe('who has written', () => {
  it('is known by the address: the sequence rests, and a person gets to read it', async () => {
    const { contact } = await enroll();
    expect(await taken(letter())).toBe('reply');
    expect(await stored()).toEqual([{ contact_id: contact, sender: 'maria@example.com', meaning: 'reply' }]);
    expect(await states(site)).toEqual(['paused']);
    expect(await site.kit.all('SELECT title, script FROM task')).toEqual([
      { title: 'Reply to Maria Lopez', script: 'Thanks, I will think about it.' },
    ]);
  });

  it('is known by the mail that is answered, from whatever address it comes', async () => {
    const { contact } = await enroll();
    const id = await sendEmail(site);
    await taken(letter({ from: 'home@example.net', more: [`In-Reply-To: ${id}`] }));
    await taken(letter({ from: 'phone@example.net', more: [`References: <x@example.org> ${id}`] }));
    expect((await stored()).map((row) => row.contact_id)).toEqual([contact, contact]);
  });

  it('is known by the address that answers are asked to', async () => {
    const { contact } = await enroll();
    const token = leadToken(site.kit.ws.pepper, contact);
    await taken(letter({ from: 'home@example.net', to: `"Bright" <Hello+${token}@example.com>` }));
    await taken(letter({ from: 'home@example.net', more: [`Delivered-To: hello+${token}@example.com`] }));
    expect((await stored()).map((row) => row.contact_id)).toEqual([contact, contact]);
  });

  it('is nobody for a name that we have not made, or another business’s lead', async () => {
    const { contact } = await enroll();
    const token = leadToken(site.kit.ws.pepper, contact);
    const wrong = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
    await taken(letter({ from: 'home@example.net', to: `hello+${wrong}@example.com` }));
    await post(letter({ from: 'home@example.net', to: `hello+${token}@example.com` }), {}, 'oak-dental');
    expect((await stored()).map((row) => row.contact_id)).toEqual([null, null]);
    expect(await states(site)).toEqual(['active']);
  });

  it('ends both addresses by an opt-out from another one of the same person', async () => {
    await enroll();
    const id = await sendEmail(site);
    expect(
      await taken(
        letter({ from: 'home@example.net', text: 'Please stop emailing me.', more: [`In-Reply-To: ${id}`] }),
      ),
    ).toBe('opt_out');
    expect(await states(site)).toEqual(['stopped']);
    const keys = ['maria@example.com', 'home@example.net'].map((address) =>
      destinationKey(site.kit.ws.pepper, BUSINESS.id, 'email', address),
    );
    const rows = await site.kit.all("SELECT key FROM suppression WHERE channel = 'email'");
    expect(rows.map(({ key }) => Buffer.from(key as Uint8Array).toString('hex')).sort()).toEqual(keys.sort());
  });

  it('is kept as an opt-out also when nobody here knows the address', async () => {
    expect(await taken(letter({ from: 'stranger@example.net', text: 'unsubscribe' }))).toBe('opt_out');
    expect(await suppressed(site)).toEqual(['email replied_stop']);
  });

  it('leaves the list by a mail to the address of the button', async () => {
    await enroll();
    const { pepper } = site.kit.ws;
    const token = unsubscribeToken(pepper, destinationKey(pepper, BUSINESS.id, 'email', 'maria@example.com'));
    expect(
      await taken(letter({ from: 'x@example.net', to: `unsub+${token}@example.com`, subject: '', text: '' })),
    ).toBe('unsubscribed');
    expect(await suppressed(site)).toEqual(['email opted_out']);
  });

  it('is two people where two share the address: what one writes rests both, and an opt-out ends both', async () => {
    const lead = { email: 'family@example.com' };
    for (const firstName of ['Maria', 'Jose']) await enroll({ ...lead, firstName });
    expect(await taken(letter({ from: 'family@example.com' }))).toBe('reply');
    expect(await states(site)).toEqual(['paused', 'paused']);
    expect(await taken(letter({ from: 'family@example.com', text: 'Take us off your list.' }))).toBe(
      'opt_out',
    );
    expect(await states(site)).toEqual(['stopped', 'stopped']);
    expect(await suppressed(site)).toEqual(['email replied_stop']);
  });

  it('is known also where the mail server had put a name of its own in place of ours', async () => {
    const { contact } = await enroll();
    await sendEmail(site);
    const id = '<010001-fa4e@email.example.org>';
    await site.kit.ws.db.run('UPDATE attempt SET detail = ?', [id]);
    await taken(letter({ from: 'home@example.net', more: [`In-Reply-To: ${id}`] }));
    await taken(letter({ from: 'home@example.net', more: ['In-Reply-To: <other@email.example.org>'] }));
    expect((await stored()).map((row) => row.contact_id)).toEqual([contact, null]);
    await post(letter({ from: 'home@example.net', more: [`In-Reply-To: ${id}`] }), {}, 'oak-dental');
    expect((await stored()).at(-1)?.contact_id).toBe(null);
  });

  it('is the business itself: a copy of its own mail is kept by nobody, and answers nothing', async () => {
    await enroll();
    const id = await sendEmail(site);
    expect(
      await taken(letter({ from: 'hello@example.com', text: 'stop', more: [`References: ${id}`] })),
    ).toBe('own');
    expect([await stored(), await suppressed(site), await states(site)]).toEqual([[], [], ['active']]);
  });

  it('does not opt out by our own footer, quoted back', async () => {
    await enroll();
    const quoted = '> If you would rather not hear from us, reply "unsubscribe" and we will stop.';
    expect(
      await taken(letter({ text: `Sounds good!\r\n\r\nOn Tue, Mar 10, 2026 Bright wrote:\r\n${quoted}` })),
    ).not.toBe('opt_out');
    expect(await suppressed(site)).toEqual([]);
  });

  it('does not rest for a machine that says that somebody is away for no stated time', async () => {
    await enroll();
    expect(
      await taken(letter({ subject: 'Thank you for contacting us', more: ['Auto-Submitted: auto-replied'] })),
    ).toBe('automatic');
    expect(await states(site)).toEqual(['active']);
  });
});

describe('a mail', () => {
  it.each([
    ['with its name', 'same'],
    ['without one', null],
  ])('is applied once, however often it comes: %s', async (_name, id) => {
    await enroll();
    const raw = letter({ id });
    expect([await taken(raw), await taken(raw), await taken(raw)]).toEqual(['reply', 'known', 'known']);
    expect((await stored()).length).toBe(1);
  });

  it.each([
    ['no key', { authorization: '' }, 401],
    ['another key', { authorization: 'Bearer other' }, 401],
    ['another type', { 'content-type': 'application/json' }, 415],
  ])('is refused with %s', async (_name, headers, status) => {
    expect((await post(letter(), headers)).status).toBe(status);
    expect(await stored()).toEqual([]);
  });

  it('is refused for a business that there is not, as without a key', async () => {
    expect((await post(letter(), {}, 'nobody')).status).toBe(401);
  });

  it('may have ten megabytes and not a byte more; every other address keeps its 64 KB', async () => {
    await enroll();
    const long = letter({ text: `STOP\r\n\r\n-- \r\n` });
    const padded = Buffer.alloc(10 * 1024 * 1024, `${'a'.repeat(75)}\n`);
    padded.write(long);
    expect((await post(padded)).status).toBe(200);
    expect((await post(Buffer.concat([padded, Buffer.from('\n')]))).status).toBe(413);
    const other = await fetch(`${site.url}/u/x`, { method: 'POST', body: padded.subarray(0, 65 * 1024) });
    expect(other.status).toBe(413);
  });

  it('of ten million empty lines is refused before it is read', async () => {
    const empty = Buffer.alloc(10 * 1024 * 1024, '\n');
    empty.write(letter());
    expect((await post(empty)).status).toBe(400);
  });

  it('that is none is refused', async () => {
    expect((await post('no mail at all')).status).toBe(400);
    expect((await post(Buffer.from([0, 1, 2, 3]))).status).toBe(400);
  });
});

it('offers a way out by mail with a name of its own only where such mail comes in by itself', async () => {
  const long = { ...BUSINESS.senders, email: 'appointments.of.chicago@example.com' };
  const seen: unknown[] = [];
  for (const [emailReplies, replyTokens, senders] of [
    ['imap', true, BUSINESS.senders],
    ['arrives', true, BUSINESS.senders],
    ['arrives', true, long],
    ['arrives', false, BUSINESS.senders],
    ['watched_by_hand', true, BUSINESS.senders],
  ] as const) {
    const business = { ...BUSINESS, senders, mail: { replyTokens, addresses: [] } };
    const config = { ...site.site.ws.config, emailReplies, businesses: new Map([[business.id, business]]) };
    await enroll({ email: `p${seen.length}@example.com` });
    await storeRead(site.kit.ws.db, 1, 'hello@example.com', site.kit.clock.now);
    const { transports, ledger } = scripted();
    await tick({ ...site.site.ws, config }, { ...tickDefaults(site.kit.clock), transports });
    const { pepper } = site.kit.ws;
    const key = destinationKey(pepper, BUSINESS.id, 'email', `p${seen.length}@example.com`);
    const to = ledger[0]?.key.unsubscribeTo ?? null;
    seen.push(to?.replace(unsubscribeToken(pepper, key), 'TOKEN') ?? to);
    site.kit.clock.now = instant(site.kit.clock.now + HOUR);
  }
  expect(seen).toEqual(['hello+TOKEN@example.com', 'hello+TOKEN@example.com', null, null, null]);
});

it('asks answers to an address of each lead only where the mailbox takes such addresses', async () => {
  const { contact } = await enroll();
  const tokens = { ...BUSINESS, mail: { replyTokens: true, addresses: [] } };
  const ws = {
    ...site.site.ws,
    config: { ...site.site.ws.config, businesses: new Map([[BUSINESS.id, tokens]]) },
  };
  const { transports, ledger } = scripted();
  await tick(ws, { ...tickDefaults(site.kit.clock), transports });
  const replyTo = `hello+${leadToken(site.kit.ws.pepper, contact)}@example.com`;
  expect(ledger[0]?.key.replyTo).toBe(replyTo);
  await site.kit.enroll({ email: 'other@example.com', phone: null });
  site.kit.clock.now = instant(site.kit.clock.now + HOUR);
  await tick(site.site.ws, { ...tickDefaults(site.kit.clock), transports });
  expect(ledger[1]?.key).not.toHaveProperty('replyTo');
});
