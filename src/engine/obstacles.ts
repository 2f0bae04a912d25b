/** Why nothing may be sent at all right now, in sentences that say what to do. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ClockFinding } from '../store/meta.ts';
import type { Obstacle } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** Enough for the log of many batches; below it a result could be lost between the provider and the disk. */
const NEEDED = 64 * 1024 * 1024;

export async function diskObstacle(ws: Workspace): Promise<Obstacle | null> {
  const folder = dirname(ws.outbox);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= NEEDED) return null;
  return {
    kind: 'disk',
    message:
      `Only ${Math.floor(free / 1024 / 1024)} MB are free on the disk that holds ${folder}; 64 MB are needed so that ` +
      'what was sent can be written down. Nothing was sent. Free some space; the next tick goes on by itself.',
  };
}

export function clockObstacle(finding: Extract<ClockFinding, { kind: 'set_back' }>): Obstacle {
  return {
    kind: 'clock',
    message:
      `The clock was set back: it is ${Math.ceil(finding.by / 1000)} seconds before ` +
      `${new Date(finding.highWater).toISOString()}, when something was last done here. Sending now could text people ` +
      'twice in a day. Nothing was sent. Correct the clock, or run tick --accept-clock if it is right now.',
  };
}

export const takenForDead: Obstacle = {
  kind: 'busy',
  message:
    'Another tick took this one for dead, and has taken over what it had left to do. Nothing more was sent from here.',
};
