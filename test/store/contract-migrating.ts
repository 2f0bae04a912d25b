/** An enrollment that goes into another revision: its pin, its names, and who was left where they are. */
import { expect, test } from 'vitest';
import {
  asId,
  type EnrollmentId,
  type RevisionHash,
  type RevisionId,
  type TouchId,
} from '../../src/domain/ids.ts';
import { HOUR, instant } from '../../src/domain/time.ts';
import { int, only } from '../../src/store/decode.ts';
import type { Driver } from '../../src/store/driver.ts';
import { endTouch } from '../../src/store/ends.ts';
import { appendEvent } from '../../src/store/events.ts';
import {
  holdContact,
  knowsTouch,
  renameTouch,
  repin,
  replaceShifts,
  stayedFrom,
} from '../../src/store/migrating.ts';
import { storeLateSeen, storeShift } from '../../src/store/notes.ts';
import { addPerson, setScene, TUESDAY } from './fixture.ts';

const one = asId<TouchId>('one');
const two = asId<TouchId>('two');
const three = asId<TouchId>('three');
const key = (touch: TouchId, occurrence = 0) => ({ touch, occurrence });

async function scene(makeDriver: () => Promise<Driver>) {
  const db = await makeDriver();
  const set = await setScene(db);
  const [ana, ben] = [await addPerson(db, set, 1), await addPerson(db, set, 2)];
  const fresh = await db.all(
    "INSERT INTO revision (sequence_id, hash, compiled, stored_at) VALUES ('framework-14', ?, '{}', ?) RETURNING id",
    ['b'.repeat(64), TUESDAY],
  );
  return { db, ana, ben, old: set.revision, fresh: asId<RevisionId>(int(only(fresh), 'id')), set };
}

export function migratingContract(makeDriver: () => Promise<Driver>): void {
  test('a pin changes once, from the revision that is meant, and while the enrollment runs', async () => {
    const { db, ana, ben, old, fresh } = await scene(makeDriver);
    expect(await repin(db, ana.enrollment, fresh, old)).toBe(false);
    expect(await repin(db, ana.enrollment, old, fresh)).toBe(true);
    expect(await repin(db, ana.enrollment, old, fresh)).toBe(false);
    await db.run("UPDATE enrollment SET state = 'paused' WHERE id = ?", [ben.enrollment]);
    expect(await repin(db, ben.enrollment, old, fresh)).toBe(true);
    await db.run("UPDATE enrollment SET state = 'stopped', ended_at = ?, end_code = 'x' WHERE id = ?", [
      TUESDAY,
      ben.enrollment,
    ]);
    expect(await repin(db, ben.enrollment, fresh, old)).toBe(false);
    const pins = await db.all('SELECT revision_id FROM enrollment ORDER BY id');
    expect(pins.map((row) => row.revision_id)).toEqual([fresh, fresh]);
    await db.close();
  });

  test('a contact that is held tells of its lease, and nothing of it changes', async () => {
    const { db, ana, set } = await scene(makeDriver);
    const row = () => db.all('SELECT * FROM contact WHERE id = ?', [ana.contact]);
    expect(await holdContact(db, ana.contact)).toBeNull();
    const until = instant(TUESDAY + HOUR);
    await db.run('UPDATE contact SET lease_run = ?, lease_until = ? WHERE id = ?', [
      set.run,
      until,
      ana.contact,
    ]);
    const before = await row();
    expect(await db.tx((handle) => holdContact(handle, ana.contact))).toBe(until);
    expect(await row()).toEqual(before);
    await db.close();
  });

  test('what one enrollment has had goes under the new id, all its occurrences, and nobody else is renamed', async () => {
    const { db, ana, ben } = await scene(makeDriver);
    const sent = { kind: 'skipped', at: TUESDAY, reason: { code: 'too_late', detail: 'late' } } as const;
    for (const { enrollment } of [ana, ben])
      for (const occurrence of [0, 1]) {
        await endTouch(db, enrollment, key(one, occurrence), sent);
        await storeLateSeen(db, enrollment, key(one, occurrence), TUESDAY, TUESDAY);
      }
    // An earlier revision has seen the new id late, once.
    await storeLateSeen(db, ana.enrollment, key(two, 1), TUESDAY, TUESDAY);
    expect(await knowsTouch(db, ana.enrollment, one)).toBe(true);
    expect(await knowsTouch(db, ana.enrollment, two)).toBe(false);
    await renameTouch(db, ana.enrollment, one, two);
    expect(await knowsTouch(db, ana.enrollment, one)).toBe(false);
    expect(await knowsTouch(db, ana.enrollment, two)).toBe(true);
    expect(await knowsTouch(db, ben.enrollment, one)).toBe(true);
    const of = async (table: string, enrollment: EnrollmentId) =>
      (
        await db.all(
          table === 'touch_end'
            ? 'SELECT touch_id, occurrence FROM touch_end WHERE enrollment_id = ? ORDER BY touch_id, occurrence'
            : 'SELECT touch_id, occurrence FROM late_seen WHERE enrollment_id = ? ORDER BY touch_id, occurrence',
          [enrollment],
        )
      ).map((row) => `${row.touch_id} ${row.occurrence}`);
    expect(await of('touch_end', ana.enrollment)).toEqual(['two 0', 'two 1']);
    expect(await of('late_seen', ana.enrollment)).toEqual(['one 1', 'two 0', 'two 1']);
    expect(await of('touch_end', ben.enrollment)).toEqual(['one 0', 'one 1']);
    await db.close();
  });

  test('shifts are put in the place of those that were there, and those left over count for no day', async () => {
    const { db, ana, ben } = await scene(makeDriver);
    for (const { enrollment } of [ana, ben])
      for (const [touch, days] of [
        [one, 1],
        [two, 2],
      ] as const)
        await storeShift(db, enrollment, key(touch), days, TUESDAY);
    await replaceShifts(db, ana.enrollment, [{ from: key(three), days: 2 }]);
    const shifts = async (enrollment: EnrollmentId) =>
      (await db.all('SELECT touch_id, days FROM shift WHERE enrollment_id = ? ORDER BY n', [enrollment])).map(
        (row) => `${row.touch_id} ${row.days}`,
      );
    expect(await shifts(ana.enrollment)).toEqual(['three 2', 'two 0']);
    expect(await shifts(ben.enrollment)).toEqual(['one 1', 'two 2']);
    await db.close();
  });

  test('who was left where they are is found by the revision that was offered, among more contacts than one statement takes', async () => {
    const { db, ana, ben } = await scene(makeDriver);
    const offered = asId<RevisionHash>('b'.repeat(64));
    const other = asId<RevisionHash>('c'.repeat(64));
    const stay = (person: typeof ana, to: string, kind: 'stayed' | 'migrated' = 'stayed') =>
      appendEvent(db, {
        at: TUESDAY,
        kind,
        contact: person.contact,
        enrollment: person.enrollment,
        touch: null,
        attempt: null,
        data: { from: 'a'.repeat(64), to },
      });
    await stay(ana, offered);
    await stay(ben, other);
    await stay(ben, offered, 'migrated');
    const many = [
      ...Array.from({ length: 2_000 }, (_, n) => asId<typeof ana.contact>(10_000 + n)),
      ana.contact,
      ben.contact,
    ];
    expect([...(await stayedFrom(db, many, offered))]).toEqual([ana.enrollment]);
    expect([...(await stayedFrom(db, many, other))]).toEqual([ben.enrollment]);
    expect((await stayedFrom(db, [ben.contact], offered)).size).toBe(0);
    await db.close();
  });
}
