/** While a run works on a server that other machines send from too, it says every ten seconds that it is alive. */
import type { RunId } from '../domain/ids.ts';
import { heartbeat } from '../store/runs.ts';
import type { TickOptions } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

const EVERY = 10_000;

/** Gives the function that ends it. A beat that fails is none: after two minutes of silence others take the run for dead. */
export function keepAlive(ws: Workspace, options: TickOptions, run: RunId): () => void {
  if (ws.db.engine === 'sqlite' || options.dryRun === true) return () => undefined;
  const timer = setInterval(() => {
    heartbeat(ws.db, run, options.now()).catch(() => undefined);
  }, EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
