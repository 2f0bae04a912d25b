/** A machine that was asleep: the first heartbeat after it hears what was answered, then sends what may still go, once. */
import { afterEach, expect, test } from 'vitest';
import { ok } from '../../src/domain/result.ts';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { createBeat, type LogLine } from '../../src/engine/daemon.ts';
import { tick } from '../../src/engine/tick.ts';
import { brokenLaws } from './invariants.ts';
import { TUESDAY_10, tickDefaults } from './kit.ts';
import { type LiveKit, liveKit, twoTextsAnd } from './live-kit.ts';

/** A text at once, another one tomorrow, and one on the day on which the machine wakes. */
const THREE = twoTextsAnd(`  - { id: third, day: 3, at: "10:00", sms: "Last one, {{ first_name }}." }
  - { id: ring, day: 9, at: "10:00", call: { script: "Ask." } }
`);
const STOPS = '+13125550142';
const GOES_ON = '+13125550143';

let live: LiveKit;
afterEach(() => live.close());

/** Two leads had their first text; then three days without a heartbeat, and half an hour more. */
async function asleep(): Promise<{ readonly beat: () => Promise<void>; readonly lines: readonly LogLine[] }> {
  live = await liveKit({ sequences: [THREE] });
  const { ws, clock } = live.kit;
  const lines: LogLine[] = [];
  const beat = createBeat({
    root: ws.root,
    now: () => clock.now,
    onServer: true,
    // The kit closes its own.
    open: async () => ok({ ...ws, db: { ...ws.db, close: async () => undefined } }),
    tick: (opened, onEvent) =>
      tick(opened, { ...tickDefaults(clock), transports: live.transports, command: 'daemon', onEvent }),
    write: (line) => lines.push(line),
  });
  for (const phone of [STOPS, GOES_ON]) await live.kit.enroll({ phone });
  await beat();
  expect(live.twilio.ledger()).toHaveLength(2);
  return { beat, lines };
}

const toNumber = (phone: string) => live.twilio.ledger().filter(({ to }) => to === phone).length;
const ends = () =>
  live.kit.all(
    "SELECT touch_id, kind, reason_code AS why FROM touch_end WHERE kind = 'skipped' ORDER BY enrollment_id, touch_id",
  );

test('a STOP of that time is heard before anything goes, and what is too late is skipped with its reason', async () => {
  const { beat, lines } = await asleep();
  await live.advance(DAY);
  await live.write(STOPS, 'STOP');
  await live.at(instant(TUESDAY_10 + 3 * DAY + 30 * MINUTE));
  await beat();
  expect(toNumber(STOPS)).toBe(1);
  expect(toNumber(GOES_ON)).toBe(2);
  expect(await ends()).toEqual([{ touch_id: 'second', kind: 'skipped', why: 'too_late' }]);
  expect(await live.kit.all('SELECT end_code FROM enrollment ORDER BY id')).toEqual([
    { end_code: 'opted_out' },
    { end_code: null },
  ]);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  // The heartbeats that were missed are not made up for one by one.
  await beat();
  expect(live.twilio.ledger()).toHaveLength(3);
  expect(await brokenLaws(live.kit.ws.db)).toEqual([]);
});

test('with no answer from the provider nothing goes, and the log says what holds it', async () => {
  const { beat, lines } = await asleep();
  await live.at(instant(TUESDAY_10 + 3 * DAY + 30 * MINUTE));
  live.twilio.setFaults([{ fault: '503', on: 'read' }]);
  await beat();
  expect(live.twilio.ledger()).toHaveLength(2);
  expect(lines.map(({ event }) => event)).toContain('texts_held');
});

test('control: without a gap both get their second text on the day after', async () => {
  const { beat } = await asleep();
  await live.at(instant(TUESDAY_10 + DAY + HOUR / 60));
  await beat();
  expect([toNumber(STOPS), toNumber(GOES_ON)]).toEqual([2, 2]);
});
