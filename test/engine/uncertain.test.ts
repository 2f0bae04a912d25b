/** A person's word that an uncertain message never went out: it goes after all, or somebody is told that it did not. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AttemptId, asId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant } from '../../src/domain/time.ts';
import { resolveUncertain, type Verdict } from '../../src/engine/uncertain.ts';
import type { Behavior } from '../../src/transport/scripted.ts';
import { pause, stop } from '../actions/act.ts';
import { brokenLaws } from './invariants.ts';
import { createKit, type Kit, scripted, TUESDAY_10, TWO_TEXTS } from './kit.ts';

/** Another touch after the second, so that the sequence still runs. */
const THREE = `${TWO_TEXTS}  - id: third
    day: 9
    at: "10:00"
    sms: "Hi {{ first_name }}, once more."
`;

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [TWO_TEXTS] });
});
afterEach(() => kit.close());

/** Ticks until Thursday at 10:00, and the request of that number is never answered. */
async function leaveUncertain(request: number, sequence = TWO_TEXTS) {
  await kit.close();
  kit = await createKit({ sequences: [sequence] });
  const enrolled = await kit.enroll();
  const provider = scripted((n): Behavior => (n === request ? 'server_error' : 'accept'));
  await kit.run(provider.transports, instant(TUESDAY_10 + 2 * DAY));
  kit.clock.now = instant(TUESDAY_10 + 2 * DAY);
  const [attempt] = await kit.all("SELECT id FROM attempt WHERE state = 'uncertain'");
  return { ...enrolled, ...provider, attempt: asId<AttemptId>(Number(attempt?.id)) };
}

const resolve = async (attempt: AttemptId, verdict: Verdict) => {
  const done = await resolveUncertain(kit.ws, attempt, verdict, kit.clock.now);
  if (!done.ok) throw new Error(done.error.kind);
  return done.value;
};

const endsOf = async (touch: string) =>
  kit.all('SELECT kind, reason_code, at FROM touch_end WHERE touch_id = ?', [touch]);

describe('said to be unsent', () => {
  test('while its sequence runs it goes, however long the word took to come', async () => {
    const { attempt, transports } = await leaveUncertain(1, THREE);
    kit.advance(HOUR);
    expect(await resolve(attempt, 'unsent')).toMatchObject({ dueAgain: true, task: null });
    await kit.tick(transports);
    expect(await endsOf('second')).toEqual([
      { kind: 'sent', reason_code: null, at: TUESDAY_10 + 2 * DAY + HOUR },
    ]);
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
  });

  test('a first text starts the timetable anew', async () => {
    const { attempt, transports } = await leaveUncertain(0, HELLO_ONLY_LATER);
    await resolve(attempt, 'unsent');
    await kit.run(transports, instant(TUESDAY_10 + 9 * DAY));
    expect(await kit.all("SELECT touch_id, local_day FROM attempt WHERE state = 'sent' ORDER BY id")).toEqual(
      [
        { touch_id: 'hello', local_day: '2026-03-12' },
        { touch_id: 'second', local_day: '2026-03-17' },
      ],
    );
  });

  test('after its sequence has run to its end it is left out, and a person is asked to make up for it', async () => {
    const { attempt, transports, ledger } = await leaveUncertain(1);
    expect(await kit.all('SELECT state FROM enrollment')).toEqual([{ state: 'finished' }]);
    const { dueAgain, task } = await resolve(attempt, 'unsent');
    expect({ dueAgain, task }).toEqual({ dueAgain: false, task: 1 });
    expect(await kit.all('SELECT kind, title, state FROM task')).toEqual([
      {
        kind: 'review',
        title: 'Make up for second to Maria Lopez: it never went out, and two is over',
        state: 'open',
      },
    ]);
    await kit.run(transports, instant(TUESDAY_10 + 9 * DAY));
    expect(ledger).toHaveLength(2);
    expect(await endsOf('second')).toMatchObject([{ kind: 'skipped', reason_code: 'skipped_by_person' }]);
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
  });

  test('after a stop it is left out, and nobody is bothered', async () => {
    const { attempt, contact } = await leaveUncertain(1, THREE);
    await stop(kit, contact);
    expect(await resolve(attempt, 'unsent')).toMatchObject({ dueAgain: false, task: null });
    expect(await endsOf('second')).toMatchObject([{ kind: 'skipped' }]);
  });

  test('while the lead is paused it waits for the lead', async () => {
    const { attempt, contact, transports } = await leaveUncertain(1, THREE);
    await pause(kit, contact, instant(TUESDAY_10 + 20 * DAY));
    expect(await resolve(attempt, 'unsent')).toMatchObject({
      dueAgain: false,
      enrollment: { state: 'paused' },
    });
    await kit.tick(transports);
    expect(await endsOf('second')).toEqual([]);
  });
});

/** The second text comes so late that nothing has gone out by the time of the word. */
const HELLO_ONLY_LATER = TWO_TEXTS.replace('day: 1', 'day: 5');
