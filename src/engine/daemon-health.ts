/** The sign of life of each daemon: a small file that says when it last beat, when it last did its work, and what holds it up. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DAY, elapsed, type Instant, MINUTE } from '../domain/time.ts';
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

export interface DaemonState {
  readonly kind:
    | 'healthy'
    | 'stopped'
    /** It was not told to stop, and its process is gone. */
    | 'died'
    | 'silent'
    | 'trouble';
  readonly health: DaemonHealth;
}

/** One file for each process: the death of one of several is not covered by the signs of another. */
const healthFolder = (root: string): string => join(root, '.leadseq', 'daemons');
const NAME = /^[\w.-]+\.json$/;

/** Of the machine and the process: containers that share a folder all begin to count their processes at 1. */
const fileOf = ({ host, pid }: Owner): string => `${host.replace(/[^\w.-]/g, '_')}-${pid}.json`;

export function writeHealth(root: string, health: DaemonHealth): void {
  const folder = healthFolder(root);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify({ version: 1, ...health })}\n`;
  replaceFile(join(folder, fileOf(health)), text, false);
}

function readHealth(path: string): DaemonHealth | null {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as DaemonHealth;
    return typeof read.pid === 'number' && typeof read.heartbeatAt === 'number' ? read : null;
  } catch {
    return null;
  }
}

/** Three beats may be missed, and never less than three minutes: a tick with much to send takes its time. */
const silentAfter = (every: number): number => Math.max(3 * every * 1_000, 3 * MINUTE);

/** Every daemon that has run here and is not forgotten yet, the first to start in front. */
export function daemonStates(root: string, now: Instant): readonly DaemonState[] {
  return readAll(root)
    .map(({ health }) => stateOf(health, now))
    .sort((a, b) => a.health.startedAt - b.health.startedAt || a.health.pid - b.health.pid);
}

function readAll(root: string): readonly { readonly path: string; readonly health: DaemonHealth }[] {
  const folder = healthFolder(root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const health = readHealth(path);
      return health === null ? [] : [{ path, health }];
    });
}

function stateOf(health: DaemonHealth, now: Instant): DaemonState {
  if (health.ended) return { kind: 'stopped', health };
  if (!aliveFromHere()(health, now)) return { kind: 'died', health };
  if (elapsed(health.heartbeatAt, now) > silentAfter(health.every)) return { kind: 'silent', health };
  return { kind: health.trouble === null ? 'healthy' : 'trouble', health };
}

/** A death is told for as long as this where other daemons go on: by then somebody has read it, or nobody wants it back. */
const REMEMBERED = 7 * DAY;

/**
 * For a daemon that starts: it stands in for every one that was told to stop, and for the one that has been dead the
 * longest. Other deaths are told on, or the restart of one would hide that of another.
 */
export function forgetGone(root: string, now: Instant): void {
  const known = readAll(root).map((each) => ({ ...each, kind: stateOf(each.health, now).kind }));
  const died = known
    .filter(({ kind }) => kind === 'died')
    .sort((a, b) => a.health.heartbeatAt - b.health.heartbeatAt);
  const old = died.filter(({ health }) => elapsed(health.heartbeatAt, now) > REMEMBERED);
  const stopped = known.filter(({ kind }) => kind === 'stopped');
  for (const { path } of [...stopped, ...died.slice(0, 1), ...old]) rmSync(path, { force: true });
}

/** Whether they do their work: all that were not told to stop, and at least one. One that is held up does not, though it lives. */
export function areWell(states: readonly DaemonState[]): boolean {
  const wanted = states.filter(({ kind }) => kind !== 'stopped');
  return wanted.length > 0 && wanted.every(({ kind }) => kind === 'healthy');
}

/** A daemon that works on this workspace now, well or not. */
export function aliveDaemon(root: string, now: Instant): DaemonHealth | null {
  const alive = daemonStates(root, now).find(({ kind }) => kind !== 'stopped' && kind !== 'died');
  return alive?.health ?? null;
}
