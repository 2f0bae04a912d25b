/** One contact's course from beginning to end in virtual time: every decision is obeyed as a tick obeys it, and what went out is kept. */
import { type AttemptId, asId, type EnrollmentId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import { after, type Instant, instant, MINUTE } from '../domain/time.ts';
import type { CallOutcome, TouchEnd, TouchKey } from '../domain/touch.ts';
import { enrolledWith, situationWith } from './changed.ts';
import { callExpires } from './course.ts';
import { decide, type Reach } from './decide.ts';
import { frameOf } from './frame.ts';
import type { Contacted, Decision, EnrolledIn, Forecast, Note, Situation, Verdict } from './situation.ts';

/** A touch that went out: what was decided about it, and when. */
export interface Gone extends Forecast {
  readonly verdict: Extract<Verdict, { readonly kind: 'go' }>;
  readonly at: Instant;
}

export interface RunThrough {
  readonly gone: readonly Gone[];
  readonly notes: readonly Note[];
  /** Once nothing more happens by itself, or at `until`. */
  readonly situation: Situation;
  readonly endedAt: Instant;
}

/** How a person deals with a call: so long after its task was made, and with what result. */
export interface CallAnswer {
  readonly after: number;
  readonly outcome: CallOutcome;
}

/** What happens to the contact and to the program while it runs. */
export interface Happenings {
  /** Null when nobody makes the call: it ends `not_done` when its time is up. `n` counts what has gone out so far. */
  readonly call?: (key: TouchKey, n: number) => CallAnswer | null;
  /** Whether a message is proven not to have gone; it is tried again five minutes later. */
  readonly unsent?: (key: TouchKey) => boolean;
  /** Stretches in which no tick runs: from `from` up to, not including, `to`. */
  readonly outages?: readonly (readonly [from: Instant, to: Instant])[];
  /** Changes from outside, each at its time. */
  readonly acts?: readonly Act[];
  readonly until?: Instant;
  /** How far each decision looks: `next` is enough for what goes, and quicker. */
  readonly reach?: Reach;
  /** Sees each decision before it is obeyed. */
  readonly watch?: (decision: Decision, before: Situation, now: Instant) => void;
}

export interface Act {
  readonly at: Instant;
  readonly change: (situation: Situation) => Situation;
}

const RETRY = 5 * MINUTE;
/** Far above what any sequence needs: a nurture of ten years asks some hundred times. */
const MOST_DECISIONS = 3_000;

/** Throws when it would never end, or when a decision contradicts itself: both are faults of this program. */
export function runThrough(
  start: Situation,
  policy: Policy,
  from: Instant,
  happenings: Happenings = {},
): RunThrough {
  const { outages = [], until, reach = 'next', watch } = happenings;
  const gone: Gone[] = [];
  const notes: Note[] = [];
  let situation = start;
  let now = from;
  let pending: readonly Act[] = happenings.acts ?? [];
  for (let n = 0; ; n += 1) {
    if (n > MOST_DECISIONS) throw new Error(`no end in sight after ${MOST_DECISIONS} decisions`);
    now = awake(now, outages);
    for (const act of pending) if (act.at <= now) situation = act.change(situation);
    pending = pending.filter(({ at }) => at > now);
    const decision = decide(situation, policy, now, undefined, reach);
    watch?.(decision, situation, now);
    for (const note of decision.notes) situation = applyNote(situation, note);
    notes.push(...decision.notes);
    for (const forecast of decision.forecasts) {
      const { verdict, key } = forecast;
      if (verdict.kind === 'go' && happenings.unsent?.(key)) {
        situation = toTryAgain(situation, forecast, now);
        pending = [...pending, { at: after(now, RETRY), change: (same) => same }];
        continue;
      }
      situation = obey(situation, forecast, now, policy, gone.length);
      if (verdict.kind !== 'go') continue;
      const { enrollment, touch, nominal, due, moves, alternative } = forecast;
      gone.push({ enrollment, key, touch, nominal, due, moves, alternative, verdict, at: now });
      const answered = answeredCall(forecast, gone.length, now, happenings);
      if (answered !== null) pending = [...pending, answered];
    }
    const next = earliest(decision.wakeAfterSends, pending);
    if (next === null || (until !== undefined && next > until))
      return { gone, notes, situation, endedAt: now };
    if (next <= now) throw new Error('a decision wakes at once');
    now = next;
  }
}

function earliest(wakeAt: Instant | null, pending: readonly Act[]): Instant | null {
  let first = wakeAt;
  for (const { at } of pending) if (first === null || at < first) first = at;
  return first;
}

function awake(now: Instant, outages: NonNullable<Happenings['outages']>): Instant {
  const hit = outages.find(([from, to]) => now >= from && now < to);
  return hit === undefined ? now : awake(hit[1], outages);
}

function answeredCall(
  { enrollment, key, touch }: Forecast,
  n: number,
  now: Instant,
  happenings: Happenings,
): Act | null {
  const answer = touch.channel === 'call' ? (happenings.call?.(key, n) ?? null) : null;
  if (answer === null) return null;
  const at = after(now, Math.max(MINUTE, answer.after));
  return { at, change: (situation) => callDone(situation, enrollment, key, at, answer.outcome) };
}

/** A call counts from when it was done. Nothing changes when its task is not open any more. */
function callDone(
  situation: Situation,
  id: EnrollmentId,
  key: TouchKey,
  at: Instant,
  outcome: CallOutcome,
): Situation {
  const open = situation.enrollments.find((each) => each.id === id)?.openCalls.find(isKey(key));
  if (open === undefined || open.expiresAt <= at) return situation;
  const ended = endTouch(situation, id, key, { kind: 'called', at, taskAt: open.taskAt, outcome });
  const history = ended.history.map((each) =>
    each.channel === 'call' && each.enrollment === id && each.touch === key.touch ? { ...each, at } : each,
  );
  return situationWith(ended, { history: history.sort((a, b) => a.at - b.at) });
}

const toTryAgain = (situation: Situation, { enrollment, key }: Forecast, now: Instant): Situation =>
  changed(situation, enrollment, () => ({
    retryAt: [{ ...key, at: after(now, RETRY), detail: 'the provider could not be reached' }],
  }));

const isKey =
  (key: TouchKey) =>
  (each: TouchKey): boolean =>
    each.touch === key.touch && each.occurrence === key.occurrence;

const changed = (
  situation: Situation,
  id: EnrollmentId,
  change: (enrolled: EnrolledIn) => Partial<EnrolledIn>,
): Situation =>
  situationWith(situation, {
    enrollments: situation.enrollments.map((each) =>
      each.id === id ? enrolledWith(each, change(each)) : each,
    ),
  });

function endTouch(situation: Situation, id: EnrollmentId, key: TouchKey, end: TouchEnd): Situation {
  return changed(situation, id, (enrolled) => {
    if (enrolled.ends.some(isKey(key))) throw new Error(`${key.touch} ends twice`);
    return {
      ends: [...enrolled.ends, { touch: key.touch, occurrence: key.occurrence, end }],
      openCalls: enrolled.openCalls.filter((call) => !isKey(key)(call)),
    };
  });
}

function applyNote(situation: Situation, note: Note): Situation {
  const change = (to: (enrolled: EnrolledIn) => Partial<EnrolledIn>): Situation =>
    changed(situation, note.enrollment, to);
  switch (note.kind) {
    case 'late_seen': {
      const { touch, occurrence } = note.key;
      const seen = { touch, occurrence, due: note.due, seenAt: note.seenAt };
      return change((each) => ({ lateSeen: [...each.lateSeen, seen] }));
    }
    case 'shift':
      return change((each) => ({ shifts: [...each.shifts, { from: note.from, days: note.days }] }));
    case 'anchor':
      return change(() => ({ anchor: note.anchor }));
    case 'close_call': {
      const of = situation.enrollments.find(({ id }) => id === note.enrollment);
      const open = of?.openCalls.find(isKey(note.key));
      if (open === undefined) throw new Error(`${note.key.touch} is closed without being open`);
      const end = { kind: 'called', at: note.at, taskAt: open.taskAt, outcome: 'not_done' } as const;
      return endTouch(situation, note.enrollment, note.key, end);
    }
    case 'unanswered':
      return change((each) => ({ acted: [...each.acted, 'no_reply'] }));
    case 'finished':
      return change(() => ({ state: 'finished' }));
  }
}

function obey(situation: Situation, forecast: Forecast, now: Instant, policy: Policy, n: number): Situation {
  const { enrollment, key, touch, verdict } = forecast;
  switch (verdict.kind) {
    case 'defer':
      if (verdict.at <= now) throw new Error(`${touch.id} is deferred into the past`);
      return situation;
    case 'hold':
      return situation;
    case 'stop':
      return changed(situation, enrollment, () => ({ state: 'stopped' }));
    case 'skip':
      if (verdict.at > now) return situation;
      return endTouch(situation, enrollment, key, {
        kind: 'skipped',
        at: verdict.at,
        reason: verdict.reason,
      });
    case 'go':
      return send(situation, forecast, verdict, now, policy, asId<AttemptId>(n + 1));
  }
}

function send(
  situation: Situation,
  { enrollment, key, touch }: Forecast,
  { localDay, zone, late }: Gone['verdict'],
  now: Instant,
  policy: Policy,
  attempt: AttemptId,
): Situation {
  const { channel } = touch;
  if (channel === 'move') return endTouch(situation, enrollment, key, { kind: 'moved', at: now });
  const sequence = situation.enrollments.find(({ id }) => id === enrollment)?.sequence.id ?? null;
  const contacted: Contacted = {
    channel,
    at: instant(now),
    localDay,
    zone,
    automatic: true,
    late,
    sequence,
    enrollment,
    touch: touch.id,
  };
  const next = situationWith(situation, {
    history: [...situation.history, contacted],
    texted: situation.texted || channel === 'sms',
  });
  if (touch.action.kind === 'call') {
    const expiresAt = callExpires(touch.action.expires, now, frameOf(situation, policy, now).business);
    const { touch: id, occurrence } = key;
    return changed(next, enrollment, (each) => ({
      openCalls: [...each.openCalls, { touch: id, occurrence, taskAt: now, expiresAt }],
    }));
  }
  const ended = endTouch(next, enrollment, key, { kind: 'sent', at: now, attempt });
  return touch.closes ? situationWith(ended, { silentSince: now }) : ended;
}
