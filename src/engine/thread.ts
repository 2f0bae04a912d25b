/** One person's whole story in the order in which it happened: what they said, what was said to them, and what was done. */
import type { Bridge } from '../domain/bridge.ts';
import type { Event, EventKind } from '../domain/event.ts';
import { type AttemptId, asId, type ContactId, type DestinationKey, type TaskId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { destinationsById } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { loadContactState } from '../store/enrollments.ts';
import type { Task } from '../store/tasks.ts';
import { type HeardMessage, heardFromKey, type ThreadRows, threadRows } from '../store/thread-rows.ts';
import { samePerson } from '../store/threads.ts';
import { destinationsOf } from './stopping.ts';

export type ThreadEntry = { readonly at: Instant } & (
  | { readonly kind: 'heard'; readonly message: HeardMessage }
  | { readonly kind: 'sent'; readonly attempt: Attempt; readonly sequence: string | null }
  /** Somebody asked to be put through. */
  | { readonly kind: 'called'; readonly bridge: Bridge; readonly by: string | null }
  /** `by`: who did it, when that was a person. */
  | { readonly kind: 'task'; readonly task: Task; readonly by: string | null }
  | { readonly kind: 'happened'; readonly event: Event; readonly sequence: string | null }
);

/** What stands in the log for a person to read; the rest of it is how the program works inside. */
const TOLD: ReadonlySet<EventKind> = new Set([
  'enrolled',
  'inquiry_again',
  'merged',
  'touch_skipped',
  'touch_failed',
  'paused',
  'resumed',
  'stopped',
  'finished',
  'stage_changed',
  'booked',
  'appointment_changed',
  'suppressed',
  'suppression_lifted',
]);

/** Everything about a lead, oldest first; what contacts said that turned out to be the same person is in it. */
export async function threadOf(db: Handle, contact: ContactId): Promise<readonly ThreadEntry[]> {
  const people = await samePerson(db, contact);
  const keys: DestinationKey[] = [];
  for (const id of people) {
    const state = await loadContactState(db, id);
    const places = state === null ? [] : destinationsOf(state);
    for (const { key } of (await destinationsById(db, places)).values()) keys.push(key);
  }
  return told(await threadRows(db, people, keys));
}

/** What somebody wrote whom nobody here knows. */
export async function threadOfStranger(
  db: Handle,
  keys: readonly DestinationKey[],
): Promise<readonly ThreadEntry[]> {
  return (await heardFromKey(db, keys)).map((message) => ({ kind: 'heard', at: message.at, message }));
}

function told({ events, heard, attempts, tasks, sequences, bridges }: ThreadRows): readonly ThreadEntry[] {
  const entries: ThreadEntry[] = heard.map((message) => ({ kind: 'heard', at: message.at, message }));
  const doers = new Map<TaskId, string>();
  const callers = new Map<number, string>();
  for (const event of events) {
    const { kind, at, data } = event;
    const sequence = event.enrollment === null ? null : (sequences.get(event.enrollment) ?? null);
    if (kind === 'task_done') doers.set(asId<TaskId>(Number(data.task)), String(data.by));
    if (kind === 'bridge_asked') callers.set(Number(data.call), String(data.by));
    if (TOLD.has(kind)) entries.push({ kind: 'happened', at, event, sequence });
  }
  for (const attempt of attempts.values()) {
    if (!isShown(attempt)) continue;
    const sequence = attempt.enrollment === null ? null : (sequences.get(attempt.enrollment) ?? null);
    entries.push({ kind: 'sent', at: attempt.wireAt, attempt, sequence });
  }
  for (const bridge of bridges)
    entries.push({ kind: 'called', at: bridge.madeAt, bridge, by: callers.get(bridge.id) ?? null });
  for (const task of tasks.values())
    entries.push({ kind: 'task', at: task.endedAt ?? task.madeAt, task, by: doers.get(task.id) ?? null });
  return entries.sort((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind] || attemptOf(a) - attemptOf(b));
}

/** At one instant it is their word that everything else follows from. */
const ORDER: Readonly<Record<ThreadEntry['kind'], number>> = {
  heard: 0,
  happened: 1,
  sent: 2,
  called: 3,
  task: 4,
};

const attemptOf = (entry: ThreadEntry): AttemptId | 0 => (entry.kind === 'sent' ? entry.attempt.id : 0);

/** What went, or may have gone; what a person typed in any case. */
const isShown = ({ state, basis }: Attempt): boolean =>
  basis === 'person' || (state !== 'unsent' && state !== 'cancelled');
