/** One tick in a process of its own, by the clock that the campaign gives it; it tells its steps, and may be told at which to die. */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { closeCarriers, openCarriers } from '../../src/cli/carriers.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { instant } from '../../src/domain/time.ts';
import { openWorkspace } from '../../src/engine/open-workspace.ts';
import { tick } from '../../src/engine/tick.ts';
import { isInsideSend } from './steps.ts';

const [root = '', at = '', dieAt = '', counting = ''] = process.argv.slice(2);
const began = performance.now();
const now = () => instant(Number(at) + Math.floor(performance.now() - began));
const io = { ...processIo(), now, cwd: root };

/** Steps until death: of all steps, or only of those inside a send. Never, when it is not a number. */
let left = dieAt === '' ? Number.NaN : Number(dieAt);

const opened = await openWorkspace(root, {
  env: io.env,
  now: now(),
  random: randomBytes,
  reading: 'settings',
});
if (!opened.ok) {
  writeSync(2, `${opened.error.message}\n`);
  process.exit(opened.error.exit);
}
const ws = opened.value;
const transports = await openCarriers(io, ws);
const report = await tick(ws, {
  now,
  random: randomBytes,
  signal: io.signal,
  transports,
  // Short, so that a provider that never answers costs the campaign a second and not a minute.
  sendTimeout: 1_000,
  crash: (step) => {
    writeSync(1, `${step}\n`);
    if (counting === 'sends' && !isInsideSend(step)) return;
    left -= 1;
    if (left <= 0) process.kill(process.pid, 'SIGKILL');
  },
});
if (report.obstacle !== null) writeSync(2, `${report.obstacle.message}\n`);
await closeCarriers(transports);
await ws.db.close();
