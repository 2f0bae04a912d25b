/** Acts that a sequence answers once, and who is away until when. */
import type { EnrollmentId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { allIn } from './batch.ts';
import { int, text } from './decode.ts';
import type { Handle, Row } from './driver.ts';

const NOTE = 'INSERT INTO acted (enrollment_id, act, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const OF = 'SELECT act FROM acted WHERE enrollment_id = ? ORDER BY at, act';
const OF_ALL = (list: string) => `SELECT enrollment_id, act FROM acted WHERE enrollment_id IN (${list})`;
const AWAY = `
  INSERT INTO away (enrollment_id, until_at) VALUES (?, ?)
  ON CONFLICT (enrollment_id) DO UPDATE SET until_at = excluded.until_at`;
const UNTIL = 'SELECT until_at FROM away WHERE enrollment_id = ?';
const BACK = 'DELETE FROM away WHERE enrollment_id = ?';

/** False when this enrollment has answered it before. */
export async function noteAct(
  handle: Handle,
  enrollment: EnrollmentId,
  act: string,
  at: Instant,
): Promise<boolean> {
  return (await handle.run(NOTE, [enrollment, act, at])) === 1;
}

/** What it has answered, oldest first. */
export async function actsOf(handle: Handle, enrollment: EnrollmentId): Promise<readonly string[]> {
  return (await handle.all(OF, [enrollment])).map((row) => text(row, 'act'));
}

/** The same of many, as rows. */
export const actsOfAll = (handle: Handle, enrollments: readonly number[]): Promise<readonly Row[]> =>
  allIn(handle, OF_ALL, enrollments);

export async function storeAway(handle: Handle, enrollment: EnrollmentId, until: Instant): Promise<void> {
  await handle.run(AWAY, [enrollment, until]);
}

/** Null when it does not rest for that. */
export async function awayUntil(handle: Handle, enrollment: EnrollmentId): Promise<Instant | null> {
  const row = (await handle.all(UNTIL, [enrollment]))[0];
  return row === undefined ? null : instant(int(row, 'until_at'));
}

/** False when it did not rest for that: from now on nothing resumes it but a person. */
export async function endAway(handle: Handle, enrollment: EnrollmentId): Promise<boolean> {
  return (await handle.run(BACK, [enrollment])) === 1;
}
