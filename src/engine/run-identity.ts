/** Which process this is, and whether another one is still alive: by boot, process id and start time; by age only where those cannot be seen. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Instant } from '../domain/time.ts';
import type { Driver } from '../store/driver.ts';
import type { OpenRun, Owner } from '../store/runs.ts';
import type { TickProcess } from './tick-options.ts';

/** A container that was made anew shares the boot with its predecessor but not its process ids: only there does age decide. */
const SILENT_ELSEWHERE = 600_000;
/** Of another machine that works on the same server nothing can be seen but that it says every ten seconds that it is alive. */
const SILENT_ON_A_SERVER = 120_000;

/** Runs of this process that have not ended; of itself alone a process knows more than its process id tells. */
const running = new Set<string>();
let runs = 0;

/** A new run of this process, alive until `end` is called. */
export function thisProcess(command: string, engine: Driver['engine'] = 'sqlite'): TickProcess {
  runs += 1;
  const pidStarted = `${startOf(process.pid) ?? ''}/${runs}`;
  const owner: Owner = { command, host: hostname(), bootId: bootId(), pid: process.pid, pidStarted };
  running.add(pidStarted);
  return {
    owner,
    isAlive: (run, now) => isAlive(run, owner, now - run.heartbeatAt, engine),
    end: () => void running.delete(pidStarted),
  };
}

/** This process, by what tells it from any other, whether it runs anything or not. */
export const processHere = (command: string): Owner => ({
  command,
  host: hostname(),
  bootId: bootId(),
  pid: process.pid,
  pidStarted: `${startOf(process.pid) ?? ''}/0`,
});

/** Whether another process is alive, for somebody who starts no run. */
export function aliveFromHere(
  engine: Driver['engine'] = 'sqlite',
): (process: Owner & Pick<OpenRun, 'heartbeatAt'>, now: Instant) => boolean {
  const here = processHere('');
  return (other, now) => isAlive(other, here, now - other.heartbeatAt, engine);
}

/** Whether the process that wrote this can still be working, as seen from `here`. */
function isAlive(owner: Owner, here: Owner, silentFor: number, engine: Driver['engine'] = 'sqlite'): boolean {
  // A file has one machine: there, another boot is an earlier one. A server has many.
  if (engine === 'postgres' && (owner.bootId !== here.bootId || owner.host !== here.host))
    return silentFor <= SILENT_ON_A_SERVER;
  if (owner.bootId !== here.bootId) return false;
  if (owner.host !== here.host) return silentFor <= SILENT_ELSEWHERE;
  const [ownerStarted] = owner.pidStarted.split('/');
  const [hereStarted] = here.pidStarted.split('/');
  if (owner.pid === here.pid && ownerStarted === hereStarted) return running.has(owner.pidStarted);
  return startOf(owner.pid) === ownerStarted;
}

function bootId(): string {
  return (
    readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ??
    ask('sysctl', ['-n', 'kern.boottime']) ??
    'unknown'
  );
}

/** Null when there is no such process. */
function startOf(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  // The second field is the program's name, which may hold blanks and parentheses: count from the last one. Field 22 is the start in ticks since boot.
  if (stat !== null) {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended and only waits for its parent to notice.
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  }
  return readOrNull('/proc/self/stat') === null ? ask('ps', ['-o', 'lstart=', '-p', String(pid)]) : null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Systems without `/proc` answer through their own tools. */
function ask(command: string, args: readonly string[]): string | null {
  try {
    return (
      execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null
    );
  } catch {
    return null;
  }
}
