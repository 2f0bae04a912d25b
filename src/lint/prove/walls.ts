/** Clocks on walls for the prover, read from Intl alone: no line of the calendar that the gates use has a part in it. */
import { DAY, HOUR, type Instant, instant, MINUTE, type Zone } from '../../domain/time.ts';

/** Days since 1970-01-01 of a local calendar, minutes since its midnight, and the weekday from Monday = 0. */
export interface Wall {
  readonly day: number;
  readonly minute: number;
  readonly weekday: number;
}

/** Stretches of one year with one offset each, ascending by start. */
type Stretches = readonly { readonly from: number; readonly offset: number }[];

const YEAR = 366 * DAY;
const known = new Map<Zone, Map<number, Stretches>>();
const formats = new Map<Zone, Intl.DateTimeFormat>();

/** `Mon, GMT-05:00` is the only form that says an offset without a calculation. */
function askIntl(at: number, zone: Zone): number {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  const said = /GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(format.format(at));
  if (said === null) throw new Error(`no offset of ${zone} is known`);
  const [, sign, hours = '0', minutes = '0'] = said;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}

function stretchesOf(zone: Zone, year: number): Stretches {
  const found = known.get(zone)?.get(year);
  if (found !== undefined) return found;
  const read = readYear(zone, year * YEAR);
  known.set(zone, new Map([...(known.get(zone) ?? []), [year, read]]));
  return read;
}

/** No zone changes its clocks twice within a day; the minute of a change is found by halving. */
function readYear(zone: Zone, start: number): Stretches {
  const found = [{ from: start, offset: askIntl(start, zone) }];
  for (let day = start; day < start + YEAR; day += DAY) {
    const before = found[found.length - 1]?.offset ?? 0;
    const after = askIntl(day + DAY, zone);
    if (after === before) continue;
    let [low, high] = [day, day + DAY];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
      if (askIntl(middle, zone) === before) low = middle;
      else high = middle;
    }
    found.push({ from: high, offset: after });
  }
  return found;
}

/** What to add to UTC, in milliseconds. */
export function offsetOf(at: number, zone: Zone): number {
  const stretches = stretchesOf(zone, Math.floor(at / YEAR));
  for (let n = stretches.length - 1; n > 0; n -= 1) {
    const stretch = stretches[n];
    if (stretch !== undefined && stretch.from <= at) return stretch.offset;
  }
  return stretches[0]?.offset ?? 0;
}

export function wallOf(at: number, zone: Zone): Wall {
  const shown = at + offsetOf(at, zone);
  const day = Math.floor(shown / DAY);
  return { day, minute: Math.floor((shown - day * DAY) / MINUTE), weekday: (((day + 3) % 7) + 7) % 7 };
}

/** The first instant at which the wall shows this day and minute, or later where it never does. */
export function momentOf(day: number, minute: number, zone: Zone): Instant {
  const shown = day * DAY + minute * MINUTE;
  const earlier = shown - offsetOf(shown - DAY, zone);
  const later = shown - offsetOf(shown + DAY, zone);
  const first = Math.min(earlier, later);
  if (first + offsetOf(first, zone) === shown) return instant(first);
  const other = Math.max(earlier, later);
  if (other + offsetOf(other, zone) === shown) return instant(other);
  return changes(zone, first - DAY, other + DAY)[0] ?? instant(other);
}

/** The instants in the stretch at which the clocks change. */
export function changes(zone: Zone, from: number, to: number): readonly Instant[] {
  const found: Instant[] = [];
  for (let year = Math.floor(from / YEAR); year <= Math.floor(to / YEAR); year += 1)
    stretchesOf(zone, year).forEach((stretch, n, all) => {
      const before = all[n - 1];
      if (
        before !== undefined &&
        before.offset !== stretch.offset &&
        stretch.from > from &&
        stretch.from <= to
      )
        found.push(instant(stretch.from));
    });
  return found;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

export const weekdayName = (weekday: number): string => WEEKDAYS[weekday] ?? '';

/** `2026-06-08` */
export const dateText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** `09:05` */
export const timeText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `Mon 09:05` */
export function momentText(at: number, zone: Zone): string {
  const { weekday, minute } = wallOf(at, zone);
  return `${weekdayName(weekday)} ${timeText(minute)}`;
}

/** The calendar year that a day lies in. */
export const yearOf = (day: number): number => Number(dateText(day).slice(0, 4));
