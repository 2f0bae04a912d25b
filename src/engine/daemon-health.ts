/** The daemon's sign of life: a small file that says when it last beat, when it last did its work, and what holds it up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elapsed, type Instant, MINUTE } from '../domain/time.ts';
import type { Owner } from '../store/runs.ts';
import { replaceFile } from './durable-file.ts';
import { aliveFromHere } from './run-identity.ts';

export interface DaemonHealth extends Owner {
  /** Seconds between two beats. */
  readonly every: number;
  readonly startedAt: Instant;
  readonly heartbeatAt: Instant;
  /** The last beat that could do all it had to; null before the first. */
  readonly goodAt: Instant | null;
  /** What holds it up now; null when nothing does. */
  readonly trouble: string | null;
  /** It has been told to stop, and has. */
  readonly ended: boolean;
}

export type DaemonState =
  | { readonly kind: 'healthy'; readonly health: DaemonHealth }
  | { readonly kind: 'never' }
  | { readonly kind: 'stopped'; readonly health: DaemonHealth }
  /** It was not told to stop, and its process is gone. */
  | { readonly kind: 'died'; readonly health: DaemonHealth }
  | { readonly kind: 'silent'; readonly health: DaemonHealth }
  | { readonly kind: 'trouble'; readonly health: DaemonHealth };

const healthPath = (root: string): string => join(root, '.leadseq', 'daemon.json');

export function writeHealth(root: string, health: DaemonHealth): void {
  replaceFile(healthPath(root), `${JSON.stringify({ version: 1, ...health })}\n`, false);
}

function readHealth(root: string): DaemonHealth | null {
  try {
    const read = JSON.parse(readFileSync(healthPath(root), 'utf8')) as DaemonHealth;
    return typeof read.pid === 'number' && typeof read.heartbeatAt === 'number' ? read : null;
  } catch {
    return null;
  }
}

/** Three beats may be missed, and never less than three minutes: a tick with much to send takes its time. */
const silentAfter = (every: number): number => Math.max(3 * every * 1_000, 3 * MINUTE);

export function daemonState(root: string, now: Instant): DaemonState {
  const health = readHealth(root);
  if (health === null) return { kind: 'never' };
  if (health.ended) return { kind: 'stopped', health };
  if (!aliveFromHere()(health, now)) return { kind: 'died', health };
  if (elapsed(health.heartbeatAt, now) > silentAfter(health.every)) return { kind: 'silent', health };
  return { kind: health.trouble === null ? 'healthy' : 'trouble', health };
}

/** Whether it does its work; one that is held up does not, though it lives. */
export const isWell = ({ kind }: DaemonState): boolean => kind === 'healthy';

/** The daemon that works on this workspace now, well or not. */
export function aliveDaemon(root: string, now: Instant): DaemonHealth | null {
  const state = daemonState(root, now);
  return state.kind === 'healthy' || state.kind === 'trouble' || state.kind === 'silent'
    ? state.health
    : null;
}
