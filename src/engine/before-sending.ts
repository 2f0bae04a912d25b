/** What is asked before anything at all is sent from here, whoever sends: the file that stops everything, the disk, the database, the clock. */
import { acceptClock, noteClock } from '../store/meta.ts';
import { refuseDamaged } from './damage.ts';
import { instanceObstacle } from './instance.ts';
import { clockObstacle, diskObstacle } from './obstacles.ts';
import { pauseFileObstacle } from './pause-file.ts';
import type { Obstacle, TickOptions } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** `also`: what holds up an automatic run besides, and nobody who writes by hand. */
export async function obstacleBefore(
  ws: Workspace,
  options: TickOptions,
  also: (ws: Workspace) => Promise<Obstacle | null> = () => Promise.resolve(null),
): Promise<Obstacle | null> {
  const held = (await pauseFileObstacle(ws)) ?? (await diskObstacle(ws));
  if (held !== null) return held;
  await refuseDamaged(ws, options);
  const unbound = options.adopting === true ? null : await instanceObstacle(ws);
  const standing = unbound ?? (await also(ws));
  if (standing !== null) return standing;
  const now = options.now();
  const finding = await ws.db.tx(async (handle) => {
    if (options.acceptClock === true) await acceptClock(handle, now);
    return noteClock(handle, now);
  });
  return finding.kind === 'set_back' ? clockObstacle(ws, finding) : null;
}
