/** Instants to local days and times and back, from tables of clock changes: the one file that asks luxon about zones. */
import { IANAZone } from 'luxon';
import type { Instant, LocalDate, LocalTime, Zone } from '../domain/time.ts';

/** Days since 1970-01-01 of some local calendar; what the gates count with, because adding to a number is cheap. */
export type DayNumber = number;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A stretch of time with one UTC offset, up to the start of the next. */
interface Clock {
  /** Ascending; `starts[0]` is where the table begins. */
  starts: number[];
  /** Milliseconds to add to UTC, one for each start. */
  offsets: number[];
  /** The table knows every change before this instant. */
  end: number;
  /** Segment of the last answer: most questions are about the same season. */
  hit: number;
}

// Instants outside these years are rare and are asked of luxon one by one.
const TABLE_FROM = Date.UTC(2000, 0, 1);
const TABLE_TO = Date.UTC(2100, 0, 1);
// Ramadan gives Morocco two changes 30 days apart, the closest pair since 2000; a week cannot step over one.
const STRIDE = 7 * DAY_MS;
const YEAR = 366 * DAY_MS;

const clocks = new Map<string, Clock>();

/** The clock of the last question: one contact's all have the same zone. */
let last: { readonly zone: string; readonly clock: Clock } | null = null;

function clockOf(zone: Zone, at: number): Clock {
  if (last?.zone === zone) return last.clock;
  const clock = clocks.get(zone) ?? openClock(zone, at);
  last = { zone, clock };
  return clock;
}

/** The zone's UTC offset in milliseconds; luxon needs 7 µs for it, the table 0.05. */
export function offsetAt(at: number, zone: Zone): number {
  const clock = clockOf(zone, at);
  const { starts, hit } = clock;
  if (at >= (starts[hit] ?? at + 1) && at < (starts[hit + 1] ?? clock.end)) return clock.offsets[hit] ?? 0;
  if (at < TABLE_FROM || at >= TABLE_TO) return askLuxon(zone, at);
  if (at >= clock.end) extendForward(clock, zone, at);
  else if (at < (clock.starts[0] ?? 0)) extendBack(clock, zone, at);
  return clock.offsets[segmentOf(clock, at)] ?? 0;
}

function askLuxon(zone: string, at: number): number {
  return Math.round(IANAZone.create(zone).offset(at) * MINUTE_MS);
}

function openClock(zone: Zone, at: number): Clock {
  if (!IANAZone.isValidZone(zone))
    throw new RangeError(`"${zone}" is not a time zone that this runtime knows`);
  const start = yearStart(at);
  const clock = { starts: [start], offsets: [askLuxon(zone, start)], end: start, hit: 0 };
  clocks.set(zone, clock);
  return clock;
}

/** A round instant at or up to two years before `at`, so that a table opened for today also holds yesterday. */
function yearStart(at: number): number {
  const clamped = Math.min(Math.max(at, TABLE_FROM), TABLE_TO - YEAR);
  return TABLE_FROM + Math.max(0, Math.floor((clamped - TABLE_FROM) / YEAR) - 1) * YEAR;
}

function extendForward(clock: Clock, zone: Zone, at: number): void {
  const to = Math.min(TABLE_TO, Math.ceil((at + YEAR - TABLE_FROM) / YEAR) * YEAR + TABLE_FROM);
  for (const [start, offset] of changes(zone, clock.end, to)) {
    clock.starts.push(start);
    clock.offsets.push(offset);
  }
  clock.end = to;
}

function extendBack(clock: Clock, zone: Zone, at: number): void {
  const from = yearStart(at);
  const found = changes(zone, from, clock.starts[0] ?? from);
  clock.starts = [from, ...found.map(([start]) => start), ...clock.starts.slice(1)];
  clock.offsets = [askLuxon(zone, from), ...found.map(([, offset]) => offset), ...clock.offsets.slice(1)];
  clock.hit = 0;
}

/** Every change of offset after `from` and up to `to`, found by stepping a week and halving down to the minute. */
function changes(
  zone: Zone,
  from: number,
  to: number,
): readonly (readonly [start: number, offset: number])[] {
  const found: [number, number][] = [];
  let low = from;
  let before = askLuxon(zone, low);
  while (low < to) {
    const high = Math.min(low + STRIDE, to);
    const after = askLuxon(zone, high);
    if (after !== before) found.push([firstMinuteWith(zone, low, high, before), after]);
    low = high;
    before = after;
  }
  return found;
}

function firstMinuteWith(zone: Zone, low: number, high: number, before: number): number {
  let [same, changed] = [low / MINUTE_MS, high / MINUTE_MS];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (askLuxon(zone, middle * MINUTE_MS) === before) same = middle;
    else changed = middle;
  }
  return changed * MINUTE_MS;
}

function segmentOf(clock: Clock, at: number): number {
  const { starts, hit } = clock;
  if (at >= (starts[hit] ?? 0) && at < (starts[hit + 1] ?? clock.end)) return hit;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  clock.hit = low;
  return low;
}

/** What a clock on the wall shows, as milliseconds since 1970-01-01 00:00 of that wall. */
const wallAt = (at: Instant, zone: Zone): number => at + offsetAt(at, zone);

/** The local calendar day of an instant, as a number. */
export const dayOf = (at: Instant, zone: Zone): DayNumber => Math.floor(wallAt(at, zone) / DAY_MS);

/** The local calendar day of an instant. */
export const localDayOf = (at: Instant, zone: Zone): LocalDate => dateOf(dayOf(at, zone));

/** Minutes since local midnight on the wall clock, 0 to 1439; seconds are dropped. */
export function localTimeOf(at: Instant, zone: Zone): LocalTime {
  const wall = wallAt(at, zone);
  return Math.floor((wall - Math.floor(wall / DAY_MS) * DAY_MS) / MINUTE_MS) as LocalTime;
}

/** The first instant at which the wall clock shows this day and time or later: after a gap the minute it ends, in an overlap the first pass. */
export function atDay(day: DayNumber, time: number, zone: Zone): Instant {
  const wall = day * DAY_MS + time * MINUTE_MS;
  const season = clockOf(zone, wall);
  const { starts, hit } = season;
  const near = wall - (season.offsets[hit] ?? 0);
  // With no change of the clocks within two days of it there is nothing to look for.
  if (near - 2 * DAY_MS >= (starts[hit] ?? near) && near + 2 * DAY_MS < (starts[hit + 1] ?? season.end))
    return near as Instant;
  const guess = wall - offsetAt(wall, zone);
  if (guess < TABLE_FROM + 2 * DAY_MS || guess >= TABLE_TO - 2 * DAY_MS) return guess as Instant;
  // No zone is further than 15 hours from UTC, so the answer lies within 30 of the guess; make sure the table reaches there.
  offsetAt(guess + 2 * DAY_MS, zone);
  offsetAt(guess - 2 * DAY_MS, zone);
  const clock = clocks.get(zone) as Clock;
  for (let n = segmentOf(clock, guess - 30 * 60 * MINUTE_MS); n < clock.starts.length; n += 1) {
    const shown = Math.max(wall - (clock.offsets[n] ?? 0), clock.starts[n] ?? 0);
    if (shown < (clock.starts[n + 1] ?? clock.end)) return shown as Instant;
  }
  return guess as Instant;
}

/** As `atDay`, for a written date. */
export const atLocal = (date: LocalDate, time: LocalTime, zone: Zone): Instant =>
  atDay(dayNumber(date), time, zone);

/** The instant `days` calendar days later at the same time on the wall. */
export function addLocalDays(at: Instant, days: number, zone: Zone): Instant {
  if (days === 0) return at;
  const wall = wallAt(at, zone);
  const day = Math.floor(wall / DAY_MS);
  return atDay(day + days, (wall - day * DAY_MS) / MINUTE_MS, zone);
}

/** Days since 1970-01-01 of a written date. Counted as `dateOf` does; a contact's history is read again with each decision. */
export function dayNumber(date: LocalDate): DayNumber {
  const month = digits(date, 5);
  const isNextYear = month <= 2;
  const year = digits(date, 0) * 100 + digits(date, 2) - (isNextYear ? 1 : 0);
  const ofYear = Math.floor((153 * (isNextYear ? month + 9 : month - 3) + 2) / 5) + digits(date, 8) - 1;
  return (
    365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + ofYear - 719_468
  );
}

/** Two digits of a written date. */
const digits = (date: LocalDate, at: number): number =>
  (date.charCodeAt(at) - 48) * 10 + date.charCodeAt(at + 1) - 48;

/** The written date of a day number. Counted in years that begin in March, so that leap days come last; six times as fast as `toISOString`. */
export function dateOf(day: DayNumber): LocalDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * month + 2) / 5) + 1;
  const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
  const isNextYear = month >= 10;
  return `${year + era * 400 + (isNextYear ? 1 : 0)}-${two(isNextYear ? month - 9 : month + 3)}-${two(date)}` as LocalDate;
}

export const addDays = (date: LocalDate, days: number): LocalDate => dateOf(dayNumber(date) + days);

/** Calendar days from `a` to `b`; negative when `b` is earlier. */
export const daysBetween = (a: LocalDate, b: LocalDate): number => dayNumber(b) - dayNumber(a);

/** 0 = Monday … 6 = Sunday; 1970-01-01 was a Thursday. */
export const weekdayOfDay = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7;

export const weekdayOf = (date: LocalDate): number => weekdayOfDay(dayNumber(date));

/** An instant from `2026-03-08 10:00` on a wall in the zone, or null when the text is not such a day and time. */
export function parseLocal(text: string, zone: Zone): Instant | null {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})$/.exec(text);
  if (parts === null) return null;
  const [, date = '', hours = '', minutes = ''] = parts;
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  const time = Number(hours) * 60 + Number(minutes);
  // `Date.parse` accepts 2026-02-30 nowhere, but 24:00 and minute 60 must be caught here.
  if (Number.isNaN(day) || dateOf(day) !== date || Number(hours) > 23 || Number(minutes) > 59) return null;
  return atDay(day, time, zone);
}
