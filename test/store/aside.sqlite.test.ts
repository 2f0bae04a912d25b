/** A connection on a thread of its own, as the build has it: it commits, undoes and refuses as the one beside it does. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Built from '../../src/store/aside.ts';
import type { Handle, StoreError } from '../../src/store/driver.ts';
import { allMeta } from '../../src/store/meta.ts';
import { openStore } from '../../src/store/open.ts';
import { openSqlite, type SqliteDriver } from '../../src/store/sqlite-driver.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { scratchFile } from './scratch.ts';

const note = (handle: Handle, key: string, value: string): Promise<number> =>
  handle.run('INSERT INTO meta (key, value) VALUES (?, ?)', [key, value]);

const BUILT = join(import.meta.dirname, '../../dist/store/aside.js');

let db: SqliteDriver;
let aside: Built.Aside;
beforeEach(async () => {
  expect(existsSync(BUILT), 'run `npm run build` first').toBe(true);
  const { openAside } = (await import(pathToFileURL(BUILT).href)) as typeof Built;
  const path = scratchFile();
  await (await openStore({ path, pepper: PEPPER, now: TUESDAY, create: true })).close();
  db = await openSqlite(path, { create: false, busyTimeout: 50 });
  aside = openAside(db);
  // The first is the driver's own.
  await aside.tx((handle) => note(handle, 'first', 'here'));
});
afterEach(async () => {
  await aside.close();
  await db.close();
});

const meta = async (key: string): Promise<string | undefined> => (await allMeta(db)).get(key);

test('what it commits is there, and this thread goes on while it writes', async () => {
  let turns = 0;
  const counting = setInterval(() => turns++, 1);
  const SLOW = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT max(i) AS most FROM n`;
  const most = await aside.tx(async (handle) => {
    await note(handle, 'aside', 'there');
    const [row] = await handle.all(SLOW, [1_000_000]);
    return row?.most;
  });
  clearInterval(counting);
  expect(most).toBe(1_000_000);
  expect(await meta('aside')).toBe('there');
  expect(turns).toBeGreaterThan(10);
});

test('work that throws is undone, and the next transaction is none the worse', async () => {
  const broken = aside.tx(async (handle) => {
    await note(handle, 'aside', 'never');
    throw new Error('broken off');
  });
  await expect(broken).rejects.toThrow('broken off');
  expect(await meta('aside')).toBeUndefined();
  await aside.tx((handle) => note(handle, 'aside', 'there'));
  expect(await meta('aside')).toBe('there');
});

test('a statement that fails tells what the driver would have told', async () => {
  const wrong = 'INSERT INTO enrollment (contact_id) VALUES (?)';
  const told = async (tx: Built.Aside['tx']): Promise<unknown> =>
    tx((handle) => handle.run(wrong, [1])).catch((error: unknown) => error);
  const [there, here] = [await told(aside.tx), await told(db.tx)];
  expect(there).toMatchObject({ kind: (here as StoreError).kind, message: (here as StoreError).message });
  expect((there as StoreError).cause).toMatchObject({ code: 'SQLITE_CONSTRAINT_NOTNULL' });
});

test('several at once are done in the order in which they were asked', async () => {
  const answers = await aside.tx((handle) =>
    Promise.all([1, 2, 3].map((n) => handle.all('SELECT ? AS n, changes() AS c', [n]))),
  );
  expect(answers.map(([row]) => row?.n)).toEqual([1, 2, 3]);
});

test('a disk that is full undoes the whole piece', async () => {
  const [pages] = await db.all('PRAGMA page_count');
  const full = aside.tx(async (handle) => {
    await handle.all(`PRAGMA max_page_count = ${Number(pages?.page_count) + 2}`);
    for (let n = 0; n < 100; n++) await note(handle, `full ${n}`, 'x'.repeat(1_000));
  });
  await expect(full).rejects.toMatchObject({ kind: 'full' });
  expect([...(await allMeta(db)).keys()].filter((key) => key.startsWith('full'))).toEqual([]);
});

test('a handle is of no use after its transaction', async () => {
  const handle = await aside.tx(async (inside) => inside);
  await expect(note(handle, 'late', 'x')).rejects.toThrow('This transaction is over');
  await aside.tx((inside) => note(inside, 'aside', 'there'));
  expect(await meta('late')).toBeUndefined();
});

test('after it was closed it refuses, and the driver beside it goes on', async () => {
  await aside.tx((handle) => note(handle, 'aside', 'there'));
  await aside.close();
  await expect(aside.tx((handle) => note(handle, 'late', 'x'))).rejects.toThrow('already closed');
  await db.tx((handle) => note(handle, 'here', 'still'));
  expect(await meta('here')).toBe('still');
});
