/** Up to when all that a business was sent is known, and what has been in the way of knowing more. */
import { asId, type BusinessId } from '../domain/ids.ts';
import { type Instant, instant, MINUTE } from '../domain/time.ts';
import { intOrNull, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';

export interface Poll {
  readonly business: BusinessId;
  /** When the provider last answered in full; null while it never has. */
  readonly polledAt: Instant | null;
  /** Everything that came in before this is stored and applied. */
  readonly throughAt: Instant | null;
  /** It has not answered since; both null when its last answer was whole. */
  readonly heldSince: Instant | null;
  readonly detail: string | null;
}

/** One row a business. */
const ALL = `
  SELECT b.slug, p.polled_at, p.through_at, p.held_since, p.detail
  FROM poll p JOIN business b ON b.id = p.business_id ORDER BY b.slug`;
/** What the clocks of two machines may be apart; an instant farther ahead is none that anybody has polled at. */
export const AHEAD = MINUTE;
/** Of two polls at a time the later one counts, whichever is written first. */
export const later = (column: string, table = 'poll'): string =>
  `CASE WHEN ${table}.${column} > excluded.${column} AND ${table}.${column} <= excluded.${column} + ${AHEAD}
        THEN ${table}.${column} ELSE excluded.${column} END`;
const READ = `
  INSERT INTO poll (business_id, polled_at, through_at) VALUES (?, ?, ?)
  ON CONFLICT (business_id) DO UPDATE SET
    polled_at = ${later('polled_at')}, through_at = ${later('through_at')}, held_since = NULL, detail = NULL`;
const HELD = `
  INSERT INTO poll (business_id, held_since, detail) VALUES (?, ?, ?)
  ON CONFLICT (business_id) DO UPDATE SET
    held_since = coalesce(poll.held_since, excluded.held_since), detail = excluded.detail`;
/** The oldest text that may have been answered, asked once in the life of a business: before its first poll. */
const OLDEST_TEXT = `
  SELECT MIN(a.wire_at) AS at FROM attempt a JOIN destination d ON d.id = a.destination_id
  WHERE d.business_id = ? AND a.channel = 'sms' AND a.rehearsal = 0 AND a.state IN ('wire', 'sent', 'uncertain')`;

export async function allPolls(db: Handle): Promise<ReadonlyMap<BusinessId, Poll>> {
  return new Map((await db.all(ALL)).map(decodePoll).map((poll) => [poll.business, poll]));
}

/** All that came in before `at` is stored. */
export async function storePoll(handle: Handle, businessRow: number, at: Instant): Promise<void> {
  await handle.run(READ, [businessRow, at, at]);
}

/** The provider did not tell; since when, stays. */
export async function storeHeldPoll(
  handle: Handle,
  businessRow: number,
  detail: string,
  at: Instant,
): Promise<void> {
  await handle.run(HELD, [businessRow, at, detail]);
}

export async function oldestLiveText(db: Handle, businessRow: number): Promise<Instant | null> {
  const at = (await db.all(OLDEST_TEXT, [businessRow]))[0]?.at;
  return typeof at === 'number' ? instant(at) : null;
}

export const timeOrNull = (row: Row, column: string): Instant | null => {
  const value = intOrNull(row, column);
  return value === null ? null : instant(value);
};

const decodePoll = (row: Row): Poll => ({
  business: asId<BusinessId>(text(row, 'slug')),
  polledAt: timeOrNull(row, 'polled_at'),
  throughAt: timeOrNull(row, 'through_at'),
  heldSince: timeOrNull(row, 'held_since'),
  detail: textOrNull(row, 'detail'),
});
