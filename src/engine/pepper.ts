/** The key of the destination hashes: 32 bytes in a file that only its owner can read, never in the database. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fail, ok, type Result } from '../domain/result.ts';

const BYTES = 32;

/** What is wrong with the file, and what mends it. */
export interface PepperProblem {
  readonly kind: 'missing' | 'unsafe' | 'damaged';
  readonly message: string;
  readonly hint: string;
}

/** Never overwrites: a new key would forget every opt-out. */
export function createPepper(path: string, random: (bytes: number) => Uint8Array): Uint8Array {
  const key = random(BYTES);
  writeFileSync(path, `${Buffer.from(key).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}

export function readPepper(path: string): Result<Uint8Array, PepperProblem> {
  let facts: { readonly mode: number; readonly uid: number };
  try {
    facts = statSync(path);
  } catch {
    return fail({
      kind: 'missing',
      message: `the key of the opt-out list is missing: ${path}`,
      hint: 'Restore it from a backup. Without it nobody can tell who has opted out, so nothing is sent.',
    });
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
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[\da-f]{64}$/.test(text)) {
    return fail({
      kind: 'damaged',
      message: `the key of the opt-out list is damaged: ${path} should hold 64 hexadecimal digits`,
      hint: 'Restore it from a backup. Without it nobody can tell who has opted out, so nothing is sent.',
    });
  }
  return ok(new Uint8Array(Buffer.from(text, 'hex')));
}
