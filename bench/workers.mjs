/** Due touches a second on PostgreSQL with 1, 4 and 8 workers, over a provider that answers at once and one that takes 50 ms. */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { move } from '../dist/engine/move.js';
import { openWorkspace } from '../dist/engine/open-workspace.js';
import { tick } from '../dist/engine/tick.js';
import { machine, median, must } from './harness.mjs';
import { startServer } from './postgres.mjs';
import { csvOf, emptyWorkspace, SEQ } from './workspace.mjs';

/** A Tuesday at noon in Chicago: every window is open. */
const NOON = Date.parse('2026-03-03T18:00:00Z');
const WORKERS = [1, 4, 8];
const ANSWERS = [0, 50];

let copies = 0;

if (process.send) await work();
else await measure();

/** One worker: a process of its own that waits for the others before it begins. */
async function work() {
  const [root, url, answer] = process.argv.slice(2);
  const opened = await openWorkspace(root, {
    env: { LEADSEQ_DATABASE: url },
    now: NOON,
    random: randomBytes,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const provider = {
    name: 'bench',
    live: false,
    async send() {
      if (Number(answer) > 0) await new Promise((resolve) => setTimeout(resolve, Number(answer)));
      return { kind: 'sent', providerId: randomBytes(12).toString('hex') };
    },
  };
  process.send('ready');
  await once(process, 'message');
  const report = await tick(opened.value, {
    now: () => NOON + 21 * 60_000,
    random: randomBytes,
    transports: { sms: provider, email: provider },
    signal: new AbortController().signal,
    acceptClock: true,
  });
  process.send(report.sent);
  await opened.value.db.close();
  process.disconnect();
}

async function measure() {
  const due = Number(process.argv[2] ?? 4_000);
  const rounds = Number(process.argv[3] ?? 3);
  const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
  const server = await startServer();
  try {
    const template = await prepared(dir, server.url, due);
    process.stdout.write(
      `${machine()}\nPostgreSQL ${server.version}, fsync on, ${due} due, ${rounds} rounds\n\n`,
    );
    const took = new Map();
    for (let round = 0; round < rounds; round += 1)
      for (const answer of ANSWERS)
        for (const workers of WORKERS) {
          const name = `${answer} ms, ${workers}`;
          const rate = await oneRun(server.url, template, due, workers, answer);
          took.set(name, [...(took.get(name) ?? []), rate]);
        }
    for (const answer of ANSWERS) {
      const one = median(took.get(`${answer} ms, 1`));
      process.stdout.write(
        answer === 0 ? 'a provider that answers at once\n' : `a provider that takes ${answer} ms\n`,
      );
      for (const workers of WORKERS) {
        const rates = took.get(`${answer} ms, ${workers}`);
        const middle = median(rates);
        process.stdout.write(
          `  ${String(workers).padStart(2)} workers  ${Math.round(middle).toLocaleString('en-US').padStart(8)} touches/s  (${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))})  × ${(middle / one).toFixed(2)}\n`,
        );
      }
    }
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A database that holds the work, to be copied for each measurement, and the folder that goes with it. */
async function prepared(dir, url, due) {
  const root = emptyWorkspace(dir);
  const csv = join(dir, 'leads.csv');
  const out = createWriteStream(csv);
  for (const text of csvOf(due)) out.write(text);
  out.end();
  await once(out, 'finish');
  must(process.execPath, [SEQ, 'enroll', csv, '--sequence', 'framework-14'], { cwd: root });
  await ask(url, 'CREATE DATABASE prepared');
  const target = new URL(url);
  target.pathname = '/prepared';
  const opened = await openWorkspace(root, { env: {}, now: Date.now(), random: randomBytes });
  if (!opened.ok) throw new Error(opened.error.message);
  const { db } = opened.value;
  // The leads came in a moment before that noon, so each has its first message due.
  const shift = NOON - Date.now();
  await db.run('UPDATE enrollment SET enrolled_at = enrolled_at + ?, anchor_at = anchor_at + ?', [
    shift,
    shift,
  ]);
  await db.run('UPDATE contact SET wake_at = ?', [NOON]);
  const moved = await move(root, db, { url: target.href, now: Date.now(), dryRun: false, force: false });
  if (!moved.ok) throw new Error(moved.error.message);
  await db.close();
  await ask(target.href, 'VACUUM ANALYZE');
  return root;
}

async function oneRun(url, template, due, workers, answer) {
  copies += 1;
  const name = `run_${copies}`;
  await ask(url, `CREATE DATABASE ${name} TEMPLATE prepared`);
  const target = new URL(url);
  target.pathname = `/${name}`;
  const root = `${template}-${copies}`;
  cpSync(template, root, { recursive: true });
  const children = Array.from({ length: workers }, () =>
    fork(import.meta.filename, [root, target.href, String(answer)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  const began = performance.now();
  const ends = children.map((child) => once(child, 'message'));
  for (const child of children) child.send('go');
  const sent = (await Promise.all(ends)).reduce((sum, [count]) => sum + count, 0);
  const took = performance.now() - began;
  if (sent !== due) throw new Error(`expected ${due} sent, saw ${sent}`);
  await Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : null)));
  await ask(url, `DROP DATABASE ${name} WITH (FORCE)`);
  rmSync(root, { recursive: true });
  return (due / took) * 1_000;
}

async function ask(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
