/** What leads of each source would get: planned times, and simulated sends, made when a rule asks and shared by all rules. */
import type { Business } from '../../domain/business.ts';
import type { Policy } from '../../domain/policy.ts';
import { after, DAY, type Instant, localDate, localTime } from '../../domain/time.ts';
import { CALL_OUTCOMES, type CallOutcome } from '../../domain/touch.ts';
import { atLocal } from '../../schedule/calendar.ts';
import { decide } from '../../schedule/decide.ts';
import { type Frame, frameOf } from '../../schedule/frame.ts';
import { SOMEBODY, situationFor } from '../../schedule/hypothetical.ts';
import { type PlannedTouch, planTouches } from '../../schedule/plan.ts';
import { type Gone, runThrough } from '../../schedule/run-through.ts';
import type { Situation } from '../../schedule/situation.ts';
import type { Condition, Sequence, Touch, Variant } from '../../sequence/sequence.ts';

/** Weeks in which no clock changes; what is early, late or on a weekend matters, the season does not. */
const ARRIVALS = {
  'Tuesday at 10:00': ['2026-05-05', 600],
  'Wednesday at 16:00': ['2026-05-06', 960],
  'Friday at 22:30': ['2026-05-08', 1350],
  'Saturday at 11:00': ['2026-05-09', 660],
  'Sunday at 15:00': ['2026-05-10', 900],
} as const;

/** When a lead comes in; for reminders, when somebody books ten days ahead. */
export type Arrival = keyof typeof ARRIVALS;

export const ALL_ARRIVALS = Object.keys(ARRIVALS) as readonly Arrival[];
/** When most businesses have people at their phones. */
export const WORKING_HOURS: readonly Arrival[] = ['Tuesday at 10:00', 'Wednesday at 16:00'];

/** A lead and what becomes of its calls. */
export interface Scenario {
  readonly arrival: Arrival;
  /** How each call ends by its touch; a call that is left out is never made. */
  readonly outcomes?: Readonly<Record<string, CallOutcome>>;
  /** Recorded permission to be texted. */
  readonly consent?: boolean;
  readonly fields?: Readonly<Record<string, string>>;
  readonly stage?: string;
}

export interface Skipped {
  readonly touch: string;
  readonly at: Instant;
  readonly code: string;
  readonly detail: string;
}

/** What one lead got. */
export interface Course {
  readonly from: Instant;
  readonly anchor: Instant;
  readonly sent: readonly Gone[];
  readonly skipped: readonly Skipped[];
  /** So much was simulated already that this was not: nothing is known of it. */
  readonly isUnknown?: true;
}

/**
 * A run takes about the fourth power of its touches, 3.5 ns each: this is some ten seconds of one file. A sequence of a dozen
 * touches needs some millions; only one that is made to take hours gets here, and then not all is told of it.
 */
const MOST_SIMULATED = 2_800_000_000;

interface Budget {
  left: number;
}

export interface VariantCourses {
  readonly variant: Variant;
  /** The sequence's own times before any gate, in their order; occurrence 0 unless it repeats. */
  readonly planned: (arrival: Arrival, occurrence?: number) => readonly PlannedTouch[];
  /** Obeyed to the end as a tick would; some hundred times the price of `foreseen`. */
  readonly run: (scenario: Scenario) => Course;
  /** Touches that go to a lead with consent whose calls nobody makes, as one look ahead tells. */
  readonly foreseen: (arrival: Arrival) => ReadonlySet<string>;
  /** Zones and hours as they are when the lead comes in. */
  readonly frame: (arrival: Arrival) => Frame;
}

export interface Courses {
  readonly business: Business;
  readonly policy: Policy;
  readonly variants: readonly VariantCourses[];
  /** Whether some of it was too much to simulate. */
  readonly isCutShort: () => boolean;
}

/** Nothing is computed before it is asked for. Sources with the same touches share their courses. */
export function coursesOf(sequence: Sequence, business: Business, policy: Policy): Courses {
  // Holidays are of one year, and a sequence is for all.
  const open: Business = { ...business, holidays: [] };
  const budget: Budget = { left: MOST_SIMULATED };
  const alike = new Map<string, VariantCourses>();
  const variants = sequence.variants.map((variant): VariantCourses => {
    const { touches, consent, inbound, startAfter, urgency } = variant;
    const asksForSource = touches.some(({ if: own }) => (own?.source ?? null) !== null);
    const key = JSON.stringify([
      touches,
      consent,
      inbound,
      startAfter,
      urgency,
      asksForSource && variant.source,
    ]);
    const same = alike.get(key) ?? variantCourses(sequence, variant, open, policy, budget);
    alike.set(key, same);
    return { ...same, variant };
  });
  return { business: open, policy, variants, isCutShort: () => budget.left < 0 };
}

function variantCourses(
  sequence: Sequence,
  variant: Variant,
  business: Business,
  policy: Policy,
  budget: Budget,
): VariantCourses {
  const start = memo((scenario: Scenario): { readonly at: Instant; readonly situation: Situation } => {
    const [date, time] = ARRIVALS[scenario.arrival];
    const { zone } = business;
    const at = atLocal(localDate(date), localTime(time), zone);
    const { fields = {}, consent = false, stage } = scenario;
    const appointment =
      sequence.anchor === 'appointment' ? after(at, APPOINTMENT_AFTER[scenario.arrival]) : null;
    const given = consent ? { given: true, at, evidence: 'form' } : null;
    const somebody = { ...SOMEBODY, business, sequence, variant, at, zone, fields, appointment };
    const situation = situationFor({ ...somebody, consent: given });
    const contact = stage === undefined ? situation.contact : { ...situation.contact, stage };
    return { at, situation: { ...situation, contact } };
  });
  const run = memo((scenario: Scenario): Course => {
    const { outcomes: _, ...whoAndWhen } = scenario;
    const { at, situation } = start(whoAndWhen);
    const anchor = situation.enrollments[0]?.anchor ?? at;
    budget.left -= variant.touches.length ** 4;
    if (budget.left < 0) return { from: at, anchor, sent: [], skipped: [], isUnknown: true };
    const until = after(anchor, sequence.repeat === null ? YEAR : sequence.repeat - 1);
    const { outcomes = {} } = scenario;
    const through = runThrough(situation, policy, at, {
      until,
      call: ({ touch }) => {
        const outcome = outcomes[touch];
        return outcome === undefined ? null : { after: CALL_TAKES, outcome };
      },
    });
    const ends = through.situation.enrollments[0]?.ends ?? [];
    const skipped = ends.flatMap(({ touch, end }): readonly Skipped[] =>
      end.kind === 'skipped' ? [{ touch, at: end.at, ...end.reason }] : [],
    );
    return { from: at, anchor, sent: through.gone, skipped };
  });
  const foreseen = memo((arrival: Arrival): ReadonlySet<string> => {
    const { at, situation } = start({ arrival, consent: true });
    const { forecasts } = decide(situation, policy, at, { callOutcome: null });
    const going = forecasts.filter(({ verdict }) => verdict.kind === 'go' || verdict.kind === 'defer');
    return new Set(going.map(({ touch }) => touch.id));
  });
  const frame = memo((arrival: Arrival): Frame => {
    const { at, situation } = start({ arrival });
    return frameOf(situation, policy, at);
  });
  const plan = memo(([arrival, occurrence]: readonly [Arrival, number]): readonly PlannedTouch[] => {
    const { at, situation } = start({ arrival });
    const anchor = situation.enrollments[0]?.anchor ?? at;
    const { repeat } = sequence;
    return planTouches(variant, { anchor, zone: business.zone, policy, occurrence, repeat, shifts: [] });
  });
  return { variant, planned: (arrival, occurrence = 0) => plan([arrival, occurrence]), run, foreseen, frame };
}

const YEAR = 400 * DAY;
const CALL_TAKES = 600_000;
/** Appointments of the morning and of the afternoon, on different days of the week. */
const APPOINTMENT_AFTER: Readonly<Record<Arrival, number>> = {
  'Tuesday at 10:00': 10 * DAY + 4 * 3_600_000,
  'Wednesday at 16:00': 12 * DAY - 6 * 3_600_000,
  'Friday at 22:30': 10 * DAY + 11 * 3_600_000,
  'Saturday at 11:00': 9 * DAY,
  'Sunday at 15:00': 8 * DAY,
};

function memo<Asked, Answer>(compute: (asked: Asked) => Answer): (asked: Asked) => Answer {
  const known = new Map<string, Answer>();
  return (asked) => {
    const key = JSON.stringify(asked);
    const found = known.get(key) ?? compute(asked);
    known.set(key, found);
    return found;
  };
}

/** A lead for whom these conditions hold, as far as leads can differ; calls about which nothing is asked are not made. */
export function leadFor(arrival: Arrival, conditions: readonly (Condition | null)[]): Scenario {
  const outcomes: Record<string, CallOutcome> = {};
  const fields: Record<string, string> = {};
  let stage: string | undefined;
  for (const condition of conditions) {
    for (const { touch, outcomes: wanted } of condition?.calls ?? []) {
      const outcome = CALL_OUTCOMES.find((one) => wanted.includes(one));
      if (outcome !== undefined) outcomes[touch] = outcome;
    }
    for (const { name, values } of condition?.fields ?? []) fields[name] = values[0] ?? '';
    stage = condition?.stage?.[0] ?? stage;
  }
  return { arrival, consent: true, outcomes, fields, ...(stage !== undefined && { stage }) };
}

/** Conditions of the alternatives of a text or an email, in order. */
export const alternativesOf = ({ action }: Touch): readonly (Condition | null)[] =>
  action.kind === 'sms' || action.kind === 'email' ? action.alternatives.map((each) => each.if) : [];
