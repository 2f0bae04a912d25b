/** pg-boss on the bench's PostgreSQL, fetching and completing in batches as its manual advises for many small jobs. */
import { setTimeout as wait } from 'node:timers/promises';
import { count, databaseOn, emptied } from './databases.mjs';
import { load } from './places.mjs';

const QUEUE = 'touches';
const BATCH = 300;

export const name = `pg-boss, batches of ${BATCH}`;
export const packages = ['pg-boss@10.4.2'];
export const open = databaseOn('pg_boss');

export async function fill(url, jobs, { modules }) {
  await emptied(url);
  const boss = await started(url, modules);
  await boss.createQueue(QUEUE);
  // Long enough for a batch on a busy machine, short enough to be waited for after a worker died.
  await boss.insert(jobs.map((id) => ({ name: QUEUE, data: { id }, expireInSeconds: 5 })));
  await boss.stop();
}

export async function work(url, handle, { modules }) {
  const boss = await started(url, modules);
  for (;;) {
    const jobs = await boss.fetch(QUEUE, { batchSize: BATCH });
    if (jobs.length === 0) {
      await wait(50);
      continue;
    }
    await Promise.all(jobs.map(({ data }) => handle(data.id)));
    await boss.complete(
      QUEUE,
      jobs.map(({ id }) => id),
    );
  }
}

export const left = (url) =>
  count(url, `SELECT count(*) AS n FROM pgboss.job WHERE name = '${QUEUE}' AND state < 'completed'`);

async function started(url, modules) {
  const boss = new (load(modules, 'pg-boss'))({ connectionString: url, maintenanceIntervalSeconds: 1 });
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${error.message}\n`));
  await boss.start();
  return boss;
}
