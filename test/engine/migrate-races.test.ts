/** A tick and a move of the same leads at the same time, in both orders: nobody gets a touch twice, and nobody is lost. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { asId, type SequenceId, type TouchId } from '../../src/domain/ids.ts';
import { after, DAY, HOUR, instant } from '../../src/domain/time.ts';
import { type Fate, type Migration, migrateOne } from '../../src/engine/migrating.ts';
import { moversFrom } from '../../src/engine/movers.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import type { Driver, Handle } from '../../src/store/driver.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { ON_POSTGRES, openTestStore } from '../store/test-store.ts';
import { brokenBook, brokenLaws } from './invariants.ts';
import { compiled, createKit, type Kit, PEPPER, scripted, TUESDAY_10 } from './kit.ts';

const LEADS = 2;
const touch = (id: string, day: number): string =>
  `  - { id: ${id}, day: ${day}, at: "10:00", sms: "Text of day ${day}." }`;
const file = (...touches: readonly string[]): string =>
  `version: 1\nid: chat\nname: Chat\ntouches:\n${touches.join('\n')}\n`;
const OLD = file(touch('one', 0), touch('two', 2), touch('three', 5));
/** The touch that the tick is about to send goes under another id, and one more follows it. */
const FRESH = file(touch('one', 0), touch('two', 2), touch('third', 5), touch('four', 9));

const chat = asId<SequenceId>('chat');
const third = asId<TouchId>('third');
const RENAMED: Migration = {
  revision: compiled(FRESH),
  policy: 'onward',
  map: new Map([[asId<TouchId>('three'), third]]),
  added: new Set(),
};
/** What somebody would do who takes it for another touch. */
const ANOTHER: Migration = { ...RENAMED, policy: 'catch-up', map: new Map(), added: new Set([third]) };

/** What a move finds that is let in at this step of a tick; null inside a transaction of the tick: there it waits, and must not be waited for. */
const STEPS = [
  ['after run is started', 'moved'],
  ['before reserve', 'moved'],
  ['in claim', null],
  ['in reserve', null],
  ['after reserve', 'a tick is at it just now'],
  ['last look', 'a tick is at it just now'],
  ['before request', 'a tick is at it just now'],
  ['after request', 'a tick is at it just now'],
  ['before settle', null],
  ['in settle', null],
  ['after run is ended', 'moved'],
] as const;

let kit: Kit;
let other: Driver | null = null;
afterEach(async () => {
  await other?.close();
  other = null;
  await kit.close();
});

/** `one` and `two` have gone, and `three` is due now. The moves come from a connection of their own. */
async function begun(): Promise<{
  readonly provider: ReturnType<typeof scripted>;
  readonly mover: Workspace;
}> {
  kit = await createKit({ sequences: [OLD] });
  const provider = scripted();
  for (let n = 0; n < LEADS; n += 1) await kit.enroll();
  await kit.run(provider.transports, after(TUESDAY_10, 3 * DAY));
  const [next] = await kit.all('SELECT MAX(wake_at) AS at FROM contact');
  kit.clock.now = instant(Number(next?.at));
  const path = join(kit.ws.root, '.leadseq/leadseq.db');
  other = await openTestStore({ path, pepper: PEPPER, now: kit.clock.now, create: false });
  return { provider, mover: { ...kit.ws, db: other } };
}

async function move(ws: Workspace, migration: Migration): Promise<readonly string[]> {
  const { all } = await moversFrom(ws, chat, migration.revision.hash, null);
  const told = (fate: Fate): string => (fate.kind === 'left' ? fate.detail : fate.kind);
  const fates: string[] = [];
  for (const mover of all) fates.push(told(await migrateOne(ws, mover, migration, kit.clock.now)));
  return fates;
}

/** Whoever was left is moved now, and then everybody comes to the end. */
async function finish({ provider, mover }: Awaited<ReturnType<typeof begun>>, migration: Migration) {
  kit.advance(HOUR);
  const again = await move(mover, migration);
  await kit.run(provider.transports, after(TUESDAY_10, 30 * DAY));
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
  expect((await brokenInvariants(kit.ws.db)).map(({ invariant }) => invariant.name)).toEqual([]);
  expect(await brokenBook(kit.ws.db, provider.ledger)).toEqual([]);
  const rows = await kit.all(
    'SELECT touch_id, kind, COUNT(*) AS n FROM touch_end GROUP BY touch_id, kind ORDER BY MIN(at), touch_id',
  );
  const states = await kit.all("SELECT COUNT(*) AS n FROM enrollment WHERE state = 'finished'");
  return {
    again,
    ends: rows.map(({ touch_id, kind, n }) => `${touch_id} ${kind} ${n}`),
    texts: provider.ledger.length,
    finished: states[0]?.n,
  };
}

const ONCE = {
  ends: ['one sent 2', 'two sent 2', 'third sent 2', 'four sent 2'],
  texts: 4 * LEADS,
  finished: LEADS,
};

/** The move as it came out that was let in when the tick was first at this step. */
async function letIn(
  step: string,
  isInside: boolean,
  { provider, mover }: Awaited<ReturnType<typeof begun>>,
  migration: Migration,
): Promise<readonly string[]> {
  let moved: Promise<readonly string[]> | null = null;
  const crash = async (at: string): Promise<void> => {
    if (at !== step || moved !== null) return;
    moved = move(mover, migration);
    if (!isInside) await moved;
  };
  await kit.tick(provider.transports, { crash });
  if (moved === null) throw new Error(`the tick was never at ${step}`);
  return moved;
}

describe('a move that is let in while a tick is at work', () => {
  it.each(STEPS)('%s: every touch goes once, and everybody finishes', async (step, finds) => {
    const world = await begun();
    const fates = await letIn(step, finds === null, world, RENAMED);
    expect(fates).toHaveLength(LEADS);
    expect(fates[0]).toEqual(finds ?? expect.any(String));
    const { again, ...came } = await finish(world, RENAMED);
    expect(came).toEqual(ONCE);
    // Nobody is left out: who was not moved then is moved afterwards.
    expect([...fates, ...again].filter((fate) => fate === 'moved')).toHaveLength(LEADS);
  });

  it('control: a move that calls the touch another one texts it twice, and that is seen', async () => {
    const world = await begun();
    await letIn('after request', false, world, ANOTHER);
    const { texts } = await finish(world, ANOTHER);
    expect(texts).toBe(5 * LEADS);
  });
});

it('a tick that comes to a lead while its move is being written waits for it, and sends by the new revision', async () => {
  const world = await begun();
  const { provider, mover } = world;
  let fates: Promise<readonly string[]> | null = null;
  let pinned = (): void => undefined;
  const isPinned = new Promise<void>((resolve) => {
    pinned = resolve;
  });
  let heldUp = false;
  /** Goes on when the tick stands before the lead. */
  const hold = async (handle: Handle): Promise<void> => {
    pinned();
    for (let n = 0; n < 500 && !heldUp; n += 1) heldUp = await isHeldUp(handle);
  };
  const db: Driver = {
    ...mover.db,
    tx: (work) =>
      mover.db.tx((handle) =>
        work({
          ...handle,
          run: async (sql, params) => {
            const changed = await handle.run(sql, params);
            if (sql.includes('UPDATE enrollment SET revision_id')) await hold(handle);
            return changed;
          },
        }),
      ),
  };
  const crash = async (step: string): Promise<void> => {
    if (step !== 'before reserve' || fates !== null) return;
    fates = move({ ...mover, db }, RENAMED);
    await isPinned;
  };
  await kit.tick(provider.transports, { crash });
  const first = await (fates ?? []);
  expect(first[0]).toBe('moved');
  expect(heldUp).toBe(ON_POSTGRES);
  expect(await sentAs('three')).toBe(LEADS - first.filter((fate) => fate === 'moved').length);
  const { again, ...came } = await finish(world, RENAMED);
  expect(came).toEqual(ONCE);
  expect([...first, ...again].filter((fate) => fate === 'moved')).toHaveLength(LEADS);
});

const sentAs = async (id: string): Promise<number> =>
  (await kit.all('SELECT 1 FROM touch_end WHERE touch_id = ?', [id])).length;

const WAITING =
  "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1";

/** Whether somebody waits for a row; on SQLite, whose one writer all others wait for, nothing tells, and each asking gives the tick a turn. */
async function isHeldUp(handle: Handle): Promise<boolean> {
  if (ON_POSTGRES) return (await handle.all(WAITING)).length > 0;
  await new Promise((resolve) => setImmediate(resolve));
  return false;
}
