/** A mail that came in: whose it is, whom it is from, and what a mail system reports of those that we sent. */
import { createHash } from 'node:crypto';
import type { Business } from '../domain/business.ts';
import { type AttemptToken, asId, type BusinessId, type ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { reportedInWords, reportedOf } from '../inbound/delivery-status.ts';
import { parseAddress } from '../intake/address.ts';
import { findByToken } from '../store/attempts.ts';
import { txAgain } from '../store/begin-again.ts';
import type { Handle } from '../store/driver.ts';
import { loadContactState } from '../store/enrollments.ts';
import { noteBounces } from './bounces.ts';
import { leadToken, readLeadToken } from './lead-token.ts';
import { peopleOf } from './match-contact.ts';
import { type Mail, type ReadMail, readMail } from './read-mail.ts';
import { type Applied, receiveIn } from './receive.ts';
import { unsubscribe } from './unsubscribe.ts';
import type { Workspace } from './workspace.ts';

export interface MailTaken {
  readonly business: BusinessId;
  readonly result: Applied | 'unsubscribed';
  /** Addresses that nothing is sent to from now on, because they are dead. */
  readonly dead: number;
}

/** Ten megabytes of a picture are 140,000 lines; as many empty ones would cost the parser four gigabytes. */
const MOST_LINES = 300_000;

/** Never throws for what is in it. */
export async function readRaw(raw: Uint8Array): Promise<ReadMail> {
  let lines = 0;
  for (const byte of raw) if (byte === 0x0a) lines += 1;
  if (lines <= MOST_LINES) return readMail(raw);
  const message = `The mail has ${lines} lines, and ${MOST_LINES} are the most that are read.`;
  return { ok: false, reason: 'not_mail', message };
}

/** What is kept of a text, and read: a book. */
const LONGEST = 200_000;

/** The businesses that a mail was sent to, in the order in which it names them. */
export function businessesOf(ws: Workspace, mail: Mail): readonly BusinessId[] {
  const found = new Set<BusinessId>();
  for (const recipient of recipientsOf(mail)) {
    const { address } = withoutTag(recipient);
    for (const { id, senders, mail: own } of ws.config.businesses.values())
      if ([senders.email, ...(own?.addresses ?? [])].some((one) => one?.toLowerCase() === address))
        found.add(id);
  }
  return [...found];
}

const recipientsOf = (mail: Mail): readonly string[] => [...mail.deliveredTo, ...mail.to, ...mail.cc];

/** `office+tag@example.com` is the mailbox `office@example.com`. */
function withoutTag(recipient: string): { readonly address: string; readonly tag: string | null } {
  const [, local = '', tag, domain = ''] = /^([^+@]+)(?:\+([^@]*))?(@.+)$/.exec(recipient) ?? [];
  return { address: `${local}${domain}`, tag: tag ?? null };
}

/** Stored, understood and acted on in one transaction, once for ever. Nothing is ever answered from here. */
export async function takeMail(
  ws: Workspace,
  business: BusinessId,
  mail: Mail,
  raw: Uint8Array,
  now: Instant,
): Promise<MailTaken> {
  const tags = recipientsOf(mail).flatMap((recipient) => withoutTag(recipient).tag ?? []);
  // Some programs press the button by writing to its address, with nothing in the letter.
  for (const tag of tags)
    if ((await unsubscribe(ws, tag, now)).kind === 'unsubscribed')
      return { business, result: 'unsubscribed', dead: 0 };
  const id = mail.messageId ?? `sha256 ${createHash('sha256').update(raw).digest('hex')}`;
  return txAgain(ws.db, async (handle) => {
    const ours = await sentByUs(handle, business, [
      ...mail.references,
      ...(mail.inReplyTo ? [mail.inReplyTo] : []),
    ]);
    const named = await namedBy(handle, ws, business, tags);
    const text = mail.text.slice(0, LONGEST);
    const result = await receiveIn(
      handle,
      ws,
      {
        business,
        provider: 'mail',
        providerId: id,
        channel: 'email',
        from: mail.from === null ? null : { kind: 'email', value: mail.from },
        contact: named ?? ours.at(-1)?.contact ?? null,
        text,
        subject: mail.subject,
        headers: mail.headers,
        deliveryStatus: mail.deliveryStatus,
        messageId: mail.messageId,
        at: mail.date !== null && mail.date < now ? mail.date : now,
      },
      now,
    );
    if (result !== 'bounce') return { business, result, dead: 0 };
    const reported = mail.deliveryStatus === null ? reportedInWords(text) : reportedOf(mail.deliveryStatus);
    // A report quotes the head of what it is about, and our name for it stands there.
    const returned = [...ours, ...(await sentByUs(handle, business, idsIn(raw)))];
    const dead = await noteBounces(handle, ws, business, { id, reported, returned }, now);
    return { business, result, dead };
  });
}

export interface Returned {
  readonly token: AttemptToken;
  readonly contact: ContactId;
}

/** Of these Message-IDs, those that are ours and this business's, in their order. */
async function sentByUs(
  handle: Handle,
  business: BusinessId,
  ids: readonly string[],
): Promise<readonly Returned[]> {
  const found: Returned[] = [];
  for (const id of new Set(ids)) {
    const [, token] = /^<?([\da-f]{32})@/.exec(id) ?? [];
    const attempt = token === undefined ? null : await findByToken(handle, token);
    if (attempt === null) continue;
    const contact = await loadContactState(handle, attempt.contact);
    if (contact?.business === business)
      found.push({ token: asId<AttemptToken>(attempt.token), contact: contact.id });
  }
  return found;
}

async function namedBy(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  tags: readonly string[],
): Promise<ContactId | null> {
  for (const tag of tags) {
    const named = readLeadToken(ws.pepper, tag);
    const [person] = named === null ? [] : await peopleOf(handle, business, [named]);
    if (person !== undefined) return person.id;
  }
  return null;
}

/** A report is short; a few of our names are all that can stand in one. */
const idsIn = (raw: Uint8Array): readonly string[] =>
  [
    ...Buffer.from(raw.subarray(0, 512 * 1024))
      .toString('latin1')
      .matchAll(/<[\da-f]{32}@[^<>\s]{1,253}>/g),
  ]
    .slice(0, 10)
    .map(([id]) => id);

/** `name+token@domain`: wherever an answer is sent from, it finds its lead; null where the name leaves no room. */
function replyAddress(sender: string, token: string): string | null {
  const at = sender.lastIndexOf('@');
  const read = parseAddress(`${sender.slice(0, at)}+${token}${sender.slice(at)}`);
  return read.ok ? read.value : null;
}

/** Only where the business has said that its mailbox takes such addresses. */
export function replyToOf(
  ws: Workspace,
  { mail, senders }: Business,
  contact: ContactId,
): { readonly replyTo?: string } {
  if (mail?.replyTokens !== true || senders.email === undefined) return {};
  const replyTo = replyAddress(senders.email, leadToken(ws.pepper, contact));
  return replyTo === null ? {} : { replyTo };
}
