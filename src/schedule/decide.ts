/** Decides about one contact: its touches are folded in order, each seeing what the ones before it did or will do. */
import { holds } from '../domain/condition.ts';
import type { EnrollmentId, TouchId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import { after, DAY, type Instant, MINUTE } from '../domain/time.ts';
import type { Touch } from '../sequence/sequence.ts';
import { keyText, recordEnd, type Step, UNKNOWN } from './course.ts';
import { describeInstant } from './describe.ts';
import { factsOf, overtakenBy, stopReason } from './eligibility.ts';
import { foresee } from './fold.ts';
import { inFoldOrder, type Lane } from './fold-order.ts';
import { type Frame, frameOf, worldsOf } from './frame.ts';
import type { Change } from './lateness.ts';
import { type PlannedTouch, planTouches } from './plan.ts';
import type { Assumptions, Decision, EnrolledIn, Forecast, Note, Situation } from './situation.ts';
import { missingForSilence, unansweredAt } from './unanswered.ts';
import { type Fold, hold, hush, type Silence } from './verdicts.ts';

/**
 * How far ahead a decision looks. `next`: to the first instant at which something changes. What is foreseen for later
 * touches is left out then; what goes, ends and is noted now, and when to look again, is the same.
 */
export type Reach = 'all' | 'next';

/** What may go now, what waits for when, what ends; the one code path of tick, plan, why and every simulation. */
export function decide(
  situation: Situation,
  policy: Policy,
  now: Instant,
  assumptions?: Assumptions,
  reach: Reach = 'all',
): Decision {
  const notes: Note[] = [];
  const restarted = new Set<EnrollmentId>();
  const overtaken = new Map<string, TouchId>();
  let current = situation;
  for (;;) {
    const frame = frameOf(current, policy, now);
    const fold: Fold = {
      frame,
      worlds: worldsOf(frame),
      assumptions,
      restarted,
      overtaken,
      forecasts: [],
      notes: [],
      wakes: [],
      goes: [],
      silence: onTheWire(frame),
      endsEarly: false,
    };
    const change = run(fold, overtaken, reach);
    if (change === 'again') continue;
    if (change === null) return conclude(fold, notes);
    notes.push(...change.notes);
    if (change.notes.some(({ kind }) => kind === 'anchor')) restarted.add(change.enrolled.id);
    current = {
      ...current,
      enrollments: current.enrollments.map((each) =>
        each.id === change.enrolled.id ? change.enrolled : each,
      ),
    };
  }
}

/** One pass over all touches; a change of the plan interrupts it. */
function run(fold: Fold, overtaken: Map<string, TouchId>, reach: Reach): Change | 'again' | null {
  const { frame } = fold;
  const lanes = frame.situation.enrollments
    .filter(({ state }) => state === 'active' || state === 'paused')
    .map((enrolled) => laneOf(fold, enrolled));
  const [lane, ...others] = lanes;
  for (const lane of lanes) noticeSilence(fold, lane);
  const mayEndEarly = reach === 'next' && lane !== undefined && others.length === 0;
  for (const [step, steps] of inFoldOrder(lanes, frame)) {
    if (mayEndEarly && restIsLater(fold, lane, step)) {
      fold.endsEarly = true;
      return null;
    }
    const change = step.ended ? null : turn(fold, step, steps);
    if (change !== null) return change;
  }
  if (lanes.some(({ steps }) => foreseeOvertaking(steps, overtaken))) return 'again';
  hush(fold);
  for (const lane of lanes) finish(fold, lane);
  return null;
}

/**
 * Whether this touch and all after it can only go once something has changed: no rule moves a touch to before its own
 * time. Two may be earlier than planned: one that keeps away from the time of a call, by less than a day, and one that
 * follows another touch, by whatever that one was early. Of two enrollments each may change the other's times.
 */
function restIsLater({ frame, wakes }: Fold, { enrolled, steps }: Lane, { index }: Step): boolean {
  const next = earliestAfter(frame.now, wakes);
  if (next === null || enrolled.openCalls.length > 0 || enrolled.inFlight.length > 0) return false;
  for (let n = 0; n < steps.length; n += 1) {
    const { touch, planned, ended } = steps[n] as Step;
    if (n < index) {
      // A later call may overtake a touch that is about an earlier one.
      if (!ended && touch.references.length > 0) return false;
      continue;
    }
    if (ended || touch.timing.kind === 'after_touch') return false;
    if ((touch.varyFrom === null ? planned : planned - DAY) < next) return false;
  }
  return true;
}

/** A rule about silence is a fact like others: noted once its time has come, and looked at no later. */
function noticeSilence({ frame, notes, wakes }: Fold, { enrolled, steps }: Lane): void {
  const at = unansweredAt(enrolled);
  if (at === null) return;
  if (at > frame.now) wakes.push(at);
  else if (holds(enrolled.sequence.when.no_reply?.if ?? null, factsOf(enrolled, steps, frame)))
    notes.push({ kind: 'unanswered', enrollment: enrolled.id });
}

function earliestAfter(now: Instant, wakes: readonly Instant[]): Instant | null {
  let earliest: Instant | null = null;
  for (const at of wakes) if (at > now && (earliest === null || at < earliest)) earliest = at;
  return earliest;
}

/** A closing touch whose message is on the wire has promised its silence already. */
function onTheWire({ situation, now }: Frame): Silence | null {
  for (const { inFlight, variant } of situation.enrollments)
    for (const { touch: id } of inFlight)
      if (variant.touches.some((touch) => touch.closes && touch.id === id))
        return { at: now, place: -1, detail: `${id}, which promises silence, is on the wire` };
  return null;
}

/** A touch comes before a later call in the fold and may yet go after it: then the next pass skips it. */
function foreseeOvertaking(steps: readonly Step[], overtaken: Map<string, TouchId>): boolean {
  for (const step of steps) {
    const { contactAt } = step.real;
    if (step.ended || step.taskAt !== null || contactAt === null) continue;
    const later = overtakenBy(step, steps, contactAt);
    if (later === null || overtaken.has(keyText(step))) continue;
    overtaken.set(keyText(step), later.touch.id);
    return true;
  }
  return false;
}

function laneOf(fold: Fold, enrolled: EnrolledIn): Lane {
  const { repeat } = enrolled.sequence;
  const { touches } = enrolled.variant;
  let occurrence = enrolled.ends.reduce((most, { occurrence: n }) => Math.max(most, n), 0);
  const isOver = ({ id }: Touch): boolean =>
    enrolled.ends.some((end) => end.occurrence === occurrence && end.touch === id);
  // Touches of a revision that the lead has left have ended too, and are none of these.
  if (repeat !== null && touches.length > 0 && touches.every(isOver)) occurrence += 1;
  const { anchor, shifts } = enrolled;
  const { zone, policy } = fold.frame;
  const planned = planTouches(enrolled.variant, { anchor, zone, policy, occurrence, repeat, shifts });
  const steps = planned.map((each, index) => stepOf(each, enrolled, index));
  for (const step of steps) readFacts(fold, step);
  return { enrolled, steps };
}

/** Written out: spreading a plan into a step cost more than all of its gates (measured). */
function stepOf(planned: PlannedTouch, enrolled: EnrolledIn, index: number): Step {
  return {
    touch: planned.touch,
    key: planned.key,
    file: planned.file,
    planned: planned.planned,
    day: planned.day,
    days: planned.days,
    at: planned.at,
    until: planned.until,
    enrolled,
    index,
    real: UNKNOWN,
    due: UNKNOWN,
    taskAt: null,
    outcome: null,
    certain: false,
    ended: false,
  };
}

/** Ends and open call tasks, as stored; a task whose time is up ends here. */
function readFacts(fold: Fold, step: Step): void {
  const { enrolled, key } = step;
  const isThis = (each: { readonly touch: string; readonly occurrence: number }): boolean =>
    each.touch === key.touch && each.occurrence === key.occurrence;
  const stored = enrolled.ends.find(isThis);
  if (stored !== undefined) {
    recordEnd(step, stored.end, enrolled.lateSeen.findLast(isThis)?.due ?? null);
    return;
  }
  const open = enrolled.openCalls.find(isThis);
  if (open === undefined) return;
  const { taskAt, expiresAt } = open;
  if (expiresAt <= fold.frame.now) {
    recordEnd(step, { kind: 'called', at: expiresAt, taskAt, outcome: 'not_done' }, null);
    const detail = `not done by ${describeInstant(expiresAt, fold.frame.business.zone)}`;
    fold.notes.push({ kind: 'close_call', enrollment: enrolled.id, key, at: expiresAt, detail });
    return;
  }
  step.taskAt = taskAt;
  step.real = { contactAt: taskAt, endAt: expiresAt };
  step.due = step.real;
  step.certain = fold.assumptions !== undefined;
  if (step.certain) step.outcome = fold.assumptions?.callOutcome ?? 'not_done';
}

function turn(fold: Fold, step: Step, steps: readonly Step[]): Change | null {
  const { frame } = fold;
  const { enrolled, key, touch } = step;
  const isThis = (each: { readonly touch: string; readonly occurrence: number }): boolean =>
    each.touch === key.touch && each.occurrence === key.occurrence;
  const stop = stopReason(frame, enrolled);
  if (stop !== null) {
    const verdict = { kind: 'stop', reason: stop } as const;
    fold.forecasts.push({
      enrollment: enrolled.id,
      key,
      touch,
      nominal: null,
      due: null,
      moves: [],
      alternative: null,
      verdict,
    });
    return null;
  }
  if (enrolled.inFlight.some(isThis))
    return hold(fold, step, null, 'its message is on the wire', { contactAt: frame.now, endAt: null });
  const open = enrolled.openCalls.find(isThis);
  if (open !== undefined) {
    const { real, outcome } = step;
    fold.wakes.push(open.expiresAt);
    hold(
      fold,
      step,
      null,
      `its call task is open until ${describeInstant(open.expiresAt, frame.business.zone)}`,
      real,
    );
    step.real = real;
    step.outcome = outcome;
    return null;
  }
  if (enrolled.state === 'paused')
    return hold(fold, step, null, 'the lead is paused', UNKNOWN, undefined, 'paused');
  return foresee(fold, step, steps);
}

/** An enrollment whose touches have all ended is finished; a repeating one begins its next occurrence with the next look. */
function finish(fold: Fold, { enrolled, steps }: Lane): void {
  if (enrolled.state !== 'active' || steps.some(({ ended }) => !ended)) return;
  if (enrolled.sequence.repeat === null || steps.length === 0)
    fold.notes.push({ kind: 'finished', enrollment: enrolled.id });
  else fold.wakes.push(soon(fold));
}

const soon = ({ frame }: Fold): Instant => after(frame.now, MINUTE);

function conclude(fold: Fold, changes: readonly Note[]): Decision {
  const { forecasts, notes, frame } = fold;
  const goes = forecasts.filter(({ verdict }) => verdict.kind === 'go');
  const earliest = earliestAfter(frame.now, fold.wakes);
  // Whoever sends its last touch now is finished right after, and a call that replaces another may overtake a text.
  const lastOnes =
    !fold.endsEarly &&
    goes.some(({ enrollment }) =>
      forecasts.every(
        (each) =>
          each.enrollment !== enrollment || each.verdict.kind === 'go' || each.verdict.kind === 'skip',
      ),
    );
  // A rule about silence counts from what goes now.
  const counted = frame.situation.enrollments.some((each) => completesCount(each, goes));
  const awaited = counted ? soonest(earliest, after(frame.now, DAY)) : earliest;
  const replaced = notes.some(({ kind }) => kind === 'close_call') && goes.length > 0;
  const wakeAfterSends = lastOnes || replaced ? soonest(awaited, soon(fold)) : awaited;
  return {
    forecasts,
    notes: [...changes, ...notes],
    wakeAt: goes.length > 0 ? soonest(wakeAfterSends, soon(fold)) : wakeAfterSends,
    wakeAfterSends,
  };
}

/** Whether a rule about silence has its number of messages once these have gone; before that a day of it means nothing. */
function completesCount(enrolled: EnrolledIn, goes: readonly Forecast[]): boolean {
  const missing = missingForSilence(enrolled);
  if (missing === null || missing <= 0) return false;
  const going = goes.filter(
    ({ enrollment, touch: { channel } }) =>
      enrollment === enrolled.id && (channel === 'sms' || channel === 'email'),
  );
  return going.length > 0 && going.length + enrolled.inFlight.length >= missing;
}

const soonest = (a: Instant | null, b: Instant): Instant => (a === null || b < a ? b : a);
