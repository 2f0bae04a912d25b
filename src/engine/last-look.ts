/** Right before a message is handed over: is it still fresh, and has nothing stopped it since it was reserved? */
import type { Handle } from '../store/driver.ts';
import { type LastLook, lookAgain, type Owned, writtenSoFar } from '../store/last-look.ts';
import { isPausedByFile } from './pause-file.ts';
import type { Reserved } from './serve.ts';
import type { SendResult } from './settle.ts';
import { isOnDisk } from './tick-options.ts';
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
export async function lastLook(
  run: Run,
  reserved: Reserved,
  look: Look,
): Promise<SendResult | 'taken_over' | null> {
  if (run.options.signal.aborted) {
    const detail = 'the tick was told to stop before it went';
    return { kind: 'cancelled', code: 'interrupted', detail };
  }
  if (waited(run, reserved) > STALE_AFTER) {
    const detail = 'it waited more than 30 seconds after it was reserved';
    return { kind: 'unsent', code: 'stale', detail, retryAfter: 0 };
  }
  if (isOnDisk(run.options) && isPausedByFile(run.ws.root))
    return { kind: 'cancelled', code: 'paused', detail: DETAILS.paused };
  const found = await look(reserved.sending);
  if (found === 'clear' || found === 'taken_over') return found === 'clear' ? null : found;
  return { kind: 'cancelled', code: found, detail: DETAILS[found] };
}

/** What the database says of one message now. */
export type Look = (owned: Owned) => Promise<LastLook>;

interface Question {
  readonly owned: Owned;
  readonly answer: (found: LastLook) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Looks for the messages of one reservation, which left the file `written` so far: while nobody has written since, what
 * the reservation saw still holds. Else the rows are read, once for all lanes that ask in the same moment.
 */
export function lookFor(db: Handle, written: string | null): Look {
  let asked: Question[] = [];
  const answerAll = async (): Promise<void> => {
    const questions = asked;
    asked = [];
    try {
      const found = await lookAgain(
        db,
        questions.map(({ owned }) => owned),
      );
      for (const { owned, answer } of questions) answer(found.get(owned.attempt) ?? 'taken_over');
    } catch (error) {
      for (const { fail } of questions) fail(error);
    }
  };
  return async (owned) => {
    if (written !== null && (await writtenSoFar(db)) === written) return 'clear';
    return new Promise((answer, fail) => {
      asked.push({ owned, answer, fail });
      if (asked.length === 1) setImmediate(answerAll);
    });
  };
}
