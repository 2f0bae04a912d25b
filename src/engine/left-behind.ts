/** What a process that is no more had on its way: the next tick settles it, and until then somebody may want to know. */
import type { Instant } from '../domain/time.ts';
import { listOpenAttempts } from '../store/attempts.ts';
import { runsNotEnded } from '../store/runs.ts';
import { aliveFromHere } from './run-identity.ts';
import type { Workspace } from './workspace.ts';

export interface LeftBehind {
  /** Ticks that ended in the middle. */
  readonly ticks: number;
  /** Messages of theirs that may have arrived. */
  readonly messages: number;
}

export async function leftBehind({ db }: Pick<Workspace, 'db'>, now: Instant): Promise<LeftBehind> {
  const isAlive = aliveFromHere(db.engine);
  const dead = new Set((await runsNotEnded(db)).filter((run) => !isAlive(run, now)).map(({ id }) => id));
  if (dead.size === 0) return { ticks: 0, messages: 0 };
  const wire = await listOpenAttempts(db, 'wire');
  return { ticks: dead.size, messages: wire.filter(({ run }) => dead.has(run)).length };
}
