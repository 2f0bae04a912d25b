/** From every older version to this one: the tables a new database has, every row kept, and what an outbox carried known as rehearsed. */
import { expect, test } from 'vitest';
import type { Driver, Row } from '../../src/store/driver.ts';
import { getMeta } from '../../src/store/meta.ts';
import { openStore } from '../../src/store/open.ts';
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts';
import { openSqlite, type SqliteDriver } from '../../src/store/sqlite-driver.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { expectOldPeople, makeOldVersion } from './old-version.ts';
import { scratchFile } from './scratch.ts';

/** A database as that version left it: two people, each with a text in its outbox. */
async function oldVersion(version: number): Promise<string> {
  const path = scratchFile();
  const db = await openSqlite(path, { create: true });
  await makeOldVersion(db, version);
  await db.close();
  return path;
}

const open = (path: string, create: boolean): Promise<SqliteDriver> =>
  openStore({ path, pepper: PEPPER, now: TUESDAY, create });

/** A definition without its notes and spaces; the parts of a table in one order, since a column that came later stands last. */
function normalized(sql: string): string {
  const bare = sql
    .replace(/--.*$/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1');
  const table = /^(CREATE TABLE \w+)\((.*)\)( ?WITHOUT ROWID)?$/.exec(bare.trim());
  if (table === null) return bare.trim();
  const [, name = '', body = '', rest = ''] = table;
  // A comma inside parentheses does not end a part.
  const parts = body.split(/,(?![^()]*\))(?![^(]*\([^()]*\)[^()]*\))/);
  return `${name}(${parts.sort().join(',')})${rest}`;
}

const SHAPE = `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name`;
const shapeOf = async (db: Driver): Promise<readonly (readonly string[])[]> =>
  (await db.all(SHAPE)).map((row) => [String(row.type), String(row.name), normalized(String(row.sql))]);

const columnsOf = async (db: Driver, table: string): Promise<readonly Row[]> =>
  db.all('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?) ORDER BY name', [table]);

test.each([1, 2, 3])('version %i gets the tables, indexes and guards of a new database', async (version) => {
  const upgraded = await open(await oldVersion(version), false);
  const fresh = await open(scratchFile(), true);
  expect(await getMeta(upgraded, 'schema_version')).toBe(String(SCHEMA_VERSION));
  expect(await shapeOf(upgraded)).toEqual(await shapeOf(fresh));
  for (const table of await fresh.tables())
    expect([table, await columnsOf(upgraded, table)]).toEqual([table, await columnsOf(fresh, table)]);
  await upgraded.close();
  await fresh.close();
});

test('control: an index that is missing, or made in other words, is seen', async () => {
  const db = await open(scratchFile(), true);
  const before = await shapeOf(db);
  await db.run('DROP INDEX inbound_once');
  expect(await shapeOf(db)).not.toEqual(before);
  await db.run('CREATE INDEX inbound_once ON inbound(provider, provider_id, business_id)');
  expect(await shapeOf(db)).not.toEqual(before);
  await db.run('DROP INDEX inbound_once');
  await db.run('CREATE UNIQUE INDEX inbound_once\n  ON inbound (provider, provider_id, business_id)');
  expect(await shapeOf(db)).toEqual(before);
  await db.close();
});

/** A row as the older versions spelled it: words in place of their numbers. */
function inWords(row: Row, said: ReadonlyMap<Row[string] | undefined, Row[string] | undefined>): Row {
  const parts = Object.entries(row).map(([column, value]): [string, Row[string]] => {
    if (column === 'handed_over') return ['started_by', value === 1 ? 'handover' : 'inquiry'];
    if (!column.endsWith('_word')) return [column, value ?? null];
    const name = column.slice(0, -'_word'.length);
    return [name === 'sequence' ? 'sequence_id' : name, said.get(value) ?? null];
  });
  return Object.fromEntries(parts);
}

/** What version 2 added: only an outbox can have carried anything before it. */
const REHEARSED = {
  rehearsal: 1,
  status: null,
  status_rank: -1,
  absent_at: null,
  ask_at: null,
  polled_at: null,
};

/** What version 4 added, by the table: nothing that was said before. */
const SINCE: Readonly<Record<string, Row>> = {
  appointment: { provider: null, provider_id: null },
  inbound: { subject: null, message_id: null, rule: null, closed_at: null },
  contact: { merged_into: null },
};

test.each([
  [1, REHEARSED],
  [2, {}],
  [3, {}],
])('every row of version %i is kept as it was', async (version, added) => {
  const path = await oldVersion(version);
  const old = await openSqlite(path, { create: false });
  const tables = (await old.tables()).filter((table) => table !== 'meta');
  const before = new Map<string, readonly Row[]>();
  for (const table of tables) before.set(table, await old.all(`SELECT * FROM ${table}`));
  expect(before.get('attempt')).toHaveLength(2);
  expect(before.get('enrollment')).toHaveLength(3);
  await old.close();
  const db = await open(path, false);
  const said = new Map((await db.all('SELECT id, said FROM word')).map((row) => [row.id, row.said]));
  expect(said.size).toBe(10);
  for (const [table, rows] of before) {
    const since = table === 'attempt' ? added : (SINCE[table] ?? {});
    const expected = rows.map((row) => ({ ...(version < 3 ? row : inWords(row, said)), ...since }));
    const now = (await db.all(`SELECT * FROM ${table}`)).map((row) => inWords(row, said));
    expect([table, now]).toEqual([table, expected]);
  }
  // Whoever is reserved from now on says for itself what it is.
  expect(
    await db.all(`SELECT dflt_value FROM pragma_table_info('attempt') WHERE name = 'rehearsal'`),
  ).toEqual([{ dflt_value: '0' }]);
  expect(await db.damage()).toBeNull();
  expect(await db.all('PRAGMA foreign_key_check')).toEqual([]);
  await db.close();
});

test.each([1, 2, 3])(
  'the people of version %i are read as they were, and are in no sequence twice',
  async (version) => {
    const db = await open(await oldVersion(version), false);
    await expectOldPeople(db);
    await db.close();
  },
);
