/** A worker process of the campaign: ticks whenever it is told to, by the clock that it is told, says each step, and dies at the one it was given. */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { closeCarriers, openCarriers } from '../../src/cli/carriers.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { instant } from '../../src/domain/time.ts';
import { createBeat } from '../../src/engine/daemon.ts';
import { openWorkspace } from '../../src/engine/open-workspace.ts';
import { tick } from '../../src/engine/tick.ts';
import type { TickReport } from '../../src/engine/tick-options.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { StoreError } from '../../src/store/driver.ts';
import type { Order } from './orders.ts';

/** Short, so that a provider that never answers costs the campaign a second and not a minute. */
const TIMEOUT = 1_000;

const [root = '', mode = '', workers = '1'] = process.argv.slice(2);
const io = { ...processIo(), cwd: root };

let order: Order = { at: 0, die: null, limit: null, full: 0 };
let told = 0;
let left = Number.NaN;
/** Whether it has sent anything yet. */
let settled = false;
const now = () => instant(order.at + Math.floor(performance.now() - told));
const say = (line: string): void => void writeSync(1, `${line}\n`);

/** The first trouble of this tick, if there was any: its kind, and what was said. */
let trouble: string | null = null;
const note = (kind: string, message: string): void => {
  trouble ??= `${kind} ${message.replace(/\s+/g, ' ')}`;
};
const kindOf = (error: unknown): string => (error instanceof StoreError ? error.kind : 'fault');
const wordsOf = (error: unknown): string =>
  error instanceof StoreError ? error.message : error instanceof Error ? `${error.stack}` : String(error);

const crash =
  (worker: number) =>
  (step: string): void => {
    say(`${worker} ${step}`);
    if (step === 'in settle') settled = true;
    if (step === order.die?.step) {
      left -= 1;
      if (left <= 0) process.kill(process.pid, 'SIGKILL');
    }
    if (step !== 'in settle' || order.full <= 0) return;
    order = { ...order, full: order.full - 1 };
    throw new StoreError('full', 'the campaign lets the disk be full');
  };

async function tickOnce(ws: Workspace, worker: number): Promise<TickReport> {
  const transports = await openCarriers({ ...io, now }, ws);
  try {
    const report = await tick(ws, {
      now,
      random: randomBytes,
      signal: io.signal,
      transports,
      command: mode,
      sendTimeout: TIMEOUT,
      crash: crash(worker),
      ...(order.limit === null ? {} : { limit: order.limit }),
    });
    if (report.obstacle !== null) note(report.obstacle.kind, report.obstacle.message);
    for (const { detail } of report.problems) note('set_aside', detail);
    return report;
  } catch (error) {
    note(kindOf(error), wordsOf(error));
    throw error;
  } finally {
    await closeCarriers(transports);
  }
}

async function open(reading: 'settings' | 'everything') {
  const opened = await openWorkspace(root, {
    env: io.env,
    now: now(),
    random: randomBytes,
    ...(reading === 'settings' ? { reading } : {}),
  });
  const lost = io.env.LEADSEQ_DATABASE === undefined ? 'fault' : 'unreachable';
  if (!opened.ok) note(opened.error.exit === 75 ? 'busy' : lost, opened.error.message);
  else await askWhetherCommitsWait(opened.value);
  return opened;
}

/** On this very connection: another one may have been opened otherwise. */
async function askWhetherCommitsWait({ db }: Workspace): Promise<void> {
  const question = db.engine === 'sqlite' ? 'PRAGMA synchronous' : 'SHOW synchronous_commit';
  const [row] = await db.all(question).catch(() => []);
  const set = row?.synchronous ?? row?.synchronous_commit;
  // A connection that was cut meanwhile answers nothing, and is told by whoever uses it next.
  if (set !== undefined && set !== 2 && set !== 'on') note('unsafe', `it was opened with ${set}`);
}

/** As `seq tick` does it: opened, ticked, closed. */
async function onceAsCron(): Promise<void> {
  const opened = await open('settings');
  if (!opened.ok) return;
  await tickOnce(opened.value, 1)
    .catch(() => undefined)
    .finally(() => opened.value.db.close());
}

/** As `seq daemon --workers` does it: every worker its own connection, all in one process. */
const beats = Array.from({ length: Number(workers) }, (_, n) =>
  createBeat({
    root,
    now,
    onServer: io.env.LEADSEQ_DATABASE !== undefined,
    open: () => open('everything'),
    tick: (ws) => tickOnce(ws, n + 1),
    write: ({ event, message }) => {
      if (event === 'trouble') note('beat', String(message));
    },
  }),
);

async function work(next: Order): Promise<void> {
  if (next.die !== null && JSON.stringify(next.die) !== JSON.stringify(order.die)) left = next.die.left;
  order = next;
  told = performance.now();
  trouble = null;
  if (mode === 'tick') await onceAsCron().catch((error: unknown) => note(kindOf(error), wordsOf(error)));
  else await Promise.all(beats.map((beat) => beat()));
  say(`= ${trouble ?? 'done'}`);
  if (settled) (globalThis as { keepCompiled?: () => void }).keepCompiled?.();
  if (mode === 'tick') process.exit(0);
}

createInterface({ input: process.stdin }).on('line', (line) => void work(JSON.parse(line) as Order));
say('ready');
