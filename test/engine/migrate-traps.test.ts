/** What a lead has open when it is moved is still open afterwards, under the id that it has there, and goes once. */
import { afterEach, describe, expect, it } from 'vitest';
import { asId, type SequenceId, type TouchId } from '../../src/domain/ids.ts';
import { DAY, HOUR, after as later } from '../../src/domain/time.ts';
import { finishTask } from '../../src/engine/finish-task.ts';
import { type Migration, migrateOne } from '../../src/engine/migrating.ts';
import { moversFrom } from '../../src/engine/movers.ts';
import { resolveUncertain, type Verdict } from '../../src/engine/uncertain.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import type { Behavior } from '../../src/transport/scripted.ts';
import { bookAt } from '../actions/act.ts';
import { brokenBook, brokenLaws } from './invariants.ts';
import { compiled, createKit, HELLO, type Kit, scripted, TUESDAY_10, TWO_TEXTS, workspaceOf } from './kit.ts';

const text = (id: string, day: number): string =>
  `  - { id: ${id}, day: ${day}, at: "10:00", sms: "Text of day ${day}." }`;
const file = (...touches: readonly string[]): string =>
  `version: 1\nid: chat\nname: Chat\ntouches:\n${touches.join('\n')}\n`;
const OLD = file(text('one', 0), text('two', 1), text('three', 5));
const RENAMED = OLD.replace('id: two', 'id: second');

const chat = asId<SequenceId>('chat');
let kit: Kit;
afterEach(async () => {
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
  expect((await brokenInvariants(kit.ws.db)).map(({ invariant }) => invariant.name)).toEqual([]);
  await kit.close();
});

const names = (...pairs: readonly (readonly [string, string])[]): Migration['map'] =>
  new Map(pairs.map(([old, fresh]) => [asId<TouchId>(old), asId<TouchId>(fresh)]));

async function migrate(
  words: string,
  more: Partial<Migration> = {},
  sequence: SequenceId = chat,
): Promise<readonly string[]> {
  const revision = compiled(words);
  const migration: Migration = { revision, policy: 'onward', map: names(), added: new Set(), ...more };
  const fates: string[] = [];
  for (const mover of (await moversFrom(kit.ws, sequence, revision.hash, null)).all) {
    const fate = await migrateOne(kit.ws, mover, migration, kit.clock.now);
    fates.push(fate.kind === 'left' ? fate.detail : fate.kind);
  }
  return fates;
}

const ends = async (): Promise<readonly string[]> =>
  (await kit.all('SELECT touch_id, kind FROM touch_end ORDER BY enrollment_id, at, touch_id')).map(
    (row) => `${row.touch_id} ${row.kind}`,
  );

const states = async (): Promise<readonly string[]> =>
  (await kit.all('SELECT touch_id, state FROM attempt ORDER BY id')).map(
    (row) => `${row.touch_id} ${row.state}`,
  );

describe('a message whose fate nobody knows', () => {
  /** `two` was requested and never answered; it is `second` by now. */
  async function uncertain(): Promise<ReturnType<typeof scripted>> {
    kit = await createKit({ sequences: [OLD] });
    await kit.enroll();
    const provider = scripted((n): Behavior => (n === 1 ? 'server_error' : 'accept'));
    await kit.run(provider.transports, later(TUESDAY_10, 2 * DAY));
    kit.clock.now = later(TUESDAY_10, 2 * DAY);
    expect(await states()).toEqual(['one sent', 'two uncertain']);
    expect(await migrate(RENAMED)).toEqual(['it has had two by now, and would get second in its place']);
    expect(await migrate(RENAMED, { map: names(['two', 'second']) })).toEqual(['moved']);
    return provider;
  }
  const found = async (verdict: Verdict): Promise<void> => {
    const [attempt] = await kit.all("SELECT id FROM attempt WHERE state = 'uncertain'");
    const { ok } = await resolveUncertain(kit.ws, asId(Number(attempt?.id)), verdict, kit.clock.now);
    expect(ok).toBe(true);
  };

  it.each([
    ['sent', ['one sent', 'second sent', 'three sent'], 3],
    ['unsent', ['one sent', 'second sent', 'three sent'], 4],
    ['skip', ['one sent', 'second skipped', 'three sent'], 3],
  ] as const)('is found out about under its new id: %s', async (verdict, all, requests) => {
    const provider = await uncertain();
    await found(verdict);
    await kit.run(provider.transports, later(TUESDAY_10, 30 * DAY));
    expect([...(await ends())].sort()).toEqual([...all].sort());
    expect(provider.ledger).toHaveLength(requests);
  });

  it('is held as before while nobody finds out', async () => {
    const provider = await uncertain();
    await kit.run(provider.transports, later(TUESDAY_10, 30 * DAY));
    expect(await states()).toEqual(['one sent', 'second uncertain', 'three sent']);
    expect(provider.ledger).toHaveLength(3);
  });
});

describe('an open call', () => {
  const CALL = file(
    text('one', 0),
    '  - { id: ring, day: 1, at: "10:00", call: { script: "Ask." } }',
    '  - id: after\n    day: 3\n    at: "10:00"\n    sms: [{ if: { ring: voicemail }, text: "Left a message." }, { text: "Quick one." }]',
  );
  const OTHER_CALL = CALL.replaceAll('ring', 'phone');

  async function called(): Promise<ReturnType<typeof scripted>> {
    kit = await createKit({ sequences: [CALL] });
    await kit.enroll();
    const provider = scripted();
    await kit.run(provider.transports, later(TUESDAY_10, DAY));
    kit.clock.now = later(TUESDAY_10, DAY + HOUR);
    return provider;
  }

  it('is done under its new id, and what looks back at it finds its outcome', async () => {
    const provider = await called();
    expect(await migrate(OTHER_CALL, { map: names(['ring', 'phone']) })).toEqual(['moved']);
    const [task] = await kit.all("SELECT id, touch_id FROM task WHERE state = 'open'");
    expect(task?.touch_id).toBe('phone');
    const outcome = { outcome: 'voicemail', note: null, by: 'Sam' } as const;
    const id = asId<Parameters<typeof finishTask>[2]>(Number(task?.id));
    await kit.ws.db.tx((handle) => finishTask(handle, kit.ws, id, outcome, kit.clock.now));
    await kit.run(provider.transports, later(TUESDAY_10, 30 * DAY));
    expect(await ends()).toEqual(['one sent', 'phone called', 'after sent']);
    expect(JSON.stringify(provider.ledger.at(-1)?.message)).toContain('Left a message.');
    expect(await kit.all('SELECT COUNT(*) AS n FROM task')).toEqual([{ n: 1 }]);
  });

  it('keeps its lead where it is when the new revision has no such call, and moves it once the call is done', async () => {
    await called();
    const gone = file(text('one', 0), text('two', 3));
    expect(await migrate(gone)).toEqual(['the call task of ring is open, and the new revision has no ring']);
    const [task] = await kit.all("SELECT id FROM task WHERE state = 'open'");
    const outcome = { outcome: 'no_answer', note: null, by: 'Sam' } as const;
    const id = asId<Parameters<typeof finishTask>[2]>(Number(task?.id));
    await kit.ws.db.tx((handle) => finishTask(handle, kit.ws, id, outcome, kit.clock.now));
    expect(await migrate(gone)).toEqual(['moved']);
  });
});

it('reminders go on counting back from the appointment, and cannot become a chase', async () => {
  const reminders = `version: 1\nid: chat\nname: Reminders\nanchor: appointment\ntouches:\n  - { id: week, before: 7d, sms: "In a week." }\n  - { id: day, before: 24h, sms: "Tomorrow." }\n`;
  kit = await createKit({
    sequences: [`${HELLO}when: { booked: { do: stop, start: chat } }\n`, reminders],
  });
  const { contact } = await kit.enroll({ sequence: 'hello' });
  const provider = scripted();
  await kit.run(provider.transports, later(TUESDAY_10, HOUR));
  await bookAt(kit, contact, later(TUESDAY_10, 9 * DAY + 2 * HOUR));
  await kit.run(provider.transports, later(TUESDAY_10, 4 * DAY));
  kit.clock.now = later(TUESDAY_10, 4 * DAY);
  expect(await migrate(OLD)).toEqual([
    'the new revision counts from the enrollment, the old one from the appointment',
  ]);
  expect(await migrate(reminders.replace('before: 24h', 'before: 48h'))).toEqual(['moved']);
  await kit.run(provider.transports, later(TUESDAY_10, 30 * DAY));
  const [day] = await kit.all("SELECT at FROM touch_end WHERE touch_id = 'day'");
  expect(day?.at).toBe(later(TUESDAY_10, 7 * DAY + 2 * HOUR));
});

it('of a person in two sequences only the one is moved, and the other goes on as it was', async () => {
  kit = await createKit({ sequences: [OLD, TWO_TEXTS] });
  const { contact } = await kit.enroll({ sequence: 'chat' });
  await kit.enroll({ sequence: 'two', contact });
  const provider = scripted();
  await kit.run(provider.transports, later(TUESDAY_10, 2 * DAY));
  kit.clock.now = later(TUESDAY_10, 2 * DAY);
  const before = await ends();
  expect(await migrate(OLD.replace('Text of day 5', 'Other words'))).toEqual(['moved']);
  expect(await ends()).toEqual(before);
  const pinned = await kit.all('SELECT COUNT(DISTINCT revision_id) AS pins, COUNT(*) AS n FROM enrollment');
  expect(pinned).toEqual([{ pins: 2, n: 2 }]);
  await kit.run(provider.transports, later(TUESDAY_10, 30 * DAY));
  expect([...(await ends())].sort()).toEqual(
    ['hello sent', 'one sent', 'second sent', 'three sent', 'two sent'].sort(),
  );
  expect(await brokenBook(kit.ws.db, provider.ledger)).toEqual([]);
});

it('a file that is gone keeps nobody from being moved to what it said, and nobody from coming to the end', async () => {
  kit = await createKit({ sequences: [OLD, HELLO] });
  await kit.enroll({ sequence: 'chat' });
  const provider = scripted();
  await kit.run(provider.transports, later(TUESDAY_10, 2 * DAY));
  const without = workspaceOf(kit.ws.root, kit.ws.db, { sequences: [HELLO] });
  const revision = compiled(RENAMED);
  const [mover] = (await moversFrom(without, chat, revision.hash, null)).all;
  if (mover === undefined) throw new Error('nobody is in flight');
  const map = names(['two', 'second']);
  const migration: Migration = { revision, policy: 'onward', map, added: new Set() };
  expect(await migrateOne(without, mover, migration, kit.clock.now)).toEqual({ kind: 'moved' });
  await kit.run(provider.transports, later(TUESDAY_10, 30 * DAY));
  expect(await ends()).toEqual(['one sent', 'second sent', 'three sent']);
});

describe('names that cannot be', () => {
  const begun = async (): Promise<void> => {
    kit = await createKit({ sequences: [OLD] });
    await kit.enroll();
    await kit.run(scripted().transports, later(TUESDAY_10, HOUR));
    kit.clock.now = later(TUESDAY_10, HOUR);
  };
  it.each([
    [
      'a chain',
      [
        ['one', 'two'],
        ['two', 'second'],
      ],
      'two is named as the new id of one and as an old id too',
    ],
    [
      'an exchange',
      [
        ['two', 'three'],
        ['three', 'two'],
      ],
      'three is named as the new id of two and as an old id too',
    ],
    [
      'one that is still there',
      [['one', 'second']],
      'the new revision has one too, so it has not become second',
    ],
    ['one that is not there', [['two', 'secnd']], 'the new revision has no secnd, so two cannot be that'],
    [
      'two that become one',
      [
        ['two', 'x'],
        ['three', 'x'],
      ],
      'x is named as the new id of two touches',
    ],
  ] as const)('leave the lead where it is: %s', async (_, pairs, detail) => {
    await begun();
    const fresh = file(text('one', 0), text('second', 1), text('x', 5));
    expect(await migrate(fresh, { map: names(...pairs), added: new Set([asId<TouchId>('x')]) })).toEqual([
      detail,
    ]);
    expect(await ends()).toEqual(['one sent']);
    expect(await kit.all("SELECT 1 FROM event WHERE kind = 'migrated'")).toEqual([]);
  });

  it('control: names that can be move it', async () => {
    await begun();
    const fresh = file(text('one', 0), text('second', 1), text('x', 5));
    expect(await migrate(fresh, { map: names(['two', 'second'], ['three', 'x']) })).toEqual(['moved']);
  });
});

describe('a move that is taken back', () => {
  /** The same touch, but before the day of the move. */
  const EARLY = file(text('one', 0), text('three', 1), text('two', 3));
  const LATE = file(text('one', 0), text('two', 3), text('three', 5));

  it('gives nobody what the first move has passed over, though the old revision has it still to come', async () => {
    kit = await createKit({ sequences: [LATE] });
    await kit.enroll();
    const provider = scripted();
    await kit.run(provider.transports, later(TUESDAY_10, 2 * DAY));
    kit.clock.now = later(TUESDAY_10, 2 * DAY);
    expect(await migrate(EARLY)).toEqual(['moved']);
    expect(await ends()).toEqual(['one sent', 'three skipped']);
    expect(await migrate(LATE)).toEqual(['moved']);
    await kit.run(provider.transports, later(TUESDAY_10, 30 * DAY));
    expect([...(await ends())].sort()).toEqual(['one sent', 'three skipped', 'two sent']);
  });

  it('gives back what was renamed under its old id, once', async () => {
    kit = await createKit({ sequences: [OLD] });
    await kit.enroll();
    const provider = scripted();
    await kit.run(provider.transports, later(TUESDAY_10, 2 * DAY));
    kit.clock.now = later(TUESDAY_10, 2 * DAY);
    expect(await migrate(RENAMED, { map: names(['two', 'second']) })).toEqual(['moved']);
    expect(await migrate(OLD)).toEqual(['it has had second by now, and would get two in its place']);
    expect(await migrate(OLD, { map: names(['second', 'two']) })).toEqual(['moved']);
    await kit.run(provider.transports, later(TUESDAY_10, 30 * DAY));
    expect(await ends()).toEqual(['one sent', 'two sent', 'three sent']);
    expect(provider.ledger).toHaveLength(3);
  });
});
