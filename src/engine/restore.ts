/** Puts a backup in the database's place: checked first, with nothing deleted, and nothing sent from it until it is adopted. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { type OptOut, optOutsInForce } from '../store/backups.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { type Driver, StoreError } from '../store/driver.ts';
import { dropMeta, pepperCheck, putMeta } from '../store/meta.ts';
import { openStore } from '../store/open.ts';
import { insertPause } from '../store/pauses.ts';
import { runsNotEnded } from '../store/runs.ts';
import { SCHEMA_VERSION } from '../store/schema-version.ts';
import { openSqlite } from '../store/sqlite-driver.ts';
import { suppress } from '../store/suppressions.ts';
import { transact } from '../store/transact.ts';
import { type BackupProblem, flushFile, type Verified, verifyBackup } from './backup.ts';
import { aliveDaemon } from './daemon-health.ts';
import { flushFolder } from './durable-file.ts';
import { databasePath } from './open-workspace.ts';
import { readPepper } from './pepper.ts';
import { aliveFromHere } from './run-identity.ts';

export interface Restored {
  readonly from: Verified;
  /** Where the database before it now is, with its log; null when there was none. */
  readonly aside: string | null;
  /** Opt-outs that the database before it knew and the backup did not; null when it could not be read. */
  readonly optOuts: number | null;
}

export interface RestoreProblem extends BackupProblem {
  readonly exit: 2 | 3 | 4;
}

const PAUSED = 'set aside by a restore: the database in its place goes on';

export async function restoreBackup(
  root: string,
  file: string,
  now: Instant,
  /** Everything but the exchange itself: the backup is read, its opt-outs are joined in a copy, and the copy is removed. */
  dryRun = false,
): Promise<Result<Restored, RestoreProblem>> {
  const verified = await verifyBackup(file);
  if (!verified.ok) return fail({ ...verified.error, exit: 3 });
  const pepper = pepperFor(root, verified.value);
  if (!pepper.ok) return pepper;
  const daemon = aliveDaemon(root, now);
  if (daemon !== null) return fail(running(`daemon is running here (process ${daemon.pid})`));
  const present = await retire(root, now, dryRun);
  if (!present.ok) return present;
  const fresh = `${databasePath(root)}.${process.pid}.partial`;
  const optOuts = await prepare(fresh, verified.value, pepper.value, present.value, now);
  const known = present.value === null ? null : optOuts;
  if (dryRun) {
    for (const end of ['', '-wal', '-shm']) rmSync(`${fresh}${end}`, { force: true });
    return ok({ from: verified.value, aside: null, optOuts: known });
  }
  const aside = setAside(root, now);
  renameSync(fresh, databasePath(root));
  flushFolder(join(root, '.leadseq'));
  return ok({ from: verified.value, aside, optOuts: known });
}

/** The key that the backup's opt-outs are found with, when this program knows its tables. */
function pepperFor(root: string, { file, manifest }: Verified): Result<Uint8Array, RestoreProblem> {
  const refuse = (message: string, hint: string) => fail<RestoreProblem>({ message, hint, exit: 3 });
  if (manifest.schema > SCHEMA_VERSION)
    return refuse(
      `${file} was made by a newer version of this program (tables ${manifest.schema}, this one knows ${SCHEMA_VERSION})`,
      'Update the program first. Nothing was changed.',
    );
  const path = join(root, '.leadseq', 'pepper');
  const pepper = readPepper(path);
  if (!pepper.ok)
    return refuse(
      `${pepper.error.message}; without it every opt-out in the backup would be forgotten`,
      `It is in no backup: put the one you kept at ${path} (mode 600), then restore again.`,
    );
  if (pepperCheck(pepper.value) === manifest.pepperCheck) return pepper;
  return refuse(
    `${path} is not the key that ${file} was made with: every opt-out in it would be forgotten`,
    'Put the key that belongs to the backup there, then restore again. Nothing was changed.',
  );
}

const running = (who: string): RestoreProblem => ({
  message: `a ${who}, and would go on with the database that is set aside`,
  hint: 'Stop it, and keep cron from starting the next one: pause --file. Then restore again. Nothing was changed.',
  exit: 4,
});

/**
 * The present database, told that its time is over: a tick that has it open already finds everything paused, and sends
 * nothing more. Its opt-outs; null when it cannot be read, which may be why somebody restores.
 */
async function retire(
  root: string,
  now: Instant,
  dryRun: boolean,
): Promise<Result<readonly OptOut[] | null, RestoreProblem>> {
  const path = databasePath(root);
  if (!existsSync(path)) return ok(null);
  let db: Driver;
  try {
    db = await openSqlite(path, { create: false });
  } catch (error) {
    return unreadable(error);
  }
  try {
    return await transact(db, !dryRun, async (handle) => {
      const isAlive = aliveFromHere();
      const alive = (await runsNotEnded(handle)).find((run) => isAlive(run, now));
      if (alive !== undefined)
        return fail(running(`${alive.command} is running (process ${alive.pid} on ${alive.host})`));
      await insertPause(handle, { business: null, channel: null, sequence: null }, now, PAUSED);
      return ok(await optOutsInForce(handle));
    });
  } catch (error) {
    return unreadable(error);
  } finally {
    await db.close();
  }
}

/** A database that is held by somebody is not set aside; one that is broken is. */
function unreadable(error: unknown): Result<null, RestoreProblem> {
  if (!(error instanceof StoreError)) throw error;
  if (error.kind === 'corrupt' || error.kind === 'missing') return ok(null);
  return fail({ message: error.message, hint: 'Nothing was restored.', exit: error.kind === 'busy' ? 4 : 3 });
}

/** How many opt-outs the backup did not know. */
async function prepare(
  fresh: string,
  { file, manifest }: Verified,
  pepper: Uint8Array,
  known: readonly OptOut[] | null,
  now: Instant,
): Promise<number> {
  rmSync(fresh, { force: true });
  copyFileSync(file, fresh);
  chmodSync(fresh, 0o600);
  const db = await openStore({ path: fresh, pepper, now, create: false });
  try {
    return await db.tx(async (handle) => {
      await dropMeta(handle, 'home');
      await putMeta(handle, 'restored', `${basename(file)} of ${manifest.madeAt}`);
      let added = 0;
      for (const { key, business, channel, reason } of known ?? []) {
        const businessRow = await ensureBusiness(handle, business);
        const wanted = { key, businessRow, channel, reason, contact: null, enrollment: null };
        added += await suppress(handle, [wanted], now);
      }
      return added;
    });
  } finally {
    await db.close();
    removeCopies(fresh);
    flushFile(fresh);
  }
}

/** The upgrade of an older version keeps a copy; here the backup itself is that copy. */
function removeCopies(fresh: string): void {
  for (const name of readdirSync(dirname(fresh)))
    if (name.startsWith(`${basename(fresh)}.version-`)) rmSync(join(dirname(fresh), name));
}

/** The database with its log, which belongs to no other, and what an unfinished tick had written beside it. */
function setAside(root: string, now: Instant): string | null {
  const state = join(root, '.leadseq');
  const names = ['leadseq.db', 'leadseq.db-wal', 'leadseq.db-shm', 'spill'].filter((name) =>
    existsSync(join(state, name)),
  );
  if (names.length === 0) return null;
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  const aside = join(state, `before-restore-${stamp}Z`);
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  // The database first: a crash leaves a log without one, which is refused; a database without its log would seem whole.
  for (const name of names) renameSync(join(state, name), join(aside, name));
  flushFolder(aside);
  flushFolder(state);
  return aside;
}
