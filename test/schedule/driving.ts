/** A small engine for tests: it obeys every decision on a virtual clock until nothing is left, and keeps a log of what went out. */
import { asId, type EnrollmentId, type TouchId } from '../../src/domain/ids.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { after, type Instant, MINUTE } from '../../src/domain/time.ts';
import type { CallOutcome, TouchEnd, TouchKey } from '../../src/domain/touch.ts';
import { localDayOf } from '../../src/schedule/calendar.ts';
import { callExpires } from '../../src/schedule/course.ts';
import { decide } from '../../src/schedule/decide.ts';
import { frameOf } from '../../src/schedule/frame.ts';
import type {
  Contacted,
  Decision,
  EnrolledIn,
  Forecast,
  Note,
  Situation,
} from '../../src/schedule/situation.ts';

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

export interface Events {
  /** What a person answers to a call, and how long after its task was made; null when nobody calls. */
  readonly call?: (
    touch: string,
    n: number,
  ) => { readonly after: number; readonly outcome: CallOutcome } | null;
  /** Whether a message of this touch is proven not to have gone; it is tried again five minutes later. */
  readonly unsent?: (touch: string) => boolean;
  /** Stretches in which no tick runs. */
  readonly outages?: readonly (readonly [from: Instant, to: Instant])[];
  /** Changes from outside, at their time. */
  readonly acts?: readonly { readonly at: Instant; readonly change: (situation: Situation) => Situation }[];
  readonly until?: Instant;
}

interface Pending {
  readonly at: Instant;
  readonly change: (situation: Situation) => Situation;
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
  let situation = start;
  let now = from;
  const sent: Sent[] = [];
  const decisions: { at: Instant; decision: Decision }[] = [];
  const notes: Note[] = [];
  const finished: EnrollmentId[] = [];
  let pending: Pending[] = [...(events.acts ?? [])];
  for (let n = 0; ; n += 1) {
    if (n > 3000) throw new Error('no end in sight after 3000 decisions: a livelock');
    now = awake(now, events.outages ?? []);
    for (const act of pending.filter((each) => each.at <= now)) situation = act.change(situation);
    pending = pending.filter((each) => each.at > now);
    const decision = decide(situation, policy, now);
    refuseOtherBrief(decision, decide(situation, policy, now, undefined, 'next'), now);
    decisions.push({ at: now, decision });
    notes.push(...decision.notes);
    for (const note of decision.notes) {
      if (note.kind === 'finished') finished.push(note.enrollment);
      situation = applyNote(situation, note);
    }
    for (const forecast of decision.forecasts) {
      if (forecast.verdict.kind === 'go' && events.unsent?.(forecast.touch.id)) {
        situation = tryAgain(situation, forecast, now);
        pending.push({ at: after(now, 5 * MINUTE), change: (same) => same });
        continue;
      }
      situation = obey(situation, forecast, now, policy, sent);
      const answer = forecast.verdict.kind === 'go' ? answerOf(forecast, sent.length, now, events) : null;
      if (answer !== null) pending.push(answer);
    }
    const wakes = [decision.wakeAfterSends, ...pending.map(({ at }) => at)].filter((at) => at !== null);
    const next = wakes.length === 0 ? null : (Math.min(...wakes) as Instant);
    if (next === null || (events.until !== undefined && next > events.until))
      return { sent, situation, decisions, notes, finished, endedAt: now };
    if (next <= now) throw new Error('a decision that wakes at once');
    now = next;
  }
}

function awake(now: Instant, outages: NonNullable<Events['outages']>): Instant {
  const hit = outages.find(([from, to]) => now >= from && now < to);
  return hit === undefined ? now : awake(hit[1], outages);
}

function answerOf(
  { enrollment, key, touch }: Forecast,
  n: number,
  now: Instant,
  events: Events,
): Pending | null {
  if (touch.channel !== 'call') return null;
  const answer = events.call?.(touch.id, n) ?? null;
  if (answer === null) return null;
  const at = after(now, Math.max(MINUTE, answer.after));
  const change = (situation: Situation): Situation => {
    const open = situation.enrollments
      .find(({ id }) => id === enrollment)
      ?.openCalls.find((call) => call.touch === key.touch && call.occurrence === key.occurrence);
    if (open === undefined || open.expiresAt <= at) return situation;
    const end: TouchEnd = { kind: 'called', at, taskAt: open.taskAt, outcome: answer.outcome };
    return redate(endTouch(situation, enrollment, key, end), enrollment, key, at);
  };
  return { at, change };
}

const tryAgain = (situation: Situation, { enrollment, key }: Forecast, now: Instant): Situation =>
  update(situation, enrollment, (each) => ({
    ...each,
    retryAt: [{ ...key, at: after(now, 5 * MINUTE), detail: 'the provider could not be reached' }],
  }));

/** A call counts from when it was done. */
function redate(situation: Situation, enrollment: EnrollmentId, key: TouchKey, at: Instant): Situation {
  const history = situation.history.map((each) =>
    each.channel === 'call' && each.enrollment === enrollment && each.touch === key.touch
      ? { ...each, at }
      : each,
  );
  return { ...situation, history: history.sort((a, b) => a.at - b.at) };
}

const isKey =
  (key: TouchKey) =>
  (each: TouchKey): boolean =>
    each.touch === key.touch && each.occurrence === key.occurrence;

const update = (
  situation: Situation,
  id: EnrollmentId,
  change: (enrolled: EnrolledIn) => EnrolledIn,
): Situation => ({
  ...situation,
  enrollments: situation.enrollments.map((each) => (each.id === id ? change(each) : each)),
});

function endTouch(situation: Situation, id: EnrollmentId, key: TouchKey, end: TouchEnd): Situation {
  return update(situation, id, (enrolled) => {
    if (enrolled.ends.some(isKey(key))) throw new Error(`${key.touch} ended twice`);
    return {
      ...enrolled,
      ends: [...enrolled.ends, { touch: key.touch, occurrence: key.occurrence, end }],
      openCalls: enrolled.openCalls.filter((call) => !isKey(key)(call)),
    };
  });
}

function applyNote(situation: Situation, note: Note): Situation {
  switch (note.kind) {
    case 'late_seen':
      return update(situation, note.enrollment, (each) => ({
        ...each,
        lateSeen: [...each.lateSeen, { ...note.key, due: note.due, seenAt: note.seenAt }],
      }));
    case 'shift':
      return update(situation, note.enrollment, (each) => ({
        ...each,
        shifts: [...each.shifts, { from: note.from, days: note.days }],
      }));
    case 'anchor':
      return update(situation, note.enrollment, (each) => ({ ...each, anchor: note.anchor }));
    case 'close_call': {
      const open = situation.enrollments
        .find(({ id }) => id === note.enrollment)
        ?.openCalls.find(isKey(note.key));
      if (open === undefined) throw new Error(`${note.key.touch} is closed without being open`);
      const end = { kind: 'called', at: note.at, taskAt: open.taskAt, outcome: 'not_done' } as const;
      return endTouch(situation, note.enrollment, note.key, end);
    }
    case 'unanswered':
      return update(situation, note.enrollment, (each) => ({ ...each, acted: ['no_reply'] }));
    case 'finished':
      return update(situation, note.enrollment, (each) => ({ ...each, state: 'finished' }));
  }
}

function obey(
  situation: Situation,
  forecast: Forecast,
  now: Instant,
  policy: Policy,
  sent: Sent[],
): Situation {
  const { enrollment, key, touch, verdict, nominal, due } = forecast;
  const { occurrence } = key;
  switch (verdict.kind) {
    case 'defer':
      if (verdict.at <= now) throw new Error(`${touch.id} is deferred into the past`);
      return situation;
    case 'hold':
      return situation;
    case 'stop':
      return update(situation, enrollment, (each) => ({ ...each, state: 'stopped' }));
    case 'skip':
      if (verdict.at > now) return situation;
      return endTouch(situation, enrollment, key, { kind: 'skipped', at: now, reason: verdict.reason });
    case 'go':
      break;
  }
  const { basis, late, validUntil } = verdict;
  sent.push({
    enrollment,
    touch: touch.id,
    occurrence,
    channel: touch.channel,
    at: now,
    nominal,
    due,
    basis,
    late,
    validUntil,
  });
  if (touch.channel === 'move') return endTouch(situation, enrollment, key, { kind: 'moved', at: now });
  const contacted: Contacted = {
    channel: touch.channel,
    at: now,
    localDay: verdict.localDay,
    zone: verdict.zone,
    automatic: true,
    late,
    sequence: situation.enrollments.find(({ id }) => id === enrollment)?.sequence.id ?? null,
    enrollment,
    touch: touch.id,
  };
  if (localDayOf(now, verdict.zone) !== verdict.localDay) throw new Error('the local day is not the zone’s');
  const next = { ...situation, history: [...situation.history, contacted] };
  if (touch.action.kind === 'call') {
    const expiresAt = callExpires(touch.action.expires, now, frameOf(situation, policy, now).business);
    return update(next, enrollment, (each) => ({
      ...each,
      openCalls: [...each.openCalls, { ...key, taskAt: now, expiresAt }],
    }));
  }
  const ended = endTouch(next, enrollment, key, { kind: 'sent', at: now, attempt: asId(sent.length) });
  return touch.closes ? { ...ended, silentSince: now } : ended;
}

/** Touches of active enrollments that have no end. */
export const unended = (situation: Situation): readonly TouchId[] =>
  situation.enrollments
    .filter(({ state }) => state === 'active' || state === 'finished')
    .flatMap(({ variant, ends }) =>
      variant.touches.map(({ id }) => id).filter((id) => !ends.some(({ touch }) => touch === id)),
    );
