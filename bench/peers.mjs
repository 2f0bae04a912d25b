/** Jobs a second, and jobs run twice after one SIGKILL, of well-known queues and of ours, in one harness on one machine. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { machine, median } from './harness.mjs';
import * as bullmq from './peers/bullmq.mjs';
import * as graphileWorker from './peers/graphile-worker.mjs';
import { onPostgres, onSqlite } from './peers/leadseq.mjs';
import * as pgBoss from './peers/pg-boss.mjs';
import { installed } from './peers/places.mjs';
import * as plainjob from './peers/plainjob.mjs';
import { startServer } from './postgres.mjs';

const CONTESTANTS = [bullmq, pgBoss, graphileWorker, plainjob, onSqlite, onPostgres];
const IN_FLIGHT = 20;
/** Each job writes its number into a ledger, which outlives the process that wrote it: seven digits and an end of line. */
const LINE = 8;
const PATIENCE_MS = 120_000;

if (process.send) await workUntilKilled();
else await measure(Number(process.argv[2] ?? 4_000), Number(process.argv[3] ?? 3));

/** A worker in a process of its own: it may be killed at any time. */
async function workUntilKilled() {
  const { index, place, ledger, modules, attempt } = JSON.parse(process.argv[2]);
  const file = openSync(ledger, 'a');
  const handle = async (id) => {
    writeSync(file, `${String(id).padStart(LINE - 1, '0')}\n`);
  };
  process.send('ready');
  await once(process, 'message');
  await CONTESTANTS[index].work(place, handle, { modules, inFlight: IN_FLIGHT, attempt });
  process.send('done');
}

async function measure(jobs, rounds) {
  const modules = installed(CONTESTANTS.flatMap(({ packages }) => packages));
  const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
  const server = await startServer();
  const rows = [];
  try {
    for (const [index, contestant] of CONTESTANTS.entries()) {
      const { place, missing, close } = await contestant.open({ dir, server });
      rows.push({ contestant, missing, place, close, index, rates: [], twice: [], never: [], held: [] });
    }
    for (let round = 0; round < rounds; round++)
      for (const row of rows.filter(({ missing }) => missing === undefined)) {
        const bench = { row, jobs, modules, ledger: join(dir, 'ledger') };
        row.rates.push(await rate(bench));
        const crash = await oneCrash(bench);
        row.twice.push(crash.twice);
        row.never.push(crash.never);
        row.held.push(crash.held);
      }
  } finally {
    for (const { close } of rows) await close?.();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  print(rows, { jobs, rounds, version: server.version });
}

/** Jobs a second, from the start of a ready worker until nothing is left. */
async function rate({ row, jobs, modules, ledger }) {
  await refill({ row, jobs, modules, ledger });
  const worker = await start({ row, modules, ledger, attempt: 0 });
  const began = performance.now();
  worker.send('go');
  await written(ledger, jobs);
  await nothingLeft({ row, modules });
  const took = performance.now() - began;
  await kill(worker);
  return (jobs / took) * 1_000;
}

/** A worker is killed when half of the jobs are in the ledger; another one finishes. */
async function oneCrash({ row, jobs, modules, ledger }) {
  await refill({ row, jobs, modules, ledger });
  const first = await start({ row, modules, ledger, attempt: 0 });
  first.send('go');
  await written(ledger, jobs / 2);
  await kill(first);
  const second = await start({ row, modules, ledger, attempt: 1 });
  second.send('go');
  await nothingLeft({ row, modules });
  await kill(second);
  const ids = readFileSync(ledger, 'utf8').trimEnd().split('\n');
  const held = (await row.contestant.held?.(row.place)) ?? 0;
  const once = new Set(ids).size;
  return { twice: ids.length - once, never: jobs - once, held };
}

async function refill({ row, jobs, modules, ledger }) {
  rmSync(ledger, { force: true });
  closeSync(openSync(ledger, 'a'));
  const numbers = Array.from({ length: jobs }, (_, i) => i + 1);
  await row.contestant.fill(row.place, numbers, { modules });
}

async function start({ row, modules, ledger, attempt }) {
  const told = JSON.stringify({ index: row.index, place: row.place, ledger, modules, attempt });
  const worker = fork(import.meta.filename, [told], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(worker, 'message');
  return worker;
}

async function kill(worker) {
  if (worker.exitCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

async function written(ledger, jobs) {
  await until(() => statSync(ledger).size >= jobs * LINE, 2);
}

async function nothingLeft({ row, modules }) {
  await until(async () => (await row.contestant.left(row.place, { modules })) === 0, 50);
}

async function until(holds, pause) {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not through after ${PATIENCE_MS / 1_000} s`);
    await wait(pause);
  }
}

function print(rows, { jobs, rounds, version }) {
  const whole = (n) => Math.round(n).toLocaleString('en-US');
  const span = (values) =>
    Math.min(...values) === Math.max(...values)
      ? `${values[0]}`
      : `${Math.min(...values)}–${Math.max(...values)}`;
  const lines = rows.map(({ contestant: { name }, missing, rates, twice, never, held }) =>
    missing === undefined
      ? `| ${name} | ${whole(median(rates))} | ${span(twice)} | ${span(held)} | ${span(never)} |`
      : `| ${name} | not run: ${missing} | | | |`,
  );
  process.stdout.write(
    `${machine()}, PostgreSQL ${version}\n${whole(jobs)} jobs, ${IN_FLIGHT} in flight, ${rounds} rounds\n\n` +
      '| | jobs a second | run twice after a SIGKILL | held for a person | never run |\n|---|---|---|---|---|\n' +
      `${lines.join('\n')}\n`,
  );
}
