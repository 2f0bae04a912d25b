/** Days and times as a person would say them: "yesterday", "Monday", "tomorrow at 2:30 pm". */
import type { Instant, Zone } from '../domain/time.ts';

export interface SpokenDay {
  /** Whole calendar days from today: -1 is yesterday. */
  readonly daysAway: number;
  readonly weekday: string;
  /** "November 24". */
  readonly date: string;
  /** "2:30 pm", "2 pm", "noon": nobody is ever sure what 12 pm is. */
  readonly time: string;
}

const formatters = new Map<Zone, Intl.DateTimeFormat>();

function formatterFor(zone: Zone): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(zone, made);
  return made;
}

function partsOf(at: Instant, zone: Zone): Readonly<Record<string, string>> {
  return Object.fromEntries(
    formatterFor(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Days since the epoch of the calendar day, so that two days can be subtracted whatever the clocks did between them. */
function dayNumber(parts: Readonly<Record<string, string>>): number {
  const month = MONTHS.indexOf(parts.month ?? '');
  return Date.UTC(Number(parts.year), month, Number(parts.day)) / 86_400_000;
}

export function spokenDay(at: Instant, now: Instant, zone: Zone): SpokenDay {
  const parts = partsOf(at, zone);
  const hour = Number(parts.hour);
  return {
    daysAway: dayNumber(parts) - dayNumber(partsOf(now, zone)),
    weekday: parts.weekday ?? '',
    date: `${parts.month} ${parts.day}`,
    time: spokenTime(hour, parts.minute ?? '00'),
  };
}

function spokenTime(hour: number, minute: string): string {
  if (minute === '00' && hour % 12 === 0) return hour === 0 ? 'midnight' : 'noon';
  const clock = minute === '00' ? `${hour % 12}` : `${hour % 12 || 12}:${minute}`;
  return `${clock} ${hour < 12 ? 'am' : 'pm'}`;
}

/** "CST", where it must be said whose clock is meant. */
export function zoneWord(at: Instant, zone: Zone): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** A past day: "today", "yesterday", "Monday" up to six days back, then "November 3". */
export function pastDayName(day: SpokenDay): string {
  if (day.daysAway === 0) return 'today';
  if (day.daysAway === -1) return 'yesterday';
  return day.daysAway > -7 ? day.weekday : day.date;
}

/** A coming day: "today", "tomorrow", "Tuesday" up to six days ahead, then "Tuesday, December 8". */
export function comingDayName(day: SpokenDay): string {
  if (day.daysAway === 0) return 'today';
  if (day.daysAway === 1) return 'tomorrow';
  return day.daysAway > 1 && day.daysAway < 7 ? day.weekday : `${day.weekday}, ${day.date}`;
}
