/** One send in every way it can go wrong: a provider that misbehaves, and a process that dies or is overtaken at a named step. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, type Instant, instant, MINUTE } from '../../src/domain/time.ts';
import { tick } from '../../src/engine/tick.ts';
import type { TickOptions, TickProcess } from '../../src/engine/tick-options.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { type Driver, StoreError } from '../../src/store/driver.ts';
import { openStore } from '../../src/store/open.ts';
import type { OpenRun } from '../../src/store/runs.ts';
import { type Behavior, type ScriptedProvider, scriptedProvider } from '../../src/transport/scripted.ts';
import { brokenBook, brokenLaws, brokenOrder } from './invariants.ts';
import {
  both,
  countedBytes,
  enrollLead,
  type KitLead,
  PEPPER,
  scratchFolder,
  TUESDAY_10,
  workspaceOf,
} from './kit.ts';

export interface Scene {
  readonly name: string;
  readonly sequence: string;
  readonly leads: readonly KitLead[];
}

/** What the world does while the first process is at its step. */
export const SCHEDULES = [
  /** It dies, and the next tick starts at once. */
  'dies',
  /** It dies, and the next tick starts when every lease has run out. */
  'dies_for_long',
  /** A second tick runs while it stands still; then it goes on as if nothing had been. */
  'overtaken',
  /** A second tick runs while it stands still; then it dies. */
  'overtaken_and_dies',
] as const;
export type Schedule = (typeof SCHEDULES)[number];

export interface Case {
  readonly behavior: Behavior;
  readonly schedule: Schedule;
  /** Which of the first process's steps, from 0; past the last one nothing disturbs it. */
  readonly step: number;
}

class Death extends Error {}

/** A guard taken away, to see whether the simulator notices: runs on the database before each restart. */
export type Sabotage = (db: Driver, now: Instant) => Promise<void>;

export interface Stage {
  readonly scene: Scene;
  readonly folder: string;
  readonly template: string;
  close(): void;
}

/** The leads are enrolled once; every case works on a copy of that file. */
export async function setStage(scene: Scene): Promise<Stage> {
  const folder = scratchFolder();
  const template = join(folder, 'template.db');
  const db = await openStore({ path: template, pepper: PEPPER, now: TUESDAY_10, create: true });
  const ws = workspaceOf(folder, db, { sequences: [scene.sequence] });
  for (const lead of scene.leads) await enrollLead(ws, TUESDAY_10, lead);
  await db.close();
  return { scene, folder, template, close: () => rmSync(folder, { recursive: true, force: true }) };
}

interface World {
  readonly stage: Stage;
  readonly root: string;
  readonly provider: ScriptedProvider;
  readonly clock: { now: Instant };
  /** Process ids that live. */
  readonly alive: Set<number>;
  pids: number;
}

let cases = 0;

/** The names of the steps that an undisturbed tick goes through. */
export async function stepsOf(stage: Stage, behavior: Behavior): Promise<readonly string[]> {
  const world = newWorld(stage, behavior);
  const names: string[] = [];
  const process = await begin(world);
  await process.tick({
    crash: (name) => {
      names.push(name);
    },
  });
  await process.end();
  rmSync(world.root, { recursive: true });
  return names;
}

/** The laws that this case breaks; none, if all is well. */
export async function play(stage: Stage, given: Case, sabotage?: Sabotage): Promise<readonly string[]> {
  const world = newWorld(stage, given.behavior);
  try {
    await firstProcess(world, given);
    const broken = await untilQuiet(world, sabotage);
    return broken;
  } finally {
    rmSync(world.root, { recursive: true, force: true });
  }
}

function newWorld(stage: Stage, behavior: Behavior): World {
  cases += 1;
  const root = join(stage.folder, `case-${cases}`);
  mkdirSync(join(root, '.leadseq'), { recursive: true });
  copyFileSync(stage.template, join(root, '.leadseq/leadseq.db'));
  const provider = scriptedProvider((request) => (request === 0 ? behavior : 'accept'));
  return { stage, root, provider, clock: { now: TUESDAY_10 }, alive: new Set(), pids: 0 };
}

async function firstProcess(world: World, { schedule, step }: Case): Promise<void> {
  const process = await begin(world);
  let at = 0;
  const crash = async (): Promise<void> => {
    if (process.isDead()) throw new Death();
    if (at++ !== step) return;
    if (schedule === 'overtaken' || schedule === 'overtaken_and_dies') await secondTick(world);
    if (schedule === 'overtaken') return;
    process.kill();
    throw new Death();
  };
  await process.tick({ crash }).catch((error: unknown) => {
    if (!process.isDead()) throw error;
  });
  await process.end();
  if (schedule === 'dies_for_long') world.clock.now = after(world.clock.now, 7 * MINUTE);
}

/** While the first one holds the write lock the second one finds the database busy, and leaves. */
async function secondTick(world: World): Promise<void> {
  const process = await begin(world);
  await process.tick({}).catch((error: unknown) => {
    if (!(error instanceof StoreError) || error.kind !== 'busy') throw error;
  });
  await process.end();
}

/** Starts anew and ticks until nothing is planned any more; a person mends the credentials on the way. */
async function untilQuiet(world: World, sabotage: Sabotage | undefined): Promise<readonly string[]> {
  const process = await begin(world);
  try {
    for (let ticks = 0; ticks < 40; ticks += 1) {
      await sabotage?.(process.db, world.clock.now);
      await process.tick({});
      const lifted = await process.db.run('UPDATE pause SET lifted_at = ? WHERE lifted_at IS NULL', [
        world.clock.now,
      ]);
      if (lifted > 0) await process.db.run('UPDATE contact SET wake_at = ?', [world.clock.now]);
      const [row] = await process.db.all('SELECT MIN(wake_at) AS next FROM contact');
      if (row?.next === null) return await judge(world, process.db);
      world.clock.now = instant(Math.max(Number(row?.next), world.clock.now));
    }
    return ['it never came to rest'];
  } finally {
    await process.end();
  }
}

async function judge(world: World, db: Driver): Promise<readonly string[]> {
  const { scene } = world.stage;
  const [file] = workspaceOf(world.root, db, { sequences: [scene.sequence] }).sequences.values();
  const [variant] = file?.revision?.sequence.variants ?? [];
  if (variant === undefined) throw new Error('the scene has no touches');
  const open = await db.all("SELECT id FROM attempt WHERE state = 'wire'");
  const ended = await db.all('SELECT enrollment_id FROM touch_end');
  const touches = variant.touches.length * scene.leads.length;
  return [
    ...(await brokenLaws(db)),
    ...(await brokenOrder(db, variant)),
    ...(await brokenBook(db, world.provider.ledger)),
    ...(open.length > 0 ? [`${open.length} attempts are on the wire for ever`] : []),
    ...(ended.length === touches ? [] : [`${ended.length} of ${touches} touches have ended`]),
  ];
}

interface Process {
  readonly db: Driver;
  tick(more: Partial<TickOptions>): Promise<unknown>;
  isDead(): boolean;
  /** From here on nothing it does reaches the database. */
  kill(): void;
  /** Gives up the connection; what was not committed is undone. */
  end(): Promise<void>;
}

async function begin(world: World): Promise<Process> {
  const pid = ++world.pids;
  world.alive.add(pid);
  const path = join(world.root, '.leadseq/leadseq.db');
  const db = await openStore({ path, pepper: PEPPER, now: world.clock.now, create: false, busyTimeout: 0 });
  let dead = false;
  const mortal = mortalDriver(db, () => dead);
  const ws: Workspace = workspaceOf(world.root, mortal, { sequences: [world.stage.scene.sequence] });
  const process: TickProcess = {
    owner: { command: 'tick', host: 'simulator', bootId: 'simulated', pid, pidStarted: String(pid) },
    isAlive: (run: OpenRun) => world.alive.has(run.pid),
    end: () => undefined,
  };
  return {
    db: mortal,
    tick: (more) =>
      tick(ws, {
        now: () => world.clock.now,
        random: countedBytes,
        signal: new AbortController().signal,
        transports: both(world.provider.transport),
        process,
        sendTimeout: 1,
        lanes: 1,
        ...more,
      }),
    isDead: () => dead,
    kill: () => {
      dead = true;
      world.alive.delete(pid);
    },
    end: async () => {
      world.alive.delete(pid);
      await db.close();
    },
  };
}

function mortalDriver(db: Driver, isDead: () => boolean): Driver {
  const living = <T>(work: () => Promise<T>): Promise<T> => (isDead() ? Promise.reject(new Death()) : work());
  return {
    engine: db.engine,
    all: (sql, params) => living(() => db.all(sql, params)),
    run: (sql, params) => living(() => db.run(sql, params)),
    script: (sql) => living(() => db.script(sql)),
    // A death inside the transaction throws through it, which undoes it just as a lost connection would.
    tx: (work) => living(() => db.tx(work)),
    close: () => db.close(),
  };
}
