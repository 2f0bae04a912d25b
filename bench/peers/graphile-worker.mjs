/** graphile-worker on the bench's PostgreSQL. */
import { ask, count, databaseOn, emptied } from './databases.mjs';
import { load } from './places.mjs';

export const name = 'graphile-worker';
export const packages = ['graphile-worker@0.16.6'];
export const open = databaseOn('graphile_worker');

export async function fill(url, jobs, { modules }) {
  await emptied(url);
  const { runMigrations } = load(modules, 'graphile-worker');
  await runMigrations({ connectionString: url });
  await ask(
    url,
    `SELECT count(graphile_worker.add_job('touch', json_build_object('id', id))) FROM unnest(ARRAY[${jobs}]) AS id`,
  );
}

export async function work(url, handle, { modules, inFlight }) {
  const { run, makeWorkerUtils, Logger } = load(modules, 'graphile-worker');
  const logger = new Logger(() => () => undefined);
  const utils = await makeWorkerUtils({ connectionString: url, logger });
  // Otherwise a dead worker's jobs stay locked for four hours.
  await utils.withPgClient((client) =>
    client.query(
      'SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL',
    ),
  );
  await utils.release();
  await run({
    connectionString: url,
    concurrency: inFlight,
    pollInterval: 100,
    noHandleSignals: true,
    logger,
    taskList: { touch: async ({ id }) => handle(id) },
  });
}

export const left = (url) => count(url, 'SELECT count(*) AS n FROM graphile_worker._private_jobs');
