/** Opens a workspace's database: makes it, checks that it is ours, whole and of this version, or upgrades it after a backup. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Instant } from '../domain/time.ts';
import type { Driver, Handle } from './driver.ts';
import { allMeta, checkMeta, pepperCheck, putMeta } from './meta.ts';
import type { Migration } from './migrations.ts';
import { schemaStatements } from './schema.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { openMemory, openSqlite, type SqliteDriver } from './sqlite-driver.ts';
import { damaged, missing } from './sqlite-errors.ts';
import { upgradeTables } from './upgrade.ts';

export interface OpenOptions {
  readonly path: string;
  /** Key of the destination hashes. Another one would find none of the stored opt-outs. */
  readonly pepper: Uint8Array;
  readonly now: Instant;
  /** Makes the database when it is missing or still empty. */
  readonly create: boolean;
  /** Milliseconds to wait for another process. */
  readonly busyTimeout?: number;
  readonly version?: number;
  readonly migrations?: readonly Migration[];
}

export async function openStore(options: OpenOptions): Promise<SqliteDriver> {
  const { path, create, busyTimeout } = options;
  const db = await openSqlite(path, { create, ...(busyTimeout === undefined ? {} : { busyTimeout }) });
  try {
    if ((await db.tables()).length === 0) {
      if (!create) throw missing(path);
      await db.tx((handle) => createTablesOnce(handle, options));
    }
    await check(db, options);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The same tables in memory, for what is only imagined. */
export async function openMemoryStore(options: Pick<OpenOptions, 'pepper' | 'now'>): Promise<Driver> {
  const db = openMemory();
  await db.tx((handle) => createTables(handle, options));
  return db;
}

/** All tables and facts in one transaction: a crash leaves an empty file, never half a database. */
async function createTablesOnce(handle: Handle, options: OpenOptions): Promise<void> {
  // Two processes may have found the file empty; the second one finds the first one's tables here.
  if ((await handle.all(META_TABLE)).length === 0) await createTables(handle, options);
}
const META_TABLE = `SELECT name FROM sqlite_schema WHERE name = 'meta'`;

export async function createTables(
  handle: Handle,
  { pepper, now, version }: Pick<OpenOptions, 'pepper' | 'now' | 'version'>,
): Promise<void> {
  for (const statement of schemaStatements(handle.engine)) await handle.run(statement);
  await putMeta(handle, 'schema_version', String(version ?? SCHEMA_VERSION));
  await putMeta(handle, 'instance', randomUUID());
  await putMeta(handle, 'created_at', String(now));
  await putMeta(handle, 'pepper_check', pepperCheck(pepper));
  await putMeta(handle, 'high_water', String(now));
}

async function check(db: SqliteDriver, options: OpenOptions): Promise<void> {
  const { path, pepper, version = SCHEMA_VERSION } = options;
  if (!(await db.tables()).includes('meta')) throw damaged(path, 'is a SQLite database of another program');
  const found = checkMeta(await allMeta(db), { place: path, pepper, version });
  if (found < version) await upgrade(db, found, version, options);
}

/** Old or new, never between: a copy first, then every step in one transaction. */
async function upgrade(db: SqliteDriver, from: number, to: number, options: OpenOptions): Promise<void> {
  const { path, now, migrations } = options;
  const copy = `${path}.version-${from}.${now}.backup`;
  await db.backup(copy);
  const upgraded = await db.tx((handle) => upgradeTables(handle, { place: path, from, to, migrations }));
  // Another process was quicker, and this copy may already be of the new version: its copy is the one to keep.
  if (!upgraded) rmSync(copy);
}
