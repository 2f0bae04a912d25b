/** A person says that nobody waits for an answer to what somebody has written: its tasks are done, and the next word opens it again. */
import type { ContactId, DestinationKey } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { txAgain } from '../store/begin-again.ts';
import type { Handle } from '../store/driver.ts';
import { loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { closeLead, closeStranger } from '../store/inbox.ts';
import { openAsked, type Task } from '../store/tasks.ts';
import { samePerson } from '../store/threads.ts';
import { finishTask } from './finish-task.ts';
import { askedAt } from './reply-done.ts';
import { lockContact } from './stopping.ts';
import type { Workspace } from './workspace.ts';

export interface Closed {
  /** Of how many messages it is new. */
  readonly messages: number;
  readonly done: readonly Task[];
  /** Calls that were asked for, and stay to be made. */
  readonly openCalls: readonly Task[];
}

/** Of a number or address that belongs to nobody here. */
export const closeOfStranger = (
  ws: Workspace,
  keys: readonly DestinationKey[],
  by: string,
  now: Instant,
): Promise<Closed> =>
  txAgain(ws.db, async (handle) => {
    const messages = await closeStranger(handle, keys, now);
    if (messages > 0) await note(handle, null, { messages, by }, now);
    return { messages, done: [], openCalls: [] };
  });

export const closeOfLead = (ws: Workspace, id: ContactId, by: string, now: Instant): Promise<Closed> =>
  txAgain(ws.db, async (handle) => {
    const contact = await loadContactState(handle, id);
    if (contact === null) throw new Error(`contact ${id} has gone since it was found`);
    await lockContact(handle, contact);
    const open = await openAsked(handle, id);
    const asked = await askedAt(handle, contact);
    const done: Task[] = [];
    for (const task of open) {
      if (task.kind !== 'review' || !asked.has(task.madeAt)) continue;
      const how = { outcome: null, note: 'closed by hand', by };
      if ((await finishTask(handle, ws, task.id, how, now)).kind === 'done') done.push(task);
    }
    const messages = await closeLead(handle, await samePerson(handle, id), now);
    if (messages > 0) await note(handle, id, { messages, by }, now);
    return { messages, done, openCalls: open.filter(({ kind }) => kind === 'call') };
  });

const note = (
  handle: Handle,
  contact: ContactId | null,
  data: { readonly messages: number; readonly by: string },
  at: Instant,
) =>
  appendEvent(handle, {
    at,
    kind: 'conversation_closed',
    contact,
    enrollment: null,
    touch: null,
    attempt: null,
    data,
  });
