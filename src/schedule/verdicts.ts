/** The ways a touch's turn in the fold can end, each leaving its mark for the touches after it. */
import type { EnrollmentId, TouchId } from '../domain/ids.ts';
import { after, DAY, type Instant, instant, MINUTE } from '../domain/time.ts';
import { dateOf, dayOf } from './calendar.ts';
import { type Course, callExpires, type Step, UNKNOWN } from './course.ts';
import { describeInstant } from './describe.ts';
import { alternativeOf, factsOf, type SkipReason } from './eligibility.ts';
import { type Frame, slotAt, slotsOf, type Version, type World } from './frame.ts';
import { type Ask, openInAll, windowNeeded } from './gates.ts';
import type { Lateness } from './lateness.ts';
import type { Nominal } from './order.ts';
import type { Placement } from './place.ts';
import type { Assumptions, Forecast, GateMove, Note, Verdict } from './situation.ts';
import { closesAfter } from './windows.ts';

export interface Fold {
  readonly frame: Frame;
  readonly worlds: Readonly<Record<Version, World>>;
  readonly assumptions: Assumptions | undefined;
  /** Enrollments whose timetable has been started over in this decision: once is enough. */
  readonly restarted: ReadonlySet<EnrollmentId>;
  /** Touches that an earlier pass foresaw after a later call than the one they name. */
  readonly overtaken: ReadonlyMap<string, TouchId>;
  readonly forecasts: Forecast[];
  readonly notes: Note[];
  /** Instants at which something will be different. */
  readonly wakes: Instant[];
  /** What goes in this decision, in fold order. */
  readonly goes: Step[];
  /** The first promise of silence that is made, or foreseen. */
  silence: Silence | null;
  /** Touches are left that were not looked at, since none of them can go before something changes. */
  endsEarly: boolean;
}

/** From `at` on nothing automatic goes: what lies after it, and what is folded after it at the same instant. */
export interface Silence {
  readonly at: Instant;
  /** How many forecasts had been made before it. */
  readonly place: number;
  readonly detail: string;
}

/** A closing touch goes at `at`, as far as anybody can tell. */
function promise(
  { forecasts, frame, silence }: Fold,
  { touch, enrolled }: Step,
  at: Instant,
): Silence | null {
  if (!touch.closes || (silence !== null && silence.at <= at)) return silence;
  const detail = `${touch.id} of ${enrolled.sequence.id} promises silence from ${describeInstant(at, frame.zone)} on`;
  return { at, place: forecasts.length, detail };
}

/** How a touch goes that goes at `at`. */
export function reaching({ touch }: Step, at: Instant, { frame, assumptions }: Fold): Course {
  if (touch.action.kind === 'move') return { contactAt: null, endAt: at };
  if (touch.action.kind !== 'call') return { contactAt: at, endAt: at };
  const isDone = (assumptions?.callOutcome ?? null) !== null;
  return { contactAt: at, endAt: isDone ? at : callExpires(touch.action.expires, at, frame.business) };
}

/** Takes the touch's place in the caps, where later touches see it. */
export function reserve(fold: Fold, version: Version, step: Step, at: Instant, late: boolean): void {
  const who = `${step.touch.id} of ${step.enrolled.sequence.id}`;
  slotsOf(fold.worlds[version], step.touch.channel)?.push(slotAt(fold.frame, at, late, who));
}

function foreseen(fold: Fold, step: Step, at: Instant): void {
  step.real = reaching(step, at, fold);
  step.certain = fold.assumptions !== undefined;
  if (step.touch.channel !== 'call') return;
  step.taskAt = at;
  step.outcome = fold.assumptions?.callOutcome ?? 'not_done';
}

function add(
  fold: Fold,
  { enrolled, key, touch }: Step,
  forecast: Pick<Forecast, 'nominal' | 'due' | 'moves' | 'verdict'> & {
    readonly alternative?: number | null;
  },
): null {
  const { nominal, due, moves, alternative = null, verdict } = forecast;
  fold.forecasts.push({ enrollment: enrolled.id, key, touch, nominal, due, moves, alternative, verdict });
  return null;
}

/** It may go now. */
export function go(
  fold: Fold,
  step: Step,
  steps: readonly Step[],
  nominal: Nominal,
  due: Instant,
  ask: Ask,
  moves: readonly GateMove[],
  late: boolean,
): null {
  const { frame } = fold;
  const at = frame.now;
  const { basis, validUntil } = validity(ask, at);
  const alternative = alternativeOf(step.touch, () => factsOf(step.enrolled, steps, frame));
  if (step.touch.channel === 'call') replaceOpenCalls(fold, step, steps);
  foreseen(fold, step, at);
  reserve(fold, 'real', step, at, late);
  fold.silence = promise(fold, step, at);
  fold.goes.push(step);
  if (step.touch.channel === 'call' && step.real.endAt !== null) fold.wakes.push(step.real.endAt);
  // A text is counted on the day of its phone number, which contacts in other zones may share.
  const zone = step.touch.channel === 'sms' ? frame.phoneZone : frame.zone;
  const verdict: Verdict = {
    kind: 'go',
    at,
    validUntil,
    localDay: dateOf(dayOf(at, zone)),
    zone,
    basis,
    late,
  };
  return add(fold, step, { nominal: nominal.starts[0] ?? due, due, moves, alternative, verdict });
}

/** A newer call of the sequence takes the place of an older one that nobody has made. */
function replaceOpenCalls(
  { notes, frame }: Fold,
  { enrolled, touch, key }: Step,
  steps: readonly Step[],
): void {
  for (const open of enrolled.openCalls) {
    if (open.touch === key.touch && open.occurrence === key.occurrence) continue;
    if (
      steps.some(
        (step) => step.touch.id === open.touch && step.key.occurrence === open.occurrence && step.ended,
      )
    )
      continue;
    const replaced = { touch: open.touch, occurrence: open.occurrence };
    const detail = `${touch.id} replaces it`;
    notes.push({ kind: 'close_call', enrollment: enrolled.id, key: replaced, at: frame.now, detail });
  }
}

/** Until when it may arrive, and on what ground it goes. */
function validity(
  ask: Ask,
  at: Instant,
): { readonly basis: 'window' | 'instant_reply'; readonly validUntil: Instant } {
  const { frame, touch } = ask;
  const within = (hours: Frame['quiet']) =>
    instant(Math.min(...hours.map((each) => closesAfter(each, at) ?? after(at, 15 * MINUTE))));
  switch (touch.channel) {
    case 'sms':
      return isInstantReply(ask, at)
        ? { basis: 'instant_reply', validUntil: after(at, 15 * MINUTE) }
        : { basis: 'window', validUntil: within(frame.quiet) };
    case 'email':
      return {
        basis: 'window',
        validUntil:
          openInAll(frame.email, at, 0) === at ? within(frame.email) : (ask.emailAnyHourUntil ?? at),
      };
    case 'call':
      return { basis: 'window', validUntil: within([...frame.quiet, frame.business]) };
    case 'move':
      return { basis: 'window', validUntil: after(at, DAY) };
  }
}

const isInstantReply = (ask: Ask, at: Instant): boolean =>
  ask.instantReplyUntil !== null &&
  at < ask.instantReplyUntil &&
  openInAll(ask.frame.quiet, at, windowNeeded(ask)) !== at;

/** It goes later, as far as anybody can tell now. A null `due` marks a touch that waits for another. */
export function defer(
  fold: Fold,
  step: Step,
  steps: readonly Step[],
  nominal: Nominal,
  due: Instant | null,
  at: Instant,
  moves: readonly GateMove[],
  ask: Ask,
): null {
  const { frame } = fold;
  foreseen(fold, step, at);
  if (due !== null) reserve(fold, 'real', step, at, ask.late);
  fold.silence = promise(fold, step, at);
  fold.wakes.push(at);
  const last = deciding(moves);
  const reason =
    due === null
      ? ({ code: 'reference', detail: `waits for ${nominal.waitsFor} to end` } as const)
      : last === undefined
        ? ({ code: 'due', detail: `due ${describeInstant(at, frame.zone)}` } as const)
        : { code: last.gate, detail: last.detail };
  const basis = step.touch.channel === 'sms' && isInstantReply(ask, at) ? 'instant_reply' : 'window';
  const alternative =
    due === null ? null : alternativeOf(step.touch, () => factsOf(step.enrolled, steps, frame));
  return add(fold, step, {
    nominal: due === null ? null : (nominal.starts[0] ?? null),
    due,
    moves,
    alternative,
    verdict: { kind: 'defer', at, reason, basis },
  });
}

/** What would have gone after a promise of silence waits for nothing but the lead: it ends once the promise is made. */
export function hush({ forecasts, silence }: Fold): void {
  if (silence === null) return;
  forecasts.forEach((forecast, place) => {
    const { verdict } = forecast;
    if (verdict.kind !== 'defer' || verdict.at < silence.at) return;
    if (verdict.at === silence.at && place <= silence.place) return;
    const reason = { code: 'promised_silence', detail: silence.detail } as const;
    forecasts[place] = { ...forecast, verdict: { kind: 'hold', reason } };
  });
}

const HOURS: readonly string[] = ['quiet_hours', 'email_hours', 'business_hours'];

/** The last gate that moved it; hours that only finish another gate's move, from midnight to the morning, do not hide that gate. */
const deciding = (moves: readonly GateMove[]): GateMove | undefined =>
  moves.findLast(({ gate }) => !HOURS.includes(gate)) ?? moves.at(-1);

/** Nothing happens until somebody acts. `due` is its course as if nothing were in the way. */
export function hold(
  fold: Fold,
  step: Step,
  nominal: Nominal | null,
  detail: string,
  due: Course,
  placed?: Placement,
  code: 'waiting' | 'paused' | 'promised_silence' = 'waiting',
): null {
  step.real = UNKNOWN;
  step.due = due;
  return add(fold, step, {
    nominal: placed === undefined ? null : (nominal?.starts[0] ?? null),
    due: placed?.at ?? null,
    moves: [...(nominal?.moves ?? []), ...(placed?.moves ?? [])],
    verdict: { kind: 'hold', reason: { code, detail } },
  });
}

/** It ends at `at` without a send; only foreseen while that is later than now. */
export function end(
  fold: Fold,
  step: Step,
  nominal: Nominal,
  at: Instant,
  reason: SkipReason,
  due: Course = { contactAt: null, endAt: at },
): null {
  const { now } = fold.frame;
  step.real = { contactAt: null, endAt: at };
  step.due = due;
  step.ended = at <= now;
  step.certain = step.ended || fold.assumptions !== undefined;
  if (at > now) fold.wakes.push(at);
  return add(fold, step, {
    nominal: nominal.certain ? (nominal.starts[0] ?? null) : null,
    due: null,
    moves: nominal.moves,
    verdict: { kind: 'skip', reason, at },
  });
}

/** The first tick that could have let it go is remembered: lateness runs to there and no further. */
export function noteLate({ notes }: Fold, { enrolled, key }: Step, { due, seenAt, noted }: Lateness): void {
  if (!noted) notes.push({ kind: 'late_seen', enrollment: enrolled.id, key, due, seenAt });
}
