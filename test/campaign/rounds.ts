/** One world's campaign: round after round three processes tick at once and are killed, over three weeks; then everybody is left in peace. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { closeCarriers, openCarriers } from '../../src/cli/carriers.ts';
import type { Io } from '../../src/cli/io.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { after, DAY, HOUR, type Instant, instant, MINUTE } from '../../src/domain/time.ts';
import { leftBehind } from '../../src/engine/left-behind.ts';
import { resumeScope } from '../../src/engine/pausing.ts';
import { tick } from '../../src/engine/tick.ts';
import { txAgain } from '../../src/store/begin-again.ts';
import { StoreError } from '../../src/store/driver.ts';
import { pausesInForce } from '../../src/store/pauses.ts';
import { EVERY_COMMIT_WAITS, IN_TIME, TAKEN_OVER } from './checks.ts';
import { cutConnection } from './cut.ts';
import { type Draw, drawFrom } from './draw.ts';
import { drawFate, type Fate } from './orders.ts';
import { overslept } from './overslept.ts';
import { START } from './script.ts';
import type { Step } from './steps.ts';
import { type End, startWorker, type Worker } from './worker.ts';
import type { World } from './world.ts';

/** Over which the kills are spread. */
const WEEKS = 21 * DAY;
/**
 * Then so long without any, so that every lead gets to the end: as long as its sequence, and longer where leads share a
 * mailbox, whose emails stand in a queue two days apart. With four emails each, seven leads wait for eight weeks.
 */
const PEACE = WEEKS + 80 * DAY;
const AT_ONCE = 3;

/** What was done to a world. */
export interface Done {
  kills: number;
  insideSend: number;
  /** Of the killed processes, those that worked as the daemon does, and the runs that died with all of them. */
  daemons: number;
  runs: number;
  /** Ticks that were begun: in processes that might be killed, and in the one that was not. */
  ticks: number;
  calmTicks: number;
  /** Connections to the server that were cut, and ticks whose disk was full. */
  cuts: number;
  full: number;
  /** Ticks that lost the server and were not cut off: it gives up whom a busy machine lets wait half a minute in a transaction. */
  silent: number;
  /** Kills by the last step that was heard; `starting` for those that were killed before any. */
  readonly byStep: Map<Step | 'starting', number>;
  /** Troubles of ticks that no fault explains. */
  readonly unexplained: string[];
}

export const nothingDone = (): Done => ({
  kills: 0,
  insideSend: 0,
  daemons: 0,
  runs: 0,
  ticks: 0,
  calmTicks: 0,
  cuts: 0,
  full: 0,
  silent: 0,
  byStep: new Map(),
  unexplained: [],
});

export interface RoundsOptions {
  readonly seed: number;
  readonly kills: number;
  /** See `WorkerOptions`. */
  readonly program: readonly string[];
  readonly onRound: () => void;
}

export async function playRounds(world: World, options: RoundsOptions, done: Done): Promise<void> {
  const calm = await survivor(world, done);
  const slots: (Worker | null)[] = Array.from({ length: AT_ONCE }, () => null);
  const pace = { tick: 300 };
  try {
    for (let round = 0; done.kills < options.kills; round += 1) {
      // A round's choices depend on the seed and its number alone, and not on who has survived the one before.
      const draw = drawFrom((options.seed * 1_000_003 + round) >>> 0);
      for (let n = 1 + draw.below(3); n > 0; n -= 1) await world.inquire(draw);
      if (draw.chance(0.25)) await world.answer(draw);
      await oneRound(world, options, round, slots, draw, pace, done);
      options.onRound();
      if (draw.chance(0.3)) {
        await moveOn(world, world.clock.now + (draw.chance(0.5) ? 3 : 22) * MINUTE);
        await calm.tick();
      }
      const share = done.kills / options.kills;
      await moveOn(world, Math.max(world.clock.now + MINUTE, START + share * WEEKS));
    }
  } finally {
    await Promise.all(slots.map((slot) => slot?.close()));
  }
  await settleDown(world, calm, done);
  await calm.close();
}

/** Three ticks at once; on a server, now and then, a connection of one of them is cut as well. */
async function oneRound(
  world: World,
  options: RoundsOptions,
  round: number,
  slots: (Worker | null)[],
  draw: Draw,
  pace: { tick: number },
  done: Done,
): Promise<void> {
  const server = world.ws.db.engine === 'postgres';
  const plans = slots.map((_, n) => {
    const [mode, runs, limit] = [draw.next(), draw.next(), draw.next()];
    const fate = drawFate(draw, options.seed + round * AT_ONCE + n);
    return {
      n,
      fate,
      mode: mode < 0.25 ? ('tick' as const) : ('daemon' as const),
      runs: server && mode >= 0.25 && runs < 0.4 ? 2 : 1,
      // Without one, whoever comes first takes all that is due.
      limit: limit < 0.85 ? 1 + Math.floor(limit * 4) : null,
    };
  });
  const [moment, cut] = [draw.next(), { when: draw.next(), whom: draw.next() }];
  const working = plans.map(({ n, ...plan }) => {
    const known = slots[n];
    if (known?.isAlive() === true) return known;
    const worker = startWorker({ ...plan, program: options.program, root: world.root, env: world.env });
    slots[n] = worker;
    return worker;
  });
  await Promise.all(working.map(({ ready }) => ready));
  const cutting =
    server && cut.when < 0.3
      ? wait((cut.when / 0.3) * pace.tick).then(() => cutConnection(world, cut.whom))
      : Promise.resolve(0);
  const ends = await Promise.all(
    plans.map(({ n, fate, limit }) => {
      const worker = working[n];
      if (worker === undefined) throw new Error('a slot without a worker');
      const { die, full } = worker.fate;
      return worker.order(
        { at: world.clock.now, die, limit, full },
        killAfter(worker, fate.moment ?? moment, pace.tick),
      );
    }),
  );
  const cuts = await cutting;
  done.cuts += cuts;
  ends.forEach((end, n) => {
    const worker = working[n];
    if (worker === undefined) return;
    count(end, worker, cuts > 0, pace, done);
    if (end.killed !== null || worker.mode === 'tick') slots[n] = null;
  });
}

/** Ticks after which a process that has never come to its step is killed from outside. */
const PATIENCE = 6;

/** A process that outlives its moment gets a new one in the next round. */
function killAfter(worker: Worker, moment: number, tickTakes: number): number | null {
  return worker.fate.moment === null && worker.orders() < PATIENCE ? null : moment * tickTakes;
}

function count(end: End, worker: Worker, wasCut: boolean, pace: { tick: number }, done: Done): void {
  done.ticks += 1;
  if (end.killed === null) pace.tick = 0.9 * pace.tick + 0.1 * Math.min(end.ms, 2000);
  if (end.trouble !== null && hasLostServer(end.trouble.kind)) done.silent += wasCut ? 0 : 1;
  else if (end.trouble?.kind === 'unsafe')
    done.unexplained.push(`${EVERY_COMMIT_WAITS}: ${end.trouble.message}`);
  else if (end.trouble !== null && !isExplained(end.trouble.kind, worker.fate))
    done.unexplained.push(`a tick was held up by ${end.trouble.kind}: ${end.trouble.message}`);
  if (end.trouble?.kind === 'full' || isRescue(end.killed?.step)) done.full += 1;
  if (end.killed === null) return;
  const { step, inside, runs } = end.killed;

  done.kills += 1;
  done.runs += runs;
  if (worker.mode === 'daemon') done.daemons += 1;
  if (inside) done.insideSend += 1;
  const name = step ?? 'starting';
  done.byStep.set(name, (done.byStep.get(name) ?? 0) + 1);
}

const isRescue = (step: Step | null | undefined): boolean =>
  step === 'before rescue' || step === 'before spill';

const hasLostServer = (kind: string): boolean => kind === 'unreachable' || kind === 'unknown';

/** Two others may hold the database for longer than a third one waits; all else must have been brought about. */
const isExplained = (kind: string, { full }: Fate): boolean =>
  kind === 'busy' || (kind === 'full' && full > 0);

/** Turns of the event loop in which whatever a dead child had written to a socket is read, and carried out, at its own time. */
const ARRIVING = 20;

/** The provider's clock goes with ours, and its callbacks arrive on the way. */
async function moveOn(world: World, at: number): Promise<void> {
  for (let n = 0; n < ARRIVING; n += 1) await new Promise((resolve) => setImmediate(resolve));
  world.clock.now = instant(Math.floor(at));
  await world.twilio.clock.moveTo(world.clock.now);
  await world.twilio.clock.idle();
  await letGoOn(world);
}

/** A person has looked at whatever a guard has stopped: with so many faults something is always stopped. */
async function letGoOn({ ws, clock }: World): Promise<void> {
  const stopped = (await pausesInForce(ws.db)).filter(({ guard }) => guard !== null);
  for (const pause of stopped) await txAgain(ws.db, (handle) => resumeScope(handle, pause, clock.now));
}

/** Who comes due within it is looked at together; from half an hour on they would be late. */
const OFTEN = 25 * MINUTE;

/** How many calm ticks pass between two looks at whether everybody is woken in time. */
const LOOKS = 5;

/** Nobody is killed any more and the providers are well: every lead gets to the end, and every doubt that can be settled is. */
async function settleDown(world: World, calm: Survivor, done: Done): Promise<void> {
  world.calm();
  const end = after(world.clock.now, PEACE);
  for (let quiet = 0, ticks = 0; quiet < 3; ticks += 1) {
    await calm.tick();
    // Each look decides about everybody once more.
    if (ticks % LOOKS === 0 || quiet > 0)
      for (const who of await overslept(world.ws, world.clock.now))
        done.unexplained.push(`${IN_TIME}: ${who}`);
    const next = await nextLook(world);
    const until = next === null || next > end ? after(world.clock.now, HOUR) : next;
    quiet = next === null || next > end ? quiet + 1 : 0;
    await moveOn(world, Math.max(until, world.clock.now + OFTEN));
  }
}

interface Survivor {
  tick(): Promise<void>;
  close(): Promise<void>;
}

/** Ticks in this very process, which nobody kills. */
async function survivor(world: World, done: Done): Promise<Survivor> {
  const io: Io = { ...processIo(), now: () => world.clock.now, cwd: world.root, env: world.env };
  const transports = await openCarriers(io, world.ws);
  const { signal } = new AbortController();
  const options = { now: io.now, random: randomBytes, signal, transports, sendTimeout: 1_000 };
  return {
    async tick() {
      done.calmTicks += 1;
      const report = await tick(world.ws, options).catch((error: unknown) => {
        // What it had on the wire is found by the next one, as that of any other.
        if (!(error instanceof StoreError) || !hasLostServer(error.kind)) throw error;
        done.silent += 1;
        return null;
      });
      if (report === null) return;
      if (report.obstacle !== null) done.unexplained.push(`the calm tick: ${report.obstacle.message}`);
      for (const { detail } of report.problems) done.unexplained.push(`the calm tick: ${detail}`);
      const { ticks, messages } = await leftBehind(world.ws, world.clock.now);
      if (ticks > 0) done.unexplained.push(`${TAKEN_OVER}: ${ticks} runs with ${messages} messages`);
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
