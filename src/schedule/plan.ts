/** The touches of one enrollment with the times that the sequence itself gives them, before any gate or history. */
import type { TouchId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import { after, DAY, type Instant, type LocalTime, latest, type Zone } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import type { Touch, Variant } from '../sequence/sequence.ts';
import { addLocalDays, atDay, type DayNumber, dayOf } from './calendar.ts';

export interface PlannedTouch {
  readonly touch: Touch;
  readonly key: TouchKey;
  /** Position in the file, which decides between touches planned for one instant. */
  readonly file: number;
  /** The sequence's own time, shifts included. */
  readonly planned: Instant;
  /** The local day of `planned`. */
  readonly day: DayNumber;
  /** Days that the author allows, ascending; one but for `day: [1, 2]`. */
  readonly days: readonly DayNumber[];
  /** The author's time of day; null for a touch counted in elapsed time. */
  readonly at: LocalTime | null;
  readonly until: LocalTime | null;
}

interface Shift {
  readonly from: TouchKey;
  readonly days: number;
}

export interface PlanInput {
  readonly anchor: Instant;
  readonly zone: Zone;
  readonly policy: Policy;
  readonly occurrence: number;
  /** Every occurrence begins this long after the one before. */
  readonly repeat: number | null;
  readonly shifts: readonly Shift[];
}

/** Each variant's last plan: all decisions about one lead ask for the same one, until an outage moves it. */
const lastPlans = new WeakMap<
  Variant,
  { readonly input: PlanInput; readonly planned: readonly PlannedTouch[] }
>();

/** In the order of the fold: by planned time, then as in the file; a touch never before one that it waits for. */
export function planTouches(variant: Variant, input: PlanInput): readonly PlannedTouch[] {
  const last = lastPlans.get(variant);
  if (last !== undefined && isSame(last.input, input)) return last.planned;
  const planned = planAnew(variant, input);
  lastPlans.set(variant, { input, planned });
  return planned;
}

const isSame = (a: PlanInput, b: PlanInput): boolean =>
  a.anchor === b.anchor &&
  a.zone === b.zone &&
  a.policy === b.policy &&
  a.occurrence === b.occurrence &&
  a.repeat === b.repeat &&
  a.shifts === b.shifts;

function planAnew(variant: Variant, input: PlanInput): readonly PlannedTouch[] {
  const anchor = occurrenceAnchor(input);
  const own = new Map<TouchId, PlannedTouch>();
  variant.touches.forEach((touch, file) => {
    own.set(touch.id, plan(touch, file, anchor, input, own));
  });
  // An `after` may name a touch further down in the file, whose time was not known yet.
  variant.touches.forEach((touch, file) => {
    if (touch.timing.kind === 'after_touch') own.set(touch.id, plan(touch, file, anchor, input, own));
  });
  const shifted = input.shifts.reduce(applyShift(input), own);
  return inOrder([...shifted.values()]);
}

/** Whole days are counted on the calendar, so that a monthly text keeps its time of day when the clocks change. */
function occurrenceAnchor({ anchor, zone, occurrence, repeat }: PlanInput): Instant {
  const span = (repeat ?? 0) * occurrence;
  return span % DAY === 0 ? addLocalDays(anchor, span / DAY, zone) : after(anchor, span);
}

function plan(
  touch: Touch,
  file: number,
  anchor: Instant,
  { zone, policy, occurrence }: PlanInput,
  others: ReadonlyMap<TouchId, PlannedTouch>,
): PlannedTouch {
  const { timing } = touch;
  const key = { touch: touch.id, occurrence };
  if (timing.kind === 'calendar') {
    const anchorDay = dayOf(anchor, zone);
    const days = timing.days.map((day) => anchorDay + day);
    const at = timing.at ?? policy.defaultAt;
    const planned = latest(anchor, atDay(days[0] ?? anchorDay, at, zone));
    return { touch, key, file, planned, day: dayOf(planned, zone), days, at, until: timing.until };
  }
  const planned = elapsedTime(timing, anchor, zone, others);
  const day = dayOf(planned, zone);
  return { touch, key, file, planned, day, days: [day], at: null, until: null };
}

function elapsedTime(
  timing: Exclude<Touch['timing'], { kind: 'calendar' }>,
  anchor: Instant,
  zone: Zone,
  others: ReadonlyMap<TouchId, PlannedTouch>,
): Instant {
  switch (timing.kind) {
    case 'elapsed':
      return after(addLocalDays(anchor, timing.day, zone), timing.after);
    case 'after_touch': {
      const named = others.get(timing.touch)?.planned ?? anchor;
      return latest(after(named, timing.wait), startOfDay(anchor, timing.day, zone));
    }
    case 'before_appointment':
      return after(anchor, -timing.before);
  }
}

const startOfDay = (anchor: Instant, day: number, zone: Zone): Instant =>
  day === 0 ? anchor : atDay(dayOf(anchor, zone) + day, 0, zone);

/** Moves the named touch and everything planned at or after it by whole local days. */
const applyShift =
  ({ zone, occurrence }: PlanInput) =>
  (touches: Map<TouchId, PlannedTouch>, { from, days }: Shift): Map<TouchId, PlannedTouch> => {
    if (from.occurrence > occurrence) return touches;
    const named = touches.get(from.touch);
    const start = from.occurrence < occurrence ? Number.NEGATIVE_INFINITY : (named?.planned ?? null);
    if (start === null) return touches;
    return new Map(
      [...touches].map(([id, each]) => [id, each.planned >= start ? moved(each, days, zone) : each]),
    );
  };

function moved(each: PlannedTouch, days: number, zone: Zone): PlannedTouch {
  const to = each.days.map((day) => day + days);
  // A touch that was due at once on its day, because its time had passed, keeps its own time on the new day.
  const planned =
    each.at === null ? addLocalDays(each.planned, days, zone) : atDay(to[0] ?? each.day, each.at, zone);
  return { ...each, planned, day: dayOf(planned, zone), days: to };
}

function inOrder(touches: PlannedTouch[]): readonly PlannedTouch[] {
  if (touches.every(({ touch }) => touch.references.length === 0))
    return touches.sort((a, b) => a.planned - b.planned || a.file - b.file);
  const order = new Map(touches.map((each) => [each.touch.id, { at: each.planned as number, rank: 0 }]));
  // Each round carries a time one reference further; a circle stops at as many rounds as there are touches.
  for (let round = 0, changed = true; changed && round < touches.length; round += 1) {
    changed = false;
    for (const { touch } of touches) {
      const mine = order.get(touch.id);
      for (const id of waitedFor(touch)) {
        const theirs = order.get(id);
        if (mine === undefined || theirs === undefined || id === touch.id) continue;
        if (theirs.at < mine.at || (theirs.at === mine.at && theirs.rank < mine.rank)) continue;
        mine.at = theirs.at;
        mine.rank = theirs.rank + 1;
        changed = true;
      }
    }
  }
  const of = (each: PlannedTouch) => order.get(each.touch.id) ?? { at: each.planned, rank: 0 };
  return touches.sort((a, b) => of(a).at - of(b).at || of(a).rank - of(b).rank || a.file - b.file);
}

/** Every touch that has to end first. */
function waitedFor({ timing, references }: Touch): readonly TouchId[] {
  if (timing.kind !== 'after_touch' || references.includes(timing.touch)) return references;
  return [...references, timing.touch];
}
