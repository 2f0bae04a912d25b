/** From version 1 to this one: the tables a new database has, every row kept, and what was sent until then known as rehearsed. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Driver, Row } from '../../src/store/driver.ts';
import { getMeta, pepperCheck, putMeta } from '../../src/store/meta.ts';
import { openStore } from '../../src/store/open.ts';
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts';
import { openSqlite, type SqliteDriver } from '../../src/store/sqlite-driver.ts';
import { addPerson, PEPPER, setScene, TUESDAY } from './fixture.ts';
import { scratchFile } from './scratch.ts';

/** The tables as version 1 made them, word for word. */
const VERSION_1 = readFileSync(new URL('./fixtures/version-1.sql', import.meta.url), 'utf8');

const ATTEMPT = `
  INSERT INTO attempt (enrollment_id, touch_id, occurrence, n, channel, contact_id, destination_id, revision_id, state,
    automatic, late, basis, transport, token, run_id, fence, wire_seq, due_at, wire_at, deadline_at, window_end_at,
    local_day, zone, body, provider_id)
  VALUES (?, 'hello', 0, 1, 'sms', ?, ?, ?, 'wire', 1, 0, 'window', 'outbox', ?, ?, 1, 1, 1, 2, 3, 4, '2026-03-03', 'UTC', 'Hi', ?)`;

/** A database as the first release left it: two people, each with a text in its outbox. */
async function versionOne(): Promise<string> {
  const path = scratchFile();
  const db = await openSqlite(path, { create: true });
  await db.script(VERSION_1);
  await putMeta(db, 'schema_version', '1');
  await putMeta(db, 'pepper_check', pepperCheck(PEPPER));
  const scene = await setScene(db);
  for (const n of [1, 2]) {
    const { enrollment, contact, phone } = await addPerson(db, scene, n);
    const values = [enrollment, contact, phone, scene.revision, `token-${n}`, scene.run, `file-${n}`];
    await db.run(ATTEMPT, values);
  }
  await db.run(`UPDATE attempt SET state = 'sent', settled_at = 5 WHERE id = 1`);
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

test('an upgraded database has the tables, indexes and guards of a new one', async () => {
  const upgraded = await open(await versionOne(), false);
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

test('every row is kept as it was, and what only an outbox can have carried is a rehearsal', async () => {
  const path = await versionOne();
  const old = await openSqlite(path, { create: false });
  const tables = (await old.tables()).filter((table) => table !== 'meta');
  const before = new Map<string, readonly Row[]>();
  for (const table of tables) before.set(table, await old.all(`SELECT * FROM ${table}`));
  expect(before.get('attempt')).toHaveLength(2);
  await old.close();
  const db = await open(path, false);
  const added = {
    rehearsal: 1,
    status: null,
    status_rank: -1,
    absent_at: null,
    ask_at: null,
    polled_at: null,
  };
  for (const [table, rows] of before) {
    const expected = table === 'attempt' ? rows.map((row) => ({ ...row, ...added })) : rows;
    expect([table, await db.all(`SELECT * FROM ${table}`)]).toEqual([table, expected]);
  }
  // Whoever is reserved from now on says for itself what it is.
  expect(
    await db.all(`SELECT dflt_value FROM pragma_table_info('attempt') WHERE name = 'rehearsal'`),
  ).toEqual([{ dflt_value: '0' }]);
  expect(await db.damage()).toBeNull();
  await db.close();
});
