/** The rows committed before messages may go: many at a time, each refused by itself where a rule of the database forbids it. */
import type { NewEvent } from '../domain/event.ts';
import { type AttemptId, asId, type EventSeq } from '../domain/ids.ts';
import { decodeTouchOf, LIVE, type NewAttempt } from './attempt-rows.ts';
import { allIn, runRows } from './batch.ts';
import { int } from './decode.ts';
import { type Handle, type SqlValue, StoreError } from './driver.ts';
import { storeEvents } from './events.ts';
import { takeNumbers } from './numbers.ts';

/** Attempts of a touch that came to nothing; one that lives would refuse the new one. */
const EARLIER = (list: string) => `
  SELECT enrollment_id, touch_id, occurrence, count(*) AS tries FROM attempt
  WHERE contact_id IN (${list}) AND enrollment_id IS NOT NULL AND NOT (${LIVE})
  GROUP BY enrollment_id, touch_id, occurrence`;
/** A conflict with any unique index leaves its row out. */
const INSERT = (rows: string) => `
  INSERT INTO attempt (id, wire_seq, n, enrollment_id, touch_id, occurrence, channel, contact_id, destination_id,
    revision_id, state, automatic, late, basis, transport, token, run_id, fence, due_at, wire_at, deadline_at,
    window_end_at, local_day, zone, subject, body, segments, rehearsal, polled_at)
  VALUES ${rows}
  ON CONFLICT DO NOTHING`;
const NEW_ROW = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'wire', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const STORED = (list: string) => `SELECT id FROM attempt WHERE id IN (${list})`;
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
 * One answer for each, in their order; a conflict is a value, so that it costs nobody but itself. An attempt and its
 * place in the log name each other, so both are numbered before either is stored.
 */
export async function reserveAttempts(
  handle: Handle,
  wanted: readonly NewAttempt[],
): Promise<readonly Reserved[]> {
  if (wanted.length === 0) return [];
  const tries = await earlierTries(handle, wanted);
  const numbers = await takeNumbers(handle, wanted.length);
  const numbered = numbers.flatMap((number, n) => {
    const one = wanted[n];
    return one === undefined ? [] : [{ ...number, one }];
  });
  const rows = numbered.map(({ attempt, event, one }) => [
    attempt,
    event,
    1 + (tries.get(touchOf(one)) ?? 0),
    ...bound(one),
  ]);
  const inserted = await runRows(handle, INSERT, NEW_ROW, rows);
  const ids = numbers.map(({ attempt }) => attempt);
  const stored = inserted === rows.length ? new Set(ids) : await idsStored(handle, ids);
  const events = numbered
    .filter(({ attempt }) => stored.has(attempt))
    .map(({ attempt, event, one }) => ({ seq: event, ...reservedEvent(one, attempt) }));
  await storeEvents(handle, events);
  const answers: Reserved[] = [];
  for (const { attempt, event, one } of numbered)
    answers.push(
      stored.has(attempt)
        ? { kind: 'reserved', id: attempt, wireSeq: event }
        : { kind: 'conflict', rule: await ruleBroken(handle, one) },
    );
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

function reservedEvent(one: NewAttempt, attempt: AttemptId): NewEvent {
  const { wireAt: at, contact, enrollment, touch, channel, transport, basis, late, account = null } = one;
  const data = { channel, transport, basis, late, ...(account !== null && { account }) };
  return { at, kind: 'attempt_reserved', contact, enrollment, touch, attempt, data };
}

type Touch = Pick<NewAttempt, 'enrollment' | 'touch' | 'occurrence'>;
const touchOf = ({ enrollment, touch, occurrence }: Touch): string => `${enrollment} ${touch} ${occurrence}`;

async function earlierTries(
  handle: Handle,
  wanted: readonly NewAttempt[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await allIn(
    handle,
    EARLIER,
    wanted.map(({ contact }) => contact),
  );
  return new Map(rows.map((row) => [touchOf(decodeTouchOf(row)), int(row, 'tries')]));
}

async function idsStored(handle: Handle, ids: readonly AttemptId[]): Promise<ReadonlySet<AttemptId>> {
  const rows = await allIn(handle, STORED, ids);
  return new Set(rows.map((row) => asId<AttemptId>(int(row, 'id'))));
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
