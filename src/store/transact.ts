/** One write transaction that a rehearsal takes back: the same code, the same answer, nothing kept. */
import type { Driver, Handle } from './driver.ts';

/** Runs `work` and commits it; with `keep` false everything it wrote is rolled back before its answer is returned. */
export async function transact<T>(
  db: Driver,
  keep: boolean,
  work: (handle: Handle) => Promise<T>,
): Promise<T> {
  const takenBack = new Error('rolled back on purpose');
  const answers: T[] = [];
  try {
    await db.tx(async (handle) => {
      answers.push(await work(handle));
      if (!keep) throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  return answers[0] as T;
}
