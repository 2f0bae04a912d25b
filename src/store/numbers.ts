/** Numbers for rows that name each other: an attempt its place in the log, and that place its attempt. */
import { type AttemptId, asId, type EventSeq } from '../domain/ids.ts';
import { int, only } from './decode.ts';
import type { Handle } from './driver.ts';

export interface Numbers {
  readonly attempt: AttemptId;
  readonly event: EventSeq;
}

/** The one writer of a file counts on from the last rows: nobody adds any before it commits. */
const LAST = `
  SELECT (SELECT COALESCE(MAX(id), 0) FROM attempt) AS attempt, (SELECT COALESCE(MAX(seq), 0) FROM event) AS event`;
/** A server hands each number out once, whoever asks. */
const NEXT = `
  SELECT nextval('attempt_id_seq') AS attempt, nextval('event_seq_seq') AS event
  FROM generate_series(1, CAST(? AS INTEGER))`;

/** `count` of them, rising, for rows that this transaction stores. */
export async function takeNumbers(handle: Handle, count: number): Promise<readonly Numbers[]> {
  const rows =
    handle.engine === 'postgres' ? await handle.all(NEXT, [count]) : await following(handle, count);
  return rows.map((row) => ({
    attempt: asId<AttemptId>(int(row, 'attempt')),
    event: asId<EventSeq>(int(row, 'event')),
  }));
}

async function following(handle: Handle, count: number) {
  const last = only(await handle.all(LAST));
  const [attempt, event] = [int(last, 'attempt'), int(last, 'event')];
  return Array.from({ length: count }, (_, n) => ({ attempt: attempt + n + 1, event: event + n + 1 }));
}
