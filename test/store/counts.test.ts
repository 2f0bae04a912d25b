/** Counts kept in memory under their lock say what counts written one by one say. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import {
  lockBudgets,
  readSpent,
  readWarmth,
  storeCounts,
  writeSpent,
  writeWarmth,
} from '../../src/store/budgets.ts';
import type { Driver, Handle } from '../../src/store/driver.ts';
import { allMeta } from '../../src/store/meta.ts';
import { openStore } from '../../src/store/open.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { scratchFile } from './scratch.ts';

const step = fc.record({
  what: fc.constantFrom('read spent', 'spend', 'read warmth', 'warm'),
  of: fc.constantFrom('acme', 'bolt'),
  n: fc.nat(500),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function act(handle: Handle, { what, of, n }: Step): Promise<unknown> {
  const business = asId<BusinessId>(of);
  switch (what) {
    case 'read spent':
      return readSpent(handle, business);
    case 'read warmth':
      return readWarmth(handle, of);
    case 'spend':
      return writeSpent(handle, business, {
        minute: n,
        inMinute: n,
        day: `day ${n}`,
        inDay: { sms: n, email: 0 },
      });
    case 'warm':
      return writeWarmth(handle, of, { day: `day ${n}`, sent: n, doubled: 1 });
  }
}

const countsIn = async (db: Driver): Promise<readonly unknown[]> =>
  [...(await allMeta(db))].filter(([key]) => /^(spent|warmth):/.test(key)).sort();

const openNew = (): Promise<Driver> =>
  openStore({ path: scratchFile(), pepper: PEPPER, now: TUESDAY, create: true });

test('whatever is counted and read, in whatever order, transaction by transaction', async () => {
  const [one, other] = [await openNew(), await openNew()];
  const transactions = fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(transactions, async (all) => {
      for (const steps of all) {
        const plain = await one.tx(async (handle) => {
          const seen: unknown[] = [];
          for (const each of steps) seen.push(await act(handle, each));
          return seen;
        });
        const kept = await other.tx(async (handle) => {
          await lockBudgets(handle);
          const seen: unknown[] = [];
          for (const each of steps) seen.push(await act(handle, each));
          await storeCounts(handle);
          return seen;
        });
        expect(kept).toEqual(plain);
        expect(await countsIn(other)).toEqual(await countsIn(one));
      }
    }),
    { numRuns: 60 },
  );
  await one.close();
  await other.close();
});

test('what is not stored before the end of its transaction was not counted', async () => {
  const db = await openNew();
  await db.tx(async (handle) => {
    await lockBudgets(handle);
    await act(handle, { what: 'warm', of: 'acme', n: 1 });
  });
  expect(await countsIn(db)).toEqual([]);
  await db.close();
});
