/** What leads have sent: every message once and for ever, whoever brings it, and as often as it is brought. */
import { asId, type BusinessId, type ContactId, type DestinationKey } from '../domain/ids.ts';
import { type Heard, MEANINGS } from '../domain/meaning.ts';
import { type Instant, instant } from '../domain/time.ts';
import { allIn } from './batch.ts';
import { int, oneOf, text, textOrNull } from './decode.ts';
import { keyBytes } from './destinations.ts';
import type { Handle } from './driver.ts';

declare const of: unique symbol;
export type InboundId = number & { readonly [of]: 'inbound message' };

export interface NewInbound {
  readonly businessRow: number;
  readonly provider: string;
  readonly providerId: string;
  readonly channel: 'sms' | 'email' | 'chat' | 'call';
  /** Of the number or address that it came from, known or not; null where it names neither. */
  readonly key: DestinationKey | null;
  /** Whoever is reached there, the first of them when a phone is shared; null for somebody whom nobody here knows. */
  readonly contact: ContactId | null;
  readonly sender: string | null;
  readonly subject: string | null;
  readonly body: string;
  /** Of an email: what an answer to it names. */
  readonly messageId: string | null;
  readonly meaning: Heard;
  /** What found the meaning. */
  readonly rule: string;
  readonly receivedAt: Instant;
  readonly storedAt: Instant;
}

const INSERT = `
  INSERT INTO inbound (business_id, provider, provider_id, channel, key, contact_id, sender, subject, body, message_id,
    meaning, rule, received_at, stored_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING RETURNING id`;
const KNOWN = (list: string) =>
  `SELECT provider_id FROM inbound WHERE provider = ? AND business_id = ? AND provider_id IN (${list})`;

/** PostgreSQL takes no NUL in a text, and nobody types one. */
const storable = (words: string): string => words.replaceAll('\0', '\uFFFD');

/** Null when it was stored before: then it has been applied as well, for both happen in one transaction. */
export async function storeInbound(handle: Handle, message: NewInbound): Promise<InboundId | null> {
  const rows = await handle.all(INSERT, [
    message.businessRow,
    message.provider,
    message.providerId,
    message.channel,
    message.key && keyBytes(message.key),
    message.contact,
    message.sender && storable(message.sender),
    message.subject && storable(message.subject),
    storable(message.body),
    message.messageId && storable(message.messageId),
    message.meaning,
    message.rule,
    message.receivedAt,
    message.storedAt,
  ]);
  return rows[0] === undefined ? null : (int(rows[0], 'id') as InboundId);
}

/** Which of these messages of a provider have been stored for this business before. */
export async function storedBefore(
  db: Handle,
  provider: string,
  businessRow: number,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set(
    (await allIn(db, KNOWN, ids, [provider, businessRow])).map((row) => text(row, 'provider_id')),
  );
}

/** Asked by people, never by a tick: what leads send is little beside what they are sent. */
const STRANGERS = `
  SELECT b.slug, COUNT(*) AS n FROM inbound i JOIN business b ON b.id = i.business_id
  WHERE i.contact_id IS NULL AND i.stored_at >= ? AND i.closed_at IS NULL
    AND i.meaning NOT IN ('opt_out', 'opt_in', 'out_of_office', 'bounce', 'reaction', 'automatic') GROUP BY b.slug`;

/** How many messages each business got from people that nobody here knows. */
export async function fromStrangers(db: Handle, since: Instant): Promise<ReadonlyMap<BusinessId, number>> {
  const rows = await db.all(STRANGERS, [since]);
  return new Map(rows.map((row) => [asId<BusinessId>(text(row, 'slug')), int(row, 'n')]));
}

export interface StoredMessage {
  readonly channel: NewInbound['channel'];
  readonly meaning: Heard;
  /** Null for one that was stored before rules had names. */
  readonly rule: string | null;
  readonly subject: string | null;
  /** Null once it was erased. */
  readonly body: string | null;
  readonly receivedAt: Instant;
}

const BY_ID = (list: string) => `
  SELECT id, channel, meaning, rule, subject, body, received_at FROM inbound WHERE id IN (${list})`;

export async function messagesById(
  db: Handle,
  ids: readonly number[],
): Promise<ReadonlyMap<number, StoredMessage>> {
  const rows = await allIn(db, BY_ID, ids);
  return new Map(
    rows.map((row) => [
      int(row, 'id'),
      {
        channel: oneOf(row, 'channel', ['sms', 'email', 'chat', 'call']),
        meaning: oneOf(row, 'meaning', [...MEANINGS, 'missed_call']),
        rule: textOrNull(row, 'rule'),
        subject: textOrNull(row, 'subject'),
        body: textOrNull(row, 'body'),
        receivedAt: instant(int(row, 'received_at')),
      },
    ]),
  );
}
