/** A person ends a task: a call's outcome becomes a fact that steers the sequence, and some outcomes end it. */
import type { TaskId } from '../domain/ids.ts';
import { after, DAY, type Instant } from '../domain/time.ts';
import type { CallOutcome } from '../domain/touch.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { endTouch } from '../store/ends.ts';
import { type ContactState, endSilence, loadContactState } from '../store/enrollments.ts';
import { appendEvent, eventsOf } from '../store/events.ts';
import { endTask, loadTask, type Task } from '../store/tasks.ts';
import { type LeadPaused, pauseLead } from './pausing.ts';
import { lockContact, type Stopped, stopForAct, stopForOptOut, stopForWrongNumber } from './stopping.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

export type Finished =
  | { readonly kind: 'unknown' }
  /** Ended before; `task` says when and how, `by` who it was when that was a person. */
  | {
      readonly kind: 'ended';
      readonly task: Task;
      readonly contact: ContactState;
      readonly by: string | null;
    }
  /** A call without an outcome, or something else with one. */
  | { readonly kind: 'outcome_needed' | 'no_outcome_wanted'; readonly task: Task }
  | {
      readonly kind: 'done';
      readonly task: Task;
      readonly contact: ContactState;
      readonly stopped: Stopped | null;
      readonly paused: LeadPaused | null;
      /** The call that the lead asked for. */
      readonly callBack: TaskId | null;
    };

export interface Finishing {
  readonly outcome: CallOutcome | null;
  readonly note: string | null;
  /** Who did it, as the system knows them. */
  readonly by: string;
}

/** Runs inside one transaction: the outcome and all that follows from it, or nothing. */
export async function finishTask(
  handle: Handle,
  ws: Workspace,
  id: TaskId,
  { outcome, note, by }: Finishing,
  now: Instant,
): Promise<Finished> {
  const task = await loadTask(handle, id);
  const contact = task === null ? null : await loadContactState(handle, task.contact);
  if (task === null || contact === null) return { kind: 'unknown' };
  if (task.state !== 'open') return { kind: 'ended', task, contact, by: await doneBy(handle, task) };
  if (task.kind === 'call' && outcome === null) return { kind: 'outcome_needed', task };
  if (task.kind !== 'call' && outcome !== null) return { kind: 'no_outcome_wanted', task };
  await lockContact(handle, contact);
  if (!(await endTask(handle, id, { state: 'done', at: now, outcome, note }))) {
    const ended = (await loadTask(handle, id)) ?? task;
    return { kind: 'ended', task: ended, contact, by: await doneBy(handle, ended) };
  }
  if (task.enrollment !== null && task.key !== null && outcome !== null) {
    await endTouch(handle, task.enrollment, task.key, {
      kind: 'called',
      at: now,
      taskAt: task.madeAt,
      outcome,
    });
  }
  await appendEvent(handle, {
    at: now,
    kind: 'task_done',
    contact: contact.id,
    enrollment: task.enrollment,
    touch: task.key?.touch ?? null,
    attempt: null,
    data: { task: id, outcome, by },
  });
  const done = { kind: 'done', task, contact, stopped: null, paused: null, callBack: null } as const;
  await wakeContact(handle, contact.id, now);
  return { ...done, ...(await followOutcome(handle, ws, contact, task, outcome, note, now)) };
}

/** Who said that it was done, from the log. */
async function doneBy(handle: Handle, task: Task): Promise<string | null> {
  for (const event of await eventsOf(handle, task.contact, { limit: 10_000, from: null })) {
    if (event.kind === 'task_done' && event.data.task === task.id) return String(event.data.by);
  }
  return null;
}

/** Outcomes that are more than a fact for later conditions. */
async function followOutcome(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  task: Task,
  outcome: CallOutcome | null,
  note: string | null,
  now: Instant,
): Promise<Partial<Extract<Finished, { kind: 'done' }>>> {
  switch (outcome) {
    case 'booked':
      await endSilence(handle, contact.id);
      return { stopped: await stopForAct(handle, ws, contact, 'booked', now) };
    case 'not_interested':
      return { stopped: await stopForAct(handle, ws, contact, 'not_interested', now) };
    case 'wrong_number':
      return { stopped: await stopForWrongNumber(handle, ws, contact, now) };
    case 'opted_out':
      return { stopped: await stopForOptOut(handle, ws, contact, ['sms', 'email', 'call'], now) };
    case 'call_back':
      return callBack(handle, ws, contact, task, note, now);
    default:
      return {};
  }
}

/** The lead wants to be called, not texted: the sequence rests, and the call is a task of its own, a day from now. */
async function callBack(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  task: Task,
  note: string | null,
  now: Instant,
): Promise<Partial<Extract<Finished, { kind: 'done' }>>> {
  const dueAt = after(now, DAY);
  const paused = await pauseLead(handle, ws, contact, after(dueAt, DAY), 'asked to be called back', now);
  const call = await makeTask(
    handle,
    {
      contact: contact.id,
      enrollment: task.enrollment,
      kind: 'call',
      title: `Call ${contact.name || 'this lead'} back`,
      ...(note === null ? {} : { note }),
      dueAt,
      zone: zoneOf(ws, contact),
    },
    now,
  );
  return { paused, callBack: call };
}
