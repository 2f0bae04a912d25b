/** What went wrong with a SQLite file, in words that name the path and the remedy. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StoreError } from './driver.ts';

/** An error's own word for itself, such as `SQLITE_BUSY_TIMEOUT`. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

const writable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

export function missing(path: string): StoreError {
  return new StoreError(
    'missing',
    `There is no database at ${path}, or it is empty. It knew everybody who opted out: restore it from a backup.`,
  );
}

function readOnly(path: string, cause?: unknown): StoreError {
  return new StoreError(
    'read_only',
    `The database ${path} cannot be written by this user, or its folder cannot. SQLite needs both: run \`ls -ld ${dirname(path)} ${path}\` and give this user write permission.`,
    cause,
  );
}

export function damaged(path: string, seen: string, cause?: unknown): StoreError {
  return new StoreError(
    'corrupt',
    `The database ${path} ${seen}. Nothing more is sent from it: keep the file as it is, and put back the last good copy.`,
    cause,
  );
}

/** Why SQLite could not open a file that is there, or not there. */
function cannotOpen(path: string, cause: unknown): StoreError {
  if (!existsSync(dirname(path))) return missing(path);
  if (!existsSync(path)) return writable(dirname(path)) ? missing(path) : readOnly(path, cause);
  if (statSync(path).isDirectory())
    return new StoreError(
      'other',
      `${path} is a folder, and a database is a file. Move the folder away.`,
      cause,
    );
  if (!writable(path) || !writable(dirname(path))) return readOnly(path, cause);
  return new StoreError('other', `The database ${path} cannot be opened: ${messageOf(cause)}.`, cause);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The engine itself does not load: not installed, or built for another Node. */
function engineMissing(cause: Error): StoreError {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  return new StoreError(
    'configuration',
    `The SQLite engine (better-sqlite3) does not load under Node ${process.version}: ${cause.message.split('\n', 1)[0]?.replace(/[.:]*( Tried)?[.:]*$/, '')}. Run \`npm rebuild better-sqlite3\` in ${root} and try again.`,
    cause,
  );
}

const isNotLoaded = (error: Error, code: string | null): boolean =>
  code === 'MODULE_NOT_FOUND' ||
  code === 'ERR_DLOPEN_FAILED' ||
  error.message.startsWith('Could not locate the bindings file');

/** Turns SQLite's errors into a StoreError; any other error is a fault of the program and comes back as it is. */
export function explain(error: unknown, path: string, busyTimeout: number): unknown {
  const code = codeOf(error);
  if (error instanceof Error && isNotLoaded(error, code)) return engineMissing(error);
  // better-sqlite3 looks for the folder before SQLite does.
  if (error instanceof TypeError && !existsSync(dirname(path))) return missing(path);
  if (!code?.startsWith('SQLITE_')) return error;
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new StoreError(
      'busy',
      `Another process holds the database ${path}; waited ${busyTimeout / 1000} s. Nothing was changed: try again when that process is done.`,
      error,
    );
  if (code.startsWith('SQLITE_READONLY')) return readOnly(path, error);
  // The shared-memory file beside the database cannot grow: on a full disk that is what fails first when it is opened.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE')
    return new StoreError(
      'full',
      `The disk that holds the database ${path} is full. What was committed is safe: free some space, then run the command again.`,
      error,
    );
  if (code.startsWith('SQLITE_NOTADB')) return damaged(path, 'is not a SQLite database', error);
  if (code.startsWith('SQLITE_CORRUPT')) return damaged(path, `is damaged (${messageOf(error)})`, error);
  if (code.startsWith('SQLITE_CANTOPEN')) return cannotOpen(path, error);
  if (code.startsWith('SQLITE_IOERR'))
    return new StoreError(
      'other',
      `The disk failed while the database ${path} was read or written (${code}). Check the disk and its mount, then run the command again.`,
      error,
    );
  return new StoreError('other', `The database ${path} refused a statement: ${messageOf(error)}.`, error);
}
