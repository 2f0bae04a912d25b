/** The four methods: values unchanged, transactions whole, flows kept apart, misuse refused. */
import { expect, test } from 'vitest';
import { ensureBusiness } from '../../src/store/businesses.ts';
import { int, only } from '../../src/store/decode.ts';
import type { Driver, Handle } from '../../src/store/driver.ts';
import { getMeta, putMeta } from '../../src/store/meta.ts';
import { ACME } from './fixture.ts';

const COUNT = 'SELECT count(*) AS n FROM business';
const countOf = async (db: Handle): Promise<number> => int(only(await db.all(COUNT)), 'n');

/** Reads a number, gives everybody else a chance, and writes it back raised by one. */
async function raise(db: Handle): Promise<void> {
  const before = Number((await getMeta(db, 'high_water')) ?? 0);
  for (let i = 0; i < 5; i++) await Promise.resolve();
  await putMeta(db, 'high_water', String(before + 1));
}

export function driverContract(makeDriver: () => Promise<Driver>): void {
  test('text, whole numbers, nothing and bytes come back as they went in', async () => {
    const db = await makeDriver();
    const bytes = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 254, 255]);
    await ensureBusiness(db, ACME);
    const insert = 'INSERT INTO destination (business_id, kind, value, key) VALUES (1, ?, ?, ?)';
    expect(await db.run(insert, ['email', 'é\u{1F600}', bytes])).toBe(1);
    expect(await db.run(insert, ['phone', null, bytes.map((b) => 255 - b)])).toBe(1);
    const rows = await db.all('SELECT value, key, locks FROM destination ORDER BY id');
    expect(rows.map((row) => row.value)).toEqual(['é\u{1F600}', null]);
    expect(rows.map((row) => row.locks)).toEqual([0, 0]);
    expect(rows.map((row) => [...(row.key as Uint8Array)])).toEqual([
      [...bytes],
      [...bytes].map((b) => 255 - b),
    ]);
    await db.run('UPDATE destination SET locks = ?', [Number.MAX_SAFE_INTEGER]);
    expect((await db.all('SELECT locks FROM destination'))[0]).toEqual({ locks: 9007199254740991 });
    await db.close();
  });

  test('run says how many rows it changed', async () => {
    const db = await makeDriver();
    await db.run('INSERT INTO business (slug) VALUES (?), (?)', ['a', 'b']);
    expect(await db.run('UPDATE business SET slug = slug')).toBe(2);
    expect(await db.run('UPDATE business SET slug = slug WHERE slug = ?', ['none'])).toBe(0);
    await db.close();
  });

  test('a transaction is kept as a whole, and its value is handed on', async () => {
    const db = await makeDriver();
    const value = await db.tx(async (handle) => {
      await handle.run('INSERT INTO business (slug) VALUES (?)', ['a']);
      await handle.run('INSERT INTO business (slug) VALUES (?)', ['b']);
      return countOf(handle);
    });
    expect(value).toBe(2);
    expect(await countOf(db)).toBe(2);
    await db.close();
  });

  test('a transaction whose work throws leaves nothing, and the error is the same one', async () => {
    const db = await makeDriver();
    const mistake = new Error('on purpose');
    const failing = db.tx(async (handle) => {
      await handle.run('INSERT INTO business (slug) VALUES (?)', ['a']);
      throw mistake;
    });
    await expect(failing).rejects.toBe(mistake);
    expect(await countOf(db)).toBe(0);
    await db.tx((handle) => handle.run('INSERT INTO business (slug) VALUES (?)', ['b']));
    expect(await countOf(db)).toBe(1);
    await db.close();
  });

  test('a statement that the database refuses undoes the transaction it was in', async () => {
    const db = await makeDriver();
    const failing = db.tx(async (handle) => {
      await handle.run('INSERT INTO business (slug) VALUES (?)', ['a']);
      await handle.run('INSERT INTO business (slug) VALUES (?)', ['a']);
    });
    await expect(failing).rejects.toMatchObject({ name: 'StoreError', kind: 'other' });
    expect(await countOf(db)).toBe(0);
    await db.close();
  });

  test('transactions of several flows run one after the other: no raise is lost', async () => {
    const db = await makeDriver();
    await putMeta(db, 'high_water', '0');
    await Promise.all(Array.from({ length: 50 }, () => db.tx(raise)));
    expect(await getMeta(db, 'high_water')).toBe('50');
    await db.close();
  });

  test('control: the same raises without transactions overwrite each other', async () => {
    const db = await makeDriver();
    await putMeta(db, 'high_water', '0');
    await Promise.all(Array.from({ length: 50 }, () => raise(db)));
    expect(Number(await getMeta(db, 'high_water'))).toBeLessThan(50);
    await db.close();
  });

  test('a statement outside waits for the transaction that runs, and sees what it committed', async () => {
    const db = await makeDriver();
    const order: string[] = [];
    const writing = db.tx(async (handle) => {
      await handle.run('INSERT INTO business (slug) VALUES (?)', ['a']);
      for (let i = 0; i < 20; i++) await Promise.resolve();
      await handle.run('INSERT INTO business (slug) VALUES (?)', ['b']);
      order.push('written');
    });
    const reading = countOf(db).then((count) => order.push(`read ${count}`));
    await Promise.all([writing, reading]);
    expect(order).toEqual(['written', 'read 2']);
    await db.close();
  });

  test('those who wait are served in the order in which they came', async () => {
    const db = await makeDriver();
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        n % 2 === 0
          ? db.tx(async () => void order.push(n))
          : db.all(COUNT).then(() => db.tx(async () => void order.push(n))),
      ),
    );
    expect([...order].sort()).toEqual([1, 2, 3, 4, 5]);
    const served: number[] = [];
    await Promise.all([1, 2, 3, 4, 5].map((n) => db.tx(async () => void served.push(n))));
    expect(served).toEqual([1, 2, 3, 4, 5]);
    await db.close();
  });

  test('inside a transaction the driver itself is refused, within seconds and not by waiting for ever', async () => {
    const uses: ((db: Driver) => Promise<unknown>)[] = [
      (db) => db.tx(async () => 1),
      (db) => db.all(COUNT),
      (db) => db.run('UPDATE business SET slug = slug'),
      (db) => db.close(),
    ];
    const refused = uses.map(async (use) => {
      const db = await makeDriver();
      await expect(db.tx(() => use(db))).rejects.toThrow('use its own handle');
      expect(await countOf(db)).toBe(0);
      await db.close();
    });
    await Promise.all(refused);
  });

  test('but whoever waits for a long transaction that goes on is not refused', async () => {
    const db = await makeDriver();
    const long = db.tx(async (handle) => {
      const end = performance.now() + 2_500;
      while (performance.now() < end) {
        await countOf(handle);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    expect(await Promise.all([long, countOf(db)])).toEqual([undefined, 0]);
    await db.close();
  });

  test('a handle is of no use once its transaction is over', async () => {
    const db = await makeDriver();
    const kept = await db.tx(async (handle) => handle);
    await expect(kept.all(COUNT)).rejects.toThrow('This transaction is over');
    await expect(kept.run('UPDATE business SET slug = slug')).rejects.toThrow('This transaction is over');
    await db.close();
  });

  test('a closed database refuses every use, and closing again is harmless', async () => {
    const db = await makeDriver();
    await db.close();
    await expect(db.all(COUNT)).rejects.toThrow('already closed');
    await expect(db.run('UPDATE business SET slug = slug')).rejects.toThrow('already closed');
    await expect(db.tx(async () => 1)).rejects.toThrow('already closed');
    await expect(db.script('')).rejects.toThrow('already closed');
    await db.close();
  });
}
