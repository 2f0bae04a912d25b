/** A `seq` of one user: a link to this program's launcher, in a folder of theirs, that never takes the place of another program. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';

export type Installed = 'made' | 'mended' | 'there_already';

/** Refuses when the place is taken by something else. */
export function installSeq(folder: string, launcher: string): Result<Installed, string> {
  const path = join(folder, 'seq');
  const found = whatIs(path, launcher);
  if (found === 'this') return ok('there_already');
  if (found === 'foreign') return fail(`${path} is another program, and was left as it is`);
  mkdirSync(folder, { recursive: true });
  if (found === 'ours') rmSync(path);
  symlinkSync(launcher, path);
  return ok(found === 'ours' ? 'mended' : 'made');
}

/** True when there was one to remove. */
export function removeSeq(folder: string, launcher: string): Result<boolean, string> {
  const path = join(folder, 'seq');
  const found = whatIs(path, launcher);
  if (found === 'foreign') return fail(`${path} is another program, and was left as it is`);
  if (found !== 'nothing') rmSync(path);
  return ok(found !== 'nothing');
}

/** `ours` is a link to another copy of this program, or to one that has gone. */
function whatIs(path: string, launcher: string): 'nothing' | 'this' | 'ours' | 'foreign' {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return 'nothing';
  if (!facts.isSymbolicLink()) return 'foreign';
  if (!existsSync(path)) return /leadseq[\\/]bin[\\/]seq$/.test(readlinkSync(path)) ? 'ours' : 'foreign';
  const target = realpathSync(path);
  if (existsSync(launcher) && target === realpathSync(launcher)) return 'this';
  return isLauncher(target) ? 'ours' : 'foreign';
}

/** By the words that stand in the head of every launcher of this program, and that it knows itself by. */
function isLauncher(path: string): boolean {
  if (lstatSync(path).isDirectory()) return false;
  return readFileSync(path).subarray(0, HEAD).includes('leadseq');
}
const HEAD = 1_024;

export type OnPath =
  | { readonly kind: 'first' }
  | { readonly kind: 'missing' }
  /** A `seq` in this folder is found before it. */
  | { readonly kind: 'behind'; readonly other: string };

/** Whether the shell finds a `seq` in `folder` when `seq` is typed. */
export function placeOnPath(folder: string, path: string, cwd: string): OnPath {
  const folders = path.split(delimiter).map((each) => resolve(cwd, each));
  const at = folders.indexOf(resolve(folder));
  if (at === -1) return { kind: 'missing' };
  const other = folders.slice(0, at).find((each) => existsSync(join(each, 'seq')));
  return other === undefined ? { kind: 'first' } : { kind: 'behind', other };
}
