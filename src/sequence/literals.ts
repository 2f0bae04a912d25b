/** Durations, times of day and stretches of the day, as people write them. */
import {
  DAY,
  HOUR,
  type LocalTime,
  type LocalWindow,
  localTime,
  MINUTE,
  type Millis,
  millis,
  SECOND,
} from '../domain/time.ts';

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
const ISO = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;

/** `90s 5m 2h 3d 1w`, or ISO 8601 without years and months, which have no fixed length; null for anything else. */
export function parseDuration(text: string): Millis | null {
  const short = /^(\d{1,6})([smhdw])$/.exec(text);
  if (short) return millis(Number(short[1]) * (UNITS[short[2] ?? ''] ?? Number.NaN));
  const iso = ISO.exec(text);
  if (!iso || /[PT]$/.test(text)) return null;
  const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0));
  return millis(
    7 * DAY * (weeks ?? 0) +
      DAY * (days ?? 0) +
      HOUR * (hours ?? 0) +
      MINUTE * (minutes ?? 0) +
      SECOND * (seconds ?? 0),
  );
}

/** `"09:30"` or `"9:30"`, up to `"24:00"`; null for anything else. */
export function parseTime(text: string): LocalTime | null {
  const found = /^(\d{1,2}):([0-5]\d)$/.exec(text);
  if (!found) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  return minutes <= 1440 ? localTime(minutes) : null;
}

/** `"10:00-11:30"`; null when it is not one, or ends before it begins. */
export function parseStretch(text: string): LocalWindow | null {
  const [from = '', to = '', ...rest] = text.split('-').map((part) => part.trim());
  const [opens, closes] = [parseTime(from), parseTime(to)];
  return rest.length === 0 && opens !== null && closes !== null && opens < closes ? { opens, closes } : null;
}
