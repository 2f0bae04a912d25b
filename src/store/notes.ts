/** Facts that decisions make about their own timing: lateness first seen, and shifts of what is left. */
import type { EnrollmentId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import type { Handle } from './driver.ts';

/** Only the first sight counts: lateness is measured there. */
const LATE_SEEN = `
  INSERT INTO late_seen (enrollment_id, touch_id, occurrence, due_at, seen_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;

const SHIFT = `
  INSERT INTO shift (enrollment_id, n, touch_id, occurrence, days, at)
  SELECT ?, COALESCE(MAX(n), 0) + 1, ?, ?, ?, ? FROM shift WHERE enrollment_id = ?`;

/** False when a tick has seen it late before. */
export async function storeLateSeen(
  handle: Handle,
  enrollment: EnrollmentId,
  key: TouchKey,
  due: Instant,
  seenAt: Instant,
): Promise<boolean> {
  return (await handle.run(LATE_SEEN, [enrollment, key.touch, key.occurrence, due, seenAt])) === 1;
}

/** Moves this touch and all later ones by `days`, on top of earlier shifts. */
export async function storeShift(
  handle: Handle,
  enrollment: EnrollmentId,
  from: TouchKey,
  days: number,
  at: Instant,
): Promise<void> {
  await handle.run(SHIFT, [enrollment, from.touch, from.occurrence, days, at, enrollment]);
}
