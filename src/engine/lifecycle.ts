/** What an act does to an enrollment: it ends, its open calls close, the stage moves, and another sequence may take over. */
import type { NewEvent } from '../domain/event.ts';
import type { ContactId, EnrollmentId, SequenceId, TouchId } from '../domain/ids.ts';
import type { StopName } from '../domain/reason.ts';
import { after, type Instant } from '../domain/time.ts';
import { LEAD_ACTS, type LeadAct, type WhenRule } from '../sequence/sequence.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import {
  type Enrollment,
  endEnrollmentRow,
  enrollmentsOf,
  loadContactState,
  loadEnrollment,
  setStage,
  takeReview,
} from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { handOver } from './handover.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { closeOpenCalls, makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** Acts that `when:` answers and that end an enrollment today. */
export type EndingAct = Extract<LeadAct, 'finished' | 'booked' | 'not_interested'>;

export interface ActDone {
  /** False when the enrollment had ended before: repeating an act does nothing. */
  readonly changed: boolean;
  readonly closedCalls: number;
  /** The stage that the contact moved to. */
  readonly stage: string | null;
  /** The sequence that was started. */
  readonly started: SequenceId | null;
  /** Why a sequence that was to start did not. */
  readonly obstacle: string | null;
  /** When the rule takes effect, if it waits: `applyTime` does it then. */
  readonly waitsUntil: Instant | null;
}

const NOTHING: ActDone = {
  changed: false,
  closedCalls: 0,
  stage: null,
  started: null,
  obstacle: null,
  waitsUntil: null,
};

/**
 * Ends the enrollment by a lead's act and does what its `when:` says for it. Runs inside the caller's transaction; a
 * caller that stops sends for a reason from outside has locked the contact's destinations first.
 */
export async function applyAct(
  handle: Handle,
  ws: Workspace,
  id: EnrollmentId,
  act: EndingAct,
  now: Instant,
): Promise<ActDone> {
  const enrollment = await loadEnrollment(handle, id);
  if (enrollment === null) return NOTHING;
  const rule = await ruleOf(handle, ws, enrollment, act);
  const waitsUntil = rule?.wait == null ? null : after(now, rule.wait);
  const ended = await stopEnrollment(handle, enrollment, act, DETAIL[act], now, waitsUntil);
  if (!ended.changed) return NOTHING;
  if (rule === null) return ended;
  if (waitsUntil !== null) return { ...ended, waitsUntil };
  return { ...ended, ...(await follow(handle, ws, enrollment, rule, now)) };
}

const DETAIL: Readonly<Record<EndingAct, string>> = {
  finished: 'every touch has ended',
  booked: 'the lead has booked',
  not_interested: 'the lead is not interested',
};

/** Ends an enrollment without asking its `when:`; its open call tasks end `not_done`. */
export async function stopEnrollment(
  handle: Handle,
  enrollment: Enrollment,
  code: StopName,
  detail: string,
  now: Instant,
  reviewAt: Instant | null = null,
): Promise<ActDone> {
  const state = code === 'finished' ? 'finished' : 'stopped';
  if (!(await endEnrollmentRow(handle, enrollment.id, { state, at: now, code, detail, reviewAt }))) {
    return NOTHING;
  }
  const closedCalls = await closeOpenCalls(handle, enrollment.id, detail, now);
  await record(handle, enrollment, state, { code, detail }, now);
  await wakeContact(handle, enrollment.contact, now);
  return { ...NOTHING, changed: true, closedCalls };
}

/**
 * What `when:` of an ended enrollment still answers: a lead who books after the last touch gets the stage and the
 * reminders all the same.
 */
export async function answerAfterEnd(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  act: EndingAct,
  now: Instant,
): Promise<ActDone> {
  const rule = await ruleOf(handle, ws, enrollment, act);
  return rule === null ? NOTHING : { ...NOTHING, ...(await follow(handle, ws, enrollment, rule, now)) };
}

/** What its `when:` says for this act; null when it says nothing. */
export async function ruleOf(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  act: LeadAct,
): Promise<WhenRule | null> {
  return (await pinnedSequence(ws, enrollment.revision, handle)).when[act] ?? null;
}

/**
 * What time alone brings to a contact: the review of a paused lead, the hand-over of an ended one whose rule waits.
 * A tick calls it for each contact before it reads the situation, and wakes the contact no later than the instant returned.
 */
export async function applyTime(
  handle: Handle,
  ws: Workspace,
  contact: ContactId,
  now: Instant,
): Promise<Instant | null> {
  const enrollments = await enrollmentsOf(handle, contact);
  const waiting = enrollments.flatMap(({ reviewAt }) =>
    reviewAt !== null && reviewAt > now ? [reviewAt] : [],
  );
  for (const enrollment of enrollments) {
    if (enrollment.reviewAt === null || enrollment.reviewAt > now) continue;
    if (!(await takeReview(handle, enrollment.id))) continue;
    if (enrollment.state === 'paused') await askForReview(handle, ws, enrollment, now);
    // Somebody who has come back in the meantime is followed up anew: the old sequence has no more say.
    else if (enrollments.every(({ id }) => id <= enrollment.id))
      await followLate(handle, ws, enrollment, now);
  }
  return waiting.length === 0 ? null : (Math.min(...waiting) as Instant);
}

async function followLate(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  now: Instant,
): Promise<void> {
  const act = LEAD_ACTS.find((name) => name === enrollment.endCode);
  const rule = act === undefined ? null : await ruleOf(handle, ws, enrollment, act);
  if (rule !== null) await follow(handle, ws, enrollment, rule, now);
}

/** A paused lead is never forgotten. */
async function askForReview(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  now: Instant,
): Promise<void> {
  const contact = await loadContactState(handle, enrollment.contact);
  if (contact === null) return;
  await makeTask(
    handle,
    {
      contact: contact.id,
      enrollment: enrollment.id,
      kind: 'review',
      title: `${contact.name || 'This lead'} is still paused: resume or stop ${enrollment.sequence}`,
      dueAt: now,
      zone: zoneOf(ws, contact),
    },
    now,
  );
}

async function follow(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  rule: WhenRule,
  now: Instant,
): Promise<Pick<ActDone, 'stage' | 'started' | 'obstacle'>> {
  const moved = rule.moveTo !== null && (await moveStage(handle, enrollment, null, rule.moveTo, now));
  const stage = moved ? rule.moveTo : null;
  if (rule.start === null) return { stage, started: null, obstacle: null };
  return { stage, ...(await handOver(handle, ws, enrollment, rule.start, now)) };
}

/** False when the contact is at that stage already. Also what a `move` touch does. */
export async function moveStage(
  handle: Handle,
  enrollment: Enrollment,
  touch: TouchId | null,
  stage: string,
  now: Instant,
): Promise<boolean> {
  const before = (await loadContactState(handle, enrollment.contact))?.stage ?? null;
  if (!(await setStage(handle, enrollment.contact, stage))) return false;
  await record(handle, enrollment, 'stage_changed', { from: before, to: stage }, now, touch);
  return true;
}

async function record(
  handle: Handle,
  enrollment: Enrollment,
  kind: NewEvent['kind'],
  data: NewEvent['data'],
  at: Instant,
  touch: TouchId | null = null,
): Promise<void> {
  await appendEvent(handle, {
    at,
    kind,
    contact: enrollment.contact,
    enrollment: enrollment.id,
    touch,
    attempt: null,
    data,
  });
}
