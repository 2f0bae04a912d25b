/** What a proof varies: where the lead lives, in which week it comes, how its calls end, when no tick runs, and what is known of it. */
import type { Business } from '../../domain/business.ts';
import type { TouchId } from '../../domain/ids.ts';
import type { Policy } from '../../domain/policy.ts';
import { after, DAY, type Instant, type Millis, type Zone } from '../../domain/time.ts';
import { enrolledWith, situationWith } from '../../schedule/changed.ts';
import { SOMEBODY, situationFor } from '../../schedule/hypothetical.ts';
import { type CallAnswer, type Happenings, type RunThrough, runThrough } from '../../schedule/run-through.ts';
import type { Situation } from '../../schedule/situation.ts';
import type { Sequence, Variant } from '../../sequence/sequence.ts';
import { momentOf, wallOf } from './walls.ts';

/** Where a lead may live. */
export interface Place {
  readonly name: string;
  /** Several where a phone number does not tell which. */
  readonly zones: readonly Zone[];
  /** Whose days and times count. */
  readonly home: Zone;
  /** Whose law is added. */
  readonly state: string | null;
  /** Zones or states of which this one stands for all, itself included. */
  readonly stands: readonly string[];
}

export interface Week {
  readonly name: string;
  /** Its Monday, in days since 1970-01-01. */
  readonly monday: number;
}

export interface Calls {
  readonly name: string;
  /** Null: nobody makes them. */
  readonly answer: ((touch: TouchId) => CallAnswer) | null;
}

export type Outage = 'none' | 'night' | 'weekend';

/** What is known of the lead. */
export interface Known {
  readonly name: string;
  readonly consent: boolean;
  readonly fields: Readonly<Record<string, string>>;
  /** How long before an appointment it was booked; null for sequences that begin with an inquiry. */
  readonly notice: Millis | null;
}

/** Everything about a case but the minute of its arrival. */
export interface Scene {
  readonly place: Place;
  readonly week: Week;
  readonly calls: Calls;
  readonly outage: Outage;
  readonly known: Known;
  /** In how many of these it differs from the plainest one. */
  readonly differences: number;
}

/** What is proved: a sequence's variant under the rules of one business. */
export interface Claim {
  readonly business: Business;
  readonly policy: Policy;
  readonly sequence: Sequence;
  readonly variant: Variant;
}

/** What decides; the program's own, unless a test plants a fault. */
export type Subject = (
  situation: Situation,
  policy: Policy,
  from: Instant,
  happenings: Happenings,
) => RunThrough;

export const PROGRAM: Subject = runThrough;

/** `arrival` is the minute of the inquiry, or of the appointment. */
export interface Started {
  readonly arrival: Instant;
  readonly enrolledAt: Instant;
  readonly situation: Situation;
  readonly happenings: Happenings;
}

/** The same scene at any minute: what does not depend on it is made once. */
export function starter({ business, sequence, variant }: Claim, scene: Scene): (arrival: Instant) => Started {
  const { place, known, calls } = scene;
  const at = momentOf(scene.week.monday, 0, place.home);
  const made = situationFor({ ...SOMEBODY, business, sequence, variant, at, fields: known.fields });
  const consent = known.consent ? { given: true, at, evidence: 'proof' } : null;
  const contact = {
    ...made.contact,
    zone: { zones: place.zones, from: 'given' as const },
    state: place.state,
  };
  const call =
    calls.answer === null ? {} : { call: ({ touch }: { touch: TouchId }) => calls.answer?.(touch) ?? null };
  const { notice } = known;
  return (arrival) => {
    const enrolledAt = notice === null ? arrival : after(arrival, -notice);
    const anchor = notice === null ? after(arrival, variant.startAfter) : arrival;
    const enrollments = made.enrollments.map((each) => {
      const lead = { ...each.lead, receivedAt: enrolledAt, consent: consent as typeof each.lead.consent };
      return enrolledWith(each, { enrolledAt, anchor, lead });
    });
    const outages = outagesOf(scene, business.zone, enrolledAt);
    return {
      arrival,
      enrolledAt,
      situation: situationWith(made, {
        contact,
        enrollments,
        appointment: notice === null ? null : { startsAt: arrival },
      }),
      happenings: {
        ...call,
        outages,
        reach: 'next',
        until: after(arrival, (sequence.repeat === null ? 400 : 100) * DAY),
      },
    };
  };
}

/** The night, or weekend, in which the lead comes in, or the first one after it: no tick runs from its first to its last minute. */
export function outagesOf(
  { outage, place }: Pick<Scene, 'outage' | 'place'>,
  office: Zone,
  enrolledAt: Instant,
): readonly (readonly [from: Instant, to: Instant])[] {
  if (outage === 'none') return [];
  if (outage === 'night') {
    const { day, minute } = wallOf(enrolledAt, place.home);
    const first = minute < NIGHT.ends ? day - 1 : day;
    return [[momentOf(first, NIGHT.begins, place.home), momentOf(first + 1, NIGHT.ends, place.home)]];
  }
  const { day, weekday, minute } = wallOf(enrolledAt, office);
  const friday = weekday === 0 && minute < WEEKEND.ends ? day - 3 : day + 4 - weekday;
  return [[momentOf(friday, WEEKEND.begins, office), momentOf(friday + 3, WEEKEND.ends, office)]];
}

/** Minutes of the day: over the night in the lead's zone, and from Friday to Monday in the office's. */
export const NIGHT = { begins: 18 * 60, ends: 9 * 60 } as const;
export const WEEKEND = { begins: 17 * 60, ends: 9 * 60 } as const;
