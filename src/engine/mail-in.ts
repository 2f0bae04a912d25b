/** A mail that came in: whose it is, whom it is from, and what a mail system reports of those that we sent. */
import { createHash } from 'node:crypto';
import type { Business } from '../domain/business.ts';
import { type AttemptToken, asId, type BusinessId, type ContactId } from '../domain/ids.ts';
import type { Contact } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import { reportedInWords, reportedOf } from '../inbound/delivery-status.ts';
import { parseAddress } from '../intake/address.ts';
import { findByToken } from '../store/attempts.ts';
import { txAgain } from '../store/begin-again.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { destinationKey, destinationsByKey } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { contactsAt, loadContactState } from '../store/enrollments.ts';
import { renamedEmails } from '../store/threads.ts';
import { settleWebhook, storeWebhook } from '../store/webhooks.ts';
import type { SendKey } from '../transport/transport.ts';
import { noteBounces } from './bounces.ts';
import { leadToken, readLeadToken } from './lead-token.ts';
import { peopleOf } from './match-contact.ts';
import type { Mail } from './read-mail.ts';
import { type Applied, receiveIn } from './receive.ts';
import { readUnsubscribeToken, unsubscribeIn, unsubscribeToken } from './unsubscribe.ts';
import type { Workspace } from './workspace.ts';

export interface MailTaken {
  readonly business: BusinessId;
  /** `own`: we or the business sent it, and nothing follows from it. */
  readonly result: Applied | 'unsubscribed' | 'own';
  /** Addresses that nothing is sent to from now on, because they are dead. */
  readonly dead: number;
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
export const takeMail = (
  ws: Workspace,
  business: BusinessId,
  mail: Mail,
  raw: Uint8Array,
  now: Instant,
): Promise<MailTaken> => txAgain(ws.db, (handle) => takeMailIn(handle, ws, business, mail, raw, now));

/** The same inside a transaction that does more. */
export async function takeMailIn(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  mail: Mail,
  raw: Uint8Array,
  now: Instant,
): Promise<MailTaken> {
  if (await isOurOwn(handle, ws, business, mail)) return { business, result: 'own', dead: 0 };
  const tags = recipientsOf(mail).flatMap((recipient) => withoutTag(recipient).tag ?? []);
  const id = mail.messageId ?? `sha256 ${createHash('sha256').update(raw).digest('hex')}`;
  const left = await leaveByButton(handle, ws, business, { id, tags }, now);
  if (left !== null) return { business, result: left, dead: 0 };
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
}

/**
 * A copy of what we sent, or what somebody of the business wrote from its own address: a mailbox of all mail holds them,
 * and a notice to the team comes to it. Whoever tries things out writes to himself, and is a lead all the same.
 */
async function isOurOwn(handle: Handle, ws: Workspace, business: BusinessId, mail: Mail): Promise<boolean> {
  const [, token] = SENT_BY_US.exec(mail.messageId ?? '') ?? [];
  if (token !== undefined && (await findByToken(handle, token)) !== null) return true;
  const { senders, mail: own } = ws.config.businesses.get(business) ?? { senders: {} };
  const from = mail.from === null ? null : withoutTag(mail.from).address;
  const isFromUs = [senders.email, ...(own?.addresses ?? [])].some((one) => one?.toLowerCase() === from);
  if (!isFromUs || from === null || mail.deliveryStatus !== null) return false;
  const key = destinationKey(ws.pepper, business, 'email', from);
  const place = (await destinationsByKey(handle, [key])).get(key);
  return place === undefined || (await contactsAt(handle, place.id)).length === 0;
}

/** Some programs press the button by writing to its address, with nothing in the letter. Null: it was not written to. */
async function leaveByButton(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  { id, tags }: { readonly id: string; readonly tags: readonly string[] },
  now: Instant,
): Promise<'unsubscribed' | 'known' | null> {
  for (const tag of tags) {
    if (readUnsubscribeToken(ws.pepper, tag) === null) continue;
    const businessRow = await ensureBusiness(handle, business);
    const word = { businessRow, source: 'mail', eventKey: `unsubscribe ${id}`, kind: 'unsubscribe' };
    const stored = await storeWebhook(handle, { ...word, body: null, receivedAt: now });
    if (stored === null) return 'known';
    const { kind } = await unsubscribeIn(handle, ws, tag, now);
    await settleWebhook(handle, stored, kind, null);
    if (kind === 'unsubscribed') return kind;
  }
  return null;
}

/** Our own Message-IDs begin with the attempt's token. */
const SENT_BY_US = /^<?([\da-f]{32})@/;

export interface Returned {
  readonly token: AttemptToken;
  readonly contact: ContactId;
}

/** Of these Message-IDs, those of this business's emails, in their order: ours, or a mail server's own in their place. */
async function sentByUs(
  handle: Handle,
  business: BusinessId,
  ids: readonly string[],
): Promise<readonly Returned[]> {
  const found: Returned[] = [];
  const bracketed = [...new Set(ids)].map((id) => `<${id.replace(/^<|>$/g, '')}>`);
  const renamed = bracketed.length === 0 ? null : await renamedEmails(handle, bracketed);
  for (const id of bracketed) {
    const [, token] = SENT_BY_US.exec(id) ?? [];
    const attempt = token === undefined ? null : await findByToken(handle, token);
    const sent = attempt ?? renamed?.get(id);
    if (sent === undefined) continue;
    const contact = await loadContactState(handle, sent.contact);
    if (contact?.business === business)
      found.push({ token: asId<AttemptToken>(sent.token), contact: contact.id });
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

/**
 * Only where the business has said that its mailbox takes such addresses. A way out by mail with a name of its own is
 * offered only where what is sent to it comes to us by itself: a person who reads sees nothing in an empty letter.
 */
export function addressedTo(
  ws: Workspace,
  { mail, senders }: Business,
  { id, email }: Pick<Contact, 'id' | 'email'>,
): Pick<SendKey, 'replyTo' | 'unsubscribeTo'> {
  if (mail?.replyTokens !== true || senders.email === undefined) return {};
  const replyTo = replyAddress(senders.email, leadToken(ws.pepper, id));
  const comesIn = ws.config.emailReplies === 'imap' || ws.config.emailReplies === 'arrives';
  const out =
    comesIn && email !== null ? replyAddress(senders.email, unsubscribeToken(ws.pepper, email.key)) : null;
  return { ...(replyTo === null ? {} : { replyTo }), ...(out === null ? {} : { unsubscribeTo: out }) };
}
