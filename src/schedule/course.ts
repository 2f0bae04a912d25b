/** What has become of each touch, or is foreseen: the facts that later touches of the fold build on. */
import type { Instant, Zone } from '../domain/time.ts';
import type { TouchEnd } from '../domain/touch.ts';
import { addLocalDays, atDay, dayOf, weekdayOfDay } from './calendar.ts';
import type { Frame } from './frame.ts';
import type { PlannedTouch } from './plan.ts';
import type { EnrolledIn } from './situation.ts';
import { NEVER } from './windows.ts';

/** One version of how a touch goes. */
export interface Course {
  /** When it reaches the person: a call when it was done, or when its task was made if nobody did it. Null when it never does. */
  readonly contactAt: Instant | null;
  /** Null when nobody can tell. */
  readonly endAt: Instant | null;
}

export const UNKNOWN: Course = { contactAt: null, endAt: null };

/** A touch in its place in the fold. */
export interface Step extends PlannedTouch {
  readonly enrolled: EnrolledIn;
  /** Position among the steps of its enrollment. */
  readonly index: number;
  /** What happened and what will; and the same as if nothing had been late. */
  real: Course;
  due: Course;
  /** When its call task was made, or will be. */
  taskAt: Instant | null;
  /** How the call ended. */
  outcome: string | null;
  /** It has ended, or is assumed to end as foreseen. */
  certain: boolean;
  /** It has ended, by what is stored or by this very decision. */
  ended: boolean;
}

/** Names a touch of an enrollment among all of a contact's. */
export const keyText = ({ enrolled, key }: Step): string => `${enrolled.id} ${key.touch} ${key.occurrence}`;

/** Writes what is stored about a touch's end into its step. A touch seen late counts, in the version without lateness, from when it was due. */
export function recordEnd(step: Step, end: TouchEnd, lateDue: Instant | null): void {
  step.certain = true;
  step.ended = true;
  switch (end.kind) {
    case 'sent':
      step.real = { contactAt: end.at, endAt: end.at };
      step.due = lateDue === null ? step.real : { contactAt: lateDue, endAt: lateDue };
      return;
    case 'called':
      step.taskAt = end.taskAt;
      step.outcome = end.outcome;
      step.real = { contactAt: end.outcome === 'not_done' ? end.taskAt : end.at, endAt: end.at };
      step.due = step.real;
      return;
    case 'skipped':
      step.real = { contactAt: null, endAt: end.at };
      step.due =
        end.reason.code === 'too_late' && lateDue !== null
          ? { contactAt: lateDue, endAt: lateDue }
          : step.real;
      return;
    case 'moved':
    case 'failed':
      step.real = { contactAt: null, endAt: end.at };
      step.due = step.real;
  }
}

/** When an undone call task gives up: after the author's `expires`, else at the same time of day on the next business day. */
export function callExpires(
  expires: number | null,
  taskAt: Instant,
  business: { readonly zone: Zone } & Pick<Frame['business'], 'weekly' | 'closed'>,
): Instant {
  if (expires !== null) return (taskAt + expires) as Instant;
  const { zone, weekly, closed } = business;
  const today = dayOf(taskAt, zone);
  for (let n = 1; n <= 60; n += 1) {
    const day = today + n;
    if ((weekly[weekdayOfDay(day)] ?? []).length > 0 && !closed(day)) return addLocalDays(taskAt, n, zone);
  }
  return addLocalDays(taskAt, 1, zone);
}

/** The first instant of the local day after the one that `at` lies in. */
export const nextDay = (at: Instant, zone: Zone): Instant =>
  at === NEVER ? NEVER : atDay(dayOf(at, zone) + 1, 0, zone);
