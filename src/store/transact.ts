/** One write transaction that a rehearsal takes back: the same code, the same answer, nothing kept. */
import { txAgain } from './begin-again.ts';
import type { Driver, Handle } from './driver.ts';

type Work<T> = (handle: Handle) => Promise<T>;

/** Whether the answer is kept, or what says so of it. */
type Keep<T> = boolean | ((answer: T) => boolean);

/** Runs `work` and commits it; unless its answer is to be kept, everything it wrote is rolled back before that is returned. */
export const transact = <T>(db: Pick<Driver, 'tx'>, keep: Keep<T>, work: Work<T>): Promise<T> =>
  kept((inside) => db.tx(inside), keep, work);

/** The same, done anew when the server has undone it. `work` must keep nothing outside of it. */
export const transactAgain = <T>(db: Pick<Driver, 'tx'>, keep: Keep<T>, work: Work<T>): Promise<T> =>
  kept((inside) => txAgain(db, inside), keep, work);

async function kept<T>(run: (work: Work<void>) => Promise<void>, keep: Keep<T>, work: Work<T>): Promise<T> {
  const takenBack = new Error('rolled back on purpose');
  const answers: T[] = [];
  try {
    await run(async (handle) => {
      const answer = await work(handle);
      answers.splice(0, answers.length, answer);
      if (!(typeof keep === 'boolean' ? keep : keep(answer))) throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  return answers.at(-1) as T;
}
