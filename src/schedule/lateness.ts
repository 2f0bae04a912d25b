/** What being late does to a touch: nothing, the end of it, or a move of everything after it. */

import type { Policy } from '../domain/policy.ts';
import { after, elapsed, type Instant, MINUTE, type Zone } from '../domain/time.ts';
import { addLocalDays, dayOf } from './calendar.ts';
import type { Step } from './course.ts';
import { dayAndTime, describeDuration, describeInstant } from './describe.ts';
import type { SkipReason } from './eligibility.ts';
import type { EnrolledIn, Note } from './situation.ts';

/** Frozen at the first tick that could have let it go: gates after that add nothing. */
export interface Lateness {
  readonly due: Instant;
  readonly seenAt: Instant;
  /** Whether an earlier tick has noted it: then its policy has been applied. */
  readonly noted: boolean;
  readonly isLate: boolean;
}

/** When a touch that is proven not to have gone is tried again. */
export const retryOf = ({ enrolled, key }: Step): EnrolledIn['retryAt'][number] | null =>
  enrolled.retryAt.findLast((each) => each.touch === key.touch && each.occurrence === key.occurrence) ?? null;

/** The time since the first try counts, though a tick had noted before how late that was. */
export function grownLate(lateness: Lateness, firstTry: Instant, now: Instant, policy: Policy): Lateness {
  if (!lateness.noted || firstTry >= now) return lateness;
  const seenAt = after(lateness.seenAt, elapsed(firstTry, now));
  return { ...lateness, seenAt, isLate: elapsed(lateness.due, seenAt) >= policy.lateFrom };
}

export function latenessOf({ enrolled, key }: Step, due: Instant, now: Instant, policy: Policy): Lateness {
  const seen = enrolled.lateSeen.findLast(
    (each) => each.touch === key.touch && each.occurrence === key.occurrence,
  );
  const [from, seenAt] = seen === undefined ? [due, now] : [seen.due, seen.seenAt];
  return { due: from, seenAt, noted: seen !== undefined, isLate: elapsed(from, seenAt) >= policy.lateFrom };
}

/** Later than its policy bears: null `max` bears anything, but for `skip`, which then bears nothing. */
export function tooLate(
  { touch, enrolled }: Step,
  { due, seenAt, isLate }: Lateness,
  zone: Zone,
): SkipReason | null {
  if (!isLate) return null;
  const { late } = touch;
  const by = elapsed(due, seenAt);
  const max = late.max ?? (late.then === 'skip' ? 0 : Number.POSITIVE_INFINITY);
  if (by <= max) return null;
  // Nobody could have been in time for it: the visit was booked too late for this reminder.
  if (enrolled.sequence.anchor === 'appointment' && due < enrolled.enrolledAt)
    return {
      code: 'too_late',
      detail: `its time, ${dayAndTime(due, zone)}, had passed when the appointment was booked`,
    };
  return {
    code: 'too_late',
    detail: `possible ${dayAndTime(due, zone)}, seen ${describeDuration(by)} later, more than the ${describeDuration(max)} it may wait`,
  };
}

/** Local days by which a `shift` touch and everything after it move; 0 for none. */
export function shiftDays({ touch }: Step, { due, seenAt, noted, isLate }: Lateness, zone: Zone): number {
  if (!isLate || noted || touch.late.then !== 'shift') return 0;
  return dayOf(seenAt, zone) - dayOf(due, zone);
}

/** A first touch is this late before the whole timetable moves with it. */
const FRESH_START_AFTER = 15 * MINUTE;

/** Whether the timetable starts over with this touch: it is late, and nothing has gone out to the lead before it. */
export function startsOver(step: Step, steps: readonly Step[], { due, seenAt }: Lateness): boolean {
  if (step.enrolled.sequence.anchor !== 'enrollment' || step.key.occurrence > 0) return false;
  // A try that did not arrive is no outage: it grows late until its policy ends it.
  if (elapsed(due, seenAt) <= FRESH_START_AFTER || retryOf(step) !== null) return false;
  return steps.every((other) =>
    other.index < step.index ? other.ended && other.real.contactAt === null : other.real.contactAt === null,
  );
}

/** A change of the plan itself: its notes are stored, and the fold starts over with it. */
export interface Change {
  readonly enrolled: EnrolledIn;
  readonly notes: readonly Note[];
}

/** This touch and everything planned at or after it move by whole days. */
export function shift(
  { enrolled, key, touch }: Step,
  { due, seenAt }: Lateness,
  days: number,
  zone: Zone,
): Change {
  const detail = `${touch.id} was possible ${describeInstant(due, zone)} and seen ${describeInstant(seenAt, zone)}: it and what follows move by ${days} ${days === 1 ? 'day' : 'days'}`;
  return {
    enrolled: {
      ...enrolled,
      shifts: [...enrolled.shifts, { from: key, days }],
      lateSeen: [...enrolled.lateSeen, { ...key, due, seenAt }],
    },
    notes: [
      { kind: 'late_seen', enrollment: enrolled.id, key, due, seenAt },
      { kind: 'shift', enrollment: enrolled.id, from: key, days, detail },
    ],
  };
}

/** The timetable begins again with this touch at `at`: elapsed time moves to the minute, a calendar touch by whole days. */
export function freshStart(
  { enrolled, planned, at: time, touch }: Step,
  at: Instant,
  zone: Zone,
): Change | null {
  const anchor =
    time === null
      ? after(enrolled.anchor, at - planned)
      : addLocalDays(enrolled.anchor, dayOf(at, zone) - dayOf(planned, zone), zone);
  if (anchor === enrolled.anchor) return null;
  const detail = `nothing had gone out when ${touch.id} was late, so the days count from ${describeInstant(anchor, zone)}`;
  return {
    enrolled: { ...enrolled, anchor },
    notes: [{ kind: 'anchor', enrollment: enrolled.id, anchor, detail }],
  };
}
