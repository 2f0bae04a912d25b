/** How the file that stops all sending is told, and looked for before the database is. */
import { resolve } from 'node:path';
import type { Instant, Zone } from '../domain/time.ts';
import { namePauseFile, type PauseFile, readPauseFile } from '../engine/pause-file.ts';
import { findRoot } from '../engine/workspace-files.ts';
import type { GlobalOptions, Io } from './io.ts';
import { isoOrNull } from './json.ts';
import { plain } from './terminal.ts';
import { showMoment } from './times.ts';

/** The one of the workspace around `-C` or the current folder; null when there is none, or no workspace. */
export function pauseFileHere(io: Io, options: GlobalOptions): PauseFile | null {
  const root = findRoot(resolve(io.cwd, options.workspace ?? '.'));
  return root === null ? null : readPauseFile(root);
}

/** `All sending is stopped by the file /srv/acme/.leadseq/PAUSE (…), since …` */
export function pauseFileLine(io: Io, file: PauseFile, zone?: Zone, now?: Instant): string {
  const since =
    file.since === null || zone === undefined || now === undefined
      ? ''
      : ` since ${showMoment(file.since, zone, now)}`;
  return `All sending is stopped${since} by the file ${plain(namePauseFile(file))}. To go on: ${io.name} resume --file`;
}

export const pauseFileJson = (file: PauseFile | null): object | null =>
  file && { path: file.path, reason: file.reason, since: isoOrNull(file.since) };
