/** Eight workers on one database: each contact is claimed by one, a paused one that wakes late changes nothing, a cut connection loses nothing that was committed. */
import { expect, onTestFinished, test } from 'vitest';
import { after } from '../../src/domain/time.ts';
import { claimContacts, dueContacts, releaseClaim } from '../../src/store/claims.ts';
import { lockDestinations } from '../../src/store/destinations.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { openPostgres, type PostgresDriver } from '../../src/store/postgres-driver.ts';
import { startRun } from '../../src/store/runs.ts';
import { addPerson, PEPPER, type Person, type Scene, setScene, TUESDAY } from '../store/fixture.ts';
import { administer, testDatabase } from '../store/postgres-server.ts';

const LEASE = 60_000;

interface Place {
  readonly url: string;
  readonly scene: Scene;
  readonly people: readonly Person[];
  worker(options?: Parameters<typeof openPostgres>[1]): Promise<PostgresDriver>;
}

async function place(people: number): Promise<Place> {
  const { url, drop } = await testDatabase();
  const open: PostgresDriver[] = [];
  onTestFinished(async () => {
    await Promise.all(open.map((db) => db.close().catch(() => undefined)));
    await drop();
  });
  const db = await openPostgresStore({ url, pepper: PEPPER, now: TUESDAY, create: true });
  open.push(db);
  const scene = await setScene(db);
  const made: Person[] = [];
  for (let n = 0; n < people; n++) made.push(await addPerson(db, scene, n));
  await db.run('UPDATE contact SET wake_at = ?', [TUESDAY]);
  const worker = async (options?: Parameters<typeof openPostgres>[1]): Promise<PostgresDriver> => {
    const made = await openPostgres(url, options);
    open.push(made);
    return made;
  };
  return { url, scene, people: made, worker };
}

test('eight workers that look at once claim every contact once', async () => {
  const { worker } = await place(200);
  const claims = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const db = await worker();
      const owner = { command: 'tick', host: `host-${n}`, bootId: `boot-${n}`, pid: n, pidStarted: '1' };
      const run = await db.tx((handle) => startRun(handle, owner, TUESDAY));
      const mine: number[] = [];
      for (;;) {
        const due = await dueContacts(db, TUESDAY, 25, 'urgency');
        if (due.length === 0) return mine;
        const got = await db.tx((handle) => claimContacts(handle, due, run, TUESDAY, after(TUESDAY, LEASE)));
        mine.push(...got.map(({ contact }) => contact as number));
      }
    }),
  );
  const all = claims.flat();
  expect([all.length, new Set(all).size]).toEqual([200, 200]);
});

test('destinations asked for in any order are locked in one, and nobody waits for ever', async () => {
  const { worker, people } = await place(12);
  const phones = people.map(({ phone }) => phone);
  const workers = await Promise.all(Array.from({ length: 8 }, () => worker()));
  const rounds = workers.flatMap((db, n) =>
    Array.from({ length: 15 }, (_, round) => {
      const turned = [...phones.slice((n + round) % 12), ...phones.slice(0, (n + round) % 12)];
      return db.tx((handle) => lockDestinations(handle, n % 2 === 0 ? turned : turned.toReversed()));
    }),
  );
  await Promise.all(rounds);
});

test('a worker that slept past its lease finds a higher fence, and gives nothing back', async () => {
  const { worker, scene, people } = await place(1);
  const ids = people.map(({ contact }) => contact);
  const [asleep, awake] = [await worker(), await worker()];
  const [old] = await claimContacts(asleep, ids, scene.run, TUESDAY, after(TUESDAY, LEASE));
  const later = after(TUESDAY, LEASE + 1);
  const [young] = await claimContacts(awake, ids, scene.run, later, after(later, LEASE));
  if (old === undefined || young === undefined) throw new Error('both were due');
  expect(young.fence).toBe(old.fence + 1);
  expect(await releaseClaim(asleep, old, null)).toBe(false);
  expect(await releaseClaim(awake, young, null)).toBe(true);
});

test('a connection that is cut in a transaction undoes it, and the next statement has a new one', async () => {
  const { worker, url } = await place(1);
  const db = await worker();
  const cut = db.tx(async (handle) => {
    await handle.run(`UPDATE contact SET first_name = 'Changed'`);
    const [row] = await handle.all('SELECT pg_backend_pid() AS pid');
    await administer(url, `SELECT pg_terminate_backend(${String(row?.pid)})`);
    await handle.run(`UPDATE contact SET last_name = 'Too late'`);
  });
  await expect(cut).rejects.toMatchObject({ name: 'StoreError', kind: 'unreachable' });
  expect(await db.all('SELECT first_name, last_name FROM contact')).toEqual([
    { first_name: 'Lead 0', last_name: '' },
  ]);
});

test('a commit whose answer is lost is no commit to build on: its fate is said to be unknown', async () => {
  const { worker, url } = await place(1);
  const db = await worker();
  const lost = db.tx(async (handle) => {
    const [row] = await handle.all('SELECT pg_backend_pid() AS pid');
    await handle.run(`UPDATE contact SET first_name = 'Perhaps'`);
    await administer(url, `SELECT pg_terminate_backend(${String(row?.pid)})`);
  });
  await expect(lost).rejects.toMatchObject({ name: 'StoreError', kind: 'unknown' });
  expect((await db.all('SELECT count(*) AS n FROM contact'))[0]).toEqual({ n: 1 });
});

test('a row that somebody holds is waited for, and not for ever', async () => {
  const { worker } = await place(1);
  const [holder, waiter] = [await worker(), await worker({ lockTimeout: 200 })];
  await holder.tx(async (handle) => {
    await handle.run('UPDATE contact SET fence = fence + 1');
    const waiting = waiter.run('UPDATE contact SET fence = fence + 1');
    await expect(waiting).rejects.toMatchObject({ kind: 'busy' });
  });
  expect(await waiter.run('UPDATE contact SET fence = fence + 1')).toBe(1);
});

test('whoever stands still in a transaction is put out of it, and holds nobody up', async () => {
  const { worker } = await place(1);
  const [sleeper, other] = [await worker({ idleTimeout: 150 }), await worker()];
  const asleep = sleeper.tx(async (handle) => {
    await handle.run('UPDATE contact SET fence = fence + 10');
    // As long as it takes: the other one is let through when the server has given the sleeper up.
    await other.run('UPDATE contact SET fence = fence + 1');
    await handle.run('UPDATE contact SET fence = fence + 10');
  });
  await expect(asleep).rejects.toMatchObject({ kind: 'unreachable' });
  expect(await other.all('SELECT fence FROM contact')).toEqual([{ fence: 1 }]);
});
