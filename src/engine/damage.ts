/** After a run that died, every page is read before anything is sent: what ended it may have damaged the database. */
import { firstDamage } from '../store/backups.ts';
import { runsNotEnded } from '../store/runs.ts';
import { damaged } from '../store/sqlite-errors.ts';
import { databasePath } from './open-workspace.ts';
import { aliveFromHere } from './run-identity.ts';
import type { TickOptions } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** Throws a StoreError when the database is damaged. Not asked at every tick: a large file takes seconds. */
export async function refuseDamaged(ws: Workspace, options: TickOptions): Promise<void> {
  if (ws.db.engine !== 'sqlite') return;
  const open = await runsNotEnded(ws.db);
  if (open.length === 0) return;
  const isAlive = options.process?.isAlive ?? aliveFromHere();
  const now = options.now();
  if (open.every((run) => isAlive(run, now))) return;
  const found = await firstDamage(ws.db);
  if (found !== null) throw damaged(databasePath(ws.root), `is damaged (${found.replace(/\s+/g, ' ')})`);
}
