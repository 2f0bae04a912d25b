/** What an act does to an enrollment: it ends, its open calls close, the stage moves, and another sequence may take over. */
import type { NewEvent } from '../domain/event.ts';
import type { EnrollmentId, SequenceId, TouchId } from '../domain/ids.ts';
import type { StopName } from '../domain/reason.ts';
import { after, type Instant, latest } from '../domain/time.ts';
import type { LeadAct, WhenRule } from '../sequence/sequence.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import {
  type Enrollment,
  endEnrollmentRow,
  loadContactState,
  loadEnrollment,
  setStage,
} from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import type { Words } from './ask-person.ts';
import { ruleThatHolds } from './conditions.ts';
import { handOver } from './handover.ts';
import { appointmentPasses } from './next-appointment.ts';
import { askByRule } from './rule-asks.ts';
import { closeOpenCalls } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** Acts that `when:` answers and that end an enrollment today. */
export type EndingAct = Extract<LeadAct, 'finished' | 'booked' | 'not_interested'>;

export interface ActDone {
  /** False when the enrollment had ended before: repeating an act does nothing. */
  readonly changed: boolean;
  /** Whether the sequence had a word on it that held. */
  readonly answered: boolean;
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
  answered: false,
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
  words: Words | null = null,
): Promise<ActDone> {
  const enrollment = await loadEnrollment(handle, id);
  if (enrollment === null) return NOTHING;
  // Asked while it still runs: of one that is over less is known.
  const rule = await ruleThatHolds(handle, ws, enrollment, act);
  const waitsUntil = rule?.wait == null ? null : after(now, rule.wait);
  const passes = act === 'finished' ? await appointmentPasses(handle, ws, enrollment, now) : null;
  const lookAt = waitsUntil !== null && passes !== null ? latest(waitsUntil, passes) : (waitsUntil ?? passes);
  const ended = await stopEnrollment(handle, enrollment, act, DETAIL[act], now, lookAt);
  if (!ended.changed) return NOTHING;
  if (rule === null) return ended;
  if (waitsUntil !== null) return { ...ended, answered: true, waitsUntil };
  await askByRule(handle, ws, { enrollment, act, rule, words }, now);
  return { ...ended, answered: true, ...(await follow(handle, ws, enrollment, rule, now)) };
}

const DETAIL: Readonly<Record<EndingAct, string>> = {
  finished: 'every touch has ended',
  booked: 'the lead has booked',
  not_interested: 'the lead is not interested',
};

/** Ends an enrollment without asking its `when:`; its open calls end `not_done`, on a stop also those that the lead asked for. */
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
  const which = state === 'stopped' ? 'all' : 'touches';
  const closedCalls = await closeOpenCalls(handle, enrollment.id, which, detail, now);
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
  words: Words | null = null,
): Promise<ActDone> {
  const rule = await ruleThatHolds(handle, ws, enrollment, act);
  if (rule === null) return NOTHING;
  await askByRule(handle, ws, { enrollment, act, rule, words }, now);
  return { ...NOTHING, ...(await follow(handle, ws, enrollment, rule, now)) };
}

/** Does what a rule says beyond ending the enrollment. */
export async function follow(
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
