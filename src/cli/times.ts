/** Instants as people type them and as they are shown: ISO with an offset, or the wall clock of the business. */
import { fail, ok, type Result } from '../domain/result.ts';
import { type Instant, instant, isZone, type Zone } from '../domain/time.ts';
import { localDayOf, localTimeOf, parseLocal, weekdayOf } from '../schedule/calendar.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** A time argument; without an offset it is local to `zone`, and without a time of day it is midnight. */
export function readTime(text: string, zone: Zone): Result<Instant, string> {
  const typed = text.trim();
  const at = ISO.test(typed) ? isoTime(typed) : parseLocal(DAY.test(typed) ? `${typed} 00:00` : typed, zone);
  if (at !== null) return ok(at);
  return fail(
    `"${text}" is not a time; it takes "2026-03-03 10:00" (in ${zone}) or 2026-03-03T10:00:00-06:00`,
  );
}

function isoTime(text: string): Instant | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : instant(at);
}

/** A zone argument, or why it is none. */
export function readZone(text: string): Result<Zone, string> {
  if (isZone(text)) return ok(text);
  return fail(`"${text}" is not a time zone; it takes a name such as America/Chicago or Europe/London`);
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue Mar  3`, always ten columns wide; the year follows when it is not the one of `near`. */
export function showDay(at: Instant, zone: Zone, near: Instant): string {
  const date = localDayOf(at, zone);
  const month = MONTHS[Number(date.slice(5, 7)) - 1] ?? '';
  const day = `${DAYS[weekdayOf(date)] ?? ''} ${month} ${String(Number(date.slice(8))).padStart(2)}`;
  return date.slice(0, 4) === localDayOf(near, zone).slice(0, 4) ? day : `${day}, ${date.slice(0, 4)}`;
}

/** `09:05` on the wall. */
export function showTime(at: Instant, zone: Zone): string {
  const minutes = localTimeOf(at, zone);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** `Tue Mar 3 10:00`, for sentences. */
export function showMoment(at: Instant, zone: Zone, near: Instant): string {
  return `${showDay(at, zone, near).replace('  ', ' ')} ${showTime(at, zone)}`;
}

/** `Tue Mar  3 10:00`, for columns. */
export const showInColumn = (at: Instant, zone: Zone, near: Instant): string =>
  `${showDay(at, zone, near)} ${showTime(at, zone)}`;

/** A stored sentence says `Tue 2026-03-03 10:00`, which stays true in any year; people read it as all other times. */
export function humanDates(text: string, zone: Zone, near: Instant): string {
  const year = localDayOf(near, zone).slice(0, 4);
  return text.replace(
    /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{4})-(\d\d)-(\d\d)\b/g,
    (_, day: string, of: string, month: string, date: string) =>
      `${day} ${MONTHS[Number(month) - 1] ?? month} ${Number(date)}${of === year ? '' : `, ${of}`}`,
  );
}

/** A clause as a sentence: one capital, one period, whatever it came with. */
export const asSentence = (clause: string): string =>
  withPeriod(`${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}`);

/** Text that is stored may bring its period or not. */
export const withPeriod = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** How far off, in the larger unit: `12 min`, `3 h`, `5 days`. */
export function showSpan(ms: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(ms) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}
