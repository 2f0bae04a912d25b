/** The run-through as tests ask for it: touches by name, every decision made twice, and a short log of what went out. */
import type { EnrollmentId, TouchId } from '../../src/domain/ids.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Instant } from '../../src/domain/time.ts';
import { localDayOf } from '../../src/schedule/calendar.ts';
import { decide } from '../../src/schedule/decide.ts';
import { type CallAnswer, type Gone, type Happenings, runThrough } from '../../src/schedule/run-through.ts';
import type { Decision, Note, Situation } from '../../src/schedule/situation.ts';

export interface Sent {
  readonly enrollment: EnrollmentId;
  readonly touch: string;
  readonly occurrence: number;
  readonly channel: string;
  readonly at: Instant;
  readonly nominal: Instant | null;
  readonly due: Instant | null;
  readonly basis: string;
  readonly late: boolean;
  readonly validUntil: Instant;
}

export interface Drive {
  readonly sent: readonly Sent[];
  readonly situation: Situation;
  readonly decisions: readonly { readonly at: Instant; readonly decision: Decision }[];
  readonly notes: readonly Note[];
  /** Enrollments that were noted as finished. */
  readonly finished: readonly EnrollmentId[];
  readonly endedAt: Instant;
}

export interface Events extends Pick<Happenings, 'outages' | 'acts' | 'until'> {
  /** What a person answers to a call, and how long after its task was made; null when nobody calls. */
  readonly call?: (touch: string, n: number) => CallAnswer | null;
  /** Whether a message of this touch is proven not to have gone. */
  readonly unsent?: (touch: string) => boolean;
}

/** What a tick does with a decision: this must not depend on how far ahead it looks. */
const essence = ({ forecasts, notes, wakeAt, wakeAfterSends }: Decision, now: Instant): unknown => ({
  now: forecasts.filter(
    ({ verdict: { kind, ...verdict } }) =>
      kind === 'go' || kind === 'stop' || (kind === 'skip' && 'at' in verdict && verdict.at <= now),
  ),
  notes,
  wakeAt,
  wakeAfterSends,
});

function refuseOtherBrief(whole: Decision, brief: Decision, now: Instant): void {
  const [a, b] = [JSON.stringify(essence(whole, now)), JSON.stringify(essence(brief, now))];
  if (a !== b) throw new Error(`a decision that looks no further than it must is another one: ${a} and ${b}`);
}

export function drive(start: Situation, policy: Policy, from: Instant, events: Events = {}): Drive {
  const { call, unsent, ...others } = events;
  const decisions: { at: Instant; decision: Decision }[] = [];
  const { gone, notes, situation, endedAt } = runThrough(start, policy, from, {
    ...others,
    ...(call && { call: ({ touch }, n) => call(touch, n) }),
    ...(unsent && { unsent: ({ touch }) => unsent(touch) }),
    reach: 'all',
    watch: (decision, before, now) => {
      refuseOtherBrief(decision, decide(before, policy, now, undefined, 'next'), now);
      decisions.push({ at: now, decision });
    },
  });
  const finished = notes.flatMap((note) => (note.kind === 'finished' ? [note.enrollment] : []));
  return { sent: gone.map(sentOf), situation, decisions, notes, finished, endedAt };
}

function sentOf({ enrollment, key, touch, at, nominal, due, verdict }: Gone): Sent {
  const { basis, late, validUntil, localDay, zone } = verdict;
  if (localDayOf(at, zone) !== localDay) throw new Error('the local day is not the zone’s');
  const { touch: name, occurrence } = key;
  return {
    enrollment,
    touch: name,
    occurrence,
    channel: touch.channel,
    at,
    nominal,
    due,
    basis,
    late,
    validUntil,
  };
}

/** Touches of active enrollments that have no end. */
export const unended = (situation: Situation): readonly TouchId[] =>
  situation.enrollments
    .filter(({ state }) => state === 'active' || state === 'finished')
    .flatMap(({ variant, ends }) =>
      variant.touches.map(({ id }) => id).filter((id) => !ends.some(({ touch }) => touch === id)),
    );
