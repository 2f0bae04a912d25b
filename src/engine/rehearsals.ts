/** Rehearsed enrollments of a channel that now reaches people: nothing goes until a person has said what becomes of them. */
import type { Obstacle } from './tick-options.ts';
import type { Transports } from './transports.ts';
import type { Workspace } from './workspace.ts';

export async function rehearsalObstacle(_ws: Workspace, _transports: Transports): Promise<Obstacle | null> {
  return null;
}
