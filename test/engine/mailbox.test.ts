/** A mailbox read before each email, over a real socket: whoever answered is heard first, and what cannot be read holds what it might be about. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant, MINUTE, SECOND } from '../../src/domain/time.ts';
import { heldFor } from '../../src/engine/holding.ts';
import { BUSINESS } from './kit.ts';
import { letter } from './letters.ts';
import { type MailboxKit, mailboxKit } from './mailbox-kit.ts';

let box: MailboxKit;
beforeEach(async () => {
  box = await mailboxKit();
});
afterEach(() => box.close());

const now = (): Date => new Date(box.kit.clock.now);
const inFourDays = (): void => box.kit.advance(4 * DAY + HOUR);
const suppressed = async (): Promise<readonly unknown[]> =>
  (await box.kit.all('SELECT channel, reason FROM suppression ORDER BY id')).map(
    ({ channel, reason }) => `${channel} ${reason}`,
  );

describe('what lies in the mailbox when an email is due', () => {
  it.each([
    ['a reply', {}, 'reply', 'paused', []],
    ['an opt-out', { text: 'Please unsubscribe me.' }, 'opt_out', 'stopped', ['email replied_stop']],
  ] as const)('%s is heard before it goes, and it does not go', async (_, parts, meaning, state, blocked) => {
    await box.lead();
    box.server.deliver(letter(parts), now());
    inFourDays();
    expect((await box.tick()).received).toBe(1);
    expect(await box.meanings()).toEqual([meaning]);
    expect(await box.states()).toEqual([state]);
    expect((await suppressed()).filter((one) => String(one).startsWith('email'))).toEqual(blocked);
    expect(box.ledger.length).toBe(1);
  });

  it('control: with nothing in it, the second email goes', async () => {
    await box.lead();
    inFourDays();
    await box.tick();
    expect(box.ledger.map(({ message }) => message.kind === 'email' && message.subject)).toEqual([
      'Your request',
      'One more',
    ]);
  });

  it('a machine that says how long somebody is away lets it rest until then', async () => {
    await box.lead();
    const more = ['Auto-Submitted: auto-replied'];
    const text = 'I am out of the office until March 20, 2026 with no access to email.';
    box.server.deliver(letter({ subject: 'Out of office', text, more }), now());
    inFourDays();
    await box.tick();
    expect(await box.meanings()).toEqual(['out_of_office']);
    expect(box.ledger.length).toBe(1);
    const [away] = await box.kit.all('SELECT until_at FROM away');
    expect(new Date(Number(away?.until_at)).toISOString().slice(0, 10)).toBe('2026-03-20');
  });

  it('a report that the address is dead ends the channel', async () => {
    const id = await box.lead();
    const report = [
      'From: MAILER-DAEMON@mx.example.net',
      'To: hello@example.com',
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <b1@mx.example.net>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '\r\n--b\r\nContent-Type: message/delivery-status\r\n',
      'Reporting-MTA: dns; mx.example.net\r\n',
      'Final-Recipient: rfc822; maria@example.com\r\nAction: failed\r\nStatus: 5.1.1',
      `\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${id}\r\n\r\n--b--\r\n`,
    ].join('\r\n');
    box.server.deliver(report, now());
    inFourDays();
    await box.tick();
    expect(await suppressed()).toEqual(['email bounced']);
    expect(await box.kit.all('SELECT title FROM task')).toEqual([
      { title: 'Find another way to reach Maria' },
    ]);
    expect(box.ledger.length).toBe(1);
  });

  it('is applied once, however often it lies there, and whoever brought it before', async () => {
    await box.lead();
    const raw = letter();
    for (const _ of [1, 2]) box.server.deliver(raw, now());
    box.kit.advance(5 * MINUTE);
    await box.tick();
    box.server.deliver(raw, now());
    box.kit.advance(5 * MINUTE);
    expect((await box.tick()).received).toBe(0);
    expect(await box.meanings()).toEqual(['reply']);
  });

  it('stays as it lies: nothing is marked, moved or deleted, and each mail is fetched once', async () => {
    await box.lead();
    box.server.deliver(letter(), now());
    for (const _ of [1, 2]) {
      box.kit.advance(5 * MINUTE);
      await box.tick();
    }
    expect(box.server.mails.map(({ flags }) => [...flags])).toEqual([[]]);
    const words = new Set(box.server.asked.map((line) => line.split(' ').slice(0, 2).join(' ')));
    expect([...words].filter((word) => !/^(LOGIN|LIST|LSUB|EXAMINE|NOOP|LOGOUT)/.test(word)).sort()).toEqual([
      'UID FETCH',
      'UID SEARCH',
    ]);
    expect(box.server.asked.filter((line) => line.startsWith('UID FETCH')).length).toBe(1);
  });

  it('is nobody’s answer when we or the business wrote it', async () => {
    const id = await box.lead();
    box.server.deliver(letter({ from: 'hello@example.com', id: id.slice(1, -1), text: 'stop' }), now());
    box.server.deliver(
      letter({ from: 'hello+x@example.com', text: 'I will unsubscribe you.', more: [`In-Reply-To: ${id}`] }),
      now(),
    );
    box.kit.advance(5 * MINUTE);
    await box.tick();
    expect([await box.meanings(), await suppressed(), await box.states()]).toEqual([[], [], ['active']]);
  });

  it('is the answer of somebody who tries it out with the address of the business', async () => {
    await box.lead('hello@example.com');
    box.server.deliver(letter({ from: 'hello@example.com' }), now());
    box.kit.advance(5 * MINUTE);
    await box.tick();
    expect([await box.meanings(), await box.states()]).toEqual([['reply'], ['paused']]);
  });

  it('counts as an answer also when it cannot be read: who wrote it is known', async () => {
    await box.lead();
    box.server.deliver(`${letter()}${'\r\n'.repeat(200_001)}`, now());
    box.kit.advance(5 * MINUTE);
    await box.tick();
    expect([await box.meanings(), await box.states()]).toEqual([['reply'], ['paused']]);
  });
});

describe('a mailbox that cannot be read', () => {
  const refused = async (): Promise<string> => {
    inFourDays();
    const report = await box.tick();
    expect([report.sent, box.ledger.length]).toEqual([0, 1]);
    return report.mailsHeld.map(({ business, detail }) => `${business}: ${detail}`).join('; ');
  };

  it('because nobody answers: no email goes, it is said why, and the next one goes once somebody does', async () => {
    await box.lead();
    const { port } = box.server;
    await box.server.close();
    expect(await refused()).toBe(
      `bright-dental: the mailbox of hello@example.com at 127.0.0.1 was not read: connect ECONNREFUSED 127.0.0.1:${port} (ECONNREFUSED)`,
    );
    const held = await box.mailbox();
    expect(held).toMatchObject({ held_since: box.kit.clock.now, again_at: box.kit.clock.now + 30 * SECOND });
    const contact = { business: BUSINESS.id, phone: null, email: null };
    expect(await heldFor(box.kit.ws, asId('emails'), 'email', contact)).toMatch(
      /^it is not known what leads have answered: the mailbox of hello/,
    );
    const [wake] = await box.kit.all('SELECT wake_at FROM contact');
    expect(wake).toEqual({ wake_at: box.kit.clock.now + MINUTE });
    const other = await mailboxKit();
    box.kit.advance(MINUTE);
    const report = await box.tick({ transports: box.through({ port: other.server.port }) });
    await other.close();
    expect([report.sent, report.mailsHeld]).toEqual([1, []]);
    expect(await heldFor(box.kit.ws, asId('emails'), 'email', contact)).toBe(null);
  });

  it('because the password is wrong: said without it, and not tried again for ten minutes', async () => {
    await box.lead();
    inFourDays();
    const transports = box.through({ password: 'wrong secret 99' });
    const report = await box.tick({ transports });
    expect(report.mailsHeld).toEqual([
      {
        business: 'bright-dental',
        detail:
          '127.0.0.1 did not accept the password of hello@example.com: Invalid credentials (AUTHENTICATIONFAILED)',
      },
    ]);
    expect(JSON.stringify([report, await box.mailbox()])).not.toContain('secret 99');
    const logins = () => box.server.asked.filter((line) => line === 'LOGIN').length;
    const before = logins();
    for (const _ of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      box.kit.advance(MINUTE);
      expect((await box.tick({ transports })).mailsHeld.length).toBe(1);
    }
    expect(logins()).toBe(before);
    // A person who looks on may have mended it.
    expect((await box.tick({ watched: true })).mailsHeld).toEqual([]);
    expect(logins()).toBe(before + 1);
    box.kit.advance(MINUTE);
    expect((await box.tick()).sent).toBe(1);
  });

  it('because it has another name there', async () => {
    await box.lead();
    inFourDays();
    const { mailsHeld, sent } = await box.tick({ transports: box.through({ mailbox: 'Antworten' }) });
    expect([sent, mailsHeld[0]?.detail]).toEqual([
      0,
      '127.0.0.1 does not open the mailbox Antworten: There is no such mailbox (NONEXISTENT)',
    ]);
  });

  it('because a mail was cut off: what came before it is applied, the rest with the next look', async () => {
    await box.lead();
    box.server.deliver(letter({ from: 'one@example.com' }), now());
    box.server.deliver(letter({ from: 'two@example.com' }), now());
    box.server.trouble.cutAtFetch = 2;
    expect(await refused()).toMatch(/^bright-dental: the mailbox of .* was not read: /);
    expect((await box.meanings()).length).toBe(1);
    box.kit.advance(MINUTE);
    expect((await box.tick()).received).toBe(1);
    expect((await box.meanings()).length).toBe(2);
  });

  it('holds the emails of its own business alone', async () => {
    const oak = { ...BUSINESS, id: asId<BusinessId>('oak'), senders: { email: 'oak@example.net' } };
    await box.close();
    box = await mailboxKit({ businesses: [BUSINESS, oak] });
    await box.kit.enroll({ email: 'a@example.org', phone: null });
    await box.kit.enroll({ email: 'b@example.org', phone: null, business: oak.id });
    const good = box.through().mailboxes;
    const bad = box.through({ password: 'wrong' }).mailboxes;
    if (good === undefined || bad === undefined) throw new Error('the kit has mailboxes');
    const transports = {
      ...box.through(),
      mailboxes: {
        account: good.account,
        read: (...all: Parameters<typeof good.read>) => (all[0] === oak.id ? bad : good).read(...all),
      },
    };
    expect((await box.tick({ transports })).sent).toBe(1);
    expect(box.ledger.map(({ message }) => message.to)).toEqual(['a@example.org']);
  });
});

it('is waited for by whoever cannot read it as well: the settings count', async () => {
  await box.lead();
  inFourDays();
  const { mailboxes: _, ...without } = box.through();
  expect((await box.tick({ transports: without })).sent).toBe(0);
  expect(box.ledger.length).toBe(1);
  const [wake] = await box.kit.all('SELECT wake_at FROM contact');
  expect(wake).toEqual({ wake_at: box.kit.clock.now + MINUTE });
  // Control: a dry run asks nobody, and shows what would go.
  expect((await box.tick({ transports: without, dryRun: true })).sent).toBe(0);
  box.kit.advance(MINUTE);
  expect((await box.tick({ transports: without, dryRun: true })).sent).toBe(1);
});

it('keeps nobody waiting who has just written: what was read within minutes is new enough for that', async () => {
  await box.lead();
  const looks = () => box.server.asked.filter((line) => line.startsWith('EXAMINE')).length;
  box.kit.advance(4 * MINUTE);
  await box.kit.enroll({ email: 'new@example.com', phone: null });
  expect((await box.tick({ hurried: true })).sent).toBe(1);
  expect(looks()).toBe(1);
  box.kit.advance(MINUTE);
  await box.kit.enroll({ email: 'newer@example.com', phone: null });
  expect((await box.tick({ hurried: true })).sent).toBe(1);
  expect(looks()).toBe(2);
});

it('is asked again by a run that lasts, and not twice in a moment', async () => {
  await box.lead();
  const looks = () => box.server.asked.filter((line) => line.startsWith('EXAMINE')).length;
  expect(looks()).toBe(1);
  await box.tick();
  box.kit.clock.now = instant(box.kit.clock.now + 5 * MINUTE);
  await box.tick();
  expect(looks()).toBe(2);
});
