/** The reader of mailboxes over real sockets: what it asks, what it never says in the clear, and what each failure is called. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import { instant } from '../../src/domain/time.ts';
import { checkMailbox, type ImapAccount, type ImapLimits, imapMailboxes } from '../../src/transport/imap.ts';
import type { MailboxRead, ReadFrom } from '../../src/transport/mailbox.ts';
import { type ImapServer, type ImapServerOptions, startImapServer } from './imap-server.ts';

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const KEY = fixture('try-outs.key.pem');
const HERE = fixture('here.cert.pem');
const ELSEWHERE = fixture('elsewhere.cert.pem');
const BRIGHT = asId<BusinessId>('bright-dental');
const PASSWORD = 'correct horse';
const DAY_ONE = Date.parse('2026-03-10T12:00:00Z');

let server: ImapServer;
afterEach(() => server.close());
beforeAll(async () => {
  await import('imapflow');
});

const start = async (options: ImapServerOptions = {}): Promise<void> => {
  server = await startImapServer({ user: 'hello', password: PASSWORD, ...options });
};
const accountWith = (account: Partial<ImapAccount> = {}): ImapAccount => ({
  host: '127.0.0.1',
  port: server.port,
  security: 'none',
  user: 'hello',
  password: PASSWORD,
  mailbox: 'INBOX',
  ...account,
});

interface Seen {
  readonly read: MailboxRead;
  readonly mails: readonly string[];
}
async function look(
  account: Partial<ImapAccount> = {},
  from: Partial<ReadFrom> = {},
  {
    limits = {},
    signal = new AbortController().signal,
  }: { limits?: Partial<ImapLimits>; signal?: AbortSignal } = {},
): Promise<Seen> {
  const mails: string[] = [];
  const boxes = imapMailboxes({ accounts: new Map([[BRIGHT, accountWith(account)]]), limits });
  const take = async ({ place, raw }: { place: { uid: number }; raw: Uint8Array }): Promise<void> => {
    mails.push(`${place.uid} ${Buffer.from(raw).toString().trim()}`);
  };
  const read = await boxes.read(BRIGHT, { after: null, since: instant(DAY_ONE), ...from }, take, signal);
  return { read, mails };
}
const brief = ({ read }: Seen): string => (read.kind === 'read' ? 'read' : `${read.kind} ${read.code}`);

describe('where it reads', () => {
  it('is from a day on, where nothing has been read before; a day is all that a search can say', async () => {
    await start();
    for (const hours of [-49, -23, 0]) server.deliver(`at ${hours}`, new Date(DAY_ONE + hours * 3_600_000));
    const { read, mails } = await look();
    expect([read, mails]).toEqual([
      { kind: 'read', place: { validity: 1_000, uid: 3 }, left: 0 },
      ['2 at -23', '3 at 0'],
    ]);
  });

  it('is after a number, where the mailbox is the same, and nowhere when nothing is after it', async () => {
    await start();
    for (const name of ['a', 'b', 'c']) server.deliver(name, new Date(DAY_ONE));
    const past = (uid: number) => ({ after: { validity: 1_000, uid } });
    expect((await look({}, past(1))).mails).toEqual(['2 b', '3 c']);
    // RFC 3501 has `4:*` mean the last mail.
    expect(await look({}, past(3))).toEqual({
      read: { kind: 'read', place: { validity: 1_000, uid: 3 }, left: 0 },
      mails: [],
    });
    expect((await look({}, { after: { validity: 999, uid: 3 } })).mails.length).toBe(3);
  });

  it('is told also of an empty mailbox, from whose numbers on it goes on', async () => {
    await start();
    expect((await look()).read).toEqual({ kind: 'read', place: null, left: 0 });
    server.deliver('old', new Date(DAY_ONE - 30 * 86_400_000));
    expect((await look()).read).toEqual({ kind: 'read', place: { validity: 1_000, uid: 1 }, left: 0 });
  });

  it('ends after so many mails, and of each after so many bytes', async () => {
    await start();
    for (const name of ['abcdef', 'bcdefg', 'cdefgh']) server.deliver(name, new Date(DAY_ONE));
    const { read, mails } = await look({}, {}, { limits: { mails: 2, bytes: 4 } });
    expect([read, mails]).toEqual([
      { kind: 'read', place: { validity: 1_000, uid: 2 }, left: 1 },
      ['1 abcd', '2 bcde'],
    ]);
  });

  it('passes over a mail that was deleted in the moment between', async () => {
    await start();
    for (const name of ['a', 'b']) server.deliver(name, new Date(DAY_ONE));
    server.trouble.onFetch = () => void (server.mails as unknown[]).splice(1, 1);
    expect((await look()).mails).toEqual(['1 a']);
  });
});

describe('what is wrong with a mailbox', () => {
  it.each([
    ['a wrong password', { password: 'no' }, 'misconfigured AUTHENTICATIONFAILED'],
    ['another name', { mailbox: 'Other' }, 'misconfigured NONEXISTENT'],
    ['no password', { password: null }, 'misconfigured no_password'],
    ['a server that is not here, in the clear', { host: 'imap.example.com' }, 'misconfigured not_encrypted'],
    ['TLS where there is none', { security: 'tls' }, 'misconfigured ERR_SSL_WRONG_VERSION_NUMBER'],
    ['STARTTLS where there is none', { security: 'starttls' }, 'misconfigured starttls'],
    ['nobody there', { port: 1 }, 'unreachable ECONNREFUSED'],
  ] as const)('%s', async (_, account, expected) => {
    await start();
    const seen = await look(account);
    expect(brief(seen)).toBe(expected);
    expect(JSON.stringify(seen)).not.toContain(PASSWORD);
    expect(await checkMailbox(accountWith(account), 20_000)).toBe(
      seen.read.kind === 'read' ? null : seen.read.detail,
    );
  });

  it('is nothing against the password when the server has trouble of its own', async () => {
    await start();
    server.trouble.refuse = { command: 'LOGIN', answer: 'NO [UNAVAILABLE] come back later' };
    expect(brief(await look())).toBe('unreachable UNAVAILABLE');
  });

  it('never repeats the password, whatever the server says', async () => {
    await start();
    server.trouble.refuse = { command: 'LOGIN', answer: `NO ${PASSWORD} is wrong` };
    expect((await look()).read).toMatchObject({
      kind: 'misconfigured',
      detail: '127.0.0.1 did not accept the password of hello: … is wrong',
    });
  });

  it.each(['LOGIN', 'EXAMINE', 'UID SEARCH', 'UID FETCH'])('a server that falls silent at %s', async (at) => {
    await start();
    server.deliver('a', new Date(DAY_ONE));
    server.trouble.silentAt = at;
    const { read, mails } = await look({}, {}, { limits: { silence: 200, connect: 200 } });
    expect([read.kind, mails]).toEqual(['unreachable', []]);
  });

  it('a look that is called off ends, and leaves no connection', async () => {
    await start();
    server.trouble.silentAt = 'EXAMINE';
    expect(brief(await look({}, {}, { signal: AbortSignal.timeout(100) }))).toBe('unreachable timeout');
    expect(await checkMailbox(accountWith(), 100)).toBe('the mailbox did not answer in time');
  });

  it('is not that a mail could not be taken: that is thrown as it is', async () => {
    await start();
    server.deliver('a', new Date(DAY_ONE));
    const boxes = imapMailboxes({ accounts: new Map([[BRIGHT, accountWith()]]) });
    const fault = new Error('the disk is full');
    const from = { after: null, since: instant(DAY_ONE) };
    const signal = new AbortController().signal;
    await expect(boxes.read(BRIGHT, from, () => Promise.reject(fault), signal)).rejects.toBe(fault);
  });
});

describe('encrypted', () => {
  it.each(['tls', 'starttls'] as const)('by %s: nothing is said in the clear that matters', async (mode) => {
    await start({ tls: { mode, key: KEY, cert: HERE } });
    server.deliver('a', new Date(DAY_ONE));
    const seen = await look({ security: mode, ca: HERE });
    expect([brief(seen), seen.mails]).toEqual(['read', ['1 a']]);
    if (mode === 'starttls')
      expect(server.asked.indexOf('STARTTLS')).toBeLessThan(server.asked.indexOf('LOGIN'));
  });

  it.each(['tls', 'starttls'] as const)(
    'by %s with the certificate of another server: no login',
    async (mode) => {
      await start({ tls: { mode, key: KEY, cert: ELSEWHERE } });
      const seen = await look({ security: mode, ca: HERE });
      expect([seen.read.kind, server.asked.includes('LOGIN')]).toEqual(['misconfigured', false]);
    },
  );
});
