/** A file named PAUSE in `.leadseq` stops all sending, also when the database cannot be opened. */
import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, instant } from '../domain/time.ts';
import type { Obstacle } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

export interface PauseFile {
  readonly path: string;
  /** Null when nobody can tell. */
  readonly since: Instant | null;
  /** What stands in the file; empty when it is. */
  readonly reason: string;
}

/** Longer than a reason, shorter than a screen. */
const MAX_REASON = 300;

export const pauseFilePath = (root: string): string => join(root, '.leadseq', 'PAUSE');

/** Whatever has this name stops everything: a file, a folder, a link to nowhere, and what cannot be looked at. */
export function isPausedByFile(root: string): boolean {
  try {
    return lstatSync(pauseFilePath(root), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

export function readPauseFile(root: string): PauseFile | null {
  if (!isPausedByFile(root)) return null;
  const path = pauseFilePath(root);
  try {
    const since = instant(Math.round(lstatSync(path).mtimeMs));
    return { path, since, reason: reasonIn(path) };
  } catch {
    return { path, since: null, reason: '' };
  }
}

/** A folder or a link to nowhere pauses as well, but says nothing. */
function reasonIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\s+/g, ' ').trim().slice(0, MAX_REASON);
  } catch {
    return '';
  }
}

/** False when there is one already; it keeps its reason. */
export function writePauseFile(root: string, reason: string): boolean {
  try {
    writeFileSync(pauseFilePath(root), `${reason}\n`, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** False when there was none. */
export function removePauseFile(root: string): boolean {
  if (!isPausedByFile(root)) return false;
  rmSync(pauseFilePath(root));
  return true;
}

/** `/srv/acme/.leadseq/PAUSE (The number is being moved)` */
export const namePauseFile = ({ path, reason }: PauseFile): string =>
  reason === '' ? path : `${path} (${reason.replace(/[.!]$/, '')})`;

export async function pauseFileObstacle(ws: Pick<Workspace, 'root'>): Promise<Obstacle | null> {
  const file = readPauseFile(ws.root);
  if (file === null) return null;
  return {
    kind: 'pause_file',
    message: `All sending is stopped by the file ${namePauseFile(file)}. To go on: resume --file, or remove the file.`,
  };
}
