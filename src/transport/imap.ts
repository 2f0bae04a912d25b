/** Mailboxes by IMAP: opened for reading alone, read from where the last look ended, and closed again. */
import type { ImapFlow, ImapFlowError } from 'imapflow';
import type { BusinessId } from '../domain/ids.ts';
import { after, DAY } from '../domain/time.ts';
import { isLoopback } from './mail-address.ts';
import type { LyingMail, Mailboxes, MailboxRead, ReadFrom } from './mailbox.ts';
import { passwordForms, without } from './password-forms.ts';

/** One business's mailbox: where it is, and who reads it. */
export interface ImapAccount {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string;
  readonly password: string | null;
  /** Its name on the server. */
  readonly mailbox: string;
  /** PEM of certificates to trust instead of the system's. */
  readonly ca?: string;
}

export interface ImapLimits {
  /** Milliseconds for a connection, and again for the greeting. */
  readonly connect: number;
  /** Milliseconds without a byte. */
  readonly silence: number;
  /** Mails at a time: the rest is for the next look. */
  readonly mails: number;
  /** Of one mail; what lies beyond is not asked for. */
  readonly bytes: number;
}

const LIMITS: ImapLimits = { connect: 10_000, silence: 20_000, mails: 200, bytes: 10 * 1024 * 1024 };

/** What a server may say in one line: a million numbers of mails. */
const LONGEST_LINE = 8 * 1024 * 1024;

export interface ImapOptions {
  readonly accounts: ReadonlyMap<BusinessId, ImapAccount>;
  readonly limits?: Partial<ImapLimits>;
}

export function imapMailboxes({ accounts, limits: own }: ImapOptions): Mailboxes {
  const limits = { ...LIMITS, ...own };
  return {
    account(business) {
      const account = accounts.get(business);
      return account === undefined ? null : `${account.user}@${account.host}/${account.mailbox}`;
    },
    async read(business, from, take, signal) {
      const account = accounts.get(business);
      if (account === undefined) return misconfigured('no_account', `no mailbox is named for ${business}`);
      let fault: { readonly error: unknown } | null = null;
      const taking = async (mail: LyingMail): Promise<void> => {
        try {
          await take(mail);
        } catch (error) {
          fault = { error };
          throw error;
        }
      };
      const read = await visit(account, limits, signal, (client) =>
        readMails(client, account, limits, from, taking, signal),
      );
      if (fault !== null) throw (fault as { readonly error: unknown }).error;
      return read;
    },
  };
}

/** Logs in, opens the mailbox and leaves. Null when that can be done; else what was in the way. */
export async function checkMailbox(account: ImapAccount, patience: number): Promise<string | null> {
  const limits = { ...LIMITS, connect: patience, silence: patience };
  const seen = await visit(account, limits, AbortSignal.timeout(patience), async (client) => {
    await open(client, account);
    return { kind: 'read', place: null, left: 0 };
  });
  return seen.kind === 'read' ? null : seen.detail;
}

async function visit(
  account: ImapAccount,
  limits: ImapLimits,
  signal: AbortSignal,
  work: (client: ImapFlow) => Promise<MailboxRead>,
): Promise<MailboxRead> {
  const wrong = unusable(account);
  if (wrong !== null) return wrong;
  const client = await clientFor(account, limits);
  const stop = (): void => client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return OUT_OF_TIME;
    await client.connect();
    const seen = await work(client);
    await client.logout();
    return seen;
  } catch (error) {
    return signal.aborted ? OUT_OF_TIME : failureOf(error, client, account);
  } finally {
    signal.removeEventListener('abort', stop);
    client.close();
  }
}

const OUT_OF_TIME: MailboxRead = {
  kind: 'unreachable',
  code: 'timeout',
  detail: 'the mailbox did not answer in time',
};

async function clientFor(account: ImapAccount, { connect, silence, bytes }: ImapLimits): Promise<ImapFlow> {
  const { ImapFlow } = await import('imapflow');
  const { host, port, security, user, password, ca } = account;
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    auth: { user, pass: password ?? '' },
    ...(ca === undefined ? {} : { tls: { ca } }),
    // It would write down whole conversations.
    logger: false,
    clientInfo: { name: 'leadseq' },
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: connect,
    greetingTimeout: connect,
    socketTimeout: silence,
    maxLineLength: LONGEST_LINE,
    maxLiteralSize: bytes,
    maxResponseSize: bytes + LONGEST_LINE,
  });
  // Whoever waits for an answer is told of it.
  client.on('error', () => undefined);
  return client;
}

/** EXAMINE, and not SELECT: a server refuses whatever would change it. */
const open = (client: ImapFlow, { mailbox }: ImapAccount) => client.mailboxOpen(mailbox, { readOnly: true });

async function readMails(
  client: ImapFlow,
  account: ImapAccount,
  limits: ImapLimits,
  from: ReadFrom,
  take: (mail: LyingMail) => Promise<void>,
  signal: AbortSignal,
): Promise<MailboxRead> {
  const box = await open(client, account);
  const validity = Number(box.uidValidity ?? 0);
  const read = from.after?.validity === validity ? from.after.uid : null;
  const found = await client.search(
    // A day is all that a search can say, in a zone that is the server's (RFC 3501, 6.4.4).
    read === null ? { since: new Date(after(from.since, -DAY)) } : { uid: `${read + 1}:*` },
    { uid: true },
  );
  if (!Array.isArray(found))
    return unreachable('search', `${account.host} did not say what is in ${account.mailbox}`);
  // Where nothing is above a number, its answer is the last mail there is.
  const uids = found.filter((uid) => uid > (read ?? 0)).sort((a, b) => a - b);
  const now = uids.slice(0, limits.mails);
  for (const uid of now) {
    if (signal.aborted) return OUT_OF_TIME;
    const mail = await client.fetchOne(
      String(uid),
      { uid: true, source: { start: 0, maxLength: limits.bytes } },
      { uid: true },
    );
    // Somebody has deleted it in this moment.
    if (mail === false) continue;
    if (mail.source === undefined)
      return unreachable('fetch', `${account.host} did not hand over mail ${uid} of ${account.mailbox}`);
    await take({ place: { validity, uid }, raw: mail.source });
  }
  const left = uids.length - now.length;
  // All below the number that comes next has been seen, there or not.
  const last = Math.max(read ?? 0, now.at(-1) ?? 0, left > 0 ? 0 : (box.uidNext ?? 1) - 1);
  return { kind: 'read', place: last === 0 ? null : { validity, uid: last }, left };
}

function unusable({ host, security, user, password }: ImapAccount): MailboxRead | null {
  if (security === 'none' && !isLoopback(host))
    return misconfigured(
      'not_encrypted',
      `security: none would send the password and all mail in the clear to ${host}; it is for a server on this machine. Set imap.security in leadseq.yaml to tls or starttls`,
    );
  return password
    ? null
    : misconfigured('no_password', `there is no password for ${user}: set LEADSEQ_IMAP_PASSWORD`);
}

const misconfigured = (code: string, detail: string): MailboxRead => ({
  kind: 'misconfigured',
  code,
  detail,
});
const unreachable = (code: string, detail: string): MailboxRead => ({ kind: 'unreachable', code, detail });

/** OpenSSL's words for certificates (verify(1)) and Node's for TLS. */
const NOT_TRUSTED = /CERT|^ERR_SSL|^ERR_TLS|^EPROTO$|SIGNATURE/;

/** The library's own words, for which it has no code. */
const NO_STARTTLS = /does not support STARTTLS/;

/** RFC 5530: words of a server that has trouble of its own, and says nothing against the password. */
const FOR_NOW = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN']);

function failureOf(error: unknown, client: ImapFlow, account: ImapAccount): MailboxRead {
  const { host, user, mailbox } = account;
  const failure: Partial<ImapFlowError> = error instanceof Error ? error : {};
  const said = oneLine(
    without(failure.responseText ?? failure.message ?? String(error), passwordForms(account)),
  );
  const code = failure.serverResponseCode ?? failure.code ?? failure.responseStatus ?? 'failed';
  if (failure.authenticationFailed === true)
    return FOR_NOW.has(code)
      ? unreachable(code, `${host} lets nobody in now: ${said}`)
      : misconfigured(code, `${host} did not accept the password of ${user}: ${said}`);
  if (NOT_TRUSTED.test(code))
    return misconfigured(code, `the connection to ${host} cannot be trusted: ${said}`);
  if (NO_STARTTLS.test(said))
    return misconfigured(
      'starttls',
      `${host} does not encrypt; security: ${account.security} of imap in leadseq.yaml wants it to`,
    );
  if (failure.responseStatus === 'NO' && client.authenticated !== false && client.mailbox === false)
    return misconfigured(code, `${host} does not open the mailbox ${mailbox}: ${said}`);
  return unreachable(code, `the mailbox of ${user} at ${host} was not read: ${said}`);
}

/** A server may say as much as it likes, in any bytes it likes. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
