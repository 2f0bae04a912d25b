/** Copies of the database that can be relied on: consistent, read through, on the disk, and described by a manifest beside them. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { copyInto, countRows, firstFlaw, reachOf } from '../store/backups.ts';
import { type Driver, StoreError } from '../store/driver.ts';
import { allMeta } from '../store/meta.ts';
import { openSqlite } from '../store/sqlite-driver.ts';
import { flushFolder, replaceFile } from './durable-file.ts';

/** What stands in `FILE.json`, beside the copy. */
export interface Manifest {
  readonly version: 1;
  readonly kind: 'leadseq-backup';
  readonly madeAt: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Of the tables. */
  readonly schema: number;
  readonly instance: string;
  readonly events: number;
  readonly runs: number;
  /** What the key of the opt-out list proves itself with; the key itself is in no backup. */
  readonly pepperCheck: string;
  readonly rows: Readonly<Record<string, number>>;
  /** Files of the workspace that are not in it, and without which nothing can be sent from it. */
  readonly alsoNeeded: readonly string[];
}

export interface Backup {
  readonly file: string;
  readonly manifest: Manifest;
}

/** Why there is no backup, or why a file is none that can be relied on. */
export interface BackupProblem {
  readonly message: string;
  readonly hint: string | null;
}

const ALSO_NEEDED = ['.leadseq/pepper', 'leadseq.yaml', 'sequences/', 'templates/', '.env'] as const;

const manifestOf = (file: string): string => `${file}.json`;

export async function makeBackup(
  db: Driver,
  file: string,
  now: Instant,
): Promise<Result<Backup, BackupProblem>> {
  if (existsSync(file) && readManifest(file) === null)
    return fail({
      message: `${file} is there already, and is no backup of this program; it was left as it is`,
      hint: 'Name another file, or a folder.',
    });
  const partial = `${file}.${process.pid}.partial`;
  rmSync(partial, { force: true });
  try {
    await copyInto(db, partial);
    const described = await describe(partial);
    if (!described.ok) return described;
    flushFile(partial);
    const manifest: Manifest = { ...described.value, madeAt: new Date(now).toISOString() };
    // Whatever a crash leaves is whole: the old copy, the new one without a manifest, or the new one with its own.
    rmSync(manifestOf(file), { force: true });
    renameSync(partial, file);
    replaceFile(manifestOf(file), `${JSON.stringify(manifest, null, 2)}\n`, true);
    return ok({ file, manifest });
  } finally {
    rmSync(partial, { force: true });
  }
}

/** A name that sorts by time. */
export const backupName = (now: Instant): string =>
  `leadseq-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`;

const NAMED = /^leadseq-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.db$/;

/** Removes all but the newest `keep` backups that `backupName` has named; other files are nobody's business. */
export function pruneBackups(folder: string, keep: number): readonly string[] {
  const ours = readdirSync(folder).filter(
    (name) => NAMED.test(name) && existsSync(join(folder, `${name}.json`)),
  );
  const gone = ours.sort().slice(0, Math.max(0, ours.length - keep));
  for (const name of gone) {
    rmSync(join(folder, `${name}.json`));
    rmSync(join(folder, name));
  }
  if (gone.length > 0) flushFolder(folder);
  return gone;
}

export interface Verified extends Backup {
  /** False when there is none: the copy is whole, but nothing says what it should hold. */
  readonly hasManifest: boolean;
}

/** Reads every page, follows every reference, and compares with the manifest when there is one. Changes nothing. */
export async function verifyBackup(file: string): Promise<Result<Verified, BackupProblem>> {
  if (!existsSync(file) || statSync(file).isDirectory())
    return fail({ message: `there is no backup at ${file}`, hint: null });
  const told = readManifest(file);
  if (told === null && existsSync(manifestOf(file)))
    return fail(unreliable(file, `its manifest ${basename(manifestOf(file))} cannot be read`));
  if (told !== null && told.sha256 !== (await sha256(file)))
    return fail(
      unreliable(file, 'it is not the file that its manifest describes: bytes were changed or lost'),
    );
  const described = await describe(file);
  if (!described.ok) return described;
  const seen = described.value;
  const wrong = told === null ? undefined : COMPARED.find((key) => !same(told[key], seen[key]));
  if (wrong !== undefined)
    return fail(unreliable(file, `its manifest says something else about its ${wrong}`));
  const madeAt = told?.madeAt ?? new Date(statSync(file).mtimeMs).toISOString();
  return ok({ file, manifest: { ...seen, madeAt }, hasManifest: told !== null });
}

const COMPARED = ['schema', 'instance', 'events', 'runs', 'pepperCheck', 'rows'] as const;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const unreliable = (file: string, seen: string): BackupProblem => ({
  message: `${file} cannot be relied on: ${seen}`,
  hint: 'Nothing was changed. Try an older backup: backup --verify FILE says whether it is whole.',
});

type Described = Omit<Manifest, 'madeAt'>;

async function describe(file: string): Promise<Result<Described, BackupProblem>> {
  try {
    const db = await openSqlite(file, { create: false, readonly: true });
    try {
      const flaw = await firstFlaw(db);
      if (flaw !== null) return fail(unreliable(file, `it is damaged (${flaw.replace(/\s+/g, ' ')})`));
      const tables = await db.tables();
      if (!tables.includes('meta') || !tables.includes('attempt'))
        return fail(unreliable(file, 'it is a database of another program'));
      const meta = await allMeta(db);
      return ok({
        version: 1,
        kind: 'leadseq-backup',
        sha256: await sha256(file),
        bytes: statSync(file).size,
        schema: Number(meta.get('schema_version')),
        instance: meta.get('instance') ?? '',
        ...(await reachOf(db)),
        pepperCheck: meta.get('pepper_check') ?? '',
        rows: await countRows(db),
        alsoNeeded: ALSO_NEEDED,
      });
    } finally {
      await db.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError) || error.kind !== 'corrupt') throw error;
    return fail(unreliable(file, error.message.replace(/^The database \S+ /, 'it ').replace(/\. .*$/s, '')));
  }
}

function readManifest(file: string): Manifest | null {
  try {
    const read = JSON.parse(readFileSync(manifestOf(file), 'utf8')) as Manifest;
    return read.kind === 'leadseq-backup' && read.version === 1 ? read : null;
  } catch {
    return null;
  }
}

/** In pieces: a database may be larger than the memory. */
async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

/** On the disk for certain, the file and then its name. */
export function flushFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  flushFolder(dirname(path));
}
