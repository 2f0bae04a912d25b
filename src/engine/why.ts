/** The story of every touch of a lead: what became of it, or what will, and each rule that moved it. */
import type { ContactId } from '../domain/ids.ts';
import { after, type Instant, instant } from '../domain/time.ts';
import type { TouchEnd, TouchKey } from '../domain/touch.ts';
import { decide } from '../schedule/decide.ts';
import type { EnrolledIn, Forecast, GateMove, Situation } from '../schedule/situation.ts';
import type { Touch } from '../sequence/sequence.ts';
import { type Enrollment, enrollmentsOf } from '../store/enrollments.ts';
import { leadsOf, type StoredLead, shiftsOf, type TouchRecord, touchesOf } from '../store/lead-records.ts';
import { type PauseSpan, pausesOf, type TimetableNote, timetableNotes } from '../store/listings.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { loadSituations } from './situation.ts';
import { type Form, formOf, formsBefore, withGone } from './why-moved.ts';
import type { Workspace } from './workspace.ts';

export interface LeadStory {
  readonly situation: Situation;
  readonly leads: readonly StoredLead[];
  /** Oldest first. */
  readonly enrollments: readonly EnrollmentStory[];
}

export interface EnrollmentStory {
  readonly enrollment: Enrollment;
  readonly enrolledIn: EnrolledIn;
  /** What moved its timetable, oldest first. */
  readonly notes: readonly TimetableNote[];
  /** In the order of the sequence. */
  readonly touches: readonly TouchStory[];
}

export interface TouchStory {
  readonly key: TouchKey;
  readonly touch: Touch;
  /** How it ended. */
  readonly record: TouchRecord | null;
  /** What is foreseen for it; null once it has ended, or will never come because its enrollment has. */
  readonly forecast: Forecast | null;
  /** When its open call task was made. */
  readonly openSince: Instant | null;
  /** The sequence's own time for it, when that could be told. */
  readonly nominal: Instant | null;
  readonly moves: readonly GateMove[];
  /** It was so late that the days were counted anew from it: the time and the moves are the ones before that. */
  readonly restarted: TimetableNote | null;
  /** The pauses that hold it now, will hold it, or held it between its time and its end. */
  readonly pauses: readonly PauseSpan[];
}

/**
 * What happened is stored; why it happened then is worked out again, by the code that decided it and with what was known
 * at that time. Null when the lead's business is no longer in the settings.
 */
export async function tellStory(ws: Workspace, contact: ContactId, now: Instant): Promise<LeadStory | null> {
  const situation = (await loadSituations(ws, [contact], ws.db)).get(contact);
  if (situation === undefined) return null;
  const policy = ws.config.policies.get(situation.business.id);
  if (policy === undefined) return null;
  const records = await touchesOf(ws.db, contact);
  const leads = await leadsOf(ws.db, contact);
  const enrolled = await everyEnrollment(ws, contact, situation, records, leads);
  const notes = await timetableNotes(ws.db, contact);
  const pauses = await pausesOf(ws.db, situation.business.id);
  const { forecasts } = decide(situation, policy, now);
  /** The forecast of a touch that has ended, as it stood a moment before. */
  const before = (at: Instant, key: TouchKey, of: EnrolledIn): Forecast | null => {
    const then = situationAt(
      situation,
      // What was over by then held up nothing: a rehearsal that was started over says no more.
      enrolled
        .filter(({ enrollment: { endedAt } }) => endedAt === null || endedAt >= at)
        .map(({ enrolledIn }) => (enrolledIn.id === of.id ? of : enrolledIn)),
      at,
    );
    return find(decide(then, policy, instant(at - 1)).forecasts, key, of);
  };
  /** What was foreseen when the lead was enrolled, before the days were counted anew. */
  const atFirst = (key: TouchKey, of: EnrolledIn): Forecast | null => {
    const anchor = after(of.enrolledAt, of.variant.startAfter);
    const then = situationAt(situation, [{ ...of, anchor, shifts: [] }], instant(of.enrolledAt + 1));
    return find(decide(then, policy, of.enrolledAt).forecasts, key, of);
  };
  const formsOf = new Map<Enrollment, readonly Form[]>();
  for (const { enrollment, enrolledIn } of enrolled)
    formsOf.set(enrollment, await formsBefore(ws, enrolledIn, notes));
  return {
    situation,
    leads,
    enrollments: enrolled.map(({ enrollment, enrolledIn }) => ({
      enrollment,
      enrolledIn,
      notes: notes.filter((note) => note.enrollment === enrollment.id),
      touches: withGone(
        keysOf(enrolledIn, forecasts),
        enrolledIn,
        records,
        formsOf.get(enrollment) ?? [],
      ).map(({ key, touch: present }) => {
        const record =
          records.find((each) => each.enrollment === enrollment.id && sameKey(each, key)) ?? null;
        const forecast = record === null ? find(forecasts, key, enrolledIn) : null;
        const form = formOf(record, formsOf.get(enrollment) ?? []);
        const then = form?.enrolledIn ?? enrolledIn;
        const keyThen = form === null ? key : { ...key, touch: form.idThen(key.touch) };
        const touch = then.variant.touches.find(({ id }) => id === keyThen.touch) ?? present;
        const restarted = record === null ? null : restartBy(keyThen, then, notes);
        const seen =
          record === null
            ? forecast
            : restarted === null
              ? before(record.taskAt ?? record.at, keyThen, then)
              : (atFirst(keyThen, then) ?? before(record.taskAt ?? record.at, keyThen, then));
        const span = spanOf(record, seen);
        return {
          key,
          touch,
          record,
          forecast,
          openSince: enrolledIn.openCalls.find((call) => sameKey(call, key))?.taskAt ?? null,
          nominal: seen?.nominal ?? null,
          moves: seen?.moves ?? [],
          restarted,
          pauses: pauses.filter((pause) => span !== null && holds(pause, touch, enrolledIn, span)),
        };
      }),
    })),
  };
}

/** The note of a timetable that began again with this touch. */
function restartBy(
  { touch, occurrence }: TouchKey,
  { id, sequence }: EnrolledIn,
  notes: readonly TimetableNote[],
): TimetableNote | null {
  if (occurrence !== 0 || sequence.anchor !== 'enrollment') return null;
  const isMine = ({ enrollment, kind, detail }: TimetableNote): boolean =>
    enrollment === id && kind === 'anchor_moved' && detail.includes(` when ${touch} was late`);
  return notes.find(isMine) ?? null;
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** From when it could have gone until it ended; one that has not ended is asked about as of for ever. */
function spanOf(record: TouchRecord | null, seen: Forecast | null): Span | null {
  if (record === null) return seen === null ? null : { from: FOREVER, to: FOREVER };
  const from = seen?.due ?? record.attempt?.dueAt ?? null;
  return from === null ? null : { from, to: record.taskAt ?? record.at };
}

const FOREVER = instant(Number.MAX_SAFE_INTEGER);

const holds = (pause: PauseSpan, touch: Touch, { sequence }: EnrolledIn, { from, to }: Span): boolean =>
  (pause.channel === null || pause.channel === touch.channel) &&
  (pause.sequence === null || pause.sequence === sequence.id) &&
  pause.since < to &&
  (pause.liftedAt === null || pause.liftedAt > from);

/** The running enrollments as the engine reads them, and the ended ones in the same form. */
async function everyEnrollment(
  ws: Workspace,
  contact: ContactId,
  situation: Situation,
  records: readonly TouchRecord[],
  leads: readonly StoredLead[],
): Promise<readonly { readonly enrollment: Enrollment; readonly enrolledIn: EnrolledIn }[]> {
  const shifts = await shiftsOf(ws.db, contact);
  const found = [];
  for (const enrollment of await enrollmentsOf(ws.db, contact)) {
    const live = situation.enrollments.find(({ id }) => id === enrollment.id);
    const sequence = live?.sequence ?? (await pinnedSequence(ws, enrollment.revision, ws.db));
    const variant = live?.variant ?? sequence.variants.find(({ source }) => source === enrollment.source);
    const lead = leads.find(({ id }) => id === enrollment.lead);
    if (variant === undefined || lead === undefined) continue;
    const enrolledIn: EnrolledIn = live ?? {
      id: enrollment.id,
      state: enrollment.state,
      sequence,
      variant,
      lead,
      startedBy: enrollment.startedBy,
      consentRequired: enrollment.consentRequired,
      enrolledAt: enrollment.enrolledAt,
      anchor: enrollment.anchor,
      shifts: shifts.filter((shift) => shift.enrollment === enrollment.id),
      ends: records.filter((each) => each.enrollment === enrollment.id).map(endOf),
      openCalls: [],
      inFlight: [],
      lateSeen: [],
      retryAt: [],
      acted: [],
    };
    found.push({ enrollment, enrolledIn });
  }
  return found;
}

function endOf(record: TouchRecord): TouchKey & { readonly end: TouchEnd } {
  const { touch, occurrence, at, attempt } = record;
  const reason = {
    code: (record.reasonCode ?? 'waiting') as Extract<TouchEnd, { kind: 'skipped' }>['reason']['code'],
    detail: record.reasonDetail ?? '',
  };
  const end = (): TouchEnd => {
    switch (record.kind) {
      case 'sent':
        return attempt === null ? { kind: 'moved', at } : { kind: 'sent', at, attempt: attempt.id };
      case 'called':
        return {
          kind: 'called',
          at,
          taskAt: record.taskAt ?? at,
          outcome: (record.outcome ?? 'not_done') as Extract<TouchEnd, { kind: 'called' }>['outcome'],
        };
      case 'moved':
        return { kind: 'moved', at };
      case 'skipped':
        return { kind: 'skipped', at, reason };
      case 'failed':
        return attempt === null
          ? { kind: 'skipped', at, reason }
          : { kind: 'failed', at, attempt: attempt.id, reason };
    }
  };
  return { touch, occurrence, end: end() };
}

/** What was known just before `at`. Stops and pauses are left out: what was sent was stopped by none of them. */
function situationAt(now: Situation, enrollments: readonly EnrolledIn[], at: Instant): Situation {
  const history = now.history.filter((each) => each.at < at);
  return {
    ...now,
    history,
    suppressed: { sms: null, email: null, call: null },
    pauses: [],
    texted: history.some((each) => each.channel === 'sms'),
    silentSince: now.silentSince !== null && now.silentSince < at ? now.silentSince : null,
    enrollments: enrollments.filter((each) => each.enrolledAt <= at).map((each) => enrolledInAt(each, at)),
  };
}

function enrolledInAt(enrolled: EnrolledIn, at: Instant): EnrolledIn {
  return {
    ...enrolled,
    state: 'active',
    ends: enrolled.ends.filter(({ end }) => end.at < at),
    openCalls: [
      ...enrolled.openCalls.filter(({ taskAt }) => taskAt < at),
      // A call that is done now was open while its task was there.
      ...enrolled.ends.flatMap(({ touch, occurrence, end }) =>
        end.kind === 'called' && end.taskAt < at && end.at >= at
          ? [{ touch, occurrence, taskAt: end.taskAt, expiresAt: end.at }]
          : [],
      ),
    ],
    inFlight: [],
    lateSeen: enrolled.lateSeen.filter(({ seenAt }) => seenAt < at),
    retryAt: [],
    acted: [],
  };
}

/** Every occurrence that has ended or is foreseen, and at least the first of each touch. */
function keysOf(
  enrolled: EnrolledIn,
  forecasts: readonly Forecast[],
): readonly { readonly key: TouchKey; readonly touch: Touch }[] {
  const foreseen = forecasts.filter((each) => each.enrollment === enrolled.id).map(({ key }) => key);
  const last = Math.max(0, ...[...enrolled.ends, ...foreseen].map(({ occurrence }) => occurrence));
  return Array.from({ length: last + 1 }, (_, occurrence) => occurrence).flatMap((occurrence) =>
    enrolled.variant.touches.map((touch) => ({ key: { touch: touch.id, occurrence }, touch })),
  );
}

const sameKey = (a: TouchKey, b: TouchKey): boolean => a.touch === b.touch && a.occurrence === b.occurrence;

const find = (forecasts: readonly Forecast[], key: TouchKey, of: EnrolledIn): Forecast | null =>
  forecasts.find((each) => each.enrollment === of.id && sameKey(each.key, key)) ?? null;
