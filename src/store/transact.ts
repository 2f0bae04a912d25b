/** One write transaction that a rehearsal takes back: the same code, the same answer, nothing kept. */
import type { Driver, Handle } from './driver.ts';

/** Runs `work` and commits it; unless its answer is to be kept, everything it wrote is rolled back before that is returned. */
export async function transact<T>(
  db: Driver,
  keep: boolean | ((answer: T) => boolean),
  work: (handle: Handle) => Promise<T>,
): Promise<T> {
  const takenBack = new Error('rolled back on purpose');
  const answers: T[] = [];
  try {
    await db.tx(async (handle) => {
      const answer = await work(handle);
      answers.push(answer);
      if (!(typeof keep === 'boolean' ? keep : keep(answer))) throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  return answers.at(-1) as T;
}
