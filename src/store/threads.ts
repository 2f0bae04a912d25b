/** What stands in a lead's own mailbox and phone: the emails that an answer stands below, and the last words that were heard. */
import { type AttemptToken, asId, type ContactId, type EnrollmentId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { LIVE } from './attempt-rows.ts';
import { allIn } from './batch.ts';
import { flatObject, int, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';

/** A handful of rows each, found by the contact. Rehearsals reached nobody, and nobody's mailbox has them. */
const EARLIER = (list: string) => `
  SELECT enrollment_id, provider_id, detail FROM attempt
  WHERE contact_id IN (${list}) AND enrollment_id IS NOT NULL AND channel = 'email' AND state = 'sent' AND rehearsal = 0
  ORDER BY wire_seq`;

/** Message-IDs as the readers have them, by enrollment, oldest first: a server that puts its own in place of ours is noted in `detail`. */
export async function earlierEmails(
  handle: Handle,
  contacts: readonly ContactId[],
): Promise<ReadonlyMap<EnrollmentId, readonly string[]>> {
  const threads = new Map<EnrollmentId, string[]>();
  for (const row of await allIn(handle, EARLIER, contacts)) {
    const enrollment = asId<EnrollmentId>(int(row, 'enrollment_id'));
    const thread = threads.get(enrollment) ?? [];
    threads.set(enrollment, thread);
    thread.push(...messageId(row));
  }
  return threads;
}

function messageId(row: Row): readonly string[] {
  const [ours, theirs] = [textOrNull(row, 'provider_id'), textOrNull(row, 'detail')];
  return [/^<[^<>\s]+>$/.test(theirs ?? '') ? theirs : ours].filter((id) => id !== null);
}

/** Through their own index: only servers that rename say anything when they take an email. */
const RENAMED = (list: string) => `
  SELECT token, contact_id, detail FROM attempt
  WHERE channel = 'email' AND state = 'sent' AND detail IN (${list})`;

/** The emails that a mail server has sent under these Message-IDs of its own, by them; with their brackets. */
export async function renamedEmails(
  handle: Handle,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly token: AttemptToken; readonly contact: ContactId }>> {
  const rows = await allIn(handle, RENAMED, ids);
  return new Map(
    rows.map((row) => [
      text(row, 'detail'),
      { token: asId<AttemptToken>(text(row, 'token')), contact: asId<ContactId>(int(row, 'contact_id')) },
    ]),
  );
}

/** Everybody who turned out to be this contact, itself included. */
const SAME_PERSON = 'SELECT id FROM contact WHERE id = ? OR merged_into = ?';

export async function samePerson(handle: Handle, contact: ContactId): Promise<readonly ContactId[]> {
  const rows = await handle.all(SAME_PERSON, [contact, contact]);
  return rows.map((row) => asId<ContactId>(int(row, 'id')));
}

/** Whoever shares a phone is told in the log as well: a message's own row names only the first of them. */
const RECEIVED = (list: string) => `
  SELECT at, data FROM event WHERE contact_id IN (${list}) AND kind = 'received' ORDER BY seq`;

/** A message that was applied to somebody. */
export interface Received {
  readonly message: number;
  /** When it was applied: whatever followed from it has the same instant. */
  readonly at: Instant;
  readonly meaning: string;
}

/** Every message that reached any of these contacts, in the order in which they were applied. */
export async function receivedBy(
  handle: Handle,
  contacts: readonly ContactId[],
): Promise<readonly Received[]> {
  const rows = await allIn(handle, RECEIVED, contacts);
  return rows.flatMap((row) => {
    const { message, meaning } = flatObject(row, 'data');
    return typeof message === 'number'
      ? [{ message, at: instant(int(row, 'at')), meaning: String(meaning) }]
      : [];
  });
}

const HEARD_CHANNELS = ['sms', 'email', 'chat', 'call'] as const;

/** A message of a lead, as far as an answer to it needs it. */
export interface Heard {
  readonly channel: (typeof HEARD_CHANNELS)[number];
  readonly at: Instant;
  readonly subject: string | null;
  /** Of an email. */
  readonly messageId: string | null;
}

const BY_ID = (list: string) => `
  SELECT id, channel, received_at, subject, message_id FROM inbound WHERE id IN (${list})`;

/** Oldest first. */
export async function heardFrom(handle: Handle, contacts: readonly ContactId[]): Promise<readonly Heard[]> {
  const received = await receivedBy(handle, contacts);
  const rows = await allIn(
    handle,
    BY_ID,
    received.map(({ message }) => message),
  );
  return rows
    .map((row) => ({
      channel: oneOf(row, 'channel', HEARD_CHANNELS),
      at: instant(int(row, 'received_at')),
      subject: textOrNull(row, 'subject'),
      messageId: textOrNull(row, 'message_id'),
    }))
    .sort((a, b) => a.at - b.at);
}

const WRITTEN = (list: string) => `
  SELECT wire_at, subject, provider_id, detail FROM attempt
  WHERE rehearsal = ? AND channel = 'email' AND state = 'sent' AND contact_id IN (${list})`;

/** An email that went, with the id that its reader has. */
export interface Written {
  readonly at: Instant;
  readonly subject: string;
  readonly messageId: string | null;
}

/** Oldest first. */
export async function emailsTo(
  handle: Handle,
  contacts: readonly ContactId[],
  rehearsal: boolean,
): Promise<readonly Written[]> {
  const rows = await allIn(handle, WRITTEN, contacts, [rehearsal ? 1 : 0]);
  return rows
    .map((row) => ({
      at: instant(int(row, 'wire_at')),
      subject: textOrNull(row, 'subject') ?? '',
      messageId: messageId(row)[0] ?? null,
    }))
    .sort((a, b) => a.at - b.at);
}

const TYPED = `
  SELECT body, wire_at FROM attempt
  WHERE contact_id = ? AND channel = ? AND basis = 'person' AND wire_at > ? AND (${LIVE}) ORDER BY wire_at DESC`;

/** What people of the business have written to this lead since: on its way, gone, or perhaps gone. */
export async function typedSince(
  handle: Handle,
  contact: ContactId,
  channel: 'sms' | 'email',
  since: Instant,
): Promise<readonly { readonly body: string; readonly at: Instant }[]> {
  const rows = await handle.all(TYPED, [contact, channel, since]);
  return rows.map((row) => ({ body: text(row, 'body'), at: instant(int(row, 'wire_at')) }));
}
