/** One touch's turn in the fold: from its own time through references, skips, gates and lateness to a verdict. */
import { after, type Instant, latest, MINUTE } from '../domain/time.ts';
import { localTimeOf } from './calendar.ts';
import { keyText, type Step, UNKNOWN } from './course.ts';
import { overtaken, type SkipReason, skipReason } from './eligibility.ts';
import type { Frame, Version } from './frame.ts';
import type { Ask, Limit } from './gates.ts';
import {
  type Change,
  freshStart,
  grownLate,
  type Lateness,
  latenessOf,
  retryOf,
  shift,
  shiftDays,
  startsOver,
  tooLate,
} from './lateness.ts';
import { limitsOf, type Nominal, nominalOf } from './order.ts';
import { type OwnTime, type Placement, place, type Vary } from './place.ts';
import type { GateMove, PauseInForce } from './situation.ts';
import { defer, end, type Fold, go, hold, noteLate, reaching, reserve } from './verdicts.ts';
import { NEVER } from './windows.ts';

/** Decides about one touch that has not ended; returns a change when the plan has to be made anew. */
export function foresee(fold: Fold, step: Step, steps: readonly Step[]): Change | null {
  const { frame } = fold;
  const nominal = nominalOf(step, steps, frame);
  if (nominal.blocked) return hold(fold, step, nominal, `waits for ${nominal.waitsFor}`, UNKNOWN);
  const start = nominal.starts[0] ?? step.planned;
  const isKnown = nominal.certain || fold.assumptions !== undefined;
  const later = fold.overtaken.size === 0 ? undefined : fold.overtaken.get(keyText(step));
  const skip = later === undefined ? skipReason(step, steps, frame) : overtaken(later);
  // A condition on a touch that has not ended is not false yet; a missing phone number is missing now.
  if (skip !== null && (isKnown || (skip.code !== 'condition_false' && skip.code !== 'no_alternative')))
    return end(fold, step, nominal, start, skip);
  const own = step.at === null ? null : { at: step.at, until: step.until };
  const vary = varyOf(step, steps, frame, nominal.floor);
  const anyHour = anyHourOf(fold, step, steps);
  const ask = (version: Version, late: boolean) => askOf(fold, step, steps, anyHour, version, late);
  const asked = ask('due', false);
  if (asked.blockedBy !== null) return hold(fold, step, nominal, `waits for ${asked.blockedBy}`, UNKNOWN);
  const due = place(asked, nominal.starts, own, vary);
  if (due.at === NEVER) return end(fold, step, nominal, start, noTime(due.moves));
  return land(fold, step, steps, { nominal, isKnown, due, own, vary, ask });
}

interface Due {
  readonly nominal: Nominal;
  readonly isKnown: boolean;
  readonly due: Placement;
  readonly own: OwnTime | null;
  readonly vary: Vary | null;
  readonly ask: (version: Version, late: boolean) => Asked;
}

type Asked = Ask & { readonly blockedBy: string | null };

function land(fold: Fold, step: Step, steps: readonly Step[], given: Due): Change | null {
  const { nominal, isKnown, due, ask, own } = given;
  const { frame } = fold;
  const { now, policy } = frame;
  if (!isKnown) {
    const real = ask('real', false);
    const at = real.blockedBy === null ? place(real, [due.at], own, given.vary).at : due.at;
    if (at === NEVER) return end(fold, step, nominal, due.at, noTime(due.moves));
    step.due = reaching(step, due.at, fold);
    // What was first possible at `due` must be seen then, or it would look late later on.
    if (at > due.at) fold.wakes.push(due.at);
    const moves = [...nominal.moves, ...due.moves];
    return defer(fold, step, steps, nominal, null, latest(at, after(now, MINUTE)), moves, real);
  }
  step.due = reaching(step, due.at, fold);
  reserve(fold, 'due', step, due.at, false);
  if (appointmentPassed(step, frame, due.at)) return passed(fold, step, nominal);
  const lateness = latenessOf(step, due.at, now, policy);
  const isDue = due.at <= now || lateness.noted;
  const pause = frame.situation.pauses.find((each) => pauses(each, step));
  if (due.at <= now && pause !== undefined) return hold(fold, step, nominal, pause.detail, step.due, due);
  if (!isDue) {
    const asked = ask('real', false);
    if (asked.blockedBy !== null)
      return hold(fold, step, nominal, `waits for ${asked.blockedBy}`, UNKNOWN, due);
    let real = place(asked, [due.at], own, null);
    if (real.at !== due.at) real = place(asked, [due.at], own, given.vary);
    if (real.at === NEVER) return end(fold, step, nominal, due.at, noTime(real.moves));
    // What was first possible at `due` must be seen then, or it would look late later on.
    if (real.at > due.at) fold.wakes.push(due.at);
    const moves = [...nominal.moves, ...due.moves, ...real.moves];
    return defer(fold, step, steps, nominal, due.at, real.at, moves, asked);
  }
  return landDue(fold, step, steps, given, lateness);
}

/** It was possible before now, or an earlier tick has seen it: lateness has its say. */
function landDue(fold: Fold, step: Step, steps: readonly Step[], given: Due, seen: Lateness): Change | null {
  const { nominal, due, ask, own } = given;
  const { frame } = fold;
  const { now, zone } = frame;
  const lateness = retryOf(step) === null ? seen : withTries(fold, step, given, seen);
  const isFresh = !lateness.noted && startsOver(step, steps, lateness);
  const tooLateReason = isFresh ? null : tooLate(step, lateness, zone);
  if (tooLateReason !== null) {
    noteLate(fold, step, lateness);
    step.due = reaching(step, lateness.due, fold);
    return end(fold, step, nominal, now, tooLateReason, step.due);
  }
  const days = isFresh ? 0 : shiftDays(step, lateness, zone);
  if (days > 0) return shift(step, lateness, days, zone);
  const goesLate = lateness.isLate && !isFresh && due.at <= lateness.seenAt && step.touch.channel !== 'move';
  const asked = ask('real', goesLate);
  if (asked.blockedBy !== null)
    return hold(fold, step, nominal, `waits for ${asked.blockedBy}`, UNKNOWN, due);
  // A late message goes as soon as it may, not at its own time of day: an email held back today goes at 07:00 tomorrow.
  const ownTime = goesLate && step.touch.channel !== 'call' ? null : own;
  const first = place(asked, [latest(due.at, lateness.seenAt)], ownTime, null);
  const real = first.at <= now && lateness.seenAt < now ? place(asked, [now], ownTime, null) : first;
  const moves = [...nominal.moves, ...due.moves, ...real.moves];
  if (isFresh && real.at !== NEVER && !fold.restarted.has(step.enrolled.id)) {
    const change = freshStart(step, real.at, zone);
    if (change !== null) return change;
  }
  if (real.at === NEVER) return end(fold, step, nominal, now, noTime(moves));
  if (appointmentPassed(step, frame, real.at)) return passed(fold, step, nominal);
  if (real.at > now) {
    // A message that is being tried again grows late all the while, so that the trying ends.
    const isRetrying = asked.limits.some(({ gate, at }) => gate === 'retry' && at > now);
    if (due.at <= now && !isRetrying) noteLate(fold, step, lateness);
    return defer(fold, step, steps, nominal, due.at, real.at, moves, asked);
  }
  if (fold.silence !== null && fold.silence.at <= now) {
    if (due.at <= now) noteLate(fold, step, lateness);
    fold.wakes.push(after(now, MINUTE));
    return hold(fold, step, nominal, fold.silence.detail, step.due, due, 'promised_silence');
  }
  if (goesLate) noteLate(fold, step, lateness);
  return go(fold, step, steps, nominal, due.at, asked, moves, goesLate);
}

/** How late it is when it has been tried before: a touch that never arrives must end some day. */
function withTries({ frame }: Fold, step: Step, { due, ask, own }: Due, seen: Lateness): Lateness {
  const asked = ask('real', seen.isLate);
  const limits = asked.limits.filter(({ gate }) => gate !== 'retry');
  const ownTime = seen.isLate && step.touch.channel !== 'call' ? null : own;
  const firstTry = place({ ...asked, limits }, [latest(due.at, seen.seenAt)], ownTime, null).at;
  return grownLate(seen, firstTry, frame.now, frame.policy);
}

function askOf(
  fold: Fold,
  step: Step,
  steps: readonly Step[],
  { instantReplyUntil, emailAnyHourUntil }: AnyHour,
  version: Version,
  late: boolean,
): Asked {
  const { frame } = fold;
  const { limits, blockedBy } = limitsOf(step, steps, frame, version);
  return {
    frame,
    world: fold.worlds[version],
    touch: step.touch,
    limits: version === 'due' ? limits : withLimitsNow(limits, fold, step),
    late,
    instantReplyUntil,
    emailAnyHourUntil,
    blockedBy: blockedBy?.touch.id ?? null,
  };
}

type AnyHour = Pick<Ask, 'instantReplyUntil' | 'emailAnyHourUntil'>;

/** Until when the touch answers an inquiry whatever the hour. */
function anyHourOf({ frame }: Fold, { enrolled, touch, index }: Step, steps: readonly Step[]): AnyHour {
  const { variant, lead, sequence } = enrolled;
  const within = frame.policy.instantReplyWithin;
  const isInquiry =
    variant.inbound &&
    lead.receivedAt !== null &&
    sequence.anchor === 'enrollment' &&
    enrolled.startedBy === 'inquiry';
  const mayAnswer =
    isInquiry &&
    touch.channel === 'sms' &&
    touch.references.length === 0 &&
    touch.timing.kind !== 'after_touch' &&
    !steps.some((other) => other.index < index && other.touch.channel === 'sms');
  return {
    instantReplyUntil:
      mayAnswer && within !== null && lead.receivedAt !== null ? after(lead.receivedAt, within) : null,
    emailAnyHourUntil:
      isInquiry && touch.timing.kind === 'elapsed' && lead.receivedAt !== null
        ? after(lead.receivedAt, 60 * MINUTE)
        : null,
  };
}

/** And what only this very moment asks for. */
function withLimitsNow(given: readonly Limit[], fold: Fold, step: Step): readonly Limit[] {
  const { touch, enrolled } = step;
  const { now, situation } = fold.frame;
  const retry = retryOf(step);
  if (retry === null && fold.goes.length === 0 && !touch.closes) return given;
  const limits = [...given];
  if (retry !== null) limits.push({ gate: 'retry', at: retry.at, detail: () => retry.detail });
  const at = after(now, MINUTE);
  const call = fold.goes.find((step) => step.enrolled.id === enrolled.id && step.touch.channel === 'call');
  if (touch.channel === 'call' && call !== undefined)
    limits.push({ gate: 'order', at, detail: () => `${call.touch.id} comes first` });
  if (!touch.closes) return limits;
  const others = [
    ...fold.goes,
    ...situation.enrollments.flatMap((each) =>
      each.inFlight.map((key) => ({ enrolled: each, touch: { id: key.touch } })),
    ),
  ];
  const other = others[0];
  if (other !== undefined) {
    const detail = (): string =>
      `it promises silence, so ${other.touch.id} of ${other.enrolled.sequence.id} goes first`;
    limits.push({ gate: 'closes_last', at, detail });
  }
  return limits;
}

function varyOf(step: Step, steps: readonly Step[], { zone, policy }: Frame, floor: Instant): Vary | null {
  const named = steps.find(({ touch }) => touch.id === step.touch.varyFrom);
  const at = named === undefined || named.index >= step.index ? null : named.real.contactAt;
  if (named === undefined || at === null) return null;
  return { time: localTimeOf(at, zone), by: policy.varyBy, call: named.touch.id, floor };
}

const pauses = ({ channel, sequence }: PauseInForce, { touch, enrolled }: Step): boolean =>
  (channel === null || channel === touch.channel) && (sequence === null || sequence === enrolled.sequence.id);

const appointmentPassed = ({ touch, enrolled }: Step, { situation }: Frame, at: Instant): boolean =>
  touch.timing.kind === 'before_appointment' &&
  enrolled.sequence.anchor === 'appointment' &&
  situation.appointment !== null &&
  at >= situation.appointment.startsAt;

/** It ends when the appointment begins, not before: until then a gate may still change its mind. */
function passed(fold: Fold, step: Step, nominal: Nominal): null {
  const { now, situation } = fold.frame;
  const startsAt = situation.appointment?.startsAt ?? now;
  return end(fold, step, nominal, startsAt, {
    code: 'appointment_passed',
    detail: 'the appointment begins before this may go',
  });
}

const noTime = (moves: readonly GateMove[]): SkipReason => ({
  code: 'no_allowed_time',
  detail: moves.at(-1)?.detail ?? 'its rules leave no time at all',
});
