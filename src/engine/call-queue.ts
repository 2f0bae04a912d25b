/** The calls that somebody has to make, in the order in which they are to be made, and those that may not be made yet. */
import type { ContactId } from '../domain/ids.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { callableFrom } from '../schedule/hours-by-hand.ts';
import type { Situation } from '../schedule/situation.ts';
import type { Handle } from '../store/driver.ts';
import { type ListedTask, listTasks } from '../store/tasks.ts';
import { loadSituations } from './situation.ts';
import type { Workspace } from './workspace.ts';

export interface QueuedCall {
  readonly task: ListedTask;
  readonly situation: Situation;
  /** From when on it may be made: due, outside the lead's quiet hours, inside the business's own; infinitely late: never. */
  readonly from: Instant;
}

export interface CallQueue {
  /** To be made now, the longest due first. */
  readonly now: readonly QueuedCall[];
  /** The soonest first. */
  readonly later: readonly QueuedCall[];
}

/** Whoever asked not to be called is in neither list. */
export async function callQueue(
  handle: Handle,
  ws: Workspace,
  business: string | null,
  now: Instant,
): Promise<CallQueue> {
  const open = await listTasks(handle, { business, ended: false, limit: 1_000_000 });
  const calls = open.filter(({ kind }) => kind === 'call');
  const contacts = [...new Set<ContactId>(calls.map(({ contact }) => contact))];
  const situations = await loadSituations(ws, contacts, handle);
  const queued = calls.flatMap((task): readonly QueuedCall[] => {
    const situation = situations.get(task.contact);
    if (situation === undefined || situation.suppressed.call !== null) return [];
    const policy = ws.config.policies.get(situation.business.id) ?? DEFAULT_POLICY;
    const due = task.dueAt > now ? task.dueAt : now;
    return [{ task, situation, from: callableFrom(situation, policy, due) }];
  });
  return {
    now: queued.filter(({ from }) => from <= now),
    later: queued.filter(({ from }) => from > now).sort((a, b) => a.from - b.from),
  };
}
