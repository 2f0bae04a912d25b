/** Where a touch lands on the calendar once its gates have spoken: its own minute, its own day, its own time of day. */
import type { Instant, LocalTime, Zone } from '../domain/time.ts';
import { instant, latest, MINUTE } from '../domain/time.ts';
import { atDay, type DayNumber, dayOf, localTimeOf, offsetAt } from './calendar.ts';
import { dayAndTime, describeTime } from './describe.ts';
import { type Ask, settle } from './gates.ts';
import type { GateMove } from './situation.ts';
import { NEVER } from './windows.ts';

/** The author's time of day, for a touch that was given one. */
export interface OwnTime {
  readonly at: LocalTime;
  readonly until: LocalTime | null;
}

/** The time of day at which a named call happened: stay away from it by `by`. */
export interface Vary {
  readonly time: LocalTime;
  readonly by: number;
  readonly call: string;
  /** Never before the instant from which the touch could be planned at all. */
  readonly floor: Instant;
}

export interface Placement {
  /** NEVER when no gate will ever allow it. */
  readonly at: Instant;
  readonly moves: readonly GateMove[];
}

/** For how many days a touch that has missed its day waits for its own time of day. */
const OWN_TIME_DAYS = 14;

/**
 * The instant at which a touch may go when it could go from `starts` on, one start for each day its author allows.
 * On such a day the earliest minute; on a later one its own time of day; after 14 days without that, the nearest minute.
 */
export function place(
  ask: Ask,
  starts: readonly Instant[],
  own: OwnTime | null,
  vary: Vary | null,
): Placement {
  const placed = placeInTime(ask, starts, own);
  return vary === null || placed.at === NEVER ? placed : placeAway(ask, placed, own, vary);
}

function placeInTime(ask: Ask, starts: readonly Instant[], own: OwnTime | null): Placement {
  const { zone } = ask.frame;
  let moves: GateMove[] = [];
  let at = NEVER;
  for (const start of starts) {
    moves = [];
    at = settle(ask, start, moves);
    if (own === null || at === NEVER || dayOf(at, zone) === dayOf(start, zone)) return { at, moves };
  }
  return own === null || at === NEVER ? { at, moves } : placeLater(ask, at, moves, own);
}

/** `first` is the first allowed minute at all, on a day after the touch's own. */
function placeLater(ask: Ask, first: Instant, moves: readonly GateMove[], own: OwnTime): Placement {
  const { zone } = ask.frame;
  const day = dayOf(first, zone);
  for (let n = 0; n < OWN_TIME_DAYS; n += 1) {
    const wanted = atDay(day + n, own.at, zone);
    const at = settle(ask, wanted, null);
    const last = own.until === null ? wanted : atDay(day + n, own.until, zone);
    if (at <= last) return onTo(at, moves, `next at its own time, ${dayAndTime(at, zone)}`);
  }
  const at = nearestOn(ask, day, first, own.at);
  return onTo(at, moves, `its own time is allowed on none of ${OWN_TIME_DAYS} days, so the nearest minute`);
}

/** The allowed minute of the day that is nearest to the wanted time; `first` is one of them, the earliest. */
function nearestOn(ask: Ask, day: DayNumber, first: Instant, time: LocalTime): Instant {
  const { zone } = ask.frame;
  const wanted = atDay(day, time, zone);
  const next = settle(ask, wanted, null);
  const following = dayOf(next, zone) === day ? next : NEVER;
  const earlier = lastAllowed(ask, first, wanted) ?? first;
  return Math.abs(wanted - earlier) <= Math.abs(following - wanted) ? earlier : following;
}

/** The last allowed minute before `end`, walking back to `start`: where nothing is allowed by strides that double, since a lead far from the office asks for every minute of a day. */
function lastAllowed(ask: Ask, start: Instant, end: Instant, near = (_: Instant) => 0): Instant | null {
  let stride = MINUTE as number;
  for (let at = instant(end - MINUTE); at >= start; ) {
    const minutes = near(at);
    if (minutes > 0) {
      at = stepBy(at, -minutes, ask.frame.zone);
      continue;
    }
    const from = latest(start, instant(at - stride + MINUTE));
    if (settle(ask, from, null) > at) {
      at = instant(from - MINUTE);
      stride *= 2;
    } else if (stride === MINUTE) return at;
    else stride = MINUTE * Math.floor(stride / MINUTE / 2);
  }
  return null;
}

/** The last move's reason stays: it is what kept the touch from its own day; where it lands is added to it. */
function onTo(at: Instant, moves: readonly GateMove[], note: string): Placement {
  const last = moves.at(-1);
  if (last === undefined || last.to === at) return { at, moves };
  return { at, moves: [...moves.slice(0, -1), { ...last, to: at, detail: `${last.detail}; ${note}` }] };
}

/** Another time of day than the named call: the nearest allowed minute after, then before, on the day it landed on; else that wish is dropped. */
function placeAway(ask: Ask, placed: Placement, own: OwnTime | null, vary: Vary): Placement {
  const { zone } = ask.frame;
  const near = (at: Instant): number =>
    Math.max(0, Math.ceil(vary.by / MINUTE - clockDistance(localTimeOf(at, zone), vary.time)));
  if (near(placed.at) === 0) return placed;
  const day = dayOf(placed.at, zone);
  const moveTo = (at: Instant, detail: string): Placement => ({
    at,
    moves: [...placed.moves, { gate: 'vary_from', from: placed.at, to: at, detail }],
  });
  const why = `${vary.call} was at ${describeTime(vary.time)}, this one keeps ${vary.by / 3_600_000} hours of the clock away`;
  for (let at = placed.at; dayOf(at, zone) === day; ) {
    const minutes = near(at);
    if (minutes === 0) return moveTo(at, why);
    // Rules are asked of minutes that are far enough from the call, not of all.
    let next = stepBy(at, minutes, zone);
    while (near(next) > 0 && dayOf(next, zone) === day) next = stepBy(next, near(next), zone);
    at = settle(ask, next, null);
  }
  const dayStart = atDay(day, 0, zone);
  const wanted = own === null ? placed.at : atDay(day, own.at, zone);
  const before = lastAllowed(ask, latest(dayStart, vary.floor), wanted, near);
  return before === null
    ? moveTo(placed.at, `${why}: not possible that day, so it keeps its time`)
    : moveTo(before, why);
}

/** So many minutes on, which is as fast as the hands of a clock move; one by one where they are put forward or back meanwhile. */
function stepBy(at: Instant, minutes: number, zone: Zone): Instant {
  const to = instant(at + minutes * MINUTE);
  return offsetAt(to, zone) === offsetAt(at, zone) ? to : instant(at + Math.sign(minutes) * MINUTE);
}

/** Minutes between two times of day on the face of a 24-hour clock. */
function clockDistance(a: LocalTime, b: LocalTime): number {
  const span = Math.abs(a - b);
  return Math.min(span, 1440 - span);
}
