/** Two workers that wait for each other: the server undoes one of them, and that one begins again. */
import { type Driver, type Handle, StoreError } from './driver.ts';

/** PostgreSQL's codes for a deadlock that it has broken, and for two transactions that cannot both have been first. */
const UNDONE = new Set(['40P01', '40001']);

/** Each try waits for the other one's commit, so that even a crowd has come through by then. */
export const TRIES = 5;

/** Whether nothing of the transaction holds, for no other reason than that somebody else was at the same rows. */
export function wasUndone(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : null;
  return cause instanceof Error && 'code' in cause && UNDONE.has(String(cause.code));
}

/** A transaction that is done anew when the server has undone it. `work` must keep nothing outside of it. */
export async function txAgain<T>(db: Driver, work: (handle: Handle) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await db.tx(work);
    } catch (error) {
      if (tried >= TRIES || !wasUndone(error)) throw error;
    }
  }
}
