/** When the law of a state lets a business text or call: dated rows, meant to be read and corrected by people. */
import type { Policy } from '../domain/policy.ts';
import { type LocalWindow, localTime, type WeeklyHours } from '../domain/time.ts';
import { type DayNumber, weekdayOfDay } from './calendar.ts';
import { isStateHoliday } from './state-holidays.ts';

/** `[opens, closes]` in full local hours; null is a day without any. */
type Hours = readonly [opens: number, closes: number] | null;

interface Row {
  readonly states: readonly string[];
  readonly weekdays: Hours;
  readonly saturday: Hours;
  readonly sunday: Hours;
  /** Nothing on the state's legal holidays. */
  readonly holidays?: 'closed';
  readonly source: string;
  readonly as_of: string;
}

const SECONDARY = 'Secondary: comparisons of state telemarketing statutes, not the statutes themselves';
const UNSETTLED = `${SECONDARY}; sources disagree, so the stricter reading is used`;

/** Holds everywhere in the United States, and is used for every other place too. */
const FEDERAL: Row = {
  states: [],
  weekdays: [8, 21],
  saturday: [8, 21],
  sunday: [8, 21],
  source: '47 CFR 64.1200(c)(1)',
  as_of: '2026-11-22',
};

const row = (
  states: string,
  [weekdays, saturday, sunday]: readonly [Hours, Hours, Hours],
  more: Partial<Row> = {},
): Row => ({
  states: states.split(' '),
  weekdays,
  saturday,
  sunday,
  source: SECONDARY,
  as_of: '2026-11-22',
  ...more,
});
const daily = (opens: number, closes: number): readonly [Hours, Hours, Hours] => {
  const hours = [opens, closes] as const;
  return [hours, hours, hours];
};

export const JURISDICTIONS: readonly Row[] = [
  row('AL LA', [[8, 20], [8, 20], null], { holidays: 'closed' }),
  row('MS', [[8, 20], [8, 20], null]),
  row('CT NV', daily(9, 20)),
  row('FL MD OK OR MA WA', daily(8, 20)),
  row('NJ', daily(8, 20), { source: UNSETTLED }),
  row('KY', daily(10, 21)),
  row('MI MN NM', daily(9, 21)),
  row('CA IL', daily(9, 21), { source: UNSETTLED }),
  row('RI', [
    [9, 18],
    [10, 17],
    [10, 17],
  ]),
  row('TX', [
    [9, 21],
    [9, 21],
    [12, 21],
  ]),
];

/** The hours of a contact's texts and calls, and the days on which the law allows nothing at all. */
export interface Windows {
  readonly weekly: WeeklyHours;
  /** Whether a state closes this local day altogether: then not even an inquiry is answered by text. */
  readonly closedByLaw: (day: DayNumber) => boolean;
}

const memo = new WeakMap<Policy, Map<string, Windows>>();

/** The policy's windows cut down to what every one of these states allows: the stricter state wins. */
export function windowsFor(states: readonly string[], policy: Policy): Windows {
  const known = memo.get(policy) ?? new Map<string, Windows>();
  memo.set(policy, known);
  const key = states.join(' ');
  const found = known.get(key) ?? compute(states, policy);
  known.set(key, found);
  return found;
}

function compute(states: readonly string[], policy: Policy): Windows {
  const rows = JURISDICTIONS.filter((each) => each.states.some((state) => states.includes(state)));
  const weekly = policy.quietWindows.map((windows, weekday) =>
    [FEDERAL, ...rows].reduce((left, each) => cut(left, hoursOn(each, weekday)), windows),
  ) as readonly (readonly LocalWindow[])[] as WeeklyHours;
  const holidayStates = rows
    .filter((each) => each.holidays === 'closed')
    .flatMap((each) => each.states.filter((state) => states.includes(state)));
  return {
    weekly,
    closedByLaw: (day) =>
      rows.some((each) => hoursOn(each, weekdayOfDay(day)) === null) ||
      holidayStates.some((state) => isStateHoliday(state, day)),
  };
}

const hoursOn = (each: Row, weekday: number): Hours =>
  weekday === 6 ? each.sunday : weekday === 5 ? each.saturday : each.weekdays;

function cut(windows: readonly LocalWindow[], hours: Hours): readonly LocalWindow[] {
  if (hours === null) return [];
  return windows
    .map(({ opens, closes }) => ({
      opens: localTime(Math.max(opens, hours[0] * 60)),
      closes: localTime(Math.min(closes, hours[1] * 60)),
    }))
    .filter(({ opens, closes }) => opens < closes);
}
