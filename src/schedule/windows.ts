/** Weekly hours laid onto real days: when they are next open, and when they close. */
import { DAY, type Instant, type WeeklyHours, type Zone } from '../domain/time.ts';
import { atDay, type DayNumber, dayOf, weekdayOfDay } from './calendar.ts';

/** No instant at all; later than every other one, so that comparisons need no special case. */
export const NEVER = Number.POSITIVE_INFINITY as Instant;

/** A business may be closed for weeks; who is closed for longer than this has no hours. */
const HORIZON_DAYS = 60;

/** Rules that agree on no instant within this time never will: the hours of Tokyo and of an office in Chicago do not meet. */
export const HORIZON = HORIZON_DAYS * DAY;

export interface Hours {
  readonly zone: Zone;
  readonly weekly: WeeklyHours;
  readonly closed: (day: DayNumber) => boolean;
}

/** The first instant from `t` on with at least `need` milliseconds of open hours left; NEVER when there is none within two months. */
export function earliestOpen({ zone, weekly, closed }: Hours, t: Instant, need: number): Instant {
  const today = dayOf(t, zone);
  for (let day = today; day <= today + HORIZON_DAYS; day += 1) {
    const windows = weekly[weekdayOfDay(day)] ?? [];
    if (windows.length === 0 || closed(day)) continue;
    for (const { opens, closes } of windows) {
      const end = atDay(day, closes, zone);
      if (t >= end) continue;
      const start = Math.max(t, atDay(day, opens, zone));
      if (start < end && start + need <= end) return start as Instant;
    }
  }
  return NEVER;
}

/** When the hours that are open at `t` close; null when they are closed then. */
export function closesAfter({ zone, weekly, closed }: Hours, t: Instant): Instant | null {
  const day = dayOf(t, zone);
  if (closed(day)) return null;
  for (const { opens, closes } of weekly[weekdayOfDay(day)] ?? []) {
    const end = atDay(day, closes, zone);
    if (t < end && t >= atDay(day, opens, zone)) return end;
  }
  return null;
}
