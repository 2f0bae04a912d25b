/** When a lead came in, as exports write it: an instant when the text says where, else a local time of the business. */
import { fail, ok, type Result } from '../domain/result.ts';
import {
  type Instant,
  instant,
  type LocalDate,
  type LocalTime,
  localDate,
  localTime,
} from '../domain/time.ts';

/** `zoned`: the text named its offset. `local`: it did not, and the business's zone decides. */
export type WrittenTime =
  | { readonly kind: 'zoned'; readonly at: Instant }
  | { readonly kind: 'local'; readonly date: LocalDate; readonly time: LocalTime; readonly ms: number };

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ,]+(.+))?$/;
const SLASHED = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[T ,]+(.+))?$/;
const WORDED =
  /^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:(?:,|\s+at)?\s+(.+))?$/i;
const WORDED_DAY_FIRST =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})\s+([a-z]{3,9})\.?,?\s+(\d{4})(?:(?:,|\s+at)?\s+(.+))?$/i;
const CLOCK =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap])?\.?(?:m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;
const EPOCH = /^(\d{10}|\d{13})$/;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The longest that is written in earnest has 40 characters; the patterns above take the square of what they are given. */
const LONGEST = 80;

const ALLOWED = 'a time such as 2026-03-03T10:15:00-06:00, 2026-03-03 10:15 or 03/03/2026 10:15 AM';

/** `monthFirst`: whether 03/04/2026 is March 4, as the United States write it. */
export function parseTime(cell: string, monthFirst: boolean): Result<WrittenTime, string> {
  const text = cell.trim();
  if (text.length > LONGEST) return fail(ALLOWED);
  const epoch = EPOCH.exec(text)?.[1];
  if (epoch !== undefined)
    return ok({ kind: 'zoned', at: instant(Number(epoch) * (epoch.length === 10 ? 1000 : 1)) });
  const [year, month, day, clock] = dateParts(text, monthFirst);
  const midnight = Date.UTC(year, month - 1, day);
  const real = new Date(midnight);
  // Feb 30 would silently become Mar 2.
  if (!(year >= 1990 && year < 2200) || real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day)
    return fail(ALLOWED);
  const time = clockParts(clock);
  if (time === null) return fail(ALLOWED);
  if (time.offset !== null) return ok({ kind: 'zoned', at: instant(midnight + time.ms - time.offset) });
  const minutes = Math.floor(time.ms / 60_000);
  return ok({
    kind: 'local',
    date: localDate(real.toISOString().slice(0, 10)),
    time: localTime(minutes),
    ms: time.ms - minutes * 60_000,
  });
}

type DateParts = readonly [year: number, month: number, day: number, clock: string | undefined];
const NONE: DateParts = [0, 0, 0, undefined];

function dateParts(text: string, monthFirst: boolean): DateParts {
  const iso = ISO.exec(text);
  if (iso) return [Number(iso[1]), Number(iso[2]), Number(iso[3]), iso[4]];
  const slashed = SLASHED.exec(text);
  if (slashed) {
    const [first, second] = [Number(slashed[1]), Number(slashed[3])];
    // A number above 12 can only be the day, whatever the custom; with dots the day is first everywhere.
    const firstIsMonth = first <= 12 && (second > 12 || (monthFirst && slashed[2] !== '.'));
    const [month, day] = firstIsMonth ? [first, second] : [second, first];
    return [Number(slashed[4]), month, day, slashed[5]];
  }
  const worded = WORDED.exec(text);
  if (worded) return [Number(worded[3]), monthNumber(worded[1]), Number(worded[2]), worded[4]];
  const dayFirst = WORDED_DAY_FIRST.exec(text);
  if (dayFirst) return [Number(dayFirst[3]), monthNumber(dayFirst[2]), Number(dayFirst[1]), dayFirst[4]];
  return NONE;
}

const monthNumber = (word = ''): number => MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;

/** Milliseconds after midnight, and the offset if it names one; null when it is no time of day. */
function clockParts(
  text: string | undefined,
): { readonly ms: number; readonly offset: number | null } | null {
  if (text === undefined) return { ms: 0, offset: null };
  const found = CLOCK.exec(text.trim());
  if (!found) return null;
  const [, hours, minutes, seconds = '0', fraction = '0', half, zone] = found;
  const written = Number(hours);
  if (half !== undefined && (written < 1 || written > 12)) return null;
  const hour = half === undefined ? written : (written % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const ms =
    ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 +
    Math.floor(Number(`0.${fraction}`) * 1000);
  return { ms, offset: zone === undefined ? null : offsetOf(zone) };
}

function offsetOf(zone: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return (found[1] === '-' ? -minutes : minutes) * 60_000;
}
