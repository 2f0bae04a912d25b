/** Carrying a workspace over: every row, or the file stays in force; whatever moment the program ends at. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MoveOptions, move } from '../../src/engine/move.ts';
import { movedPath } from '../../src/engine/open-database.ts';
import { tick } from '../../src/engine/tick.ts';
import type { Driver } from '../../src/store/driver.ts';
import { openStore } from '../../src/store/open.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { openPostgres } from '../../src/store/postgres-driver.ts';
import { isSealed } from '../../src/store/seal.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { brokenLaws } from '../engine/invariants.ts';
import { ALL_KINDS, type Kit, kitAt, PEPPER, scripted, tickDefaults, workspaceOf } from '../engine/kit.ts';
import { administer, type TestDatabase, testDatabase } from '../store/postgres-server.ts';

let kit: Kit;
let target: TestDatabase;
beforeEach(async () => {
  kit = await kitAt('sqlite', { sequences: [ALL_KINDS] });
  target = await testDatabase();
});
afterEach(async () => {
  await kit.close();
  await target.drop();
});

const DAY = 86_400_000;

/** People in every state: sent, uncertain, refused, unsent, with tasks, ends and events. */
async function live(days = 2): Promise<void> {
  const outcomes = ['accept', 'accept_then_throw', 'refuse', 'accept'] as const;
  const { transports } = scripted((request) => outcomes[request % outcomes.length] ?? 'accept');
  for (let n = 0; n < 12; n++) await kit.enroll({ firstName: n === 3 ? 'Zoë "the\\fox" 🦊' : `Lead ${n}` });
  await kit.run(transports, (kit.clock.now + days * DAY) as never);
}

const options = (change: Partial<MoveOptions> = {}): MoveOptions => ({
  url: target.url,
  now: kit.clock.now,
  dryRun: false,
  force: false,
  ...change,
});
const moveNow = (change: Partial<MoveOptions> = {}, source: Driver = kit.ws.db) =>
  move(kit.ws.root, source, options(change));

const file = (): string => join(kit.ws.root, '.leadseq/leadseq.db');
const open = (): Promise<Driver> =>
  openStore({ path: file(), pepper: PEPPER, now: kit.clock.now, create: false });
const onServer = () =>
  openPostgresStore({ url: target.url, pepper: PEPPER, now: kit.clock.now, create: false });

const everything = async (db: Driver): Promise<string> => {
  const tables = ['contact', 'lead', 'enrollment', 'touch_end', 'attempt', 'task', 'event', 'destination'];
  const rows = await Promise.all(tables.map((name) => db.all(`SELECT * FROM ${name} ORDER BY 1, 2, 3`)));
  const plain = (_: string, value: unknown): unknown =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  return JSON.stringify(
    rows.map((table) =>
      table.map((row) =>
        Object.entries(row)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([column, value]) => [column, plain('', value)]),
      ),
    ),
  );
};

test('every row arrives, and the same program goes on with them where it was', async () => {
  await live();
  const before = await everything(kit.ws.db);
  const events = Number((await kit.all('SELECT max(seq) AS n FROM event'))[0]?.n);
  const moved = await moveNow();
  if (!moved.ok) throw new Error(moved.error.message);
  expect(moved.value.tables.find(({ name }) => name === 'contact')?.rows).toBe(12);
  for (const { name, checksum } of moved.value.tables)
    expect([name, checksum]).toEqual([name, expect.stringMatching(/^[\da-f]{64}$/)]);
  expect([existsSync(file()), existsSync(movedPath(kit.ws.root))]).toEqual([false, true]);
  const db = await onServer();
  expect(await everything(db)).toBe(before);
  const { transports } = scripted();
  const later = { now: (kit.clock.now + 2 * DAY) as never };
  const report = await tick(
    { ...workspaceOf(kit.ws.root, db, { sequences: [ALL_KINDS] }) },
    { ...tickDefaults(later), transports },
  );
  // Two days later each of them is looked at, and what is too late by now is left out.
  expect(report).toMatchObject({ contacts: 12, skipped: 12, problems: [] });
  // The numbers go on after the highest one that was carried over.
  expect(Number((await db.all('SELECT min(seq) AS n FROM event WHERE seq > ?', [events]))[0]?.n)).toBe(
    events + 1,
  );
  expect(await brokenLaws(db)).toEqual([]);
  await db.close();
});

test('a dry run counts and writes nothing, there or here', async () => {
  await live();
  const moved = await moveNow({ dryRun: true });
  expect(moved.ok && moved.value.tables.find(({ name }) => name === 'contact')).toEqual({
    name: 'contact',
    rows: 12,
    checksum: '',
  });
  const server = await openPostgres(target.url);
  expect(await server.tables()).toEqual([]);
  await server.close();
  const db = await open();
  expect(await isSealed(db)).toBe(false);
  await db.close();
});

test('a message on its way, or a run that works, is waited for by a person', async () => {
  await live();
  await kit.all(
    `UPDATE run SET ended_at = NULL, pid = ${process.pid}, pid_started = 'never' WHERE id = 1 RETURNING id`,
  );
  await kit.enroll();
  const { transports } = scripted();
  const crash = tick(kit.ws, {
    ...tickDefaults(kit.clock),
    transports,
    crash: (step) => {
      if (step === 'before request') throw new Error('the program ended here');
    },
  });
  await expect(crash).rejects.toThrow('the program ended here');
  const refused = await moveNow();
  expect(refused.ok).toBe(false);
  expect(!refused.ok && refused.error.message).toContain('nothing was moved');
  expect(existsSync(file())).toBe(true);
});

test('a database that holds anything else is left alone, also by force', async () => {
  await administer(target.url, 'CREATE TABLE invoices (id int)');
  for (const force of [false, true]) {
    const refused = await moveNow({ force });
    expect(!refused.ok && refused.error.message).toContain('is not empty: it has a table invoices');
  }
});

test('a row that changed on its way is found, and the file stays in force', async () => {
  await live();
  const spoil = async (step: string): Promise<void> => {
    if (step === 'after copy')
      await administer(target.url, `UPDATE contact SET first_name = 'Other' WHERE id = 7`);
  };
  await expect(moveNow({ crash: spoil })).rejects.toThrow(
    'The copy of table contact differs from the original (id 7)',
  );
  expect(existsSync(file())).toBe(true);
  await expect(onServer()).rejects.toThrow('was begun and not finished');
});

const STEPS = [
  'after tables',
  'in copy',
  'after copy',
  'after comparison',
  'after opening',
  'before sealing is committed',
];

test.each(STEPS)('ended %s, the file is in force as before, and a move by force is whole', async (at) => {
  await live();
  const before = await everything(kit.ws.db);
  const crash = (step: string): void => {
    if (step === at) throw new Error('the program ended here');
  };
  await expect(moveNow({ crash })).rejects.toThrow('the program ended here');
  const db = await open();
  expect([await isSealed(db), await everything(db)]).toEqual([false, before]);
  const timid = await moveNow({}, db);
  expect(!timid.ok && timid.error.message).toContain(
    'was begun and not finished; the file is still the one in force',
  );
  const moved = await moveNow({ force: true }, db);
  expect(moved.ok).toBe(true);
  const server = await onServer();
  expect(await everything(server)).toBe(before);
  await server.close();
});

test('ended when only the new name was missing, it takes nothing down any more, and moving again finishes it', async () => {
  await live();
  const crash = (step: string): void => {
    if (step === 'before rename') throw new Error('the program ended here');
  };
  await expect(moveNow({ crash })).rejects.toThrow('the program ended here');
  const db = await openSqlite(file(), { create: false });
  await expect(
    tick(
      { ...kit.ws, db },
      { ...tickDefaults({ now: (kit.clock.now + DAY) as never }), transports: scripted().transports },
    ),
  ).rejects.toThrow('this database was moved to a server');
  expect((await moveNow({}, db)).ok).toBe(true);
  expect([existsSync(file()), existsSync(movedPath(kit.ws.root))]).toEqual([false, true]);
});
