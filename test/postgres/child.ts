/** A tick in a process of its own on a server: it stops itself at a labeled step when it is told to, and tells what became of it. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { instant } from '../../src/domain/time.ts';
import { tick } from '../../src/engine/tick.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { outboxOf, PEPPER, workspaceOf } from '../engine/kit.ts';

const [root = '', at = '', asleepAt = ''] = process.argv.slice(2);
const now = instant(Number(at));
const url = readFileSync(`${root}/.leadseq/leadseq.db.url`, 'utf8');
const MOST = Number.MAX_SAFE_INTEGER;
const budgets = { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST };
const db = await openPostgresStore({ url, pepper: PEPPER, now, create: false });
const ws = workspaceOf(root, db, { policy: { budgets } });
let slept = false;

/** Stopped by its parent while it waits here, and woken much later. */
async function crash(step: string): Promise<void> {
  if (step !== asleepAt || slept) return;
  slept = true;
  process.stdout.write('asleep\n');
  await wait(500);
}

try {
  const report = await tick(ws, {
    now: () => now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    signal: new AbortController().signal,
    transports: outboxOf(ws),
    crash,
  });
  process.stdout.write(`${JSON.stringify({ sent: report.sent, obstacle: report.obstacle?.kind ?? null })}\n`);
} catch (error) {
  process.stdout.write(
    `${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`,
  );
}
await db.close();
