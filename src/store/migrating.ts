/** Takes an enrollment into another revision: its pin by compare-and-set, its touches under the ids that they have there. */
import type { ContactId, EnrollmentId, RevisionId, TouchId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import { allIn } from './batch.ts';
import { flatObject, int, intOrNull } from './decode.ts';
import type { Handle } from './driver.ts';

/** An update that changes nothing holds the row until the commit: no tick claims the contact meanwhile. */
const HOLD = 'UPDATE contact SET fence = fence WHERE id = ? RETURNING lease_until';

const REPIN = `
UPDATE enrollment SET revision_id = ? WHERE id = ? AND revision_id = ? AND state IN ('active', 'paused')`;

const KNOWS = `
SELECT 1 WHERE EXISTS (SELECT 1 FROM touch_end WHERE enrollment_id = ? AND touch_id = ?)
   OR EXISTS (SELECT 1 FROM attempt WHERE enrollment_id = ? AND touch_id = ?)
   OR EXISTS (SELECT 1 FROM task WHERE enrollment_id = ? AND touch_id = ?)`;

/** Everything but the log, which says what was so at its time. */
const RENAMES = [
  'UPDATE attempt SET touch_id = ? WHERE enrollment_id = ? AND touch_id = ?',
  'UPDATE touch_end SET touch_id = ? WHERE enrollment_id = ? AND touch_id = ?',
  'UPDATE task SET touch_id = ? WHERE enrollment_id = ? AND touch_id = ?',
] as const;
/** An earlier revision may have seen the other id late. */
const RENAME_LATE = `
UPDATE late_seen SET touch_id = ? WHERE enrollment_id = ? AND touch_id = ?
  AND NOT EXISTS (SELECT 1 FROM late_seen AS known WHERE known.enrollment_id = late_seen.enrollment_id
                  AND known.touch_id = ? AND known.occurrence = late_seen.occurrence)`;

// No row is deleted: the program's role on a server need not be allowed to.
const SHIFTS = 'SELECT n FROM shift WHERE enrollment_id = ? ORDER BY n';
const SHIFT = 'UPDATE shift SET touch_id = ?, occurrence = ?, days = ? WHERE enrollment_id = ? AND n = ?';
const NO_SHIFT = 'UPDATE shift SET days = 0 WHERE enrollment_id = ? AND n = ?';

const STAYED = (list: string) => `
SELECT enrollment_id, data FROM event WHERE contact_id IN (${list}) AND kind = 'stayed' ORDER BY seq`;

/** Locks the contact's row; the end of the lease that a tick has on it, or null. */
export async function holdContact(handle: Handle, contact: ContactId): Promise<Instant | null> {
  const [row] = await handle.all(HOLD, [contact]);
  const until = row === undefined ? null : intOrNull(row, 'lease_until');
  return until === null ? null : instant(until);
}

/** False when the enrollment has ended, or is in another revision by now. */
export async function repin(
  handle: Handle,
  enrollment: EnrollmentId,
  from: RevisionId,
  to: RevisionId,
): Promise<boolean> {
  return (await handle.run(REPIN, [to, enrollment, from])) === 1;
}

/** Whether the enrollment has had, or has as a task, a touch of that id. */
export async function knowsTouch(handle: Handle, enrollment: EnrollmentId, touch: TouchId): Promise<boolean> {
  const one = [enrollment, touch];
  return (await handle.all(KNOWS, [...one, ...one, ...one])).length > 0;
}

/** What the enrollment has had as `from` it has had as `to`; it must not know `to` yet. */
export async function renameTouch(
  handle: Handle,
  enrollment: EnrollmentId,
  from: TouchId,
  to: TouchId,
): Promise<void> {
  for (const rename of RENAMES) await handle.run(rename, [to, enrollment, from]);
  await handle.run(RENAME_LATE, [to, enrollment, from, to]);
}

/** Puts these shifts, no more than it has, in the place of those that the enrollment has. */
export async function replaceShifts(
  handle: Handle,
  enrollment: EnrollmentId,
  shifts: readonly { readonly from: TouchKey; readonly days: number }[],
): Promise<void> {
  for (const [at, row] of (await handle.all(SHIFTS, [enrollment])).entries()) {
    const [n, shift] = [int(row, 'n'), shifts[at]];
    if (shift === undefined) await handle.run(NO_SHIFT, [enrollment, n]);
    else await handle.run(SHIFT, [shift.from.touch, shift.from.occurrence, shift.days, enrollment, n]);
  }
}

/** Enrollments of these contacts that were left where they are when the revision of this hash was offered. */
export async function stayedFrom(
  handle: Handle,
  contacts: readonly ContactId[],
  hash: string,
): Promise<ReadonlySet<EnrollmentId>> {
  const rows = await allIn(handle, STAYED, contacts);
  const offered = rows.filter((row) => flatObject(row, 'data').to === hash);
  return new Set(offered.map((row) => row.enrollment_id as EnrollmentId));
}
