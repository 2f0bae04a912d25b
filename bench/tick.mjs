/** Due touches a second through decide, render, reserve, last look and settle, beside bare queues on the same disk with the same durability. */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openWorkspace } from '../dist/engine/open-workspace.js';
import { tick } from '../dist/engine/tick.js';
import { machine, median } from './harness.mjs';
import { dueWorkspace } from './workspace.mjs';

const due = Number(process.argv[2] ?? 100_000);
const enrollments = Number(process.argv[3] ?? 1_000_000);
const rounds = Number(process.argv[4] ?? 3);
/** A commit for each step is slow enough to be measured on fewer. */
const QUEUED = Math.min(due, 10_000);
const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
/** A Tuesday at noon in Chicago: every window is open. */
const NOON = Date.parse('2026-03-03T18:00:00Z');
const MINUTE = 60_000;

/** Accepts everything at once: what is measured is ours alone. */
let accepted = 0;
const provider = {
  name: 'bench',
  live: true,
  send: async () => ({ kind: 'sent', providerId: `accepted-${++accepted}` }),
};

/** Jobs a second through a table of two columns, reserved and settled `batch` at a time: by a commit each, or both by one. */
function bareQueue(batch, together = false) {
  const path = join(dir, 'queue.db');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT, body TEXT)');
  const insert = db.prepare("INSERT INTO job (state, body) VALUES ('due', ?)");
  db.transaction(() => {
    for (let i = 0; i < QUEUED; i++)
      insert.run('a text of the usual length, about teeth whitening, with a question at its end?');
  })();
  const reserve = db.prepare("UPDATE job SET state = 'wire' WHERE id = ?");
  const settle = db.prepare("UPDATE job SET state = 'sent' WHERE id = ?");
  const each = (statement, from) => {
    for (let id = Math.max(1, from); id < Math.min(from + batch, QUEUED + 1); id++) statement.run(id);
  };
  const reserveBatch = db.transaction((from) => each(reserve, from));
  const settleBatch = db.transaction((from) => each(settle, from));
  /** What a turn of ours is: the results of the last one, and the claims for the places that they have freed. */
  const turn = db.transaction((from) => {
    each(settle, from - batch);
    each(reserve, from);
  });
  const measured = measure(QUEUED, () => {
    for (let from = 1; from <= QUEUED; from += batch) {
      if (together) turn(from);
      else {
        reserveBatch(from);
        settleBatch(from);
      }
    }
    if (together) turn(QUEUED + 1);
  });
  db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  return measured;
}

/** One tick in which every due lead gets one message: the first text, or twenty minutes later the first email. */
async function ours(root, minutes) {
  const opened = await openWorkspace(root, { env: {}, now: NOON, random: randomBytes });
  if (!opened.ok) throw new Error(opened.error.message);
  const ws = opened.value;
  let sent = 0;
  const measured = await measure(due, async () => {
    ({ sent } = await tick(ws, {
      now: () => NOON + minutes * MINUTE,
      random: randomBytes,
      transports: { sms: provider, email: provider },
      signal: new AbortController().signal,
    }));
  });
  await ws.db.close();
  if (sent !== due) throw new Error(`expected ${due} sent, saw ${sent}`);
  return measured;
}

async function measure(touches, work) {
  const began = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { rate: (touches / (performance.now() - began)) * 1000, cpu: (user + system) / touches };
}

process.stdout.write(`${machine()}\n`);
const template = dueWorkspace(dir, { enrollments, due, at: NOON });
const seen = new Map();
const note = (name, measured) => seen.set(name, [...(seen.get(name) ?? []), measured]);
for (let round = 0; round < rounds; round++) {
  note('a bare queue, a commit for each step', await bareQueue(1));
  note('a bare queue, 20 in flight, one commit a turn', await bareQueue(20, true));
  note('a bare queue, commits of 50', await bareQueue(50));
  const root = join(dir, 'round');
  cpSync(template, root, { recursive: true });
  note('`seq tick`, texts', await ours(root, 1));
  note('`seq tick`, emails', await ours(root, 21));
  rmSync(root, { recursive: true });
}
const count = (n) => Math.round(n).toLocaleString('en-US');
process.stdout.write(
  `${count(due)} due of ${count(enrollments)} enrollments, synchronous=FULL, ${rounds} rounds\n\n` +
    '| | a second | µs of CPU each | × the bare queue |\n|---|---|---|---|\n',
);
const peer = median(seen.get('a bare queue, a commit for each step').map(({ rate }) => rate));
for (const [name, measured] of seen) {
  const rate = median(measured.map((one) => one.rate));
  const cpu = median(measured.map((one) => one.cpu));
  process.stdout.write(`| ${name} | ${count(rate)} | ${count(cpu)} | ${(rate / peer).toFixed(2)} |\n`);
}
rmSync(dir, { recursive: true });
