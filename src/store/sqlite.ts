/** The only file that knows better-sqlite3. It imports nothing of ours: the start-up question loads it alone. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';

export type Raw = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement;

export interface EngineOptions {
  readonly readonly: boolean;
  /** Milliseconds to wait for another process; whoever waits, waits inside the engine. */
  readonly timeout: number;
}

const require = createRequire(import.meta.url);

/** The engine's binary, or null when it is not where a build leaves it; named outright, it is not searched for in a dozen places. */
function binaryIn(packageFolder: string): string | null {
  const built = join(packageFolder, 'build', 'Release', 'better_sqlite3.node');
  return existsSync(built) ? built : null;
}

/** Opens a file that exists. The engine is loaded when first used, so that `--help` never pays for it. */
export function openDatabase(path: string, options: EngineOptions): Raw {
  const Database: typeof BetterSqlite3 = require('better-sqlite3');
  const binary = binaryIn(dirname(require.resolve('better-sqlite3/package.json')));
  return new Database(path, {
    ...options,
    fileMustExist: true,
    ...(binary === null ? {} : { nativeBinding: binary }),
  });
}

/** What the start-up question needs of better-sqlite3's binary, without the dozen files around it. */
interface Binary {
  readonly Database: new (
    path: string,
    asGiven: string,
    anonymous: boolean,
    readonly: boolean,
    fileMustExist: boolean,
    timeout: number,
    verbose: null,
    buffer: null,
  ) => BinaryDatabase;
  setErrorConstructor(errors: ErrorConstructor): void;
  /** Set by the library once it has named its own errors, which it does but once. */
  readonly isInitialized?: boolean;
}
interface BinaryDatabase {
  prepare(sql: string, database: BinaryDatabase, pluck: boolean): { get(...params: number[]): unknown };
  close(): void;
}

/**
 * The first row that a question gives, from a connection that changes nothing and waits for nobody. It leaves an empty
 * log beside a database that had none.
 */
export function askOnce(path: string, sql: string, ...params: readonly number[]): unknown {
  const described = require.resolve('better-sqlite3/package.json');
  const binary = binaryIn(dirname(described));
  // Loading the library around the binary takes a tenth of the time that an empty script takes. Only the versions whose
  // inner door was looked at are entered through it.
  if (binary !== null && /"version":\s*"12\./.test(readFileSync(described, 'utf8'))) {
    const addon = require(binary) as Binary;
    const { Database } = addon;
    // Only where the library does not run yet: its errors carry the code by which they are explained, and plain ones do not.
    if (addon.isInitialized !== true) addon.setErrorConstructor(Error);
    const database = new Database(path, path, false, true, true, 0, null, null);
    try {
      return database.prepare(sql, database, false).get(...params);
    } finally {
      database.close();
    }
  }
  const database = openDatabase(path, { readonly: true, timeout: 0 });
  try {
    return database.prepare(sql).get(...params);
  } finally {
    database.close();
  }
}
