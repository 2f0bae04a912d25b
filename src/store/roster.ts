/** Everybody there is, and when the next of them is to be looked at: what a whole run asks, never a tick. */
import { asId, type ContactId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { int, intOrNull } from './decode.ts';
import type { Handle } from './driver.ts';

const EVERYBODY = 'SELECT id FROM contact ORDER BY id';
const NEXT_WAKE = 'SELECT MIN(wake_at) AS next FROM contact WHERE wake_at IS NOT NULL';

/** In the order in which they first came. */
export async function allContacts(handle: Handle): Promise<readonly ContactId[]> {
  return (await handle.all(EVERYBODY)).map((row) => asId<ContactId>(int(row, 'id')));
}

/** When the next contact is to be looked at; null when nothing will ever happen by itself. */
export async function nextWake(handle: Handle): Promise<Instant | null> {
  const row = (await handle.all(NEXT_WAKE))[0];
  const next = row === undefined ? null : intOrNull(row, 'next');
  return next === null ? null : instant(next);
}
