/** Live emails through a real mail server: the one-click way out, what it does, and the thread that follow-ups stand in. */
import { createServer, type Server } from 'node:http';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asId, type DestinationKey } from '../../src/domain/ids.ts';
import { DAY } from '../../src/domain/time.ts';
import { publicUrlAnswers } from '../../src/engine/public-url.ts';
import type { Transports } from '../../src/engine/transports.ts';
import { readUnsubscribeToken, unsubscribe, unsubscribeToken } from '../../src/engine/unsubscribe.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { type DevSmtp, type DevSmtpOptions, startDevSmtp } from '../../src/server/dev-smtp.ts';
import type { Row } from '../../src/store/driver.ts';
import { outbox } from '../../src/transport/outbox.ts';
import { smtpTransport } from '../../src/transport/smtp.ts';
import { header, parts, readMail } from '../transport/mail-reading.ts';
import { BUSINESS, createKit, type Kit, PEPPER, TUESDAY_10 } from './kit.ts';
import '../seed.ts';

const TWO_EMAILS = `
version: 1
id: two-emails
name: Two emails
fallbacks: { first_name: there }
touches:
  - { id: first, day: 0, at: "10:00", email: { subject: "We got your request", body: "Hi {{ first_name }}, thank you." } }
  - { id: second, day: 3, at: "10:00", email: { subject: "Still there?", body: "Hi {{ first_name }}, is it still on?" } }
  - { id: third, day: 6, at: "10:00", email: { subject: "Last word", body: "Hi {{ first_name }}, all the best." } }
`;

interface Post {
  readonly kit: Kit;
  readonly server: DevSmtp;
  readonly mails: string[];
  readonly transports: Transports;
}

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});
beforeAll(async () => {
  await import('nodemailer');
});

/** The kit with emails that go to a mail server on this machine, and a `public_url` if one is given. */
async function livePost(publicUrl: string | null = null, more: Partial<DevSmtpOptions> = {}): Promise<Post> {
  const made = await createKit({ sequences: [TWO_EMAILS] });
  const mails: string[] = [];
  const server = await startDevSmtp({
    now: () => made.clock.now,
    onMail: (_mail, raw) => mails.push(raw),
    ...more,
  });
  const account = {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: null,
    password: null,
  } as const;
  const email = smtpTransport({
    accounts: new Map([[BUSINESS.id, { ...account, connections: 2, name: BUSINESS.name, dkim: null }]]),
  });
  closing.push(made.close, server.close, async () => email.close?.());
  const ws: Workspace = { ...made.ws, config: { ...made.ws.config, publicUrl } };
  const kit: Kit = {
    ...made,
    ws,
    tick: async (transports, options) => {
      const { tick } = await import('../../src/engine/tick.ts');
      const { tickDefaults } = await import('./kit.ts');
      return tick(ws, { ...tickDefaults(made.clock), transports, ...options });
    },
  };
  return { kit, server, mails, transports: { sms: outbox(ws.outbox), email } };
}

/** Answers `/healthz` as it is told to. */
async function publicServer(
  status: number,
  delay = 0,
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    setTimeout(
      () => response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('ok'),
      delay,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, asked };
}

const keyOf = (row: Row | undefined): DestinationKey =>
  asId<DestinationKey>(Buffer.from(row?.key as Uint8Array).toString('hex'));

const linkIn = (raw: string, base: string): string => {
  const text = parts(readMail(raw))['text/plain'] ?? '';
  return text.split('\n').find((line) => line.startsWith(`${base}/u/`)) ?? '';
};

describe('the token of a link', () => {
  const anyKey = fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) => asId<DestinationKey>(Buffer.from(bytes).toString('hex')));

  it('reads back as the address it was made for, and is the same each time', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const token = unsubscribeToken(PEPPER, key);
        expect(token).toMatch(/^[\da-f]{48}$/);
        expect(unsubscribeToken(PEPPER, key)).toBe(token);
        expect(readUnsubscribeToken(PEPPER, token)).toBe(key);
      }),
    );
  });

  it('is nothing once a digit of it is changed, or in another workspace', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(47), fc.integer({ min: 1, max: 15 }), (key, at, by) => {
        const token = unsubscribeToken(PEPPER, key);
        const digit = ((Number.parseInt(token[at] ?? '0', 16) + by) % 16).toString(16);
        expect(readUnsubscribeToken(PEPPER, token.slice(0, at) + digit + token.slice(at + 1))).toBe(null);
        expect(readUnsubscribeToken(Buffer.alloc(32, 8), token)).toBe(null);
      }),
    );
    for (const text of ['', 'x', `${'0'.repeat(47)}G`, '0'.repeat(49)])
      expect(readUnsubscribeToken(PEPPER, text)).toBe(null);
  });
});

describe('a live email', () => {
  it('carries its one-click way out where public_url answers, asked once a tick', async () => {
    const { url, asked } = await publicServer(200);
    const { kit, mails, transports } = await livePost(url);
    for (let n = 0; n < 3; n++) await kit.enroll({ phone: null });
    expect(await kit.tick(transports)).toMatchObject({ sent: 3, uncertain: 0 });
    expect(asked).toEqual(['/healthz']);
    const links = mails.map((raw) => linkIn(raw, url));
    expect(new Set(links).size).toBe(3);
    expect(parts(readMail(mails[0] ?? ''))['text/html']).toContain(
      `<a href="${links[0]}">unsubscribe here</a>`,
    );
    expect(readUnsubscribeToken(PEPPER, links[0]?.slice(-48) ?? '')).not.toBe(null);
  });

  it.each([500, 302])('offers a reply where public_url says %i', async (status) => {
    const { url } = await publicServer(status);
    const { kit, mails, transports } = await livePost(url);
    await kit.enroll({ phone: null });
    await kit.tick(transports);
    expect(mails[0]).not.toContain('/u/');
    expect(parts(readMail(mails[0] ?? ''))['text/plain']).toContain('reply "unsubscribe" and we will stop.');
  });

  it('a public_url that is not there, or that hangs, is no answer', async () => {
    const { url } = await publicServer(200, 60_000);
    expect(await publicUrlAnswers(url, AbortSignal.timeout(50))).toBe(false);
    expect(await publicUrlAnswers('http://127.0.0.1:1', new AbortController().signal)).toBe(false);
    expect(await publicUrlAnswers((await publicServer(200)).url, new AbortController().signal)).toBe(true);
  });

  it('stands below the earlier ones of its enrollment, and below nobody else’s', async () => {
    const { kit, mails, transports } = await livePost();
    await kit.enroll({ phone: null, email: 'ana@example.org' });
    await kit.enroll({ phone: null, email: 'ben@example.org' });
    for (let day = 0; day < 7; day++) {
      await kit.tick(transports);
      kit.advance(DAY);
    }
    const ofAna = mails.map(readMail).filter((mail) => header(mail, 'To') === 'ana@example.org');
    const ids = ofAna.map((mail) => header(mail, 'Message-ID'));
    expect(ofAna.map((mail) => header(mail, 'Subject'))).toEqual([
      'We got your request',
      'Still there?',
      'Last word',
    ]);
    expect(ofAna.map((mail) => header(mail, 'References'))).toEqual([
      '(0 of them)',
      ids[0],
      `${ids[0]} ${ids[1]}`,
    ]);
    const stored = await kit.all(`SELECT provider_id FROM attempt WHERE state = 'sent' ORDER BY id`);
    expect(stored.map(({ provider_id }) => provider_id).sort()).toEqual(
      mails.map((raw) => header(readMail(raw), 'Message-ID')).sort(),
    );
  });

  it('that the server took and never acknowledged is uncertain, counts as sent, and is not sent again', async () => {
    const { kit, server, transports } = await livePost(null, {
      faults: [{ at: 'accepted', act: 'drop', times: 1 }],
    });
    await kit.enroll({ phone: null });
    expect(await kit.tick(transports)).toMatchObject({ sent: 0, uncertain: 1 });
    for (let n = 0; n < 3; n++) await kit.tick(transports);
    expect(server.ledger().length).toBe(1);
  });

  it('to an address that does not exist ends that address’s emails, and is no opt-out', async () => {
    const { kit, transports } = await livePost(null, { faults: [{ at: 'rcpt', act: 550, times: 1 }] });
    await kit.enroll({ phone: null });
    expect(await kit.tick(transports)).toMatchObject({ sent: 0, refused: 1 });
    expect(await kit.all('SELECT channel, reason FROM suppression')).toEqual([
      { channel: 'email', reason: 'dead_address' },
    ]);
  });
});

describe('unsubscribing', () => {
  it('ends the emails to that address at once, in one click, and a second click changes nothing', async () => {
    const { url } = await publicServer(200);
    const { kit, server, mails, transports } = await livePost(url);
    await kit.enroll({ phone: null, email: 'ana@example.org' });
    await kit.enroll({ phone: null, email: 'ben@example.org' });
    await kit.tick(transports);
    const ana = mails.find((raw) => header(readMail(raw), 'To') === 'ana@example.org') ?? '';
    const token = linkIn(ana, url).slice(-48);
    expect(await unsubscribe(kit.ws, token, kit.clock.now)).toEqual({ kind: 'unsubscribed', new: true });
    expect(await unsubscribe(kit.ws, token, kit.clock.now)).toEqual({ kind: 'unsubscribed', new: false });
    expect(await kit.all('SELECT channel, reason FROM suppression')).toEqual([
      { channel: 'email', reason: 'opted_out' },
    ]);
    for (let day = 0; day < 8; day++) {
      kit.advance(DAY);
      await kit.tick(transports);
    }
    const to = server.ledger().map((mail) => mail.to[0]);
    expect(to.filter((one) => one === 'ana@example.org').length).toBe(1);
    // The control: who did not click goes on being written to.
    expect(to.filter((one) => one === 'ben@example.org').length).toBe(3);
  });

  it('works for an address that nobody is reached at any more', async () => {
    const { kit } = await livePost();
    await kit.enroll({ phone: null, email: 'ana@example.org' });
    const [row] = await kit.all(`SELECT key FROM destination WHERE kind = 'email'`);
    const token = unsubscribeToken(PEPPER, keyOf(row));
    await kit.ws.db.run('UPDATE contact SET email_id = NULL', []);
    expect(await unsubscribe(kit.ws, token, TUESDAY_10)).toEqual({ kind: 'unsubscribed', new: true });
    expect(await unsubscribe(kit.ws, token, TUESDAY_10)).toEqual({ kind: 'unsubscribed', new: false });
  });

  it('by a token of a phone number, of nobody, or of another workspace changes nothing', async () => {
    const { kit } = await livePost();
    await kit.enroll({ email: 'ana@example.org' });
    const rows = await kit.all('SELECT kind, key FROM destination ORDER BY kind');
    const [address, phone] = rows.map(keyOf);
    if (address === undefined || phone === undefined) throw new Error('two places are there');
    const strange = [
      unsubscribeToken(PEPPER, phone),
      unsubscribeToken(PEPPER, asId('0'.repeat(32))),
      unsubscribeToken(Buffer.alloc(32, 8), address),
      'nonsense',
    ];
    for (const token of strange)
      expect(await unsubscribe(kit.ws, token, TUESDAY_10)).toEqual({ kind: 'unknown' });
    expect(await kit.all('SELECT id FROM suppression')).toEqual([]);
  });
});
