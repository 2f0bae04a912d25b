/** BullMQ over a Redis that writes every command to disk before it answers. */
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, load, programOf } from './places.mjs';

const QUEUE = 'touches';

export const name = 'BullMQ, Redis with fsync always';
export const packages = ['bullmq@5.81.5'];

/** A Redis of its own below `dir`, or the reason why there is none. */
export async function open({ dir }) {
  const program = programOf('redis-server', process.env.REDIS_SERVER);
  if (program === null) return { missing: 'no redis-server on PATH or in REDIS_SERVER' };
  const port = await freePort();
  const settings = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--dir', dir];
  const server = spawn(program, ['--bind', '127.0.0.1', '--port', String(port), ...settings], {
    stdio: 'ignore',
  });
  await wait(500);
  return {
    place: { host: '127.0.0.1', port },
    async close() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    },
  };
}

export async function fill(place, jobs, { modules }) {
  const queue = queueAt(place, modules);
  await queue.obliterate({ force: true });
  await queue.addBulk(jobs.map((id) => ({ name: 'touch', data: { id } })));
  await queue.close();
}

/** A lock is lost two seconds after its worker died, and looked for each second: shorter than what is usual, so that the bench need not wait. */
export async function work(place, handle, { modules, inFlight }) {
  const { Worker } = load(modules, 'bullmq');
  new Worker(QUEUE, async ({ data }) => handle(data.id), {
    connection: place,
    concurrency: inFlight,
    lockDuration: 2_000,
    stalledInterval: 1_000,
  });
}

export async function left(place, { modules }) {
  const queue = queueAt(place, modules);
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
  await queue.close();
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

function queueAt(place, modules) {
  const { Queue } = load(modules, 'bullmq');
  return new Queue(QUEUE, { connection: place });
}
