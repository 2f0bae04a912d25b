/** A tick in a process of its own on a server, whose requests are lines of a file; at a labeled step it waits to be put to sleep. */
import { appendFileSync, readFileSync } from 'node:fs';
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

/** Long enough for its parent to stop it here; it is woken much later. */
async function crash(step: string): Promise<void> {
  if (step !== asleepAt || slept) return;
  slept = true;
  process.stdout.write('asleep\n');
  await wait(300);
}

const report = await tick(ws, {
  now: () => now,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  signal: new AbortController().signal,
  transports: {
    ...outboxOf(ws),
    sms: {
      name: 'ledger',
      live: true,
      send: async (message, { token }) => {
        appendFileSync(`${root}/ledger`, `${token} ${message.to}\n`);
        return { kind: 'sent', providerId: `SM${token}` };
      },
    },
  },
  lanes: 1,
  crash,
});
process.stdout.write(`${JSON.stringify({ sent: report.sent, obstacle: report.obstacle?.kind ?? null })}\n`);
await db.close();
