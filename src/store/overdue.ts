/** How many contacts are due, and since when the first of them is. */
import { type Instant, instant } from '../domain/time.ts';
import { int, intOrNull, only } from './decode.ts';
import type { Handle } from './driver.ts';

const OVERDUE = 'SELECT COUNT(*) AS n, MIN(wake_at) AS oldest FROM contact WHERE wake_at <= ?';

export async function overdue(
  db: Handle,
  now: Instant,
): Promise<{ readonly count: number; readonly oldest: Instant | null }> {
  const row = only(await db.all(OVERDUE, [now]));
  const oldest = intOrNull(row, 'oldest');
  return { count: int(row, 'n'), oldest: oldest === null ? null : instant(oldest) };
}
