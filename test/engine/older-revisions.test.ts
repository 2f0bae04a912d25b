/** Who goes by a sequence as it was is counted, and who was left there on purpose is not asked about again. */
import { afterEach, describe, expect, it } from 'vitest';
import { asId, type BusinessId, type SequenceId } from '../../src/domain/ids.ts';
import { type MigratePolicy, migrateOne } from '../../src/engine/migrating.ts';
import { moversFrom } from '../../src/engine/movers.ts';
import { olderRevisions } from '../../src/engine/older-revisions.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { BUSINESS, createKit, HELLO, type Kit, TWO_TEXTS, workspaceOf } from './kit.ts';

const OTHER = { ...BUSINESS, id: asId<BusinessId>('cedar'), name: 'Cedar' };
const BOTH = [BUSINESS, OTHER];
const hello = asId<SequenceId>('hello');
let kit: Kit;
afterEach(() => kit.close());

/** Five leads in `hello` as it was, three of them of another business, and one in `two`. */
async function begun(): Promise<void> {
  kit = await createKit({ sequences: [HELLO, TWO_TEXTS], businesses: BOTH });
  for (const business of [BUSINESS.id, BUSINESS.id, OTHER.id, OTHER.id, OTHER.id])
    await kit.enroll({ business, sequence: 'hello' });
  await kit.enroll({ business: BUSINESS.id, sequence: 'two' });
}
const edited = (words: string): Workspace =>
  workspaceOf(kit.ws.root, kit.ws.db, {
    sequences: [HELLO.replace('Hi {{', `${words} {{`), TWO_TEXTS],
    businesses: BOTH,
  });
const counted = (ws: Workspace, ...of: readonly BusinessId[]) =>
  olderRevisions(ws, of.length === 0 ? [BUSINESS.id, OTHER.id] : of);

async function decide(ws: Workspace, policy: MigratePolicy, most: number): Promise<void> {
  const revision = ws.sequences.get(hello)?.revision;
  if (revision == null) throw new Error('no such sequence');
  const { all } = await moversFrom(ws, hello, revision.hash, null);
  for (const mover of all.slice(0, most))
    await migrateOne(ws, mover, { revision, policy, map: new Map(), added: new Set() }, kit.clock.now);
}

describe('leads in a sequence as it was', () => {
  it('are none while the files say what they said', async () => {
    await begun();
    expect(await counted(kit.ws)).toEqual([]);
  });

  it('are those in flight in it, of the businesses that are asked about', async () => {
    await begun();
    const ws = edited('Hello');
    expect(await counted(ws)).toEqual([{ sequence: 'hello', leads: 5, staying: 0 }]);
    expect(await counted(ws, OTHER.id)).toEqual([{ sequence: 'hello', leads: 3, staying: 0 }]);
    await kit.all("UPDATE enrollment SET state = 'finished', ended_at = 0 WHERE id = 1 RETURNING id");
    expect(await counted(ws)).toEqual([{ sequence: 'hello', leads: 4, staying: 0 }]);
  });

  it('are those of several revisions together, and who was moved is none of them', async () => {
    await begun();
    await decide(edited('Hello'), 'onward', 2);
    const again = edited('Good day');
    expect(await counted(again)).toEqual([{ sequence: 'hello', leads: 5, staying: 0 }]);
    await decide(again, 'onward', 5);
    expect(await counted(again)).toEqual([]);
  });

  it('are named as staying once that is decided, until the file says something else again', async () => {
    await begun();
    const ws = edited('Hello');
    await decide(ws, 'stay', 4);
    expect(await counted(ws)).toEqual([{ sequence: 'hello', leads: 5, staying: 4 }]);
    expect(await counted(ws, OTHER.id)).toEqual([{ sequence: 'hello', leads: 3, staying: 2 }]);
    expect(await counted(edited('Good day'))).toEqual([{ sequence: 'hello', leads: 5, staying: 0 }]);
  });

  it('are left out where the file is gone: there is nothing to be moved to', async () => {
    await begun();
    const ws = workspaceOf(kit.ws.root, kit.ws.db, { sequences: [TWO_TEXTS], businesses: BOTH });
    expect(await counted(ws)).toEqual([]);
  });
});
