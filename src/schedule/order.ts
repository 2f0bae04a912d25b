/** What a touch owes to the others of its enrollment: order within a channel, references, and the promise of silence. */
import type { TouchId } from '../domain/ids.ts';
import { after, type Instant, instant, latest } from '../domain/time.ts';
import { atDay, type DayNumber, dayOf, localTimeOf } from './calendar.ts';
import { nextDay, type Step } from './course.ts';
import { dayAndTime } from './describe.ts';
import type { Frame, Version } from './frame.ts';
import type { Limit } from './gates.ts';
import type { GateMove } from './situation.ts';

/** `blockedBy` ends at a time that nobody can tell. */
export type Limits = { readonly limits: readonly Limit[]; readonly blockedBy: Step | null };

const FREE: Limits = { limits: [], blockedBy: null };

/** Order and gaps within the channel, and for a closing touch the end of everything before it. */
export function limitsOf(step: Step, steps: readonly Step[], frame: Frame, version: Version): Limits {
  const order = orderLimits(step, steps, frame, version);
  if (!step.touch.closes || order.blockedBy !== null) return order;
  const limits = [...order.limits];
  for (const earlier of steps) {
    if (earlier.index >= step.index) break;
    const { endAt } = earlier[version];
    if (endAt === null) return { limits, blockedBy: earlier };
    limits.push({
      gate: 'closes_last',
      at: endAt,
      detail: () => `it promises silence, so ${earlier.touch.id} ends first`,
    });
  }
  return { limits, blockedBy: null };
}

/** The gap to the last touch of the channel is kept: one calendar day, or the planned gap if that is less. */
function orderLimits(step: Step, steps: readonly Step[], { zone }: Frame, version: Version): Limits {
  const limits: Limit[] = [];
  for (let n = step.index - 1; n >= 0; n -= 1) {
    const earlier = steps[n];
    if (earlier === undefined || earlier.touch.channel !== step.touch.channel) continue;
    const { contactAt, endAt } = earlier[version];
    const { id } = earlier.touch;
    if (contactAt === null) {
      if (endAt === null) return { limits, blockedBy: earlier };
      limits.push({ gate: 'order', at: endAt, detail: () => `${id} comes first` });
      continue;
    }
    const planned = Math.max(0, step.planned - earlier.planned);
    const at = instant(Math.min(contactAt + planned, nextDay(contactAt, zone)));
    const gap = (): string => `${id} comes first, ${dayAndTime(contactAt, zone)}`;
    limits.push(
      planned === 0
        ? { gate: 'order', at, detail: gap }
        : { gate: 'min_gap', at, detail: () => `${gap()}, and the gap between them is kept` },
    );
    return { limits, blockedBy: null };
  }
  return limits.length === 0 ? FREE : { limits, blockedBy: null };
}

/** From when on a touch may be thought about, once what it waits for is counted in. */
export interface Nominal {
  /** One for each day that the author allows. */
  readonly starts: readonly Instant[];
  /** It could not have been planned for any instant before. */
  readonly floor: Instant;
  readonly moves: readonly GateMove[];
  /** Whether everything it waits for has ended. */
  readonly certain: boolean;
  /** The first that it still waits for. */
  readonly waitsFor: TouchId | null;
  /** That one ends at a time nobody can tell. */
  readonly blocked: boolean;
}

export function nominalOf(step: Step, steps: readonly Step[], { zone, now }: Frame): Nominal {
  const { touch, planned, enrolled } = step;
  const isReminder = touch.timing.kind === 'before_appointment';
  let floor = isReminder ? planned : enrolled.anchor;
  let day: DayNumber = Number.NEGATIVE_INFINITY;
  let start = planned;
  let certain = true;
  let waitsFor: TouchId | null = null;
  for (const other of steps) {
    // A circle of references would wait for ever; whoever comes first in the fold does not wait.
    if (other.index >= step.index) break;
    const isAfter = touch.timing.kind === 'after_touch' && touch.timing.touch === other.touch.id;
    if (!isAfter && !touch.references.includes(other.touch.id)) continue;
    const orBy = isAfter ? releaseAt(step, other) : null;
    const isOver = other.certain || (orBy !== null && orBy <= now);
    if (!isOver) {
      certain = false;
      waitsFor = other.touch.id;
    }
    const { endAt, contactAt } = other.real;
    if (endAt === null && orBy === null) return { ...nothing(step, floor), waitsFor: other.touch.id };
    if (isAfter) {
      start = afterOther(step, endAt, orBy, start);
      if (touch.timing.kind === 'after_touch' && touch.timing.day > 0) day = Math.max(day, step.day);
      continue;
    }
    if (endAt !== null) floor = latest(floor, endAt);
    if (contactAt !== null) day = Math.max(day, dayOf(contactAt, zone) + Math.max(0, step.day - other.day));
  }
  const starts = startsOf(step, latest(start, floor), floor, day, zone);
  const first = starts[0] ?? planned;
  const moves: readonly GateMove[] =
    first > planned && step.touch.references.length > 0
      ? [{ gate: 'reference', from: planned, to: first, detail: referenceDetail(step, waitsFor) }]
      : [];
  return { starts, floor, moves, certain, waitsFor, blocked: false };
}

const nothing = ({ planned }: Step, floor: Instant): Nominal => ({
  starts: [planned],
  floor,
  moves: [],
  certain: false,
  waitsFor: null,
  blocked: true,
});

/** `or_by`: the latest instant for which a touch waits for a call whose task has been made. */
function releaseAt({ touch }: Step, other: Step): Instant | null {
  if (touch.timing.kind !== 'after_touch' || touch.timing.orBy === null || other.taskAt === null) return null;
  return after(other.taskAt, touch.timing.orBy);
}

function afterOther({ touch }: Step, endAt: Instant | null, orBy: Instant | null, planned: Instant): Instant {
  if (touch.timing.kind !== 'after_touch') return planned;
  const waited = endAt === null ? null : after(endAt, touch.timing.wait);
  const at = waited === null ? orBy : orBy === null ? waited : instant(Math.min(waited, orBy));
  return at ?? planned;
}

function startsOf(
  { at, days }: Step,
  start: Instant,
  floor: Instant,
  day: DayNumber,
  zone: Frame['zone'],
): readonly Instant[] {
  if (at === null) return [dayOf(start, zone) >= day ? start : atDay(day, localTimeOf(start, zone), zone)];
  const earliest = Math.max(day, dayOf(floor, zone));
  const [only] = days;
  if (only !== undefined && days.length === 1)
    return [latest(floor, atDay(Math.max(only, earliest), at, zone))];
  const possible = days.filter((each) => each >= earliest);
  const wanted = possible.length > 0 ? possible : [earliest];
  // A time of day that is already past when the touch becomes plannable means at once.
  return wanted.map((each) => latest(floor, atDay(each, at, zone)));
}

function referenceDetail({ touch }: Step, waitsFor: TouchId | null): string {
  if (waitsFor !== null) return `waits for ${waitsFor} to end`;
  return `keeps its distance from ${touch.references.join(' and ')}`;
}
