/** A tick in a process of its own, for tests that kill it or race it: a folder, a clock that stands, the outbox. */
import { instant } from '../../src/domain/time.ts';
import { tick } from '../../src/engine/tick.ts';
import { openTestStore } from '../store/test-store.ts';
import { outboxOf, PEPPER, workspaceOf } from './kit.ts';

const [root = '', at = '', sequence = ''] = process.argv.slice(2);
const now = instant(Number(at));
const db = await openTestStore({ path: `${root}/.leadseq/leadseq.db`, pepper: PEPPER, now, create: false });
const ws = workspaceOf(root, db, { sequences: [sequence] });
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.stdout.write('ready\n');
const report = await tick(ws, {
  now: () => now,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  signal: stop.signal,
  transports: outboxOf(ws),
});
process.stdout.write(`${JSON.stringify(report)}\n`);
await db.close();
