/** Requests to providers: the one move that settles each, and how they are found again. */
import { type AttemptState, mayMove, type Outcome, settledState } from '../domain/attempt.ts';
import type { EventKind, NewEvent } from '../domain/event.ts';
import { type AttemptId, asId, type ContactId, type EnrollmentId, type TouchId } from '../domain/ids.ts';
import { after, type Instant, MINUTE } from '../domain/time.ts';
import { ATTEMPT_COLUMNS, type Attempt, decodeAttempt, decodeTouchOf } from './attempt-rows.ts';
import { allRows } from './batch.ts';
import { int } from './decode.ts';
import { type Handle, type Row, StoreError } from './driver.ts';
import { appendEvent, appendEvents } from './events.ts';

const OPEN = `state IN ('wire', 'uncertain')`;

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

/** A request that its provider has accepted. */
export interface Acceptance {
  readonly id: AttemptId;
  readonly fence: number;
  readonly providerId: string;
  readonly detail: string | null;
  /** For the log. */
  readonly contact: ContactId;
  readonly enrollment: EnrollmentId | null;
  readonly touch: TouchId | null;
}

const ACCEPT = (rows: string) => `
  WITH accepted (id, fence, provider_id, detail) AS (VALUES ${rows})
  UPDATE attempt SET state = 'sent', provider_id = accepted.provider_id, detail = accepted.detail, settled_at = ?
  FROM accepted
  WHERE attempt.id = accepted.id AND attempt.state = 'wire' AND attempt.fence = accepted.fence
    AND NOT EXISTS (SELECT 1 FROM attempt AS other
                    WHERE other.transport = attempt.transport AND other.provider_id = accepted.provider_id)
  RETURNING attempt.id`;
const ACCEPTED_ROW = '(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT))';

/**
 * `settleAttempt` for many that were sent, each by the same compare and set. Those that are not among the answer have
 * not moved, whatever the reason; the ids that their providers gave must all be different.
 */
export async function settleAccepted(
  handle: Handle,
  accepted: readonly Acceptance[],
  at: Instant,
): Promise<ReadonlySet<AttemptId>> {
  const rows = accepted.map(({ id, fence, providerId, detail }) => [id, fence, providerId, detail]);
  const moved = await allRows(handle, ACCEPT, ACCEPTED_ROW, rows, [at]);
  const settled = new Set(moved.map((row) => asId<AttemptId>(int(row, 'id'))));
  const data = { from: 'wire', to: 'sent', code: null } as const;
  const events = accepted
    .filter(({ id }) => settled.has(id))
    .map(({ id, contact, enrollment, touch }): NewEvent => {
      return { at, kind: 'attempt_settled', contact, enrollment, touch, attempt: id, data };
    });
  await appendEvents(handle, events);
  return settled;
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
