/** Weekly hours laid onto real days: when they are next open, and when they close. */
import { DAY, type Instant, latest, type WeeklyHours, type Zone } from '../domain/time.ts';
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
  /** The last answer that was found, as most questions are about the same day. */
  found?: Found;
}

/** From `asked` on they are open from `start` to `end`, for whoever needs this much of them or less. */
interface Found {
  readonly asked: Instant;
  readonly need: number;
  readonly start: Instant;
  readonly end: Instant;
}

/** The first instant from `t` on with at least `need` milliseconds of open hours left; NEVER when there is none within two months. */
export function earliestOpen(hours: Hours, t: Instant, need: number): Instant {
  const { found } = hours;
  if (found !== undefined && t >= found.asked && t < found.end) {
    if (t >= found.start && t + need <= found.end) return t;
    if (t < found.start && need === found.need) return found.start;
  }
  const { zone, weekly, closed } = hours;
  const today = dayOf(t, zone);
  for (let day = today; day <= today + HORIZON_DAYS; day += 1) {
    const windows = weekly[weekdayOfDay(day)] ?? [];
    if (windows.length === 0 || closed(day)) continue;
    for (const { opens, closes } of windows) {
      const end = atDay(day, closes, zone);
      if (t >= end) continue;
      const start = latest(t, atDay(day, opens, zone));
      if (start >= end || start + need > end) continue;
      hours.found = { asked: t, need, start, end };
      return start;
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
