/** `move`: carries a workspace's database file over to a PostgreSQL server, compares every row, and only then seals the file. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { listOpenAttempts } from '../store/attempts.ts';
import {
  CARRIED,
  type Compared,
  compareTable,
  copyTable,
  countRows,
  dropTables,
  makeBareTables,
  makeGuards,
} from '../store/carry.ts';
import { type Driver, type Handle, StoreError } from '../store/driver.ts';
import { allMeta, dropMeta, putAllMeta, putMeta } from '../store/meta.ts';
import type { PostgresDriver } from '../store/postgres-driver.ts';
import { runsNotEnded } from '../store/runs.ts';
import { isSealed, seal } from '../store/seal.ts';
import { databasePath, movedPath } from './open-database.ts';
import { aliveFromHere } from './run-identity.ts';

export interface MoveOptions {
  readonly url: string;
  readonly now: Instant;
  /** Looks and counts, and writes nothing anywhere. */
  readonly dryRun: boolean;
  /** Empties a target in which an earlier move was not finished. */
  readonly force: boolean;
  readonly onProgress?: (rows: number, total: number) => void;
  /** Called at each step, for tests that end the program there. */
  readonly crash?: (step: string) => void | Promise<void>;
}

export interface MoveProblem {
  readonly message: string;
  readonly hint: string;
}

export interface MoveReport {
  /** The server's address, without its password. */
  readonly place: string;
  readonly tables: readonly ({ readonly name: string } & Compared)[];
  /** What is left of the file. */
  readonly kept: string;
}

/** `source` is closed by this: its file gets another name. Throws a StoreError when either database fails. */
export async function move(
  root: string,
  source: Driver,
  options: MoveOptions,
): Promise<Result<MoveReport, MoveProblem>> {
  const { openPostgres } = await import('../store/postgres-driver.ts');
  const target = await openPostgres(options.url);
  const step = options.crash ?? (() => undefined);
  try {
    const moved = (await isSealed(source))
      ? await finished(source, target)
      : await carry(source, target, options, step);
    if (!moved.ok) return moved;
    await source.close();
    await step('before rename');
    if (!options.dryRun) rename(root);
    return ok({ place: target.place, tables: moved.value, kept: movedPath(root) });
  } finally {
    await target.close();
  }
}

/** An earlier move came to its end, and was stopped before the file had its new name; the rows may have moved on since. */
async function finished(source: Driver, target: PostgresDriver): Promise<Result<Tables, MoveProblem>> {
  const tables = await target.tables();
  const theirs = tables.includes('meta') ? (await allMeta(target)).get('instance') : undefined;
  if (theirs === undefined || theirs !== (await allMeta(source)).get('instance'))
    return fail({
      message: `this file was moved before, and not to ${target.place}; nothing was done`,
      hint: 'Name the database that it was moved to.',
    });
  return ok([]);
}

type Step = NonNullable<MoveOptions['crash']>;
type Tables = MoveReport['tables'];

/** The whole of it inside one write transaction of the file: nobody else can send or enroll meanwhile. */
async function carry(
  source: Driver,
  target: PostgresDriver,
  options: MoveOptions,
  step: Step,
): Promise<Result<Tables, MoveProblem>> {
  return source.tx(async (file): Promise<Result<Tables, MoveProblem>> => {
    const obstacle =
      (await busyFile(file, options.now)) ?? (await usedTarget(file, target, options.force, options.dryRun));
    if (obstacle !== null) return fail(obstacle);
    const counts = await Promise.all(CARRIED.map(async (table) => countRows(file, table)));
    if (options.dryRun)
      return ok(CARRIED.map(({ name }, index) => ({ name, rows: counts[index] ?? 0, checksum: '' })));
    await target.tx(async (handle) => {
      await makeBareTables(handle);
      await putMeta(handle, 'moving', String(options.now));
    });
    await step('after tables');
    const total = counts.reduce((sum, count) => sum + count, 0);
    let done = 0;
    for (const table of CARRIED)
      await copyTable(file, target, table, async (rows) => {
        done += rows;
        options.onProgress?.(done, total);
        await step('in copy');
      });
    await step('after copy');
    const tables = await compareAll(file, target);
    await step('after comparison');
    // From here on the server's database can be opened; the file still can, too, until it is sealed.
    const meta = await allMeta(file);
    await target.tx(async (handle) => {
      await makeGuards(handle);
      await dropMeta(handle, 'moving');
      await putAllMeta(handle, meta);
    });
    await step('after opening');
    await seal(file);
    await step('before sealing is committed');
    return ok(tables);
  });
}

async function compareAll(file: Handle, target: Driver): Promise<Tables> {
  const tables: { name: string; rows: number; checksum: string }[] = [];
  for (const table of CARRIED)
    tables.push({ name: table.name, ...(await compareTable(file, target, table)) });
  return tables;
}

async function busyFile(file: Handle, now: Instant): Promise<MoveProblem | null> {
  const isAlive = aliveFromHere();
  const alive = (await runsNotEnded(file)).find((run) => isAlive(run, now));
  if (alive !== undefined)
    return {
      message: `a ${alive.command} works on this database now (process ${alive.pid}); nothing was moved`,
      hint: 'Stop the daemon and comment out the crontab line, then move again.',
    };
  const onTheWire = (await listOpenAttempts(file, 'wire')).length;
  if (onTheWire > 0)
    return {
      message: `${onTheWire === 1 ? 'a message is' : `${onTheWire} messages are`} on the way, and what became of ${onTheWire === 1 ? 'it' : 'them'} is not written down yet; nothing was moved`,
      hint: 'A tick settles that: run it once, then move again.',
    };
  return null;
}

/** Only what an unfinished move has left, or a copy of this very database in which nothing has happened since, may be emptied. */
async function usedTarget(
  file: Handle,
  target: PostgresDriver,
  force: boolean,
  dryRun: boolean,
): Promise<MoveProblem | null> {
  const tables = await target.tables();
  if (tables.length === 0) return null;
  const theirs = tables.includes('meta') ? await allMeta(target) : new Map<string, string>();
  const unfinished = theirs.has('moving') || (await isUntouchedCopy(file, target, theirs));
  if (!unfinished)
    return {
      message: `the database ${target.place} is not empty: it has a table ${tables[0]}; nothing was moved`,
      hint: 'A workspace is moved to an empty database. Make one with `createdb`, and name it with --to.',
    };
  if (!force)
    return {
      message: `a move to ${target.place} was begun and not finished; the file is still the one in force`,
      hint: 'To take away what it left there, and begin again: move --force.',
    };
  if (!dryRun) await target.tx(dropTables);
  return null;
}

async function isUntouchedCopy(
  file: Handle,
  target: Driver,
  theirs: ReadonlyMap<string, string>,
): Promise<boolean> {
  const mine = await allMeta(file);
  if (mine.get('instance') === undefined || mine.get('instance') !== theirs.get('instance')) return false;
  const last = 'SELECT max(seq) AS seq, (SELECT count(*) FROM run) AS runs FROM event';
  return JSON.stringify(await target.all(last)) === JSON.stringify(await file.all(last));
}

/** Nothing finds the file under its new name; the log and its index were taken in when it was closed. */
function rename(root: string): void {
  const [path, moved] = [databasePath(root), movedPath(root)];
  if (existsSync(moved))
    throw new StoreError(
      'other',
      `There is a file ${moved} from an earlier move. Put it away, then move again.`,
    );
  renameSync(path, moved);
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}
