/** Requests to providers: the row committed before a message may go, and the one move that settles it. */
import { type AttemptState, LIVE_STATES, mayMove, type Outcome, settledState } from '../domain/attempt.ts';
import type { EventKind } from '../domain/event.ts';
import { type AttemptId, asId, type ContactId, type EventSeq } from '../domain/ids.ts';
import { after, type Instant, MINUTE } from '../domain/time.ts';
import {
  ATTEMPT_COLUMNS,
  type Attempt,
  decodeAttempt,
  decodeTouchOf,
  type NewAttempt,
} from './attempt-rows.ts';
import { int, only } from './decode.ts';
import { type Handle, type Row, StoreError } from './driver.ts';
import { appendEvent } from './events.ts';

/** Both engines need the words of a partial index repeated before they use it. */
const LIVE = `state IN (${LIVE_STATES.map((state) => `'${state}'`).join(', ')})`;
const OPEN = `state IN ('wire', 'uncertain')`;

/** Counts earlier attempts of the touch among those of its contact: a handful. A conflict with any unique index inserts nothing. */
const INSERT = `
  INSERT INTO attempt (enrollment_id, touch_id, occurrence, n, channel, contact_id, destination_id, revision_id,
    state, automatic, late, basis, transport, token, run_id, fence, wire_seq, due_at, wire_at, deadline_at,
    window_end_at, local_day, zone, subject, body, segments, rehearsal, polled_at)
  VALUES (?, ?, ?,
    (SELECT count(*) + 1 FROM attempt WHERE contact_id = ? AND enrollment_id = ? AND touch_id = ? AND occurrence = ?),
    ?, ?, ?, ?, 'wire', ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING RETURNING id`;
const SET_WIRE_SEQ = 'UPDATE attempt SET wire_seq = ? WHERE id = ?';
const LIVE_OF_TOUCH = `
  SELECT id FROM attempt WHERE enrollment_id = ? AND touch_id = ? AND occurrence = ? AND ${LIVE}`;
const SMS_OF_DAY = `
  SELECT id FROM attempt WHERE destination_id = ? AND local_day = ? AND channel = 'sms' AND automatic = 1
    AND rehearsal = ? AND ${LIVE}`;

export type Reserved =
  | { readonly kind: 'reserved'; readonly id: AttemptId; readonly wireSeq: EventSeq }
  | { readonly kind: 'conflict'; readonly rule: 'one_live_per_touch' | 'one_sms_per_day' };

/**
 * The point after which the message may be on its way: once the transaction commits, only a settlement can tell.
 * A conflict is a value, so that it drops one touch of a batch and not the batch.
 */
export async function reserveAttempt(handle: Handle, wanted: NewAttempt): Promise<Reserved> {
  const { enrollment, touch, occurrence, contact, destination, localDay, wireAt } = wanted;
  const key = [enrollment, touch, occurrence];
  const rows = await handle.all(INSERT, [
    ...key,
    contact,
    ...key,
    wanted.channel,
    contact,
    destination,
    wanted.revision,
    wanted.automatic ? 1 : 0,
    wanted.late ? 1 : 0,
    wanted.basis,
    wanted.transport,
    wanted.token,
    wanted.run,
    wanted.fence,
    wanted.dueAt,
    wireAt,
    wanted.deadlineAt,
    wanted.windowEndAt,
    localDay,
    wanted.zone,
    wanted.subject,
    wanted.body,
    wanted.segments,
    wanted.rehearsal ? 1 : 0,
    wanted.polledAt ?? null,
  ]);
  if (rows.length === 0) return { kind: 'conflict', rule: await ruleBroken(handle, wanted) };
  const id = asId<AttemptId>(int(only(rows), 'id'));
  const wireSeq = await appendEvent(handle, {
    at: wireAt,
    kind: 'attempt_reserved',
    contact,
    enrollment,
    touch,
    attempt: id,
    data: { channel: wanted.channel, transport: wanted.transport, basis: wanted.basis, late: wanted.late },
  });
  await handle.run(SET_WIRE_SEQ, [wireSeq, id]);
  return { kind: 'reserved', id, wireSeq };
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

const PROVIDER_ID_IS_FREE = `
  NOT EXISTS (SELECT 1 FROM attempt AS other WHERE other.transport = attempt.transport AND other.provider_id = ?)`;
/** What has just become uncertain is asked about; what is no longer so is not. */
const MOVE = `
  UPDATE attempt SET state = ?, provider_id = coalesce(?, provider_id), code = ?, detail = ?, settled_at = ?, retry_at = ?,
    ask_at = CASE WHEN rehearsal = 0 THEN wire_at + ? END
  WHERE id = ? AND state = ? AND fence = ? AND ${PROVIDER_ID_IS_FREE}
  RETURNING contact_id, enrollment_id, touch_id, occurrence`;
/** A provider's list is behind its own answers for some seconds; before this it is no evidence. */
export const FIRST_ASKED = 2 * MINUTE;
const STATE_AND_FENCE = 'SELECT state, fence FROM attempt WHERE id = ?';

export type Moved =
  | 'moved'
  /** Somebody else has moved it, or has taken it over with a higher fence: this process's knowledge is out of date. */
  | 'stale'
  /** The provider gave one message's id to two requests. Nothing was changed. */
  | 'provider_id_taken';

interface Move {
  readonly id: AttemptId;
  readonly fence: number;
  readonly from: AttemptState;
  readonly to: AttemptState;
  readonly at: Instant;
  readonly providerId: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly retryAt: Instant | null;
  readonly event: EventKind;
}

/** Compare and set: exactly one row in the expected state and with the expected fence, or nothing. */
async function move(handle: Handle, wanted: Move): Promise<Moved> {
  const { id, fence, from, to, at, providerId, code, detail, retryAt } = wanted;
  if (!mayMove(from, to)) throw new StoreError('other', `An attempt never moves from ${from} to ${to}.`);
  const rows = await handle.all(MOVE, [
    to,
    providerId,
    code,
    detail,
    at,
    retryAt,
    to === 'uncertain' ? FIRST_ASKED : null,
    id,
    from,
    fence,
    providerId,
  ]);
  const row: Row | undefined = rows[0];
  if (row === undefined) {
    const now = (await handle.all(STATE_AND_FENCE, [id]))[0];
    return now?.state === from && now.fence === fence ? 'provider_id_taken' : 'stale';
  }
  const { enrollment, touch } = decodeTouchOf(row);
  await appendEvent(handle, {
    at,
    kind: wanted.event,
    contact: asId<ContactId>(int(row, 'contact_id')),
    enrollment,
    touch,
    attempt: id,
    data: { from, to, code },
  });
  return 'moved';
}

export interface Settlement {
  readonly id: AttemptId;
  readonly fence: number;
  readonly from: 'wire' | 'uncertain';
  readonly outcome: Outcome;
  readonly at: Instant;
}

/** Writes down what the one request came to. */
export async function settleAttempt(handle: Handle, settlement: Settlement): Promise<Moved> {
  const { id, fence, from, outcome, at } = settlement;
  return move(handle, {
    id,
    fence,
    from,
    to: settledState(outcome),
    at,
    providerId: outcome.kind === 'sent' ? outcome.providerId : null,
    code: outcome.kind === 'sent' ? null : outcome.code,
    detail: outcome.detail ?? null,
    retryAt: outcome.kind === 'unsent' ? after(at, outcome.retryAfter) : null,
    event: 'attempt_settled',
  });
}

export interface Cancellation {
  readonly id: AttemptId;
  readonly fence: number;
  readonly at: Instant;
  readonly code: string;
  readonly detail: string;
}

/** The last look found a stop before anything was written: the touch returns to the plan. */
export async function cancelAttempt(handle: Handle, cancellation: Cancellation): Promise<Moved> {
  return move(handle, {
    ...cancellation,
    from: 'wire',
    to: 'cancelled',
    providerId: null,
    retryAt: null,
    event: 'attempt_cancelled',
  });
}

export interface Resolution {
  readonly id: AttemptId;
  readonly to: 'sent' | 'unsent' | 'refused';
  readonly at: Instant;
  /** Who knows, and from where: `person`, or the listing in which it was found or missed. */
  readonly code: string;
  readonly detail: string;
  readonly providerId: string | null;
}

/** Evidence, or a person, decides what an uncertain attempt was. Its fence is whatever it has: its owner is gone. */
export async function resolveAttempt(handle: Handle, resolution: Resolution): Promise<Moved> {
  const now = (await handle.all(STATE_AND_FENCE, [resolution.id]))[0];
  if (now === undefined) return 'stale';
  return move(handle, {
    ...resolution,
    fence: int(now, 'fence'),
    from: 'uncertain',
    retryAt: null,
    event: 'attempt_resolved',
  });
}

const BY_TOKEN = `SELECT ${ATTEMPT_COLUMNS} FROM attempt WHERE token = ?`;
const BY_ID = `SELECT ${ATTEMPT_COLUMNS} FROM attempt WHERE id = ?`;
/** Open attempts are few: those of the tick that runs now, and those that wait for a person. */
const OPEN_ONES = `SELECT ${ATTEMPT_COLUMNS} FROM attempt WHERE ${OPEN} AND state = ? ORDER BY id`;

export async function findAttempt(db: Handle, id: AttemptId): Promise<Attempt | null> {
  const row = (await db.all(BY_ID, [id]))[0];
  return row === undefined ? null : decodeAttempt(row);
}

/** The attempt that a provider names by the token it was given. */
export async function findByToken(db: Handle, token: string): Promise<Attempt | null> {
  const row = (await db.all(BY_TOKEN, [token]))[0];
  return row === undefined ? null : decodeAttempt(row);
}

/** Attempts on the wire, or held as uncertain, oldest first. */
export async function listOpenAttempts(db: Handle, state: 'wire' | 'uncertain'): Promise<readonly Attempt[]> {
  return (await db.all(OPEN_ONES, [state])).map(decodeAttempt);
}
