/** Times, spans and rules in a few words for people. */
import { DAY, HOUR, type Instant, type LocalTime, MINUTE, SECOND, type Zone } from '../domain/time.ts';
import type { Touch } from '../sequence/sequence.ts';
import { dayOf, localDayOf, localTimeOf, weekdayOfDay } from './calendar.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Each minute of a day once it has been asked for: reasons are written for every rule that moves a touch. */
const times: string[] = [];

/** `09:00` */
export function describeTime(time: LocalTime): string {
  const known = times[time];
  if (known !== undefined) return known;
  const two = (n: number) => String(n).padStart(2, '0');
  const text = `${two(Math.floor(time / 60))}:${two(time % 60)}`;
  times[time] = text;
  return text;
}

/** `Mon` */
export const describeWeekday = (at: Instant, zone: Zone): string =>
  WEEKDAYS[weekdayOfDay(dayOf(at, zone))] ?? '';

/** `Mon 09:00`, for a moment that is near. */
export const dayAndTime = (at: Instant, zone: Zone): string =>
  `${describeWeekday(at, zone)} ${describeTime(localTimeOf(at, zone))}`;

/** `Mon 2026-03-09 09:00` */
export const describeInstant = (at: Instant, zone: Zone): string =>
  `${describeWeekday(at, zone)} ${localDayOf(at, zone)} ${describeTime(localTimeOf(at, zone))}`;

const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
  [SECOND, 'second'],
] as const;

/** `2 days 4 hours`: the two largest units that matter. */
export function describeDuration(ms: number): string {
  const parts: string[] = [];
  let left = Math.abs(ms);
  for (const [size, name] of UNITS) {
    const count = Math.floor(left / size);
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
    left -= count * size;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? 'no time' : parts.join(' ');
}

/** When a touch goes in the sequence's own terms, such as `day 2 at 11:00`. */
export function describeTiming({ timing }: Touch): string {
  switch (timing.kind) {
    case 'calendar': {
      const days = `day ${timing.days.join(' or ')}`;
      if (timing.at === null) return days;
      if (timing.until === null) return `${days} at ${describeTime(timing.at)}`;
      return `${days} between ${describeTime(timing.at)} and ${describeTime(timing.until)}`;
    }
    case 'elapsed': {
      const day = timing.day > 0 ? `day ${timing.day}, ` : '';
      return timing.after === 0
        ? day === ''
          ? 'at once'
          : `day ${timing.day}`
        : `${day}after ${describeDuration(timing.after)}`;
    }
    case 'after_touch': {
      const wait = timing.wait === 0 ? '' : `${describeDuration(timing.wait)} `;
      const by =
        timing.orBy === null ? '' : `, at the latest ${describeDuration(timing.orBy)} after its task`;
      return `${wait}after ${timing.touch}${by}`;
    }
    case 'before_appointment':
      return `${describeDuration(timing.before)} before the appointment`;
  }
}
