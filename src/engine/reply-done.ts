/** What an answer by hand settles besides itself: the task that asked for it is done, and by whom. */
import type { Instant } from '../domain/time.ts';
import type { Handle } from '../store/driver.ts';
import type { ContactState } from '../store/enrollments.ts';
import { openAsked, type Task } from '../store/tasks.ts';
import { receivedBy, samePerson } from '../store/threads.ts';
import { finishTask } from './finish-task.ts';
import type { SendResult } from './settle.ts';
import type { Workspace } from './workspace.ts';

export interface Answered {
  readonly done: readonly Task[];
  readonly openCalls: readonly Task[];
}

/** Meanings whose task asks for an answer; others ask to find a number, or to look into a calendar. */
const ASKS_FOR_ANSWER: ReadonlySet<string> = new Set([
  'reply',
  'help',
  'question',
  'asked_for_time',
  'strong_intent',
  'missed_call',
]);

/** In the transaction that settles the message. What perhaps never arrived leaves its task open. */
export async function answered(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  result: SendResult,
  { by }: { readonly by: string },
  now: Instant,
): Promise<Answered> {
  const open = await openAsked(handle, contact.id);
  const openCalls = open.filter(({ kind }) => kind === 'call');
  if (result.kind !== 'sent') return { done: [], openCalls };
  const done: Task[] = [];
  const asked = await askedAt(handle, contact);
  for (const task of open) {
    if (task.kind !== 'review' || !asked.has(task.madeAt)) continue;
    const finished = await finishTask(
      handle,
      ws,
      task.id,
      { outcome: null, note: 'answered by hand', by },
      now,
    );
    if (finished.kind === 'done') done.push(task);
  }
  return { done, openCalls };
}

/** A task that a message made was made with it, at one instant. */
export async function askedAt(handle: Handle, { id }: ContactState): Promise<ReadonlySet<Instant>> {
  const received = await receivedBy(handle, await samePerson(handle, id));
  return new Set(received.filter(({ meaning }) => ASKS_FOR_ANSWER.has(meaning)).map(({ at }) => at));
}
