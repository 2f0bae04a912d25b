/** Instants as people type them and as they are shown: ISO with an offset, or the wall clock of the business. */
import { fail, ok, type Result } from '../domain/result.ts';
import { type Instant, instant, isZone, localDate, localTime, type Zone } from '../domain/time.ts';
import { atLocal } from '../schedule/calendar.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d))?$/;

/** A time argument; without an offset it is local to `zone`, and without a time of day it is midnight. */
export function readTime(text: string, zone: Zone): Result<Instant, string> {
  const typed = text.trim();
  if (typed === '') return fail(allowed(typed, zone));
  if (ISO.test(typed)) {
    const at = Date.parse(typed);
    return Number.isNaN(at) ? fail(noSuchTime(typed)) : ok(instant(at));
  }
  const parts = LOCAL.exec(typed);
  if (parts === null) return fail(allowed(typed, zone));
  const [, year = '', month = '', day = '', hours = '0', minutes = '0'] = parts;
  const date = `${year}-${month}-${day}`;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes February 30 for March 2; the round trip tells.
  const real = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  if (!real || Number(hours) > 23 || Number(minutes) > 59) return fail(noSuchTime(typed));
  return ok(atLocal(localDate(date), localTime(Number(hours) * 60 + Number(minutes)), zone));
}

/** A zone argument, or why it is none. */
export function readZone(text: string): Result<Zone, string> {
  if (isZone(text)) return ok(text);
  return fail(`"${text}" is not a time zone; it takes a name such as America/Chicago or Europe/London`);
}

const allowed = (text: string, zone: Zone): string =>
  `"${text}" is not a time; it takes "2026-03-03 10:00" (in ${zone}) or 2026-03-03T10:00:00-06:00`;
const noSuchTime = (text: string): string => `there is no such time as "${text}"`;
