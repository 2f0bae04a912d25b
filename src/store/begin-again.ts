/** Workers that wait for each other, or for one that is slow: what the server has undone for that reason begins again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Driver, type Handle, StoreError } from './driver.ts';

/** PostgreSQL's codes for a deadlock that it has broken, two transactions that cannot both have been first, and a lock that was waited for too long. */
const UNDONE = new Set(['40P01', '40001', '55P03']);

/** Each try waits for the other one's commit, or five seconds for a lock: even a crowd on a busy machine has come through by then. */
export const TRIES = 5;
/** Milliseconds, times the try: who comes back at once may take the row that the other one was about to get, and both stand as before. */
const PAUSE = 20;

/** Whether nothing of the transaction holds, for no other reason than that somebody else was at the same rows. */
export function wasUndone(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : null;
  return cause instanceof Error && 'code' in cause && UNDONE.has(String(cause.code));
}

/** A transaction that is done anew when the server has undone it. `work` must keep nothing outside of it. */
export async function txAgain<T>(db: Pick<Driver, 'tx'>, work: (handle: Handle) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await db.tx(work);
    } catch (error) {
      if (tried >= TRIES || !wasUndone(error)) throw error;
      await sleep(PAUSE * tried);
    }
  }
}
