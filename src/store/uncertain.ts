/** Sends that may have arrived and may not: what a person needs to know to settle them. */
import { type AttemptId, asId, type BusinessId, type ContactId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { ATTEMPT_COLUMNS, type Attempt, decodeAttempt } from './attempt-rows.ts';
import { int, intOrNull, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';
import { worded } from './words.ts';

const UNCERTAIN = `
  SELECT a.id, b.slug, c.id AS contact_id, c.first_name, c.last_name, a.channel, d.value AS destination,
         ${worded('e.sequence_word')} AS sequence_id, a.touch_id, a.wire_at, a.code, a.detail, a.token, a.transport, a.subject, a.body,
         a.absent_at, a.ask_at
  FROM attempt a
  JOIN contact c ON c.id = a.contact_id
  JOIN business b ON b.id = c.business_id
  JOIN destination d ON d.id = a.destination_id
  LEFT JOIN enrollment e ON e.id = a.enrollment_id
  WHERE a.state IN ('wire', 'uncertain') AND a.state = 'uncertain'
  ORDER BY a.wire_at, a.id`;

export interface UncertainSend {
  readonly id: AttemptId;
  readonly business: BusinessId;
  readonly contact: ContactId;
  readonly name: string;
  readonly channel: 'sms' | 'email';
  /** Null once the person was erased. */
  readonly to: string | null;
  readonly sequence: string | null;
  readonly touch: string | null;
  readonly at: Instant;
  readonly code: string | null;
  readonly detail: string | null;
  /** Names the attempt in the provider's records. */
  readonly token: string;
  readonly transport: string;
  readonly subject: string | null;
  readonly body: string;
  /** Since when the provider's own list is known to lack it. */
  readonly absentAt: Instant | null;
  /** When the provider is asked next; null when nobody asks any more. */
  readonly askAt: Instant | null;
}

/** Oldest first. */
export async function uncertainSends(db: Handle): Promise<readonly UncertainSend[]> {
  return (await db.all(UNCERTAIN)).map(decodeUncertain);
}

function decodeUncertain(row: Row): UncertainSend {
  return {
    id: asId<AttemptId>(int(row, 'id')),
    business: asId<BusinessId>(text(row, 'slug')),
    contact: asId<ContactId>(int(row, 'contact_id')),
    name: `${text(row, 'first_name')} ${text(row, 'last_name')}`.trim(),
    channel: text(row, 'channel') === 'sms' ? 'sms' : 'email',
    to: textOrNull(row, 'destination'),
    sequence: textOrNull(row, 'sequence_id'),
    touch: textOrNull(row, 'touch_id'),
    at: instant(int(row, 'wire_at')),
    code: textOrNull(row, 'code'),
    detail: textOrNull(row, 'detail'),
    token: text(row, 'token'),
    transport: text(row, 'transport'),
    subject: textOrNull(row, 'subject'),
    body: text(row, 'body'),
    absentAt: timeOrNull(row, 'absent_at'),
    askAt: timeOrNull(row, 'ask_at'),
  };
}

const timeOrNull = (row: Row, column: string): Instant | null => {
  const value = intOrNull(row, column);
  return value === null ? null : instant(value);
};

const TO_ASK = `SELECT ${ATTEMPT_COLUMNS} FROM attempt WHERE ask_at <= ? AND state = 'uncertain' ORDER BY ask_at, id LIMIT ?`;

/** Uncertain attempts about which it is time to ask their provider, longest waiting first. */
export async function attemptsToAsk(db: Handle, now: Instant, limit: number): Promise<readonly Attempt[]> {
  return (await db.all(TO_ASK, [now, limit])).map(decodeAttempt);
}
