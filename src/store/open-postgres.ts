/** Opens a workspace's database on a server: makes its tables once, whoever comes first, and checks that it is ours and of this version. */
import { HOUR } from '../domain/time.ts';
import { StoreError } from './driver.ts';
import { allMeta, checkMeta } from './meta.ts';
import { MIGRATIONS } from './migrations.ts';
import { createTables, type OpenOptions } from './open.ts';
import { openPostgres, type PostgresDriver, type PostgresOptions } from './postgres-driver.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { upgradeTables } from './upgrade.ts';

export interface OpenServerOptions
  extends Omit<OpenOptions, 'path' | 'busyTimeout' | 'migrations'>,
    PostgresOptions {
  readonly url: string;
}

export async function openPostgresStore(options: OpenServerOptions): Promise<PostgresDriver> {
  const { url, create, pepper, version = SCHEMA_VERSION } = options;
  const db = await openPostgres(url, options);
  try {
    const tables = await db.tables();
    if (!tables.includes('meta')) {
      if (tables.length > 0) throw notOurs(db.place, tables);
      if (!create) throw missing(db.place);
      await makeTables(db, options);
    }
    const found = checkMeta(await allMeta(db), { place: db.place, pepper, version });
    if (found < version) await upgrade(db.place, found, version, options);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** What two processes that make the same tables at once get told by the server: the second one waits for the first, and then finds its tables. */
const MADE_MEANWHILE = new Set(['42P07', '23505', '42710', '40001', '40P01']);

/** All tables and facts in one transaction: a crash leaves an empty database, never half of one. */
async function makeTables(db: PostgresDriver, options: OpenServerOptions): Promise<void> {
  try {
    await db.tx((handle) => createTables(handle, options));
  } catch (error) {
    const cause = error instanceof StoreError ? error.cause : null;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!MADE_MEANWHILE.has(code) || !(await db.tables()).includes('meta')) throw error;
  }
}

/** No server ever held version 1, and the first step is told in SQLite's own words. */
const ON_SERVERS = MIGRATIONS.filter(({ from }) => from > 1);
/** Rewriting the tables of millions of leads takes minutes, and is one statement to the server. */
const PATIENCE = HOUR;

/** Old or new, never between: all steps in one transaction. Copies are the server's own business. */
async function upgrade(place: string, from: number, to: number, options: OpenServerOptions): Promise<void> {
  const patient = { ...options, statementTimeout: PATIENCE };
  const db = await openPostgres(options.url, patient);
  try {
    await db.tx((handle) => upgradeTables(handle, { place, from, to, migrations: ON_SERVERS }));
  } finally {
    await db.close();
  }
}

const missing = (place: string): StoreError =>
  new StoreError(
    'missing',
    `There are no tables in ${place}. They knew everybody who opted out: restore them from a backup, or carry a workspace over with \`seq move\`.`,
  );

const notOurs = (place: string, tables: readonly string[]): StoreError =>
  new StoreError(
    'configuration',
    `The database ${place} belongs to another program: it has a table ${tables[0]}. Give this one a database, or a schema, of its own.`,
  );
