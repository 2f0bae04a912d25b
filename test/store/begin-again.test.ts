/** What a server has undone because somebody else was at the same rows is done anew, and its answer is the last one's. */
import { expect, test } from 'vitest';
import { txAgain } from '../../src/store/begin-again.ts';
import { type Driver, StoreError } from '../../src/store/driver.ts';
import { allMeta, putMeta } from '../../src/store/meta.ts';
import { openStore } from '../../src/store/open.ts';
import { transact, transactAgain } from '../../src/store/transact.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { scratchFile } from './scratch.ts';

/** A database that undoes its first transactions with this code, as a server does: after the work, and before the commit. */
async function undoing(
  code: string,
  times: number,
): Promise<{ readonly db: Driver; readonly tries: () => number }> {
  const db = await openStore({ path: scratchFile(), pepper: PEPPER, now: TUESDAY, create: true });
  let tries = 0;
  const tx: Driver['tx'] = (work) =>
    db.tx(async (handle) => {
      const [done] = await Promise.allSettled([work(handle)]);
      tries += 1;
      if (tries <= times)
        throw new StoreError(
          'other',
          'The server has undone this.',
          Object.assign(new Error(code), { code }),
        );
      if (done.status === 'rejected') throw done.reason;
      return done.value;
    });
  return { db: { ...db, tx }, tries: () => tries };
}

/** Counts its own runs in the database, so that what was undone is seen to be. */
const counting = (runs: { n: number }) => async (handle: Parameters<Parameters<Driver['tx']>[0]>[0]) => {
  runs.n += 1;
  const before = Number((await allMeta(handle)).get('lost_days') ?? 0);
  await putMeta(handle, 'lost_days', String(before + 1));
  return runs.n;
};

const stored = async ({ db }: { readonly db: Driver }) => (await allMeta(db)).get('lost_days');

test.each(['40P01', '40001', '55P03'])('%s: once more, and only the last try holds', async (code) => {
  const runs = { n: 0 };
  const server = await undoing(code, 2);
  expect(await transactAgain(server.db, true, counting(runs))).toBe(3);
  expect(await stored(server)).toBe('1');
  await server.db.close();
});

test('a rehearsal that was undone is rehearsed anew, and keeps nothing', async () => {
  const runs = { n: 0 };
  const server = await undoing('40P01', 1);
  expect(await transactAgain(server.db, false, counting(runs))).toBe(2);
  expect(await stored(server)).toBeUndefined();
  await server.db.close();
});

test('five times and no more, and never for what nobody else has caused', async () => {
  const always = await undoing('40P01', 9);
  await expect(txAgain(always.db, counting({ n: 0 }))).rejects.toThrow('undone');
  expect(always.tries()).toBe(5);
  const broken = await undoing('23505', 9);
  await expect(transactAgain(broken.db, true, counting({ n: 0 }))).rejects.toThrow('undone');
  expect(broken.tries()).toBe(1);
  for (const { db } of [always, broken]) {
    expect(await stored({ db })).toBeUndefined();
    await db.close();
  }
});

test('control: work that keeps something outside of the transaction is not done twice', async () => {
  const server = await undoing('40P01', 1);
  await expect(transact(server.db, true, counting({ n: 0 }))).rejects.toThrow('undone');
  expect(server.tries()).toBe(1);
  await server.db.close();
});
