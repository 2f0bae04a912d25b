/** Conversations: the newest word of each lead who has written, whether anybody has answered, and what strangers wrote. */
import { asId, type BusinessId, type ContactId, type DestinationKey } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { LIVE } from './attempt-rows.ts';
import { int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import { keyBytes } from './destinations.ts';
import type { Handle, Row } from './driver.ts';

/** Messages that a person answers, unless one has said that nobody waits for it. */
const ASKS = `meaning IN ('reply', 'help', 'question', 'asked_for_time', 'strong_intent', 'missed_call') AND closed_at IS NULL`;

const INBOUND_CHANNELS = ['sms', 'email', 'chat', 'call'] as const;

export interface Conversation {
  /** Null for somebody whom nobody here knows. */
  readonly contact: ContactId | null;
  readonly business: BusinessId;
  readonly name: string;
  /** Where the newest message came from. */
  readonly sender: string | null;
  readonly channel: (typeof INBOUND_CHANNELS)[number];
  readonly meaning: string;
  readonly text: string;
  readonly at: Instant;
  /** Since when somebody waits for a person of the business; null when nobody does. */
  readonly waitingSince: Instant | null;
}

/**
 * One pass over what came in, and for each conversation a look at what was done since. Ids rise as messages are stored,
 * so the highest is the newest.
 */
const OF_LEADS = `
  WITH newest AS (
    SELECT contact_id, MAX(id) AS id, MAX(CASE WHEN ${ASKS} THEN received_at END) AS asked_at,
      MAX(CASE WHEN meaning IN ('opt_out', 'not_interested', 'wrong_number') THEN received_at END) AS left_at
    FROM inbound WHERE contact_id IS NOT NULL GROUP BY contact_id
  ), seen AS MATERIALIZED (
    SELECT newest.*,
      (SELECT MAX(a.wire_at) FROM attempt a
       WHERE a.contact_id = newest.contact_id AND a.basis = 'person' AND (${LIVE})) AS answered_at,
      (SELECT MAX(t.ended_at) FROM task t WHERE t.contact_id = newest.contact_id AND t.state = 'done') AS done_at,
      (SELECT MIN(t.made_at) FROM task t
       WHERE t.contact_id = newest.contact_id AND t.state = 'open' AND t.touch_id IS NULL
         AND EXISTS (SELECT 1 FROM inbound q WHERE q.contact_id = t.contact_id AND q.stored_at = t.made_at)) AS open_since
    FROM newest
  ), judged AS (
    SELECT contact_id, id, CASE
      WHEN open_since IS NOT NULL THEN open_since
      WHEN asked_at > coalesce(answered_at, 0) AND asked_at > coalesce(done_at, 0) AND asked_at > coalesce(left_at, 0)
        THEN asked_at END AS waiting_since
    FROM seen
  )
  SELECT judged.contact_id, judged.waiting_since, b.slug, c.first_name, c.last_name, i.id, i.sender, i.channel, i.meaning,
    i.subject, i.body, i.received_at
  FROM judged
  JOIN inbound i ON i.id = judged.id
  JOIN contact c ON c.id = judged.contact_id
  JOIN business b ON b.id = c.business_id
  WHERE (CAST(? AS TEXT) IS NULL OR b.slug = ?) AND (? = 1 OR judged.waiting_since IS NOT NULL)
  ORDER BY i.received_at DESC, i.id DESC LIMIT ?`;

/** Whoever was enrolled since is a stranger no longer, and found among the leads once they write again. */
const OF_STRANGERS = `
  WITH newest AS (
    SELECT business_id, key, MAX(id) AS id, MAX(CASE WHEN ${ASKS} THEN received_at END) AS asked_at,
      MAX(CASE WHEN meaning IN ('opt_out', 'not_interested', 'wrong_number') THEN received_at END) AS left_at
    FROM inbound WHERE contact_id IS NULL GROUP BY business_id, key, CASE WHEN key IS NULL THEN id END
  ), judged AS (
    SELECT id, key, CASE WHEN asked_at > coalesce(left_at, 0) AND asked_at > ? THEN asked_at END AS waiting_since FROM newest
  )
  SELECT NULL AS contact_id, judged.waiting_since, b.slug, '' AS first_name, '' AS last_name, i.id, i.sender, i.channel,
    i.meaning, i.subject, i.body, i.received_at
  FROM judged
  JOIN inbound i ON i.id = judged.id
  JOIN business b ON b.id = i.business_id
  LEFT JOIN destination d ON d.key = judged.key
  WHERE (CAST(? AS TEXT) IS NULL OR b.slug = ?) AND (? = 1 OR judged.waiting_since IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.phone_id = d.id)
    AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.email_id = d.id)
  ORDER BY i.received_at DESC, i.id DESC LIMIT ?`;

export interface InboxFilter {
  readonly business: string | null;
  /** Also those in which nobody waits. */
  readonly all: boolean;
  /** What strangers wrote before this waits no longer: nobody can answer for ever whom nobody knows. */
  readonly strangersSince: Instant;
  readonly limit: number;
}

/** Newest first. */
export async function conversations(db: Handle, filter: InboxFilter): Promise<readonly Conversation[]> {
  const { business, all, strangersSince, limit } = filter;
  const rest = [business, business, all ? 1 : 0, limit];
  const leads = await db.all(OF_LEADS, rest);
  const strangers = await db.all(OF_STRANGERS, [strangersSince, ...rest]);
  return [...leads, ...strangers]
    .map(decodeConversation)
    .sort((a, b) => b.at - a.at)
    .slice(0, limit);
}

function decodeConversation(row: Row): Conversation {
  const contact = intOrNull(row, 'contact_id');
  const waiting = intOrNull(row, 'waiting_since');
  const subject = textOrNull(row, 'subject');
  const body = textOrNull(row, 'body') ?? '';
  return {
    contact: contact === null ? null : asId<ContactId>(contact),
    business: asId<BusinessId>(text(row, 'slug')),
    name: `${text(row, 'first_name')} ${text(row, 'last_name')}`.trim(),
    sender: textOrNull(row, 'sender'),
    channel: oneOf(row, 'channel', INBOUND_CHANNELS),
    meaning: text(row, 'meaning'),
    text: body.trim() === '' ? (subject ?? '') : body,
    at: instant(int(row, 'received_at')),
    waitingSince: waiting === null ? null : instant(waiting),
  };
}

const CLOSE_STRANGER =
  'UPDATE inbound SET closed_at = ? WHERE contact_id IS NULL AND key = ? AND closed_at IS NULL';
const CLOSE_LEAD = 'UPDATE inbound SET closed_at = ? WHERE contact_id = ? AND closed_at IS NULL';

/** Nobody waits for an answer to what these have written so far; says of how many messages that is new. */
export async function closeStranger(
  handle: Handle,
  keys: readonly DestinationKey[],
  at: Instant,
): Promise<number> {
  let closed = 0;
  for (const key of keys) closed += await handle.run(CLOSE_STRANGER, [at, keyBytes(key)]);
  return closed;
}

export async function closeLead(
  handle: Handle,
  contacts: readonly ContactId[],
  at: Instant,
): Promise<number> {
  let closed = 0;
  for (const contact of contacts) closed += await handle.run(CLOSE_LEAD, [at, contact]);
  return closed;
}
