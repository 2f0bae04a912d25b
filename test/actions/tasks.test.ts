import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asId, type TaskId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import type { CallOutcome } from '../../src/domain/touch.ts';
import { finishTask } from '../../src/engine/finish-task.ts';
import { worded } from '../../src/store/words.ts';
import { createKit, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { bookAt } from './act.ts';
import { ALL, CHASE } from './sequences.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: ALL });
});
afterEach(() => kit.close());

const WEDNESDAY_10 = instant(TUESDAY_10 + DAY);
const { transports } = scripted();

/** A lead whose first call task has just come up, Wednesday at 10:00. */
async function leadWithCall() {
  const enrolled = await kit.enroll({ sequence: 'chase' });
  await kit.tick(transports);
  kit.clock.now = WEDNESDAY_10;
  await kit.tick(transports);
  const task = asId<TaskId>(Number((await kit.all("SELECT id FROM task WHERE kind = 'call'"))[0]?.id));
  return { ...enrolled, task };
}

const done = (task: TaskId, outcome: CallOutcome | null, note: string | null = null) =>
  kit.ws.db.tx((handle) => finishTask(handle, kit.ws, task, { outcome, note, by: 'sam' }, kit.clock.now));

describe('a call task', () => {
  it.each([
    ['voicemail', 'Left you a message, Maria.'],
    ['no_answer', 'Quick one, Maria: still on your mind?'],
  ] as const)('done with %s steers the text that asks for it', async (outcome, text) => {
    const { task } = await leadWithCall();
    kit.advance(25 * MINUTE);
    await done(task, outcome);
    await kit.run(transports, instant(TUESDAY_10 + 2 * DAY + 2 * HOUR));
    expect(await kit.all("SELECT body FROM attempt WHERE touch_id = 'after-call'")).toEqual([{ body: text }]);
    expect(
      await kit.all("SELECT kind, outcome, at, task_at FROM touch_end WHERE touch_id = 'call-1'"),
    ).toEqual([{ kind: 'called', outcome, at: WEDNESDAY_10 + 25 * MINUTE, task_at: WEDNESDAY_10 }]);
  });

  it('done twice is done once, and the second time says by whom and how', async () => {
    const { task } = await leadWithCall();
    expect(await done(task, 'voicemail')).toMatchObject({ kind: 'done' });
    kit.advance(HOUR);
    expect(await done(task, 'answered')).toMatchObject({
      kind: 'ended',
      by: 'sam',
      task: { state: 'done', outcome: 'voicemail', endedAt: WEDNESDAY_10 },
    });
    expect(await kit.all("SELECT COUNT(*) AS n FROM event WHERE kind = 'task_done'")).toEqual([{ n: 1 }]);
  });

  it('needs an outcome; a review takes none', async () => {
    const { task, contact } = await leadWithCall();
    expect(await done(task, null)).toMatchObject({ kind: 'outcome_needed' });
    await bookAt(kit, contact, instant(WEDNESDAY_10 + 3 * DAY));
    expect(await done(asId<TaskId>(99), 'voicemail')).toEqual({ kind: 'unknown' });
  });

  it('that a stop has closed says so, and cannot be done any more', async () => {
    const { task, contact } = await leadWithCall();
    await bookAt(kit, contact, instant(WEDNESDAY_10 + 3 * DAY));
    expect(await done(task, 'voicemail')).toMatchObject({
      kind: 'ended',
      by: null,
      task: { state: 'closed', outcome: 'not_done', note: 'the lead has booked' },
    });
  });

  it('ends not_done by itself when nobody makes the call, and the sequence goes on', async () => {
    await leadWithCall();
    await kit.run(transports, instant(TUESDAY_10 + 2 * DAY + 2 * HOUR));
    expect(await kit.all("SELECT kind, outcome FROM touch_end WHERE touch_id = 'call-1'")).toEqual([
      { kind: 'called', outcome: 'not_done' },
    ]);
    expect(await kit.all("SELECT touch_id FROM attempt WHERE touch_id = 'after-call'")).toHaveLength(1);
  });

  it.each([
    ['booked', [['chase', 'stopped', 'booked']], 'booked', []],
    ['not_interested', [['chase', 'stopped', 'not_interested']], 'closed', []],
    ['wrong_number', [['chase', 'stopped', 'wrong_number']], null, ['call', 'sms']],
    ['opted_out', [['chase', 'stopped', 'opted_out']], null, ['call', 'email', 'sms']],
  ] as const)('with %s stops the sequence', async (outcome, enrollments, stage, suppressed) => {
    const { task } = await leadWithCall();
    await done(task, outcome);
    const rows = await kit.all(
      `SELECT ${worded('sequence_word')} AS sequence_id, state, end_code FROM enrollment`,
    );
    expect(rows.map((row) => [row.sequence_id, row.state, row.end_code])).toEqual(enrollments);
    expect(await kit.all('SELECT stage FROM contact')).toEqual([{ stage }]);
    const channels = await kit.all('SELECT channel FROM suppression ORDER BY channel');
    expect(channels.map(({ channel }) => channel)).toEqual(suppressed);
    const before = await kit.all('SELECT id FROM attempt');
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect(await kit.all('SELECT id FROM attempt')).toEqual(before);
  });

  it('with call_back rests the sequence and makes the call a task of its own, which nothing replaces', async () => {
    const { task } = await leadWithCall();
    const finished = await done(task, 'call_back', 'after lunch');
    expect(finished).toMatchObject({ kind: 'done', paused: { paused: [{ sequence: 'chase' }] } });
    await kit.run(transports, instant(TUESDAY_10 + 10 * DAY));
    expect(await kit.all('SELECT kind, title, script, state, due_at FROM task ORDER BY id')).toEqual([
      expect.objectContaining({ kind: 'call', state: 'done' }),
      {
        kind: 'call',
        title: 'Call Maria Lopez back',
        script: 'after lunch',
        state: 'open',
        due_at: WEDNESDAY_10 + DAY,
      },
      expect.objectContaining({ kind: 'review', state: 'open', due_at: WEDNESDAY_10 + 2 * DAY }),
    ]);
    expect(await kit.all("SELECT COUNT(*) AS n FROM attempt WHERE touch_id <> 'hello'")).toEqual([{ n: 0 }]);
  });

  it('keeps a later call three hours of the clock away from when it was really done', async () => {
    await kit.close();
    const later = `  - { id: call-2, day: 3, at: "14:00", vary_from: call-1, call: { script: "Again." } }\nwhen:`;
    kit = await createKit({ sequences: [CHASE.replace('when:', later), ...ALL.slice(1)] });
    const { task } = await leadWithCall();
    kit.clock.now = instant(WEDNESDAY_10 + 3 * HOUR);
    await done(task, 'voicemail');
    await kit.run(transports, instant(TUESDAY_10 + 4 * DAY));
    expect(await kit.all("SELECT made_at FROM task WHERE touch_id = 'call-2'")).toEqual([
      { made_at: TUESDAY_10 + 3 * DAY + 6 * HOUR },
    ]);
  });
});
