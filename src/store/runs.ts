/** Who is sending: one row for each process that claims contacts, so that the next one can tell a dead owner from a slow one. */
import { asId, type RunId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { int, only, text } from './decode.ts';
import type { Handle, Row } from './driver.ts';

/** A process, named so that its pid used again after its death is not taken for it. */
export interface Owner {
  readonly command: string;
  readonly host: string;
  /** Changes with every boot of the machine. */
  readonly bootId: string;
  readonly pid: number;
  /** When the process began, as the kernel says it. */
  readonly pidStarted: string;
}

export interface OpenRun extends Owner {
  readonly id: RunId;
  readonly startedAt: Instant;
  readonly heartbeatAt: Instant;
}

const START = `
  INSERT INTO run (command, host, boot_id, pid, pid_started, started_at, heartbeat_at)
  VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`;
const HEARTBEAT = 'UPDATE run SET heartbeat_at = ? WHERE id = ? AND ended_at IS NULL';
const END = 'UPDATE run SET heartbeat_at = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL';
const NOT_ENDED = `
  SELECT id, command, host, boot_id, pid, pid_started, started_at, heartbeat_at
  FROM run WHERE ended_at IS NULL ORDER BY id`;

function decodeRun(row: Row): OpenRun {
  return {
    id: asId<RunId>(int(row, 'id')),
    command: text(row, 'command'),
    host: text(row, 'host'),
    bootId: text(row, 'boot_id'),
    pid: int(row, 'pid'),
    pidStarted: text(row, 'pid_started'),
    startedAt: instant(int(row, 'started_at')),
    heartbeatAt: instant(int(row, 'heartbeat_at')),
  };
}

export async function startRun(handle: Handle, owner: Owner, at: Instant): Promise<RunId> {
  const { command, host, bootId, pid, pidStarted } = owner;
  const rows = await handle.all(START, [command, host, bootId, pid, pidStarted, at, at]);
  return asId<RunId>(int(only(rows), 'id'));
}

/** False when somebody has declared this run dead: it must claim and send nothing more. */
export async function heartbeat(handle: Handle, run: RunId, at: Instant): Promise<boolean> {
  return (await handle.run(HEARTBEAT, [at, run])) === 1;
}

/** False when the run had ended already. */
export async function endRun(handle: Handle, run: RunId, at: Instant): Promise<boolean> {
  return (await handle.run(END, [at, at, run])) === 1;
}

/** Runs that have not said goodbye: alive, or dead without a word. */
export async function runsNotEnded(db: Handle): Promise<readonly OpenRun[]> {
  return (await db.all(NOT_ENDED)).map(decodeRun);
}
