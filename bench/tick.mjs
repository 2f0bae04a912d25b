/** Due touches a second through decide, render, reserve and settle, beside bare queues on the same disk with the same durability. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openWorkspace } from '../dist/engine/open-workspace.js';
import { tick } from '../dist/engine/tick.js';
import { machine, must, race, report } from './harness.mjs';
import { csvOf, emptyWorkspace, SEQ } from './workspace.mjs';

const due = Number(process.argv[2] ?? 10_000);
const rounds = Number(process.argv[3] ?? 5);
const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
const csv = join(dir, 'leads.csv');
const out = createWriteStream(csv);
for (const text of csvOf(due)) out.write(text);
out.end();
await once(out, 'finish');

/** Accepts everything at once: what is measured is ours alone. */
let accepted = 0;
const provider = {
  name: 'bench',
  live: false,
  send: async () => ({ kind: 'sent', providerId: `accepted-${++accepted}` }),
};
/** A Tuesday at noon in Chicago: every window is open. */
const NOON = Date.parse('2026-03-03T18:00:00Z');

let number = 0;
function bareQueue(batch) {
  return () => {
    const db = new Database(join(dir, `queue-${number++}.db`));
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec('CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT, body TEXT)');
    const insert = db.prepare("INSERT INTO job (state, body) VALUES ('due', ?)");
    db.transaction(() => {
      for (let i = 0; i < due; i++)
        insert.run('a text of the usual length, about teeth whitening, with a question at its end?');
    })();
    const reserve = db.prepare("UPDATE job SET state = 'wire' WHERE id = ?");
    const settle = db.prepare("UPDATE job SET state = 'sent' WHERE id = ?");
    const each = (statement) =>
      db.transaction((from) => {
        for (let id = from; id < Math.min(from + batch, due + 1); id++) statement.run(id);
      });
    const [reserveBatch, settleBatch] = [each(reserve), each(settle)];
    const began = performance.now();
    for (let from = 1; from <= due; from += batch) {
      reserveBatch(from);
      settleBatch(from);
    }
    const took = performance.now() - began;
    db.close();
    return took;
  };
}

async function ours() {
  const root = emptyWorkspace(dir, `workspace-${number++}`);
  must(process.execPath, [SEQ, 'enroll', csv, '--sequence', 'framework-14'], { cwd: root });
  const opened = await openWorkspace(root, { env: {}, now: Date.now(), random: randomBytes });
  if (!opened.ok) throw new Error(opened.error.message);
  const ws = opened.value;
  // The leads came in a moment before that noon, so each has its first email or text due.
  const shift = NOON - Date.now();
  await ws.db.run('UPDATE enrollment SET enrolled_at = enrolled_at + ?, anchor_at = anchor_at + ?', [
    shift,
    shift,
  ]);
  await ws.db.run('UPDATE contact SET wake_at = ?', [NOON]);
  const options = {
    now: () => NOON + 21 * 60_000,
    random: randomBytes,
    transports: { sms: provider, email: provider },
    signal: new AbortController().signal,
    acceptClock: true,
  };
  const began = performance.now();
  const cpu = process.cpuUsage();
  const result = await tick(ws, options);
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  if (result.sent !== due) throw new Error(`expected ${due} sent, saw ${JSON.stringify(result)}`);
  microseconds = (user + system) / due;
  await ws.db.close();
  rmSync(root, { recursive: true });
  return took;
}
let microseconds = 0;

process.stdout.write(`${machine()}\n`);
const results = await race(
  [
    { name: 'bare queue, a commit for each step', run: bareQueue(1) },
    { name: 'bare queue, commits of 50', run: bareQueue(50) },
    { name: 'seq tick, every guard on', run: ours },
  ],
  { rounds, warmups: 1 },
);
report(`tick, ${due.toLocaleString('en-US')} due touches, synchronous=FULL`, results);
for (const { name, median } of results)
  process.stdout.write(
    `  ${name.padEnd(44)} ${Math.round((due / median) * 1000).toLocaleString('en-US')} touches/s\n`,
  );
process.stdout.write(`  CPU of ours: ${microseconds.toFixed(0)} µs a touch\n`);
rmSync(dir, { recursive: true });
