/** plainjob, a queue in one SQLite file, with a sync for each commit. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { load } from './places.mjs';

export const name = 'plainjob, SQLite with FULL';
export const packages = ['plainjob@0.0.14'];

export const open = ({ dir }) => ({ place: join(dir, 'plainjob.db'), close: () => undefined });

export function fill(path, jobs, { modules }) {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  const { queue, db } = opened(path, modules);
  db.transaction(() => {
    for (const id of jobs) queue.add('touch', { id });
  })();
  queue.close();
}

export async function work(path, handle, { modules }) {
  const { defineWorker } = load(modules, 'plainjob');
  const { queue } = opened(path, modules);
  const worker = defineWorker('touch', async ({ data }) => handle(JSON.parse(data).id), { queue });
  await worker.start();
}

export function left(path, { modules }) {
  const { queue, JobStatus } = opened(path, modules);
  const waiting = [JobStatus.Pending, JobStatus.Processing];
  const jobs = waiting.reduce((sum, status) => sum + queue.countJobs({ status }), 0);
  queue.close();
  return jobs;
}

function opened(path, modules) {
  const { better, defineQueue, JobStatus } = load(modules, 'plainjob');
  const db = new Database(path);
  const quiet = { error: console.error, warn() {}, info() {}, debug() {} };
  const queue = defineQueue({
    connection: better(db),
    timeout: 1_000,
    maintenanceInterval: 500,
    logger: quiet,
  });
  // The library's own pragmas come first; a promise of durability is asked for after them.
  db.pragma('synchronous = FULL');
  return { db, queue, JobStatus };
}
