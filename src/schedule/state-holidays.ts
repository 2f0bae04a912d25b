/** Legal holidays of the states whose law closes telephone solicitation on them, as rules that hold for any year. */

import { localDate } from '../domain/time.ts';
import { type DayNumber, dateOf, dayNumber, weekdayOfDay } from './calendar.ts';

type Rule =
  | { readonly on: readonly [month: number, day: number] }
  /** `nth` −1 is the last one of the month; weekdays count from Monday = 0. */
  | { readonly nth: number; readonly weekday: number; readonly month: number }
  | { readonly easter: number };

const MONDAY = 0;
const THURSDAY = 3;

const FEDERAL: readonly Rule[] = [
  { on: [1, 1] },
  { nth: 3, weekday: MONDAY, month: 1 },
  { nth: 3, weekday: MONDAY, month: 2 },
  { nth: -1, weekday: MONDAY, month: 5 },
  { on: [6, 19] },
  { on: [7, 4] },
  { nth: 1, weekday: MONDAY, month: 9 },
  { nth: 2, weekday: MONDAY, month: 10 },
  { on: [11, 11] },
  { nth: 4, weekday: THURSDAY, month: 11 },
  { on: [12, 25] },
];

interface StateHolidays {
  readonly rules: readonly Rule[];
  readonly source: string;
  readonly as_of: string;
}

const HOLIDAYS: Readonly<Record<string, StateHolidays>> = {
  // Confederate Memorial Day and Jefferson Davis's birthday are still on the list; Mardi Gras only in two counties.
  AL: {
    rules: [...FEDERAL, { nth: 4, weekday: MONDAY, month: 4 }, { nth: 1, weekday: MONDAY, month: 6 }],
    source: 'Ala. Code 1-3-8',
    as_of: '2026-11-22',
  },
  // Mardi Gras and Good Friday.
  LA: {
    rules: [...FEDERAL, { easter: -47 }, { easter: -2 }],
    source: 'La. R.S. 1:55',
    as_of: '2026-11-22',
  },
};

const years = new Map<string, ReadonlySet<DayNumber>>();

/** Whether the day is a legal holiday there, or the weekday on which one that falls on a weekend is observed. */
export function isStateHoliday(state: string, day: DayNumber): boolean {
  const year = Number(dateOf(day).slice(0, 4));
  const key = `${state} ${year}`;
  const days = years.get(key) ?? new Set([year, year + 1].flatMap((each) => daysOf(state, each)));
  years.set(key, days);
  return days.has(day);
}

function daysOf(state: string, year: number): readonly DayNumber[] {
  return (HOLIDAYS[state]?.rules ?? []).flatMap((rule) => {
    const day = dayOfRule(rule, year);
    if (!('on' in rule)) return [day];
    const weekday = weekdayOfDay(day);
    return weekday === 5 ? [day, day - 1] : weekday === 6 ? [day, day + 1] : [day];
  });
}

function dayOfRule(rule: Rule, year: number): DayNumber {
  if ('on' in rule) return dayOfMonth(year, rule.on[0], rule.on[1]);
  if ('easter' in rule) return easter(year) + rule.easter;
  if (rule.nth < 0) {
    const last = dayOfMonth(year, rule.month + 1, 1) - 1;
    return last - ((weekdayOfDay(last) - rule.weekday + 7) % 7);
  }
  const first = dayOfMonth(year, rule.month, 1);
  return first + ((rule.weekday - weekdayOfDay(first) + 7) % 7) + (rule.nth - 1) * 7;
}

const dayOfMonth = (year: number, month: number, day: number): DayNumber =>
  dayNumber(localDate(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`));

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
function easter(year: number): DayNumber {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonDrift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonDrift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sum = epact + toSunday - 7 * late + 114;
  return dayOfMonth(year, Math.floor(sum / 31), (sum % 31) + 1);
}
