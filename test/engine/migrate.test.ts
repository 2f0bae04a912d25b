/** Leads in flight that are moved to another revision get nothing twice, and whatever dies in between, each is in one revision. */
import { afterEach, describe, expect, it } from 'vitest';
import { asId, type RevisionHash, type SequenceId, type TouchId } from '../../src/domain/ids.ts';
import { after, DAY, HOUR, instant } from '../../src/domain/time.ts';
import { liveDiffs } from '../../src/engine/diff/leads.ts';
import { type Migration, migrateOne } from '../../src/engine/migrating.ts';
import { moversFrom } from '../../src/engine/movers.ts';
import { pauseLead } from '../../src/engine/pausing.ts';
import { tellStory } from '../../src/engine/why.ts';
import type { Revision } from '../../src/sequence/sequence.ts';
import type { Driver } from '../../src/store/driver.ts';
import { loadContactState } from '../../src/store/enrollments.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { storeShift } from '../../src/store/notes.ts';
import { brokenBook, brokenLaws } from './invariants.ts';
import { anotherProcess, compiled, createKit, type Kit, scripted, TUESDAY_10 } from './kit.ts';

const touch = (id: string, day: number, time: string, words = `Text ${id}.`): string =>
  `  - { id: ${id}, day: ${day}, at: "${time}", sms: "${words}" }`;
const file = (...touches: readonly string[]): string =>
  `version: 1\nid: chat\nname: Chat\ntouches:\n${touches.join('\n')}\n`;

const OLD = file(touch('one', 0, '10:00'), touch('two', 2, '10:00'), touch('three', 5, '10:00'));
/** A day later, one more before now, and one gone. */
const FRESH = file(
  touch('one', 0, '10:00'),
  touch('tip', 1, '11:00', 'A tip.'),
  touch('three', 6, '10:00'),
  touch('four', 9, '10:00', 'Last words.'),
);
const RENAMED = OLD.replace('id: one', 'id: welcome');

const chat = asId<SequenceId>('chat');
let kit: Kit;
afterEach(() => kit.close());

const moving = (revision: Revision, more: Partial<Migration> = {}): Migration => ({
  revision,
  policy: 'onward',
  map: new Map(),
  added: new Set(),
  ...more,
});
const mapped = (from: string, to: string): Pick<Migration, 'map'> => ({
  map: new Map([[asId<TouchId>(from), asId<TouchId>(to)]]),
});

async function migrate(migration: Migration, ws = kit.ws): Promise<readonly string[]> {
  const { all } = await moversFrom(kit.ws, chat, migration.revision.hash, null);
  const fates: string[] = [];
  for (const mover of all) {
    const fate = await migrateOne(ws, mover, migration, kit.clock.now);
    fates.push(fate.kind === 'left' ? fate.detail : fate.kind);
  }
  return fates;
}

const ends = async (): Promise<readonly string[]> =>
  (await kit.all('SELECT touch_id, kind FROM touch_end ORDER BY enrollment_id, at, touch_id')).map(
    (row) => `${row.touch_id} ${row.kind}`,
  );
const hashes = async (): Promise<readonly unknown[]> =>
  (
    await kit.all(
      'SELECT hash FROM enrollment JOIN revision ON revision.id = enrollment.revision_id ORDER BY enrollment.id',
    )
  ).map(({ hash }) => hash);
const wellKept = async (): Promise<void> => {
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
  expect((await brokenInvariants(kit.ws.db)).map(({ invariant }) => invariant.name)).toEqual([]);
};

/** Three days in: `one` and `two` have gone. */
async function begun(leads = 1, text = OLD): Promise<ReturnType<typeof scripted>> {
  kit = await createKit({ sequences: [text] });
  const provider = scripted();
  for (let n = 0; n < leads; n += 1) await kit.enroll();
  await kit.run(provider.transports, after(TUESDAY_10, 3 * DAY));
  kit.clock.now = after(TUESDAY_10, 3 * DAY + HOUR);
  return provider;
}
const finish = (provider: ReturnType<typeof scripted>) =>
  kit.run(provider.transports, after(TUESDAY_10, 30 * DAY));
describe('a lead that is moved', () => {
  it.each(['onward', 'catch-up'] as const)(
    'gets nothing twice, and the rest as the new file has it: %s',
    async (policy) => {
      const provider = await begun();
      expect(provider.ledger).toHaveLength(2);
      expect(await migrate(moving(compiled(FRESH), { policy }))).toEqual(['moved']);
      expect(await hashes()).toEqual([compiled(FRESH).hash]);
      await wellKept();
      await finish(provider);
      expect(await ends()).toEqual(['one sent', 'two sent', 'tip skipped', 'three sent', 'four sent']);
      const [reason] = await kit.all("SELECT reason_code FROM touch_end WHERE touch_id = 'tip'");
      expect(reason?.reason_code).toBe(policy === 'onward' ? 'moved_past' : 'too_late');
      expect(provider.ledger).toHaveLength(4);
      expect(await brokenBook(kit.ws.db, provider.ledger)).toEqual([]);
      await wellKept();
    },
  );

  it('is moved once: a rerun finds nobody, and writes nothing', async () => {
    await begun(2);
    expect(await migrate(moving(compiled(FRESH)))).toEqual(['moved', 'moved']);
    const events = () => kit.all('SELECT COUNT(*) AS n FROM event');
    const before = await events();
    expect(await migrate(moving(compiled(FRESH)))).toEqual([]);
    expect(await events()).toEqual(before);
  });

  it('keeps its history under the new id of a touch, and does not get it again', async () => {
    const provider = await begun();
    expect(await migrate(moving(compiled(RENAMED), mapped('one', 'welcome')))).toEqual(['moved']);
    expect(await ends()).toEqual(['welcome sent', 'two sent']);
    await finish(provider);
    expect(await ends()).toEqual(['welcome sent', 'two sent', 'three sent']);
    expect(provider.ledger).toHaveLength(3);
    await wellKept();
  });

  it('is left while nobody has said what became of a touch it has had; control: said to be new, it goes', async () => {
    const provider = await begun();
    expect(await migrate(moving(compiled(RENAMED)))).toEqual([
      'it has had one by now, and would get welcome in its place',
    ]);
    expect(await hashes()).toEqual([compiled(OLD).hash]);
    const added = new Set([asId<TouchId>('welcome')]);
    expect(await migrate(moving(compiled(RENAMED), { policy: 'catch-up', added }))).toEqual(['moved']);
    expect(await migrate(moving(compiled(RENAMED), { added }))).toEqual([]);
    await finish(provider);
    expect(await ends()).toContain('three sent');
  });

  it('keeps the days by which it was shifted, from the first touch that is left', async () => {
    const provider = await begun();
    const shift = (id: string, days: number) =>
      storeShift(kit.ws.db, asId(1), { touch: asId(id), occurrence: 0 }, days, kit.clock.now);
    await shift('two', 1);
    expect(await migrate(moving(compiled(FRESH)))).toEqual(['moved']);
    expect(await kit.all('SELECT touch_id, days FROM shift')).toEqual([{ touch_id: 'three', days: 1 }]);
    await finish(provider);
    const [three] = await kit.all("SELECT at FROM touch_end WHERE touch_id = 'three'");
    expect(three?.at).toBe(TUESDAY_10 + 7 * DAY);
  });

  it('goes on resting when it was paused, and one that has ended is not touched', async () => {
    await begun(2);
    const [first, second] = await kit.all('SELECT id, contact_id FROM enrollment ORDER BY id');
    await kit.ws.db.tx(async (handle) => {
      const contact = await loadContactState(handle, asId(first?.contact_id as number));
      if (contact === null) throw new Error('no contact');
      await pauseLead(handle, kit.ws, contact, after(kit.clock.now, DAY), 'a test', kit.clock.now);
    });
    await kit.ws.db.run(
      "UPDATE enrollment SET state = 'stopped', ended_at = ?, end_code = 'x' WHERE id = ?",
      [kit.clock.now, second?.id ?? null],
    );
    expect(await migrate(moving(compiled(FRESH)))).toEqual(['moved']);
    expect(await hashes()).toEqual([compiled(FRESH).hash, compiled(OLD).hash]);
    const states = await kit.all('SELECT state FROM enrollment ORDER BY id');
    expect(states.map(({ state }) => state)).toEqual(['paused', 'stopped']);
  });

  it('is told of by `why`: the move, what went before it, and what is left', async () => {
    await begun();
    await migrate(moving(compiled(FRESH)));
    const [row] = await kit.all('SELECT id FROM contact');
    const story = await tellStory(kit.ws, asId(row?.id as number), kit.clock.now);
    const [told] = story?.enrollments ?? [];
    expect(told?.notes.map(({ kind }) => kind)).toEqual(['migrated']);
    expect(told?.touches.map(({ key, record }) => [key.touch, record?.kind ?? null])).toEqual([
      ['one', 'sent'],
      ['two', 'sent'],
      ['tip', 'skipped'],
      ['three', null],
      ['four', null],
    ]);
    const two = told?.touches[1];
    expect(two?.nominal).toBe(TUESDAY_10 + 2 * DAY);
  });
});

it('leads of two revisions are moved at once: what was renamed in between goes to neither of them again', async () => {
  const provider = await begun(2);
  const first = (await moversFrom(kit.ws, chat, compiled(RENAMED).hash, null)).all.slice(0, 1);
  for (const mover of first)
    await migrateOne(kit.ws, mover, moving(compiled(RENAMED), mapped('one', 'welcome')), kit.clock.now);
  const third = compiled(RENAMED.replace('Text three.', 'Other words.'));
  const { all, touches, revisions } = await moversFrom(kit.ws, chat, third.hash, null);
  expect([all.length, touches.size, revisions.map(({ size }) => size)]).toEqual([2, 4, [3, 3]]);
  // Control: without the name, the one who had it under the old id stays where it is.
  expect(await migrate(moving(third))).toEqual([
    'moved',
    'it has had one by now, and would get welcome in its place',
  ]);
  expect(await migrate(moving(third, mapped('one', 'welcome')))).toEqual(['moved']);
  await finish(provider);
  expect(await ends()).toEqual([...Array(2)].flatMap(() => ['welcome sent', 'two sent', 'three sent']));
  expect(provider.ledger).toHaveLength(2 * 3);
  await wellKept();
});

it('who is in a revision with the new id is moved by a map that is meant for others, and is recorded without it', async () => {
  await begun(2);
  const [first] = (await moversFrom(kit.ws, chat, compiled(RENAMED).hash, null)).all;
  if (first === undefined) throw new Error('nobody is in flight');
  const named = mapped('one', 'welcome');
  await migrateOne(kit.ws, first, moving(compiled(RENAMED), named), kit.clock.now);
  const third = compiled(RENAMED.replace('Text three.', 'Other words.'));
  expect(await migrate(moving(third, named))).toEqual(['moved', 'moved']);
  const events = await kit.all("SELECT data FROM event WHERE kind = 'migrated' ORDER BY seq");
  expect(events.map(({ data }) => JSON.parse(String(data)).map)).toEqual(['one=welcome', '', 'one=welcome']);
  await wellKept();
});

it('a lead that a tick is at is left for the next time', async () => {
  await begun();
  await kit.ws.db.run('UPDATE contact SET lease_run = 1, lease_until = ?', [after(kit.clock.now, HOUR)]);
  expect(await migrate(moving(compiled(FRESH)))).toEqual(['a tick is at it just now']);
  expect(await hashes()).toEqual([compiled(OLD).hash]);
  kit.advance(2 * HOUR);
  expect(await migrate(moving(compiled(FRESH)))).toEqual(['moved']);
});

it('a message on the wire when a run died holds its lead where it is, until its fate is known', async () => {
  await begun(1, OLD + touch('five', 8, '10:00'));
  const [next] = await kit.all('SELECT wake_at FROM contact');
  kit.clock.now = instant(next?.wake_at as number);
  const crash = (step: string): void => {
    if (step === 'after request') throw new Error('the power is gone');
  };
  await expect(kit.tick(scripted().transports, { crash })).rejects.toThrow('the power is gone');
  kit.advance(2 * HOUR);
  expect(await migrate(moving(compiled(FRESH)))).toEqual(['three is on the wire']);
  await kit.tick(scripted().transports, { process: anotherProcess() });
  expect(await migrate(moving(compiled(FRESH)))).toEqual(['moved']);
  await wellKept();
});

it('what a dry run shows is read, and nothing is written', async () => {
  await begun(2);
  const refuse = (): never => {
    throw new Error('a dry run writes');
  };
  const db: Driver = { ...kit.ws.db, run: refuse, script: refuse, tx: refuse };
  const { sequence, hash } = compiled(FRESH);
  const now = kit.clock.now;
  const { all } = await moversFrom({ ...kit.ws, db }, chat, hash, null);
  expect(all).toHaveLength(2);
  const move = { sequence, policy: 'onward', map: new Map() } as const;
  const course = { now, until: after(now, 30 * DAY), calls: null };
  const seen = [];
  for await (const one of liveDiffs(db, { ...kit.ws, db }, chat, move, hash, course)) seen.push(one);
  expect(seen.map(({ passed, notMoved }) => [passed, notMoved])).toEqual([
    [['tip'], null],
    [['tip'], null],
  ]);
});

it('a lead whose rows cannot be read is told of and left, and nobody else waits for it', async () => {
  await begun(3);
  const [second] = await kit.all('SELECT contact_id FROM enrollment ORDER BY id LIMIT 1 OFFSET 1');
  await kit.ws.db.run("UPDATE lead SET fields = '{' WHERE contact_id = ?", [Number(second?.contact_id)]);
  const { hash, sequence } = compiled(FRESH);
  const move = { ...moving(compiled(FRESH)), policy: 'onward', sequence } as const;
  const course = { now: kit.clock.now, until: after(kit.clock.now, 30 * DAY), calls: 'no_answer' } as const;
  const seen: (string | null)[] = [];
  for await (const { notMoved } of liveDiffs(kit.ws.db, kit.ws, chat, move, hash, course))
    seen.push(notMoved?.code ?? null);
  expect(seen).toEqual([null, 'unreadable', null]);
  const fates = await migrate(moving(compiled(FRESH)));
  expect(fates).toEqual(['moved', expect.stringMatching(/^it cannot be read \(.+\)$/), 'moved']);
  expect(await hashes()).toEqual([hash, compiled(OLD).hash, hash]);
});

it('`stay` changes nothing but the record, and nobody is asked again until they are named', async () => {
  const provider = await begun();
  const { hash } = compiled(FRESH);
  expect(await migrate(moving(compiled(FRESH), { policy: 'stay' }))).toEqual(['stayed']);
  expect(await hashes()).toEqual([compiled(OLD).hash]);
  expect(await moversFrom(kit.ws, chat, hash, null)).toMatchObject({ all: [], stay: 1 });
  const [pinned] = (await hashes()) as readonly RevisionHash[];
  expect((await moversFrom(kit.ws, chat, hash, pinned ?? null)).all).toHaveLength(1);
  await finish(provider);
  expect(await ends()).toEqual(['one sent', 'two sent', 'three sent']);
});

it('what dies in the middle leaves each lead in one revision, and another run goes on', async () => {
  const provider = await begun(3);
  let writes = 0;
  const { db } = kit.ws;
  const dying: Driver = {
    ...db,
    tx: (work) =>
      db.tx((handle) =>
        work({
          ...handle,
          run: (sql, params) => {
            writes += sql.includes('UPDATE enrollment SET revision_id') ? 1 : 0;
            // After the pin of the second one has moved, and before its event.
            if (writes === 2 && sql.includes('touch_end')) throw new Error('the power is gone');
            return handle.run(sql, params);
          },
        }),
      ),
  };
  await expect(migrate(moving(compiled(FRESH)), { ...kit.ws, db: dying })).rejects.toThrow(
    'the power is gone',
  );
  expect(await hashes()).toEqual([compiled(FRESH).hash, compiled(OLD).hash, compiled(OLD).hash]);
  await wellKept();
  expect(await migrate(moving(compiled(FRESH)))).toEqual(['moved', 'moved']);
  await finish(provider);
  expect(new Set((await ends()).filter((end) => end === 'three sent'))).toHaveProperty('size', 1);
  expect(provider.ledger).toHaveLength(3 * 4);
  await wellKept();
});

it('the law of pinned revisions still finds a message of another one, before and after a move', async () => {
  const provider = await begun();
  await migrate(moving(compiled(FRESH)));
  await finish(provider);
  await wellKept();
  const broken = async () => (await brokenInvariants(kit.ws.db)).map(({ invariant }) => invariant.name);
  const ids = (await kit.all('SELECT id, revision_id FROM attempt ORDER BY id')) as readonly {
    readonly id: number;
    readonly revision_id: number;
  }[];
  const [first, last] = [ids[0], ids.at(-1)];
  const pin = (id: number | undefined, revision: number | undefined) =>
    kit.ws.db.run('UPDATE attempt SET revision_id = ? WHERE id = ?', [revision ?? null, id ?? null]);
  await pin(last?.id, first?.revision_id);
  expect(await broken()).toEqual(['pinned']);
  await pin(last?.id, last?.revision_id);
  await pin(first?.id, last?.revision_id);
  expect(await broken()).toEqual(['pinned']);
});
