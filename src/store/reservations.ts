/** The rows committed before messages may go: many at a time, each refused by itself where a rule of the database forbids it. */
import { type AttemptId, asId, type EventSeq } from '../domain/ids.ts';
import { LIVE, type NewAttempt } from './attempt-rows.ts';
import { allRows } from './batch.ts';
import { int } from './decode.ts';
import { type Handle, type SqlValue, StoreError } from './driver.ts';
import { type AttemptEvent, appendAttemptEvents } from './events.ts';

/** Counts earlier attempts of the touch among those of its contact: a handful. */
const NEW_ROW = `(?, ?, ?,
    (SELECT count(*) + 1 FROM attempt WHERE contact_id = ? AND enrollment_id = ? AND touch_id = ? AND occurrence = ?),
    ?, ?, ?, ?, 'wire', ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** A conflict with any unique index leaves its row out. */
const INSERT = (rows: string) => `
  INSERT INTO attempt (enrollment_id, touch_id, occurrence, n, channel, contact_id, destination_id, revision_id,
    state, automatic, late, basis, transport, token, run_id, fence, wire_seq, due_at, wire_at, deadline_at,
    window_end_at, local_day, zone, subject, body, segments, rehearsal, polled_at)
  VALUES ${rows}
  ON CONFLICT DO NOTHING RETURNING id, token`;
/** PostgreSQL takes a bound value for text where nothing around it says otherwise. */
const SET_WIRE_SEQ = (rows: string) => `
  WITH logged (id, seq) AS (VALUES ${rows})
  UPDATE attempt SET wire_seq = logged.seq FROM logged WHERE attempt.id = logged.id RETURNING attempt.id`;
const LOGGED_ROW = '(CAST(? AS BIGINT), CAST(? AS BIGINT))';
const LIVE_OF_TOUCH = `
  SELECT id FROM attempt WHERE enrollment_id = ? AND touch_id = ? AND occurrence = ? AND (${LIVE})`;
const SMS_OF_DAY = `
  SELECT id FROM attempt WHERE destination_id = ? AND local_day = ? AND channel = 'sms' AND automatic = 1
    AND rehearsal = ? AND (${LIVE})`;

export type Reserved =
  | { readonly kind: 'reserved'; readonly id: AttemptId; readonly wireSeq: EventSeq }
  | { readonly kind: 'conflict'; readonly rule: 'one_live_per_touch' | 'one_sms_per_day' };

/**
 * The point after which the messages may be on their way: once the transaction commits, only a settlement can tell.
 * One answer for each, in their order; a conflict is a value, so that it costs nobody but itself.
 */
export async function reserveAttempts(
  handle: Handle,
  wanted: readonly NewAttempt[],
): Promise<readonly Reserved[]> {
  const stored = await allRows(handle, INSERT, NEW_ROW, wanted.map(bound));
  const ids = new Map(stored.map((row) => [row.token, asId<AttemptId>(int(row, 'id'))]));
  const events = wanted.flatMap((one) => reservedEvent(one, ids.get(one.token)));
  const seqs = await appendAttemptEvents(handle, events);
  await allRows(handle, SET_WIRE_SEQ, LOGGED_ROW, [...seqs]);
  const answers: Reserved[] = [];
  for (const one of wanted) {
    const id = ids.get(one.token);
    const wireSeq = id === undefined ? undefined : seqs.get(id);
    answers.push(
      id === undefined || wireSeq === undefined
        ? { kind: 'conflict', rule: await ruleBroken(handle, one) }
        : { kind: 'reserved', id, wireSeq },
    );
  }
  return answers;
}

export async function reserveAttempt(handle: Handle, wanted: NewAttempt): Promise<Reserved> {
  const [answer] = await reserveAttempts(handle, [wanted]);
  if (answer === undefined) throw new StoreError('other', 'An attempt was asked for and nothing came back.');
  return answer;
}

const bound = (one: NewAttempt): readonly SqlValue[] => [
  one.enrollment,
  one.touch,
  one.occurrence,
  one.contact,
  one.enrollment,
  one.touch,
  one.occurrence,
  one.channel,
  one.contact,
  one.destination,
  one.revision,
  one.automatic ? 1 : 0,
  one.late ? 1 : 0,
  one.basis,
  one.transport,
  one.token,
  one.run,
  one.fence,
  one.dueAt,
  one.wireAt,
  one.deadlineAt,
  one.windowEndAt,
  one.localDay,
  one.zone,
  one.subject,
  one.body,
  one.segments,
  one.rehearsal ? 1 : 0,
  one.polledAt ?? null,
];

function reservedEvent(one: NewAttempt, attempt: AttemptId | undefined): readonly AttemptEvent[] {
  if (attempt === undefined) return [];
  const { wireAt: at, contact, enrollment, touch, channel, transport, basis, late } = one;
  const data = { channel, transport, basis, late };
  return [{ at, kind: 'attempt_reserved', contact, enrollment, touch, attempt, data }];
}

async function ruleBroken(
  handle: Handle,
  wanted: NewAttempt,
): Promise<'one_live_per_touch' | 'one_sms_per_day'> {
  const { enrollment, touch, occurrence, destination, localDay } = wanted;
  if ((await handle.all(LIVE_OF_TOUCH, [enrollment, touch, occurrence])).length > 0)
    return 'one_live_per_touch';
  if ((await handle.all(SMS_OF_DAY, [destination, localDay, wanted.rehearsal ? 1 : 0])).length > 0)
    return 'one_sms_per_day';
  throw new StoreError(
    'other',
    'An attempt was not stored although no rule forbids it: its token is not new.',
  );
}
