/** Why nothing may be sent at all right now, in sentences that say what to do. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Instant, instant, type Zone } from '../domain/time.ts';
import { describeDuration, describeInstant } from '../schedule/describe.ts';
import { CLOCK_TOLERANCE, type ClockFinding, getMeta } from '../store/meta.ts';
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

type SetBack = Extract<ClockFinding, { kind: 'set_back' }>;

export function clockObstacle(ws: Workspace, { by, highWater }: SetBack): Obstacle {
  const zone = zoneOf(ws);
  return {
    kind: 'clock',
    message:
      `The clock was set back: it is ${describeDuration(by)} before ${describeInstant(highWater, zone)} (${zone}), ` +
      'when something was last done here. Sending now could text people twice in a day. Nothing was sent. ' +
      'Correct the clock, or run tick --accept-clock if it is right now.',
  };
}

/** The clock is the machine's, whose businesses have zones of their own: the first one's is told. */
const zoneOf = (ws: Workspace): Zone => [...ws.config.businesses.values()][0]?.zone ?? ('UTC' as Zone);

/** Asked before leads are taken in: by a clock that was set back they would all be counted from a day that is over. Null when it is right. */
export async function enrollClockObstacle(ws: Workspace, now: Instant): Promise<Obstacle | null> {
  const known = await getMeta(ws.db, 'high_water');
  const by = known === null ? 0 : Number(known) - now;
  if (known === null || by <= CLOCK_TOLERANCE) return null;
  const zone = zoneOf(ws);
  return {
    kind: 'clock',
    message:
      `The clock was set back: it is ${describeDuration(by)} before ${describeInstant(instant(Number(known)), zone)} ` +
      `(${zone}), when something was last done here. Leads enrolled now would be counted from a wrong day. Nobody was ` +
      'enrolled. Correct the clock, or run tick --accept-clock if it is right now.',
  };
}

export const takenForDead: Obstacle = {
  kind: 'busy',
  message:
    'Another tick took this one for dead, and has taken over what it had left to do. Nothing more was sent from here.',
};
