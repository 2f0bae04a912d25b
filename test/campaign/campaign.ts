/** Kills ticks by the hundred, at labeled steps and at random moments, three at once, with bad providers, over three simulated weeks; then asks whether anybody was texted twice or forgotten. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeCarriers, openCarriers } from '../../src/cli/carriers.ts';
import type { Io } from '../../src/cli/io.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { after, DAY, HOUR, type Instant, instant, MINUTE } from '../../src/domain/time.ts';
import { tick } from '../../src/engine/tick.ts';
import { type Draw, drawFrom } from './draw.ts';
import { isInsideSend } from './steps.ts';
import { audit, type Verdict } from './verdict.ts';
import { createWorld, LOST_CALLBACKS, START, type World } from './world.ts';

/** Over which the kills are spread; then as long again without any, so that every lead gets to the end. */
const WEEKS = 21 * DAY;
const AT_ONCE = 3;
/** One workspace takes so many kills; more of them begin anew with the next seed. */
const PER_WORLD = 300;

export interface CampaignOptions {
  readonly kills: number;
  readonly seed: number;
  /** A database of its own for each world; null: SQLite. */
  readonly database: (() => Promise<string>) | null;
  /** A guard taken away: what a dead tick had on the wire is taken for unsent. Doubles must be seen. */
  readonly naive: boolean;
  /** The bundled `child.ts`. */
  readonly child: string;
  readonly onProgress: (done: { readonly kills: number; readonly insideSend: number }) => void;
}

export interface CampaignReport {
  readonly kills: number;
  readonly insideSend: number;
  readonly ticks: number;
  readonly worlds: readonly (Verdict & { readonly seed: number })[];
}

export async function campaign(options: CampaignOptions): Promise<CampaignReport> {
  const count = { kills: 0, insideSend: 0, ticks: 0 };
  const worlds: (Verdict & { readonly seed: number })[] = [];
  for (let seed = options.seed; count.kills < options.kills; seed += 1) {
    const quota = Math.min(PER_WORLD, options.kills - count.kills);
    // A callback in time takes a double back before it is one: without the guard none comes.
    const lost = options.naive ? 1 : LOST_CALLBACKS;
    const world = await createWorld(seed, (await options.database?.()) ?? null, lost);
    try {
      await kills(world, options, seed, quota, count);
      await settleDown(world);
      worlds.push({ seed, ...(await audit(world)) });
    } finally {
      await world.close();
    }
  }
  return { ...count, worlds };
}

type Count = { kills: number; insideSend: number; ticks: number };

/** After each round, in which nobody is killed: once the list counts as evidence, once an absence does, and once it does again. */
const AFTERWARDS = [3 * MINUTE, 20 * MINUTE, 6 * MINUTE] as const;

async function kills(
  world: World,
  options: CampaignOptions,
  seed: number,
  quota: number,
  count: Count,
): Promise<void> {
  const draw = drawFrom(seed);
  const calm = await survivor(world);
  const before = count.kills;
  const wanted = before + quota;
  while (count.kills < wanted) {
    for (let n = 1 + draw.below(3); n > 0; n -= 1) await world.inquire();
    if (draw.chance(0.2)) await world.answer();
    const ends = await Promise.all(
      Array.from({ length: AT_ONCE }, () => oneTick(world, options.child, draw)),
    );
    for (const end of ends) {
      count.ticks += 1;
      if (!end.killed) continue;
      count.kills += 1;
      if (end.insideSend) count.insideSend += 1;
    }
    if (options.naive) await forgetTheDead(world);
    options.onProgress(count);
    for (const wait of AFTERWARDS) {
      await moveOn(world, world.clock.now + wait);
      await calm.tick();
      count.ticks += 1;
    }
    const share = (count.kills - before) / quota;
    await moveOn(world, Math.max(world.clock.now + MINUTE, START + share * WEEKS));
  }
  await calm.close();
}

interface End {
  readonly killed: boolean;
  readonly insideSend: boolean;
}

/** How it dies: at a step of a send, at any step, at a random moment, or not at all. */
async function oneTick(world: World, child: string, draw: Draw): Promise<End> {
  const way = draw.next();
  const dieAt = way < 0.6 ? 1 + draw.below(8) : way < 0.85 ? 1 + draw.below(14) : null;
  const moment = way >= 0.85 && way < 0.95 ? 150 + draw.below(500) : null;
  const counting = way < 0.6 ? 'sends' : 'all';
  const running = spawn(
    process.execPath,
    [child, world.root, String(world.clock.now), String(dieAt ?? ''), counting],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, ...world.env } },
  );
  const last = lastStep(running);
  const timer = moment === null ? undefined : setTimeout(() => running.kill('SIGKILL'), moment);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    running.once('close', (...end) => resolve(end)),
  );
  clearTimeout(timer);
  // 75: two others held the database for longer than it waits.
  if (signal === null && code !== 0 && code !== 75)
    throw new Error(`a tick ended with ${code}: ${last.errors()}`);
  return { killed: signal === 'SIGKILL', insideSend: isInsideSend(last.step()) };
}

function lastStep(running: ChildProcess): { readonly step: () => string; readonly errors: () => string } {
  let steps = '';
  let errors = '';
  running.stdout?.setEncoding('utf8').on('data', (text: string) => {
    steps = (steps + text).slice(-200);
  });
  running.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { step: () => steps.trimEnd().split('\n').at(-1) ?? '', errors: () => errors };
}

/** Turns of the event loop in which whatever a dead child had written to a socket is read, and carried out, at its own time. */
const ARRIVING = 20;

/** The provider's clock goes with ours, and its callbacks arrive on the way. */
async function moveOn(world: World, at: number): Promise<void> {
  for (let n = 0; n < ARRIVING; n += 1) await new Promise((resolve) => setImmediate(resolve));
  world.clock.now = instant(Math.floor(at));
  await world.twilio.clock.moveTo(world.clock.now);
  await world.twilio.clock.idle();
}

/** Nothing is killed any more and the providers are well: every lead gets to the end, and every doubt that can be settled is. */
async function settleDown(world: World): Promise<void> {
  world.calm();
  const calm = await survivor(world);
  const end = after(world.clock.now, WEEKS + 14 * DAY);
  for (let quiet = 0; quiet < 3; ) {
    await calm.tick();
    const next = await nextLook(world);
    const until = next === null || next > end ? after(world.clock.now, HOUR) : next;
    quiet = next === null || next > end ? quiet + 1 : 0;
    await moveOn(world, Math.max(until, world.clock.now + OFTEN));
  }
  await calm.close();
}

/** Who comes due within it is looked at together. */
const OFTEN = 10 * MINUTE;

interface Survivor {
  tick(): Promise<void>;
  close(): Promise<void>;
}

/** Ticks in this very process, which nobody kills. */
async function survivor(world: World): Promise<Survivor> {
  const io: Io = { ...processIo(), now: () => world.clock.now, cwd: world.root, env: world.env };
  const transports = await openCarriers(io, world.ws);
  const { signal } = new AbortController();
  return {
    async tick() {
      const report = await tick(world.ws, {
        now: io.now,
        random: randomBytes,
        signal,
        transports,
        sendTimeout: 1_000,
      });
      if (report.obstacle !== null) throw new Error(report.obstacle.message);
    },
    close: () => closeCarriers(transports),
  };
}

/** When somebody comes due, or the provider is to be asked about something. */
async function nextLook(world: World): Promise<Instant | null> {
  const [row] = await world.ws.db.all(
    'SELECT min(at) AS next FROM (SELECT min(wake_at) AS at FROM contact UNION ALL SELECT min(ask_at) FROM attempt) AS looks',
  );
  return typeof row?.next === 'number' ? instant(row.next) : null;
}

/** What many job queues do: whatever a dead worker had in hand is done again. */
async function forgetTheDead(world: World): Promise<void> {
  await world.ws.db.run(`UPDATE attempt SET state = 'unsent', settled_at = wire_at WHERE state = 'wire'`);
}
