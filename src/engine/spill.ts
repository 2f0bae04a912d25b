/** Outcomes that the database could not take, on a file that was given its space beforehand: the next tick reads it first. */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AttemptToken, DestinationId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { findByToken } from '../store/attempts.ts';
import { txAgain } from '../store/begin-again.ts';
import { lockDestinations } from '../store/destinations.ts';
import { hearLate } from './hear-late.ts';
import type { SendResult } from './settle.ts';
import type { Finished } from './tick-run.ts';
import type { Workspace } from './workspace.ts';

/** Room for a whole batch on a disk that has none left. */
const SIZE = 65_536;

const spillPath = (ws: Workspace): string => join(dirname(ws.outbox), 'spill');

interface Spilled {
  /** Names the attempt in this database and in no other: a backup that took its place counts its rows anew. */
  readonly token: AttemptToken;
  readonly fence: number;
  readonly result: SendResult;
}

/** Takes the disk space while there is some. Written as blanks: a hole in a file would be no room at all. */
export async function prepareSpill(ws: Workspace): Promise<void> {
  await mkdir(dirname(ws.outbox), { recursive: true, mode: 0o700 });
  const file = await open(spillPath(ws), constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const { size } = await file.stat();
    if (size < SIZE) await writeThrough(file, ' '.repeat(SIZE - size), size);
  } finally {
    await file.close();
  }
}

/** Appends after what is there. */
export async function spill(ws: Workspace, finished: readonly Finished[]): Promise<void> {
  const file = await open(spillPath(ws), constants.O_RDWR);
  try {
    const used = (await file.readFile('utf8')).trimEnd().length;
    const lines = finished.map(({ token, sending, result }) => {
      const line: Spilled = { token, fence: sending.fence, result: ascii(result) };
      return JSON.stringify(line);
    });
    await writeThrough(file, `\n${lines.join('\n')}\n`, used);
  } finally {
    await file.close();
  }
}

/**
 * Settles what an earlier tick could not, then gives the space back to be used again. Says how many outcomes it held. On a
 * server another machine may have taken the run for dead by now; and what is read twice changes nothing the second time.
 */
export async function settleSpilled(ws: Workspace, now: Instant): Promise<number> {
  const file = await open(spillPath(ws), constants.O_RDWR);
  try {
    const text = await file.readFile('utf8');
    const lines = text.split('\n').flatMap(parse);
    if (lines.length === 0) return 0;
    await txAgain(ws.db, async (handle) => {
      const concerned: DestinationId[] = [];
      for (const { token } of lines) {
        const attempt = await findByToken(handle, token);
        if (attempt !== null) concerned.push(attempt.destination);
      }
      await lockDestinations(handle, concerned);
      for (const { token, fence, result } of lines) {
        const attempt = await findByToken(handle, token);
        if (attempt?.fence === fence) await hearLate(handle, ws, attempt, result, now);
      }
    });
    await writeThrough(file, ' '.repeat(SIZE), 0);
    return lines.length;
  } finally {
    await file.close();
  }
}

/** One byte a character, so that lengths are places in the file. */
const ascii = (result: SendResult): SendResult =>
  'detail' in result ? { ...result, detail: result.detail.replace(/[^\x20-\x7e]/g, '?') } : result;

/** A line that was cut off by the crash is as good as none: its attempt becomes uncertain. */
function parse(line: string): readonly Spilled[] {
  if (line.trim() === '') return [];
  try {
    return [JSON.parse(line) as Spilled];
  } catch {
    return [];
  }
}

async function writeThrough(file: FileHandle, text: string, position: number): Promise<void> {
  await file.write(text, position, 'utf8');
  await file.sync();
}
