import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asId, type ContactId, type TaskId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant } from '../../src/domain/time.ts';
import { CALL_OUTCOMES } from '../../src/domain/touch.ts';
import { finishTask } from '../../src/engine/finish-task.ts';
import { applyAct } from '../../src/engine/lifecycle.ts';
import { pauseScope, resumeScope } from '../../src/engine/pausing.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { worded } from '../../src/store/words.ts';
import { createKit, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { bookAt, cancel, optOutAll, pause, resume, stop } from './act.ts';
import { ALL } from './sequences.ts';

const EVERYTHING = { business: null, channel: null, sequence: null };
const SEQUENCES = ['chase', 'nurture', 'goodbye', 'patient'] as const;

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait'), hours: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('call'), outcome: fc.constantFrom(...CALL_OUTCOMES) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('book'), hours: fc.integer({ min: 1, max: 200 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('enroll'), sequence: fc.constantFrom(...SEQUENCES) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('pause', 'resume', 'stop', 'cancel', 'hold', 'release', 'finish', 'optout'),
    }),
  },
);
type Step = { do: string; hours?: number; outcome?: (typeof CALL_OUTCOMES)[number]; sequence?: string };

const { transports } = scripted();

async function play(kit: Kit, contact: ContactId, one: Step): Promise<void> {
  const { ws, clock } = kit;
  switch (one.do) {
    case 'wait': {
      const until = instant(clock.now + (one.hours ?? 1) * HOUR);
      await kit.run(transports, until);
      clock.now = until;
      return;
    }
    case 'call': {
      const [row] = await kit.all("SELECT id FROM task WHERE kind = 'call' ORDER BY id DESC");
      if (row === undefined) return;
      const how = { outcome: one.outcome ?? null, note: null, by: 'sam' };
      await ws.db.tx((handle) => finishTask(handle, ws, asId<TaskId>(Number(row.id)), how, clock.now));
      return;
    }
    case 'book':
      await bookAt(kit, contact, instant(clock.now + (one.hours ?? 1) * HOUR));
      return;
    case 'cancel':
      await cancel(kit, contact);
      return;
    case 'pause':
      await pause(kit, contact, instant(clock.now + 2 * DAY));
      return;
    case 'resume':
      await resume(kit, contact);
      return;
    case 'stop':
      await stop(kit, contact);
      return;
    case 'optout':
      await optOutAll(kit, contact);
      return;
    case 'hold':
      await ws.db.tx((handle) => pauseScope(handle, EVERYTHING, 'by a test', clock.now));
      return;
    case 'release':
      await ws.db.tx((handle) => resumeScope(handle, EVERYTHING, clock.now));
      return;
    case 'finish': {
      const [row] = await kit.all('SELECT id FROM enrollment ORDER BY id DESC');
      const id = asId<Parameters<typeof applyAct>[2]>(Number(row?.id));
      await ws.db.tx((handle) => applyAct(handle, ws, id, 'not_interested', clock.now));
      return;
    }
    case 'enroll': {
      const running = await kit.all(
        `SELECT id FROM enrollment WHERE ${worded('sequence_word')} = ? AND state IN ('active', 'paused')`,
        [one.sequence ?? ''],
      );
      if (running.length === 0) await kit.enroll({ contact, sequence: one.sequence ?? 'chase' });
      return;
    }
  }
}

/** Sends to each enrollment after the last word that was said about it; the log's own order decides. */
const SENT_WHILE_HELD = `
SELECT attempt.id FROM attempt
WHERE attempt.state IN ('wire', 'sent', 'uncertain') AND (
  (SELECT event.kind FROM event WHERE event.enrollment_id = attempt.enrollment_id AND event.seq < attempt.wire_seq
     AND event.kind IN ('enrolled', 'paused', 'resumed', 'stopped', 'finished') ORDER BY event.seq DESC LIMIT 1)
  NOT IN ('enrolled', 'resumed')
  OR (SELECT event.kind FROM event WHERE event.seq < attempt.wire_seq
        AND event.kind IN ('channel_paused', 'channel_resumed') ORDER BY event.seq DESC LIMIT 1) = 'channel_paused')`;

describe('whatever the order in which people pause, resume, stop, book, call and opt out', () => {
  it('nothing goes to whoever is stopped, paused or opted out, and no rule of the channels is broken', async () => {
    let sent = 0;
    let worlds = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const kit = await createKit({ sequences: ALL, now: TUESDAY_10 });
        try {
          const { contact } = await kit.enroll({ sequence: 'chase' });
          for (const one of steps) await play(kit, contact, one);
          await kit.run(transports, instant(kit.clock.now + 9 * DAY));
          expect((await brokenInvariants(kit.ws.db)).map(({ invariant }) => invariant.name)).toEqual([]);
          expect(await kit.all(SENT_WHILE_HELD)).toEqual([]);
          const twice = await kit.all(
            "SELECT sequence_word FROM enrollment WHERE state IN ('active', 'paused') GROUP BY sequence_word HAVING COUNT(*) > 1",
          );
          expect(twice).toEqual([]);
          worlds += 1;
          sent += Number((await kit.all('SELECT COUNT(*) AS n FROM attempt'))[0]?.n);
        } finally {
          await kit.close();
        }
      }),
      { numRuns: 40, interruptAfterTimeLimit: 25_000 },
    );
    // The law would hold of a program that sends nothing: this one does send.
    expect(sent).toBeGreaterThan(worlds);
  });

  it('would be caught: a send that is put after a stop by hand is found', async () => {
    const kit = await createKit({ sequences: ALL });
    try {
      const { contact } = await kit.enroll({ sequence: 'chase' });
      await kit.tick(transports);
      await stop(kit, contact);
      expect(await kit.all(SENT_WHILE_HELD)).toEqual([]);
      await kit.ws.db.run('UPDATE attempt SET wire_seq = wire_seq + 1000');
      expect(await kit.all(SENT_WHILE_HELD)).toHaveLength(1);
      const names = (await brokenInvariants(kit.ws.db)).map(({ invariant }) => invariant.name);
      expect(names).toEqual(['nothing_after_a_stop']);
    } finally {
      await kit.close();
    }
  });
});
