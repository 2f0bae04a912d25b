/** Opening: made whole or not at all, bound to its pepper, refused when newer, upgraded after a backup. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { getMeta, putMeta } from '../../src/store/meta.ts';
import type { Migration } from '../../src/store/migrations.ts';
import { type OpenOptions, openStore } from '../../src/store/open.ts';
import { schemaFor, schemaStatements } from '../../src/store/schema.ts';
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts';
import { isTooOld, openSqlite } from '../../src/store/sqlite-driver.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { scratchFile } from './scratch.ts';

const options = (path: string, change: Partial<OpenOptions> = {}): OpenOptions => ({
  path,
  pepper: PEPPER,
  now: TUESDAY,
  create: false,
  ...change,
});
const make = async (): Promise<string> => {
  const path = scratchFile();
  await (await openStore(options(path, { create: true }))).close();
  return path;
};

test('a new database says what it is and who may read it', async () => {
  const path = scratchFile();
  const db = await openStore(options(path, { create: true }));
  expect(await getMeta(db, 'schema_version')).toBe(String(SCHEMA_VERSION));
  expect(await getMeta(db, 'created_at')).toBe(String(TUESDAY));
  expect(await getMeta(db, 'high_water')).toBe(String(TUESDAY));
  expect(await getMeta(db, 'instance')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
  await db.close();
});

test('opened again it is the same database, and creating what is there changes nothing', async () => {
  const path = await make();
  const first = await openStore(options(path));
  const instance = await getMeta(first, 'instance');
  await first.close();
  const again = await openStore(options(path, { create: true }));
  expect(await getMeta(again, 'instance')).toBe(instance);
  await again.close();
});

test('every connection commits to the disk, also one to a database that is there already', async () => {
  const path = await make();
  for (let time = 0; time < 2; time++) {
    const db = await openStore(options(path));
    const pragmas = [
      'synchronous',
      'foreign_keys',
      'mmap_size',
      'secure_delete',
      'trusted_schema',
      'journal_mode',
      'busy_timeout',
    ];
    const seen = await Promise.all(pragmas.map((name) => db.all(`PRAGMA ${name}`)));
    expect(seen.map((rows) => Object.values(rows[0] ?? {})[0])).toEqual([2, 1, 0, 1, 0, 'wal', 5_000]);
    await db.close();
  }
});

test('a SQLite that can damage a log with several writers is too old, and so is one that does not say', () => {
  for (const version of ['3.51.2', '3.46.1', '3.9.99', '2.99.99', 'unknown', '3.x'])
    expect(isTooOld(version)).toBe(true);
  for (const version of ['3.51.3', '3.51.10', '3.53.2', '3.100.0', '4.0.0'])
    expect(isTooOld(version)).toBe(false);
});

test('another pepper is refused, because the stored opt-outs would no longer be found', async () => {
  const path = await make();
  const other = openStore(options(path, { pepper: new Uint8Array(32).fill(8) }));
  await expect(other).rejects.toMatchObject({ kind: 'configuration' });
  await expect(openStore(options(path, { pepper: new Uint8Array(32).fill(8) }))).rejects.toThrow(
    'every opt-out in it would be forgotten',
  );
  await (await openStore(options(path))).close();
});

test('a database from a newer program is refused and left alone', async () => {
  const path = await make();
  const db = await openSqlite(path, { create: false });
  await putMeta(db, 'schema_version', String(SCHEMA_VERSION + 1));
  await db.close();
  await expect(openStore(options(path))).rejects.toMatchObject({ name: 'StoreError', kind: 'newer' });
  await expect(openStore(options(path))).rejects.toThrow(
    `tables ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}`,
  );
  expect(readdirSync(dirname(path))).toEqual(['leadseq.db']);
});

const LATER = SCHEMA_VERSION + 2;
const STEPS: readonly Migration[] = [
  {
    from: SCHEMA_VERSION,
    statements: ['ALTER TABLE business ADD COLUMN note TEXT', `UPDATE business SET note = 'one'`],
  },
  { from: SCHEMA_VERSION + 1, statements: [`UPDATE business SET note = note || ' two'`] },
];

test('an older database is copied beside itself and then taken through every step', async () => {
  const path = await make();
  const old = await openStore(options(path));
  await old.run('INSERT INTO business (slug) VALUES (?)', ['acme']);
  await old.close();
  const db = await openStore(options(path, { version: LATER, migrations: STEPS }));
  expect(await db.all('SELECT slug, note FROM business')).toEqual([{ slug: 'acme', note: 'one two' }]);
  expect(await getMeta(db, 'schema_version')).toBe(String(LATER));
  await db.close();
  const copy = `${path}.version-${SCHEMA_VERSION}.${TUESDAY}.backup`;
  expect(readdirSync(dirname(path)).sort()).toEqual(['leadseq.db', copy.slice(dirname(path).length + 1)]);
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  const before = await openStore(options(copy));
  expect(await before.all('SELECT * FROM business')).toEqual([{ id: 1, slug: 'acme' }]);
  await before.close();
});

test('a step that fails leaves the old version, whole, and the copy', async () => {
  const path = await make();
  const broken = [
    STEPS[0],
    { from: SCHEMA_VERSION + 1, statements: ['UPDATE no_such_table SET x = 1'] },
  ] as readonly Migration[];
  await expect(openStore(options(path, { version: LATER, migrations: broken }))).rejects.toThrow(
    'no_such_table',
  );
  const db = await openStore(options(path));
  expect(await getMeta(db, 'schema_version')).toBe(String(SCHEMA_VERSION));
  expect(await db.all(`SELECT name FROM pragma_table_info('business')`)).toEqual([
    { name: 'id' },
    { name: 'slug' },
  ]);
  await db.close();
});

test('a version without a known step is refused, and nothing is changed', async () => {
  const path = await make();
  await expect(openStore(options(path, { version: LATER }))).rejects.toThrow(
    `does not know the way to ${LATER}`,
  );
  await (await openStore(options(path))).close();
});

test('a backup is a whole database of its own, also while the log holds the newest rows', async () => {
  const path = scratchFile();
  const db = await openStore(options(path, { create: true }));
  await db.run('INSERT INTO business (slug) VALUES (?)', ['acme']);
  const copy = join(dirname(path), 'copy.db');
  await db.backup(copy);
  await db.close();
  const restored = await openStore(options(copy));
  expect(await restored.all('SELECT slug FROM business')).toEqual([{ slug: 'acme' }]);
  expect(await restored.damage()).toBeNull();
  await restored.close();
});

test('the schema falls into its statements without losing a word, for both engines', () => {
  for (const engine of ['sqlite', 'postgres'] as const) {
    const whole = schemaFor(engine).trim();
    const statements = schemaStatements(engine);
    expect(statements.join(';\n').replace(/\s+/g, ' ')).toBe(
      whole.replace(/\s+/g, ' ').replace(/;(?= CREATE| --)/g, ';'),
    );
    for (const statement of statements)
      expect(statement).toMatch(/^(--.*\n)*CREATE (TABLE|UNIQUE INDEX|INDEX|TRIGGER|FUNCTION) /);
    expect(whole).not.toMatch(/[{}]/);
  }
});
