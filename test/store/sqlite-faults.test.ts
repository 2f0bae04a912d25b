/** What can be wrong with a SQLite file, its folder or its disk: each has its own kind, and a sentence that names the path. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { asId } from '../../src/domain/ids.ts';
import { findAttempt, listOpenAttempts } from '../../src/store/attempts.ts';
import { destinationKey, destinationsByKey } from '../../src/store/destinations.ts';
import { StoreError } from '../../src/store/driver.ts';
import { appendEvent, eventsOf } from '../../src/store/events.ts';
import { openStore } from '../../src/store/open.ts';
import { reserveAttempt } from '../../src/store/reservations.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { openSqlite, type SqliteDriver } from '../../src/store/sqlite-driver.ts';
import { explain } from '../../src/store/sqlite-errors.ts';
import { bundleRoles, start, startRole } from './child.ts';
import { ACME, addPerson, PEPPER, setScene, TUESDAY, textTo } from './fixture.ts';
import { scratchFile, scratchFolder } from './scratch.ts';

const open = (path: string, change: { create?: boolean; busyTimeout?: number } = {}) =>
  openStore({ path, pepper: PEPPER, now: TUESDAY, create: false, ...change });
const make = async (): Promise<string> => {
  const path = scratchFile();
  await (await open(path, { create: true })).close();
  return path;
};
/** The error that a promise ends in; a test that expects one must not go on without. */
const errorOf = async (work: Promise<unknown>): Promise<StoreError> => {
  const error = await work.then(
    () => null,
    (seen: unknown) => seen,
  );
  if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, saw ${String(error)}`);
  return error;
};

test('a missing database is missing, in a folder or without one', async () => {
  for (const path of [scratchFile(), join(scratchFolder(), 'nowhere', 'leadseq.db')]) {
    const error = await errorOf(open(path));
    expect([error.kind, error.message]).toEqual([
      'missing',
      `There is no database at ${path}, or it is empty. It knew everybody who opted out: restore it from a backup.`,
    ]);
  }
});

test('an empty file is no database until somebody asks to create one', async () => {
  const path = scratchFile();
  writeFileSync(path, '');
  expect((await errorOf(open(path))).kind).toBe('missing');
  await (await open(path, { create: true })).close();
  await (await open(path)).close();
});

test('a folder in the place of the database is called a folder', async () => {
  const path = scratchFolder();
  const error = await errorOf(open(path));
  expect([error.kind, error.message]).toEqual([
    'other',
    `${path} is a folder, and a database is a file. Move the folder away.`,
  ]);
});

test('a file that is no database is corrupt, and so is a database of another program', async () => {
  const path = scratchFile();
  writeFileSync(path, 'name,phone\n'.repeat(1_000));
  for (const create of [false, true]) {
    const error = await errorOf(open(path, { create }));
    expect(error.kind).toBe('corrupt');
    expect(error.message).toContain(`${path} is not a SQLite database`);
  }
  const other = scratchFile();
  const db = await openSqlite(other, { create: true });
  await db.script('CREATE TABLE bookmarks (url TEXT)');
  await db.close();
  for (const create of [false, true]) {
    const error = await errorOf(open(other, { create }));
    expect([error.kind, error.message.includes('of another program')]).toEqual(['corrupt', true]);
  }
});

test('a database cut short is corrupt, wherever it is cut', async () => {
  const whole = await make();
  const size = readFileSync(whole).length;
  let refused = 0;
  for (let length = 512; length < size; length += 8_192 - 512) {
    const path = join(dirname(whole), `cut-${length}.db`);
    copyFileSync(whole, path);
    truncateSync(path, length);
    const error = await errorOf(open(path).then(readEverything));
    expect([length, error.kind]).toEqual([length, 'corrupt']);
    refused += 1;
  }
  expect(refused).toBeGreaterThan(10);
});

test('a log without its database is not taken for a fresh start: every opt-out would be forgotten', async () => {
  const path = scratchFile();
  const db = await open(path, { create: true });
  await db.run('INSERT INTO business (slug) VALUES (?)', ['acme']);
  copyFileSync(`${path}-wal`, `${path}.kept`);
  await db.close();
  rmSync(path);
  copyFileSync(`${path}.kept`, `${path}-wal`);
  const error = await errorOf(open(path, { create: true }));
  expect([error.kind, error.message.includes('its log (-wal) is there')]).toEqual(['corrupt', true]);
});

test('a lock that lasts is busy after the time to wait, and nothing was done', async () => {
  const path = await make();
  const holder = await openSqlite(path, { create: false });
  await holder.run('BEGIN IMMEDIATE');
  const db = await open(path, { busyTimeout: 40 });
  const before = performance.now();
  const error = await errorOf(db.tx((handle) => handle.run('INSERT INTO business (slug) VALUES (?)', ['a'])));
  expect(performance.now() - before).toBeGreaterThan(30);
  expect([error.kind, error.message]).toEqual([
    'busy',
    `Another process holds the database ${path}; waited 0.04 s. Nothing was changed: try again when that process is done.`,
  ]);
  await holder.run('ROLLBACK');
  expect(await db.all('SELECT count(*) AS n FROM business')).toEqual([{ n: 0 }]);
  expect(await db.run('INSERT INTO business (slug) VALUES (?)', ['a'])).toBe(1);
  await db.close();
  await holder.close();
});

test('of eight that wait for one lock, each waits from when it asked, and not for all before it', async () => {
  const path = await make();
  const holder = await openSqlite(path, { create: false });
  await holder.run('BEGIN IMMEDIATE');
  const db = await open(path, { busyTimeout: 1_000 });
  const before = performance.now();
  const errors = await Promise.all(Array.from({ length: 8 }, () => errorOf(db.tx(async () => undefined))));
  expect(errors.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'busy'));
  // One after the other with a second each would be eight.
  expect(performance.now() - before).toBeLessThan(6_000);
  await holder.run('ROLLBACK');
  await db.close();
  await holder.close();
});

test('a database that somebody holds for themselves alone is busy already when it is opened', async () => {
  const path = await make();
  const holder = await openSqlite(path, { create: false });
  await holder.script('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
  expect((await errorOf(open(path, { busyTimeout: 20 }))).kind).toBe('busy');
  await holder.close();
  await (await open(path)).close();
});

test('a file that another process makes a database of at this moment is waited for, and is busy only after that', async () => {
  const path = scratchFile();
  writeFileSync(path, '');
  const other = openDatabase(path, { readonly: false, timeout: 0 });
  other.exec('BEGIN IMMEDIATE');
  expect((await errorOf(open(path, { create: true, busyTimeout: 20 }))).kind).toBe('busy');
  const opening = open(path, { create: true });
  // The engine refuses at once here, whatever patience it was given.
  await new Promise((resolve) => setImmediate(resolve));
  other.exec('COMMIT');
  other.close();
  const db = await opening;
  expect(await db.all('PRAGMA busy_timeout')).toEqual([{ timeout: 5_000 }]);
  expect(await db.all(`SELECT count(*) AS n FROM meta WHERE key = 'instance'`)).toEqual([{ n: 1 }]);
  await db.close();
});

test('on a disk that fills up at any page, a reservation is whole or absent, and the next one works', async () => {
  const path = scratchFile();
  const db = await open(path, { create: true });
  const scene = await setScene(db);
  const person = await addPerson(db, scene, 1);
  const pages = async (): Promise<number> => Number((await db.all('PRAGMA page_count'))[0]?.page_count);
  const long = 'x'.repeat(40_000);
  let failures = 0;
  for (let room = 0; room < 40; room++) {
    await db.script(`PRAGMA max_page_count = ${(await pages()) + room}`);
    const before = await db.all(
      'SELECT (SELECT count(*) FROM attempt) AS attempts, (SELECT count(*) FROM event) AS events',
    );
    const work = db.tx((handle) => reserveAttempt(handle, textTo(scene, person, { body: long })));
    const answer = await work.then(
      (reserved) => reserved.kind,
      (error: unknown) => error,
    );
    if (answer === 'reserved') break;
    failures += 1;
    expect(answer).toMatchObject({ name: 'StoreError', kind: 'full' });
    expect(String(answer)).toContain(`The disk that holds the database ${path} is full`);
    expect(
      await db.all(
        'SELECT (SELECT count(*) FROM attempt) AS attempts, (SELECT count(*) FROM event) AS events',
      ),
    ).toEqual(before);
  }
  expect(failures).toBeGreaterThan(3);
  expect(await db.all('SELECT count(*) AS n FROM attempt')).toEqual([{ n: 1 }]);
  expect(await db.damage()).toBeNull();
  await db.close();
});

test('a full disk is called full from the first moment: it is the file beside the database that cannot grow', () => {
  const error = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_SHMSIZE' });
  expect(explain(error, '/srv/leadseq.db', 5_000)).toMatchObject({ name: 'StoreError', kind: 'full' });
  const failing = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_READ' });
  expect(explain(failing, '/srv/leadseq.db', 5_000)).toMatchObject({ name: 'StoreError', kind: 'other' });
});

test('work that swallows a full disk cannot commit half of itself', async () => {
  const path = scratchFile();
  const db = await open(path, { create: true });
  await db.script(
    `PRAGMA max_page_count = ${Number((await db.all('PRAGMA page_count'))[0]?.page_count) + 2}`,
  );
  const careless = db.tx(async (handle) => {
    await handle.run('INSERT INTO business (slug) VALUES (?)', ['first']);
    await handle.run('INSERT INTO business (slug) VALUES (?)', ['x'.repeat(100_000)]).catch(() => undefined);
    await handle.run('INSERT INTO business (slug) VALUES (?)', ['last']);
  });
  await expect(careless).rejects.toThrow('has undone this transaction');
  expect(await db.all('SELECT count(*) AS n FROM business')).toEqual([{ n: 0 }]);
  await db.close();
});

test('a write limit of the system is a failing disk, and what was committed stays', async () => {
  const bundle = await bundleRoles();
  const path = await make();
  const blocks = Math.ceil(readFileSync(path).length / 512);
  const limited = start('sh', [
    '-c',
    `ulimit -f ${Math.floor(blocks / 40)}; exec "$0" "$@"`,
    process.execPath,
    bundle,
    'write',
    path,
  ]);
  const end = await limited.ended;
  expect([end.code, end.signal]).toEqual([1, null]);
  expect(JSON.parse(end.stdout.trim()).kind).toMatch(/^(other|full)$/);
  const db = await open(path);
  expect(await db.damage()).toBeNull();
  expect(await db.all('SELECT count(*) AS n FROM business')).toEqual([{ n: 0 }]);
  await db.close();
});

test('a folder or a file that this user may not write is read-only, with the command that shows it', async () => {
  const folder = scratchFolder();
  chmodSync(folder, 0o755);
  const bundle = await bundleRoles();
  const cases: [string, number, number][] = [
    ['folder', 0o555, 0o666],
    ['file', 0o777, 0o444],
    ['foreign', 0o777, 0o600],
  ];
  for (const [name, folderMode, fileMode] of cases) {
    const inner = join(folder, name);
    mkdirSync(inner);
    const path = join(inner, 'leadseq.db');
    await (await open(path, { create: true })).close();
    chmodSync(path, fileMode);
    chmodSync(inner, folderMode);
    const end = await startRole(bundle, 'asNobody', [path]).ended;
    expect([name, end.code, end.stderr]).toEqual([name, 1, '']);
    const [due = '', error = ''] = end.stdout.trim().split('\n');
    expect([name, JSON.parse(error).kind]).toEqual([name, 'read_only']);
    expect(JSON.parse(error).message).toContain(`ls -ld ${inner} ${path}`);
    expect(JSON.parse(due).due).toBeDefined();
  }
});

test('without its engine, or with one for another Node, the program says so in a sentence and how to mend it', async () => {
  const path = await make();
  const folder = scratchFolder();
  const bundle = await bundleRoles(join(folder, 'dist', 'store', 'roles.mjs'));
  const errorWithout = async (): Promise<{ kind: string; message: string }> => {
    const end = await startRole(bundle, 'write', [path]).ended;
    expect([end.code, end.stderr]).toEqual([1, '']);
    return JSON.parse(end.stdout.trim());
  };
  const mend = `Run \`npm rebuild better-sqlite3\` in ${folder}`;
  const absent = await errorWithout();
  expect(absent.kind).toBe('configuration');
  expect(absent.message).toContain(
    `does not load under Node ${process.version}: Cannot find module 'better-sqlite3'`,
  );
  expect(absent.message).toContain(mend);
  // The package without its binary, as an install without scripts leaves it.
  const real = join(process.cwd(), 'node_modules');
  const installed = join(folder, 'node_modules');
  // The engine's version for newer Nodes brings its binaries itself, and looks for them without the last two.
  const parts = ['better-sqlite3/lib', 'better-sqlite3/package.json', 'bindings', 'file-uri-to-path'];
  for (const part of parts.filter((name) => existsSync(join(real, name))))
    cpSync(join(real, part), join(installed, part), { recursive: true });
  const bare = await errorWithout();
  expect(bare.kind).toBe('configuration');
  expect(bare.message).toMatch(
    /(Could not locate the bindings file|Cannot find module '[^']*better_sqlite3\.node')\. Run `npm rebuild better-sqlite3`/,
  );
  // And with a binary that this Node cannot load.
  const release = join(installed, 'better-sqlite3', 'build', 'Release');
  mkdirSync(release, { recursive: true });
  writeFileSync(join(release, 'better_sqlite3.node'), 'built for another machine '.repeat(1_000));
  const wrong = await errorWithout();
  expect(wrong.kind).toBe('configuration');
  expect(wrong.message).toContain(join(release, 'better_sqlite3.node'));
  expect(wrong.message).toContain(mend);
});

test('a row of the wrong shape is corrupt, and its value is not shown', async () => {
  const path = scratchFile();
  const db = await open(path, { create: true });
  const scene = await setScene(db);
  const person = await addPerson(db, scene, 1);
  const key = destinationKey(PEPPER, ACME, 'phone', '+13125550101');
  const itsZone = 'UPDATE word SET said = ? WHERE id = (SELECT zone_word FROM destination WHERE id = ?)';
  await db.run(itsZone, [new Uint8Array([1]), person.phone]);
  const error = await errorOf(destinationsByKey(db, [key]));
  expect([error.kind, error.message]).toEqual([
    'corrupt',
    'The database holds bytes in column zone, where text belongs. Nothing more is sent from it: keep the file as it is, and put back the last good copy.',
  ]);
  await appendEvent(db, {
    at: TUESDAY,
    kind: 'enrolled',
    contact: person.contact,
    enrollment: null,
    touch: null,
    attempt: null,
    data: {},
  });
  await db.script('DROP TRIGGER event_never_changes');
  for (const [column, value] of [
    ['data', '{"a":{"b":1}}'],
    ['data', '[1]'],
    ['data', 'no json'],
    ['kind', 'unheard_of'],
  ] as const) {
    await db.run(`UPDATE event SET data = '{}', kind = 'enrolled'`);
    await db.run(`UPDATE event SET ${column} = ?`, [value]);
    const seen = await errorOf(eventsOf(db, person.contact, { from: null, limit: 1 }));
    expect([seen.kind, seen.message.includes(value)]).toEqual(['corrupt', false]);
  }
  await db.close();
});

/** Reads every row of every table through SQLite, and the ones of this room through their decoders. */
async function readEverything(db: SqliteDriver): Promise<void> {
  try {
    const damage = await db.damage();
    if (damage !== null) throw new StoreError('corrupt', damage);
    for (const table of await db.tables()) await db.all(`SELECT * FROM ${table}`);
    await listOpenAttempts(db, 'wire');
    await findAttempt(db, asId(1));
    await eventsOf(db, asId(1), { from: null, limit: 99 });
  } finally {
    await db.close();
  }
}

test('a file with random bytes overwritten is refused or harmless: never anything but a StoreError', async () => {
  const whole = scratchFile();
  const db = await open(whole, { create: true });
  const scene = await setScene(db);
  await db.tx(async (handle) => {
    for (let n = 0; n < 40; n++)
      await reserveAttempt(handle, textTo(scene, await addPerson(handle, scene, n)));
  });
  await db.close();
  const size = readFileSync(whole).length;
  const seed = Math.floor(Math.random() * 2 ** 31);
  let x = seed | 1;
  const next = (below: number): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
  const kinds: Record<string, number> = {};
  for (let round = 0; round < 150; round++) {
    const path = join(dirname(whole), 'flipped.db');
    for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
    copyFileSync(whole, path);
    const fd = openSync(path, 'r+');
    for (let n = 0; n < 1 + next(40); n++)
      writeSync(fd, new Uint8Array([next(256)]), 0, 1, next(round % 3 === 0 ? 100 : size));
    closeSync(fd);
    const kind = await open(path)
      .then(readEverything)
      .then(
        () => 'harmless',
        (error: unknown) =>
          error instanceof StoreError ? error.kind : `seed ${seed}, round ${round}: ${String(error)}`,
      );
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  const expected = ['harmless', 'corrupt', 'other', 'read_only', 'missing', 'newer', 'configuration', 'full'];
  expect(Object.keys(kinds).filter((kind) => !expected.includes(kind))).toEqual([]);
  // The damage really is found: it is not that nothing was looked at.
  expect(kinds.corrupt ?? 0).toBeGreaterThan(30);
});
