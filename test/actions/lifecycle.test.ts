import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant } from '../../src/domain/time.ts';
import { applyAct } from '../../src/engine/lifecycle.ts';
import { promiseSilence } from '../../src/store/ends.ts';
import { worded } from '../../src/store/words.ts';
import { createKit, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { ALL } from './sequences.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: ALL });
});
afterEach(() => kit.close());

const enrollments = () =>
  kit
    .all(`SELECT ${worded('sequence_word')} AS sequence_id, state, end_code FROM enrollment ORDER BY id`)
    .then((rows) => rows.map((row) => [row.sequence_id, row.state, row.end_code]));
const stage = async () => (await kit.all('SELECT stage FROM contact'))[0]?.stage;
const events = async (kind: string) =>
  (await kit.all('SELECT data FROM event WHERE kind = ? ORDER BY seq', [kind])).map((row) =>
    JSON.parse(String(row.data)),
  );

describe('a sequence that has come to its end', () => {
  it('hands over at once, moves the stage, and says so in the log', async () => {
    await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 10 * DAY));
    expect(await enrollments()).toEqual([
      ['chase', 'finished', 'finished'],
      ['nurture', 'active', null],
    ]);
    expect(await stage()).toBe('nurture');
    expect(await events('stage_changed')).toEqual([{ from: null, to: 'nurture' }]);
  });

  it('hands over exactly once, however often the act is repeated', async () => {
    const { enrollment } = await kit.enroll({ sequence: 'chase' });
    for (const expected of [true, false, false]) {
      const done = await kit.ws.db.tx((handle) =>
        applyAct(handle, kit.ws, enrollment, 'finished', kit.clock.now),
      );
      expect(done.changed).toBe(expected);
    }
    expect(await enrollments()).toEqual([
      ['chase', 'finished', 'finished'],
      ['nurture', 'active', null],
    ]);
  });

  it('waits as long as its rule says, then hands over once', async () => {
    await kit.enroll({ sequence: 'patient' });
    const { transports } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + HOUR));
    expect(await enrollments()).toEqual([['patient', 'finished', 'finished']]);
    const ended = Number((await kit.all('SELECT ended_at FROM enrollment'))[0]?.ended_at);
    await kit.run(transports, instant(ended + 3 * DAY - 1));
    expect(await enrollments()).toHaveLength(1);
    kit.clock.now = instant(ended + 3 * DAY);
    await kit.tick(transports);
    await kit.tick(transports);
    expect(await enrollments()).toEqual([
      ['patient', 'finished', 'finished'],
      ['nurture', 'active', null],
    ]);
    expect(await stage()).toBe('nurture');
  });

  it('leaves a lead alone who has come back while it waited', async () => {
    const { contact } = await kit.enroll({ sequence: 'patient' });
    const { transports } = scripted();
    await kit.tick(transports);
    kit.advance(DAY);
    await kit.enroll({ contact, sequence: 'chase' });
    kit.clock.now = instant(TUESDAY_10 + 3 * DAY + HOUR);
    await kit.tick(transports);
    expect((await enrollments()).map(([sequence]) => sequence)).toEqual(['patient', 'chase']);
    expect(await stage()).toBe(null);
  });

  it('starts nothing after a promise of silence, but moves the stage', async () => {
    const { contact, enrollment } = await kit.enroll({ sequence: 'chase' });
    const finish = () =>
      kit.ws.db.tx(async (handle) => {
        await promiseSilence(handle, contact, kit.clock.now);
        return applyAct(handle, kit.ws, enrollment, 'finished', kit.clock.now);
      });
    expect(await finish()).toMatchObject({
      stage: 'nurture',
      started: null,
      obstacle: 'silence was promised',
    });
    expect(await enrollments()).toEqual([['chase', 'finished', 'finished']]);
  });

  it('says why when the sequence it names is not there', async () => {
    const { enrollment } = await kit.enroll({ sequence: 'chase' });
    const without = {
      ...kit.ws,
      sequences: new Map([...kit.ws.sequences].filter(([id]) => id !== asId('nurture'))),
    };
    const done = await kit.ws.db.tx((handle) =>
      applyAct(handle, without, enrollment, 'finished', kit.clock.now),
    );
    expect(done.obstacle).toBe('there is no sequence nurture');
    expect(done.stage).toBe('nurture');
  });
});

describe('a stop', () => {
  it('closes the open calls of the enrollment as not done, and ends their touches', async () => {
    const { enrollment } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await kit.tick(transports);
    kit.clock.now = instant(TUESDAY_10 + DAY);
    await kit.tick(transports);
    expect(await kit.all("SELECT state FROM task WHERE kind = 'call'")).toEqual([{ state: 'open' }]);
    kit.advance(HOUR);
    const done = await kit.ws.db.tx((handle) =>
      applyAct(handle, kit.ws, enrollment, 'not_interested', kit.clock.now),
    );
    expect(done).toMatchObject({ changed: true, closedCalls: 1, stage: 'closed', started: null });
    expect(await kit.all("SELECT state, outcome FROM task WHERE kind = 'call'")).toEqual([
      { state: 'closed', outcome: 'not_done' },
    ]);
    expect(
      await kit.all("SELECT kind, outcome, at, task_at FROM touch_end WHERE touch_id = 'call-1'"),
    ).toEqual([
      { kind: 'called', outcome: 'not_done', at: TUESDAY_10 + DAY + HOUR, task_at: TUESDAY_10 + DAY },
    ]);
  });
});
