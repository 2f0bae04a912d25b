/** Messages that did not go and that a later tick tries again: how many, when next, and what was said. */
import { asId, type BusinessId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { int, oneOf, text } from './decode.ts';
import type { Handle } from './driver.ts';

/** Only the newest try of a touch counts, and only while the touch has not ended. */
const TRYING_AGAIN = `
  SELECT b.slug, a.channel, a.detail, COUNT(*) AS n, MIN(a.retry_at) AS next_at
  FROM contact c
  JOIN business b ON b.id = c.business_id
  JOIN attempt a ON a.contact_id = c.id
  JOIN enrollment e ON e.id = a.enrollment_id
  WHERE c.wake_at IS NOT NULL AND a.state = 'unsent' AND a.retry_at IS NOT NULL AND a.settled_at >= ? AND e.state = 'active'
    AND NOT EXISTS (
      SELECT 1 FROM attempt o
      WHERE o.contact_id = a.contact_id AND o.enrollment_id = a.enrollment_id AND o.touch_id = a.touch_id
        AND o.occurrence = a.occurrence AND o.id > a.id)
    AND NOT EXISTS (
      SELECT 1 FROM touch_end t
      WHERE t.enrollment_id = a.enrollment_id AND t.touch_id = a.touch_id AND t.occurrence = a.occurrence)
  GROUP BY b.slug, a.channel, a.detail ORDER BY n DESC, b.slug, a.channel, a.detail`;

export interface TryingAgain {
  readonly business: BusinessId;
  readonly channel: 'sms' | 'email';
  /** What the newest try came to. */
  readonly detail: string;
  readonly count: number;
  readonly next: Instant;
}

/** The most frequent first. */
export async function tryingAgain(db: Handle, since: Instant): Promise<readonly TryingAgain[]> {
  return (await db.all(TRYING_AGAIN, [since])).map((row) => ({
    business: asId<BusinessId>(text(row, 'slug')),
    channel: oneOf(row, 'channel', ['sms', 'email']),
    detail: text(row, 'detail'),
    count: int(row, 'n'),
    next: instant(int(row, 'next_at')),
  }));
}
