/** Numbers that a business could not text one after the other, while none of its texts was taken. */
import type { AttemptId, DestinationId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Handle } from './driver.ts';

export interface Unreached {
  readonly destination: DestinationId;
  readonly attempt: AttemptId;
  readonly at: Instant;
}

const READ = 'SELECT value FROM meta WHERE key = ?';
const WRITE = `
  INSERT INTO meta (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
/** A turn reserves no more at a time. */
const TURN = 50;
/** By the primary key: of the turn of that attempt, and of those after it. */
const TAKEN_SINCE = `
  SELECT 1 FROM attempt a JOIN destination d ON d.id = a.destination_id
  WHERE a.id > ? AND a.wire_at >= ? AND a.channel = 'sms' AND a.rehearsal = 0 AND a.state = 'sent'
    AND d.business_id = ? LIMIT 1`;
const TRIES = `
  SELECT COUNT(*) AS n FROM attempt
  WHERE contact_id = (SELECT contact_id FROM attempt WHERE id = ?) AND code = ?
    AND (enrollment_id, touch_id, occurrence) =
      (SELECT enrollment_id, touch_id, occurrence FROM attempt WHERE id = ?)`;

const keyOf = (businessRow: number): string => `unreached:${businessRow}`;

export async function readUnreached(handle: Handle, businessRow: number): Promise<readonly Unreached[]> {
  const [row] = await handle.all(READ, [keyOf(businessRow)]);
  return row === undefined ? [] : (JSON.parse(String(row.value)) as readonly Unreached[]);
}

export async function writeUnreached(
  handle: Handle,
  businessRow: number,
  list: readonly Unreached[],
): Promise<void> {
  await handle.run(WRITE, [keyOf(businessRow), JSON.stringify(list)]);
}

/** Whether any text of the business has been taken in the turn of this one, or later. */
export async function anyTakenSince(
  handle: Handle,
  businessRow: number,
  { attempt, at }: Unreached,
): Promise<boolean> {
  return (await handle.all(TAKEN_SINCE, [attempt - TURN, at, businessRow])).length > 0;
}

/** How often the touch of this attempt has been turned away with this code before. */
export async function earlierTries(handle: Handle, attempt: AttemptId, code: string): Promise<number> {
  const [row] = await handle.all(TRIES, [attempt, code, attempt]);
  return Number(row?.n ?? 0);
}
