/** Tasks that the program makes and closes by itself; what a person does with one is in `finish-task.ts`. */
import type { ContactId, DestinationId, EnrollmentId, TaskId } from '../domain/ids.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import { localDayOf } from '../schedule/calendar.ts';
import { calendarZone } from '../schedule/zones.ts';
import type { Handle } from '../store/driver.ts';
import { endTouch } from '../store/ends.ts';
import type { ContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { endTask, insertTask, openCallOfTouch, openCallsAt, openCallsOf, type Task } from '../store/tasks.ts';
import type { Workspace } from './workspace.ts';

/** The zone whose calendar a contact's tasks follow. */
export function zoneOf(ws: Workspace, contact: ContactState): Zone {
  const business = ws.config.businesses.get(contact.business);
  return calendarZone(contact.zone, business?.zone ?? contact.zone.zones[0] ?? UTC);
}

const UTC = 'UTC' as Zone;

/**
 * Ends the enrollment's open calls as `not_done`; says how many there were. `touches`: only those that its touches
 * made, so that a call which the lead asked for outlives a pause.
 */
export async function closeOpenCalls(
  handle: Handle,
  enrollment: EnrollmentId,
  which: 'touches' | 'all',
  detail: string,
  now: Instant,
): Promise<number> {
  const open = await openCallsOf(handle, enrollment);
  return closeAll(handle, which === 'all' ? open : open.filter(({ key }) => key !== null), detail, now);
}

/** Ends every open call to this phone, whoever it is for: nobody there may be called any more. */
export async function closeCallsAt(
  handle: Handle,
  phone: DestinationId,
  detail: string,
  now: Instant,
): Promise<number> {
  return closeAll(handle, await openCallsAt(handle, phone), detail, now);
}

async function closeAll(
  handle: Handle,
  tasks: readonly Task[],
  detail: string,
  now: Instant,
): Promise<number> {
  let closed = 0;
  for (const task of tasks) if (await closeTask(handle, task, detail, now)) closed += 1;
  return closed;
}

/** Ends the open call of one touch as `not_done`: its time is up, or a newer call replaces it. */
export async function closeCall(
  handle: Handle,
  enrollment: EnrollmentId,
  key: TouchKey,
  detail: string,
  now: Instant,
): Promise<boolean> {
  const task = await openCallOfTouch(handle, enrollment, key);
  return task !== null && (await closeTask(handle, task, detail, now));
}

/** Ends a task that nobody has done; a touch's call ends with it. */
async function closeTask(handle: Handle, task: Task, detail: string, now: Instant): Promise<boolean> {
  const outcome = task.kind === 'call' ? 'not_done' : null;
  if (!(await endTask(handle, task.id, { state: 'closed', at: now, outcome, note: detail }))) return false;
  if (task.enrollment !== null && task.key !== null) {
    await endTouch(handle, task.enrollment, task.key, {
      kind: 'called',
      at: now,
      taskAt: task.madeAt,
      outcome: 'not_done',
    });
  }
  await appendEvent(handle, {
    at: now,
    kind: 'task_closed',
    contact: task.contact,
    enrollment: task.enrollment,
    touch: task.key?.touch ?? null,
    attempt: null,
    data: { task: task.id, detail },
  });
  return true;
}

/** A task that no touch made: something to look at, or a call that somebody asked for. */
export async function makeTask(
  handle: Handle,
  task: {
    readonly contact: ContactId;
    readonly enrollment: EnrollmentId | null;
    readonly kind: Task['kind'];
    readonly title: string;
    readonly note?: string;
    readonly dueAt: Instant;
    readonly zone: Zone;
  },
  now: Instant,
): Promise<TaskId | null> {
  const id = await insertTask(handle, {
    contact: task.contact,
    enrollment: task.enrollment,
    key: null,
    kind: task.kind,
    title: task.title,
    script: task.note ?? null,
    voicemail: null,
    localDay: localDayOf(task.dueAt, task.zone),
    zone: task.zone,
    madeAt: now,
    dueAt: task.dueAt,
    expiresAt: null,
  });
  if (id === null) return null;
  await appendEvent(handle, {
    at: now,
    kind: 'task_made',
    contact: task.contact,
    enrollment: task.enrollment,
    touch: null,
    attempt: null,
    data: { task: id, kind: task.kind },
  });
  return id;
}
