/** How many contacts are due, since when the first of them is, and who is to be looked at next. */
import { asId, type ContactId } from '../domain/ids.ts';
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

const WAKING = `
  SELECT id FROM contact WHERE wake_at > ? AND wake_at <= ? ORDER BY wake_at DESC, id LIMIT ?`;

/** Who is to be looked at in a stretch to come, the last of them first. */
export async function wakingBetween(
  db: Handle,
  from: Instant,
  to: Instant,
  most: number,
): Promise<readonly ContactId[]> {
  return (await db.all(WAKING, [from, to, most])).map((row) => asId<ContactId>(int(row, 'id')));
}
