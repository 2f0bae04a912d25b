/** A server with the tables of an older version: upgraded in one transaction, by one of those who come at once, and read as before. */
import { expect, onTestFinished, test } from 'vitest';
import type { Driver, Row } from '../../src/store/driver.ts';
import { getMeta, putMeta } from '../../src/store/meta.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { openPostgres } from '../../src/store/postgres-driver.ts';
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts';
import { PEPPER, TUESDAY } from '../store/fixture.ts';
import { expectOldPeople, makeOldVersion } from '../store/old-version.ts';
import { testDatabase } from '../store/postgres-server.ts';

async function emptyDatabase(): Promise<string> {
  const { url, drop } = await testDatabase();
  onTestFinished(drop);
  return url;
}

async function oldVersion(version: number): Promise<string> {
  const url = await emptyDatabase();
  const db = await openPostgres(url);
  await makeOldVersion(db, version);
  await db.close();
  return url;
}

async function open(url: string, create = false): Promise<Driver> {
  const db = await openPostgresStore({ url, pepper: PEPPER, now: TUESDAY, create });
  onTestFinished(() => db.close());
  return db;
}

const COLUMNS = `
  SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name
  FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, column_name`;
const INDEXES = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname`;
const shapeOf = async (db: Driver): Promise<readonly (readonly Row[])[]> => [
  await db.all(COLUMNS),
  await db.all(INDEXES),
];

test.each([2, 3])(
  'the tables and indexes are those of a new database, and everybody is read as before, from version %i',
  async (version) => {
    const upgraded = await open(await oldVersion(version));
    const fresh = await open(await emptyDatabase(), true);
    expect(await getMeta(upgraded, 'schema_version')).toBe(String(SCHEMA_VERSION));
    expect(await shapeOf(upgraded)).toEqual(await shapeOf(fresh));
    await expectOldPeople(upgraded);
  },
);

test('of several programs that come at once one upgrades, and none is refused', async () => {
  const url = await oldVersion(2);
  const all = await Promise.all([open(url), open(url), open(url)]);
  for (const db of all) expect(await getMeta(db, 'schema_version')).toBe(String(SCHEMA_VERSION));
  const [first] = all;
  if (first !== undefined) await expectOldPeople(first);
});

test('a version that nobody knows the way from is refused, and nothing is changed', async () => {
  const url = await oldVersion(2);
  const db = await openPostgres(url);
  await putMeta(db, 'schema_version', '1');
  const before = await shapeOf(db);
  await expect(open(url)).rejects.toThrow(/tables of version 1, and this program does not know the way to 4/);
  expect(await shapeOf(db)).toEqual(before);
  await db.close();
});
