/** Right before a message is handed over: is it still fresh, and has nothing stopped it since it was reserved? */
import { lookAgain } from '../store/last-look.ts';
import { isPausedByFile } from './pause-file.ts';
import type { Reserved } from './serve.ts';
import type { SendResult } from './settle.ts';
import type { Run } from './tick-run.ts';

/** A machine that stood still, or slept, must decide anew: it may be night by now. */
const STALE_AFTER = 30_000;

/** By either clock: the monotonic one stands still while the machine sleeps, and the other one may be set back. */
const waited = ({ monotonic, options }: Run, { reservedAt, sending }: Reserved): number =>
  Math.max(monotonic() - reservedAt, options.now() - sending.wireAt);

const DETAILS = {
  opted_out: 'the person opted out after it was reserved',
  paused: 'a pause began after it was reserved',
  stopped: 'the sequence was stopped after it was reserved',
} as const;

/** Null when it may go. `taken_over`: another process has settled it, and there is nothing left to write down. */
export async function lastLook(run: Run, reserved: Reserved): Promise<SendResult | 'taken_over' | null> {
  if (run.options.signal.aborted) {
    const detail = 'the tick was told to stop before it went';
    return { kind: 'cancelled', code: 'interrupted', detail };
  }
  if (waited(run, reserved) > STALE_AFTER) {
    const detail = 'it waited more than 30 seconds after it was reserved';
    return { kind: 'unsent', code: 'stale', detail, retryAfter: 0 };
  }
  if (run.options.dryRun !== true && isPausedByFile(run.ws.root))
    return { kind: 'cancelled', code: 'paused', detail: DETAILS.paused };
  const { attempt, fence } = reserved.sending;
  const found = await lookAgain(run.ws.db, attempt, fence);
  if (found === 'clear' || found === 'taken_over') return found === 'clear' ? null : found;
  return { kind: 'cancelled', code: found, detail: DETAILS[found] };
}
