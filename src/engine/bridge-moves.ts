/** A call that is put through moves on: its row and its line in the log, in one transaction and only ever forward. */
import type { Bridge, BridgeState } from '../domain/bridge.ts';
import type { NewEvent } from '../domain/event.ts';
import type { Instant } from '../domain/time.ts';
import { type BridgeMove, moveBridge } from '../store/bridges.ts';
import type { Handle } from '../store/driver.ts';
import { appendEvent } from '../store/events.ts';
import { loadTask, type Task } from '../store/tasks.ts';

/** Whose log it stands in: the lead's, and of the touch that the call is for. */
export const bridgeEvent = (
  { contact, task }: { readonly contact: Bridge['contact']; readonly task: Task | null },
  at: Instant,
): Omit<NewEvent, 'kind' | 'data'> => ({
  at,
  contact,
  enrollment: task?.enrollment ?? null,
  touch: task?.key?.touch ?? null,
  attempt: null,
});

const OVER: ReadonlySet<BridgeState> = new Set(['ended', 'failed']);

/** With the lead's number locked, so that the state which was read is the one that is left. */
export async function moveOn(
  handle: Handle,
  bridge: Bridge,
  to: Partial<BridgeMove> & Pick<BridgeMove, 'state'>,
  now: Instant,
): Promise<void> {
  const endedAt = OVER.has(to.state) ? now : null;
  const move = { result: null, detail: null, seconds: null, endedAt, ...to };
  if (!(await moveBridge(handle, bridge.id, bridge.state, move)))
    throw new Error(`call ${bridge.id} moved on while its lead's number was locked`);
  const task = bridge.task === null ? null : await loadTask(handle, bridge.task);
  const { state, result, detail, seconds } = move;
  await appendEvent(handle, {
    ...bridgeEvent({ contact: bridge.contact, task }, now),
    kind: 'bridge_changed',
    data: { call: bridge.id, state, result, seconds, detail },
  });
}
