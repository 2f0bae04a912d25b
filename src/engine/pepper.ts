/** The key of the destination hashes: 32 bytes in a file that only its owner can read, never in the database. */
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import { explainFile } from './file-errors.ts';

const BYTES = 32;

/** What is wrong with the file, and what mends it. */
export interface PepperProblem {
  readonly kind: 'missing' | 'unsafe' | 'damaged';
  readonly message: string;
  readonly hint: string;
}

/** Where the key waits until its database is made. */
const fresh = (path: string): string => `${path}.new`;

/** Whether the key is not in its place yet: the workspace is being made now, or making it was cut short. */
export const isPepperFresh = (path: string): boolean => !existsSync(path) && existsSync(fresh(path));

/** The key of a workspace that has none: made, or taken from whoever is making it this moment. Never overwrites one: that would forget every opt-out. */
export function createPepper(
  path: string,
  random: (bytes: number) => Uint8Array,
): Result<Uint8Array, PepperProblem> {
  try {
    writeFileSync(fresh(path), `${Buffer.from(random(BYTES)).toString('hex')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readPepper(fresh(path));
}

/** The database is made: from now on a key without one means that the database was lost. */
export function settlePepper(path: string): void {
  try {
    renameSync(fresh(path), path);
  } catch (error) {
    // Whoever made the workspace at the same time has done it.
    if (!existsSync(path)) throw error;
  }
}

export function readPepper(path: string): Result<Uint8Array, PepperProblem> {
  let facts: { readonly mode: number; readonly uid: number };
  try {
    facts = statSync(path);
  } catch (error) {
    return fail(isGone(error) ? missing(path) : unreadable(path, error));
  }
  if ((facts.mode & 0o077) !== 0) {
    return fail({
      kind: 'unsafe',
      message: `others can read the key of the opt-out list: ${path} has mode ${(facts.mode & 0o777).toString(8)}`,
      hint: `Only its owner may. To mend it: chmod 600 ${path}`,
    });
  }
  const { uid, username } = userInfo();
  // Windows has no owners to compare.
  if (uid !== -1 && facts.uid !== uid) {
    return fail({
      kind: 'unsafe',
      message: `the key of the opt-out list belongs to another user: ${path}`,
      hint: `Run this as its owner, or give it away: sudo chown ${username} ${path}`,
    });
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    return fail(unreadable(path, error));
  }
  if (!/^[\da-f]{64}$/.test(text)) {
    return fail({
      kind: 'damaged',
      message: `the key of the opt-out list is damaged: ${path} should hold 64 hexadecimal digits`,
      hint: 'Restore it from a backup. Without it nobody can tell who has opted out, so nothing is sent.',
    });
  }
  return ok(new Uint8Array(Buffer.from(text, 'hex')));
}

const missing = (path: string): PepperProblem => ({
  kind: 'missing',
  message: `the key of the opt-out list is missing: ${path}`,
  hint: 'Restore it from a backup. Without it nobody can tell who has opted out, so nothing is sent.',
});

/** Another user's, most often: the key is there, and this program may not see it. */
function unreadable(path: string, error: unknown): PepperProblem {
  const reason = explainFile(error);
  if (reason === null) throw error;
  return {
    kind: 'unsafe',
    message: `the key of the opt-out list cannot be read: ${reason}`,
    hint: `See whose it is: ls -ld ${dirname(path)} ${path}. Run this as its owner.`,
  };
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
