/** Files that are either the old ones or the new ones, whatever happens while they are written. */
import { closeSync, fstatSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** `certain` waits for the disk; without it a crash of the program loses nothing, and a power cut may bring the old file back. */
export function replaceFile(path: string, text: string, certain: boolean): void {
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, 'w', 0o600);
  try {
    writeSync(file, text);
    if (certain) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
  if (certain) flushFolder(dirname(path));
}

/**
 * A file of one short line, written over: a fifteenth of what a new file and its name cost, which a tick pays in every
 * turn. One write is whole for whoever crashes or loses power; whoever reads in that very moment reads once more. False
 * where there is none, or a longer one.
 */
export function overwriteLine(path: string, line: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
  try {
    const fits = fstatSync(file).size <= Buffer.byteLength(line);
    if (fits) writeSync(file, line, 0);
    return fits;
  } finally {
    closeSync(file);
  }
}

/** Puts the names in a folder on the disk for certain. */
export function flushFolder(folder: string): void {
  // Windows opens no folder, and keeps its names by a journal.
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
