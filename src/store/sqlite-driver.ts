/** SQLite behind the driver seam: one connection, set up for safety, shared by flows that take turns. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Driver, type Handle, type Row, type SqlValue, StoreError } from './driver.ts';
import { openDatabase, type Raw, type Statement } from './sqlite.ts';
import { damaged, explain, missing } from './sqlite-errors.ts';
import { rowsOf } from './sqlite-rows.ts';
import { makeTurns } from './turns.ts';

export interface SqliteDriver extends Driver {
  readonly engine: 'sqlite';
  readonly path: string;
  /** Names of the tables; none in a new file. */
  tables(): Promise<readonly string[]>;
  /** A consistent copy at `target`, on the disk when this resolves. `cp` would lose what is still in the log. */
  backup(target: string): Promise<void>;
  /** The first damage found by reading every page, or null. Takes seconds on a large file. */
  damage(): Promise<string | null>;
}

export interface SqliteOptions {
  readonly create: boolean;
  readonly readonly?: boolean;
  /** Milliseconds to wait for another process's transaction. */
  readonly busyTimeout?: number;
  /** Kibibytes of pages that this connection keeps, where the engine's own 16,000 are too few. */
  readonly cacheKib?: number;
}

export const isSqlite = (db: Driver): db is SqliteDriver => db.engine === 'sqlite' && 'path' in db;

const BUSY_TIMEOUT = 5_000;
/** Milliseconds. */
const ASKED_EVERY = 1;
/** Milliseconds for whoever has waited for their turn as long as for another process. */
const AT_LEAST = 250;
/** Enough for every statement of the program; statements with lists of many lengths must not grow without end. */
const MAX_PREPARED = 400;
/** Below it, several writers can corrupt a database with a write-ahead log. */
const OLDEST_SAFE = [3, 51, 3] as const;

/** What every connection must say of itself. A reopened WAL database has `synchronous=NORMAL`, which loses commits in a power cut: FULL is set, then read back. */
const PRAGMAS = [
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['mmap_size', '0', 0],
  ['trusted_schema', 'OFF', 0],
  // Erased people must not live on in free pages.
  ['secure_delete', 'ON', 1],
] as const;

/** How long somebody waits, in milliseconds, and since when on the clock of `performance`. */
interface Wait {
  readonly path: string;
  readonly timeout: number;
  readonly asked: number;
}

/**
 * Waits for another process's lock by asking anew every millisecond. The engine's own wait sleeps up to 100 ms at a time,
 * and whoever writes without pause, as a tick does, wins nearly every time against one who sleeps: beside a tick of 10,000
 * one webhook in a hundred was answered after 340 ms, and so it is after 40. And some locks the engine never waits for.
 */
async function whenFree<T>(raw: Raw, wait: Wait, work: () => T): Promise<T> {
  const { path, timeout, asked } = wait;
  // Counted from when it was asked for: of ten that wait for one lock the last is refused with the first.
  const patience = Math.max(asked + timeout, performance.now() + Math.min(timeout, AT_LEAST));
  for (;;) {
    try {
      if (timeout > 0 && raw.open) raw.pragma('busy_timeout = 0');
      return work();
    } catch (error) {
      const explained = explain(error, path, timeout);
      const held = explained instanceof StoreError && explained.kind === 'busy';
      if (!held || performance.now() >= patience) throw explained;
    } finally {
      if (timeout > 0 && raw.open) raw.pragma(`busy_timeout = ${timeout}`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY));
  }
}

async function configure(raw: Raw, path: string, readonly: boolean, timeout: number): Promise<void> {
  const refuse = (seen: string) =>
    new StoreError('other', `The database ${path} cannot be used safely: ${seen}.`);
  const version = String(raw.prepare('SELECT sqlite_version()').pluck().get());
  if (isTooOld(version))
    throw refuse(
      `SQLite ${version} can damage it; ${OLDEST_SAFE.join('.')} or newer is needed, run \`npm ci\``,
    );
  if (!readonly) {
    // Two processes that make one file a database would wait for each other, so the engine refuses the second at once.
    const mode = await whenFree(raw, { path, timeout, asked: performance.now() }, () =>
      raw.pragma('journal_mode = WAL', { simple: true }),
    );
    if (mode !== 'wal') throw refuse(`its disk keeps no write-ahead log (journal mode ${mode})`);
  }
  for (const [name, value, wanted] of PRAGMAS) {
    raw.pragma(`${name} = ${value}`);
    const seen = raw.pragma(name, { simple: true });
    if (seen !== wanted) throw refuse(`PRAGMA ${name} is ${seen}, not ${wanted}`);
  }
}

/** Whether a version such as `3.46.1` is below the oldest safe one. */
export function isTooOld(version: string): boolean {
  const parts = version.split('.').map(Number);
  const at = OLDEST_SAFE.findIndex((part, i) => part !== parts[i]);
  return at >= 0 && !((parts[at] ?? 0) > (OLDEST_SAFE[at] ?? 0));
}

/** Creates a file that only its owner can read; SQLite gives its log and index the same mode. */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      throw explain(Object.assign(new Error(String(error)), { code: 'SQLITE_CANTOPEN' }), path, 0);
  }
}

/** Puts a file, or the names in a folder, on the disk for certain. */
function flush(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A log without its database: the file was lost or emptied, and starting a new one would forget every opt-out. */
function refuseOrphanedLog(path: string): void {
  const isEmpty = (file: string): boolean => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
  // The log is looked at first: another process may make both at this moment, and it writes to the database first.
  if (!isEmpty(`${path}-wal`) && isEmpty(path))
    throw damaged(path, 'is missing or empty, but its log (-wal) is there');
}

export async function openSqlite(path: string, options: SqliteOptions): Promise<SqliteDriver> {
  const timeout = options.busyTimeout ?? BUSY_TIMEOUT;
  const readonly = options.readonly ?? false;
  refuseOrphanedLog(path);
  if (options.create) createPrivate(path);
  else if (!existsSync(path)) throw missing(path);
  try {
    const raw = openDatabase(path, { readonly, timeout });
    try {
      await configure(raw, path, readonly, timeout);
      if (options.cacheKib !== undefined) raw.pragma(`cache_size = -${options.cacheKib}`);
      return driverOf(raw, path, timeout);
    } catch (error) {
      raw.close();
      throw error;
    }
  } catch (error) {
    throw explain(error, path, timeout);
  }
}

/** A database that is nowhere but in this process and ends with it: a file's copies and its safety are no matter of it. */
export function openMemory(): Driver {
  const raw = openDatabase(':memory:', { readonly: false, timeout: 0 });
  raw.pragma('foreign_keys = ON');
  raw.pragma('cache_size = -64000');
  const { engine, all, run, script, tx, close } = driverOf(raw, 'in memory', 0);
  return { engine, all, run, script, tx, close };
}

function driverOf(raw: Raw, path: string, timeout: number): SqliteDriver {
  const prepared = new Map<string, Statement>();
  /** Statements so far: a transaction that adds none while somebody waits for its end waits for that one. */
  let statements = 0;
  const turns = makeTurns({
    progress: () => statements,
    refusal: () =>
      new StoreError('other', 'Inside a transaction, use its own handle: the driver would wait for ever.'),
  });

  const explained = <T>(work: () => T): T => {
    if (!raw.open) throw new StoreError('other', `The database ${path} was already closed.`);
    try {
      return work();
    } catch (error) {
      throw explain(error, path, timeout);
    }
  };
  const prepare = (sql: string): Statement => {
    statements += 1;
    const known = prepared.get(sql);
    if (known) return known;
    const oldest = prepared.size < MAX_PREPARED ? undefined : prepared.keys().next().value;
    if (oldest !== undefined) prepared.delete(oldest);
    const statement = raw.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  const all = (sql: string, params: readonly SqlValue[] = []): readonly Row[] =>
    explained(() => rowsOf(prepare(sql), params));
  const run = (sql: string, params: readonly SqlValue[] = []): number =>
    explained(() => prepare(sql).run(params).changes);

  const inTurn = async <T>(work: () => T | Promise<T>): Promise<T> => {
    await turns.take();
    try {
      return await work();
    } finally {
      turns.giveBack();
    }
  };
  /** Outside a transaction, and with nobody's turn to wait for, a statement runs at once. */
  const alone = async <T>(work: () => T): Promise<T> => (turns.taken ? inTurn(work) : work());

  const transact = async <T>(work: (handle: Handle) => Promise<T>, asked: number): Promise<T> => {
    let over = false;
    /** A full disk makes SQLite roll back by itself; what follows must not run outside the transaction. */
    const inside = <R>(statement: () => R): R => {
      if (over) throw new StoreError('other', 'This transaction is over; its handle is of no use any more.');
      if (raw.open && !raw.inTransaction)
        throw new StoreError('other', `The database ${path} has undone this transaction after an error.`);
      return statement();
    };
    const handle: Handle = {
      engine: 'sqlite',
      all: async (sql, params) => inside(() => all(sql, params)),
      run: async (sql, params) => inside(() => run(sql, params)),
    };
    await whenFree(raw, { path, timeout, asked }, () => run('BEGIN IMMEDIATE'));
    try {
      const result = await work(handle);
      inside(() => run('COMMIT'));
      return result;
    } catch (error) {
      try {
        if (raw.open && raw.inTransaction) run('ROLLBACK');
      } catch {
        // A disk that fails twice: the first error says more.
      }
      throw error;
    } finally {
      over = true;
    }
  };

  return {
    engine: 'sqlite',
    path,
    all: (sql, params) => alone(() => all(sql, params)),
    run: (sql, params) => alone(() => run(sql, params)),
    script: (sql) => alone(() => explained(() => void raw.exec(sql))),
    tx: (work) => {
      const asked = performance.now();
      return inTurn(() => transact(work, asked));
    },
    close: () => inTurn(() => void raw.close()),
    tables: () => alone(() => all(TABLE_NAMES).map((row) => String(row.name))),
    backup: (target) =>
      inTurn(() => {
        // Under another name until it is whole: a kill half-way leaves nothing that looks like a backup.
        const partial = `${target}.${process.pid}.partial`;
        rmSync(partial, { force: true });
        createPrivate(partial);
        run('VACUUM INTO ?', [partial]);
        flush(partial);
        renameSync(partial, target);
        flush(dirname(target));
      }),
    damage: () =>
      inTurn(() => {
        const found = explained(() => String(raw.pragma('quick_check(1)', { simple: true })));
        return found === 'ok' ? null : found;
      }),
  };
}

const TABLE_NAMES = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`;
