/** Of several appointments each is reminded of: the next one's reminders begin once the one before it has passed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../src/domain/ids.ts';
import { DAY, HOUR, type Instant, instant } from '../../src/domain/time.ts';
import { book, cancelBooking } from '../../src/engine/booking.ts';
import { createKit, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { act, optOutAll } from './act.ts';
import { ALL } from './sequences.ts';

const FIRST = instant(TUESDAY_10 + 8 * DAY + 4 * HOUR);
const SECOND = instant(FIRST + 6 * DAY);
const LATER = instant(TUESDAY_10 + 30 * DAY);

let kit: Kit;
let lead: ContactId;

beforeEach(async () => {
  kit = await createKit({ sequences: ALL });
  lead = (await kit.enroll({ sequence: 'chase' })).contact;
});
afterEach(() => kit.close());

const booked = (id: string, at: Instant, replaces: string | null = null) =>
  act(kit, lead, (handle, contact) =>
    book(handle, kit.ws, contact, at, kit.clock.now, { provider: 'cal', id, replaces }),
  );
const cancelled = (id: string) =>
  act(kit, lead, (handle, contact) =>
    cancelBooking(handle, kit.ws, contact, kit.clock.now, { provider: 'cal', id }),
  );
const runTo = async (at: Instant): Promise<void> => {
  await kit.run(scripted().transports, at);
  kit.clock.now = at;
};
const reminded = async () =>
  (await kit.all("SELECT touch_id, wire_at FROM attempt WHERE touch_id <> 'hello' ORDER BY id")).map(
    ({ touch_id: touch, wire_at: at }) => [touch, at],
  );
const remindersOf = (at: Instant) => [
  ['day-before', at - DAY],
  ['soon', at - 3 * HOUR],
];

it('two appointments are both reminded of, in their order', async () => {
  await booked('a', FIRST);
  await booked('b', SECOND);
  await runTo(LATER);
  expect(await reminded()).toEqual([...remindersOf(FIRST), ...remindersOf(SECOND)]);
});

it('also when the later one was made first', async () => {
  await booked('b', SECOND);
  await booked('a', FIRST);
  await runTo(LATER);
  expect(await reminded()).toEqual([...remindersOf(FIRST), ...remindersOf(SECOND)]);
});

it('one that is told of again after its reminders is not reminded of anew', async () => {
  await booked('a', FIRST);
  await booked('b', SECOND);
  await runTo(instant(FIRST - HOUR));
  await booked('a', FIRST);
  await runTo(LATER);
  expect(await reminded()).toEqual([...remindersOf(FIRST), ...remindersOf(SECOND)]);
});

it('cancelled after its reminders, it gives way to the next at once, and that one is reminded of once', async () => {
  await booked('a', FIRST);
  await booked('b', SECOND);
  await runTo(instant(FIRST - HOUR));
  await cancelled('a');
  await runTo(LATER);
  expect(await reminded()).toEqual([...remindersOf(FIRST), ...remindersOf(SECOND)]);
});

it('moved behind the second after its reminders, it is reminded of after that one', async () => {
  await booked('a', FIRST);
  await booked('b', SECOND);
  await runTo(instant(FIRST - HOUR));
  const moved = instant(SECOND + 3 * DAY);
  await booked('a', moved, 'a');
  await runTo(LATER);
  expect(await reminded()).toEqual([...remindersOf(FIRST), ...remindersOf(SECOND), ...remindersOf(moved)]);
});

it('whoever has opted out in between hears of no second one', async () => {
  await booked('a', FIRST);
  await booked('b', SECOND);
  await runTo(instant(FIRST - HOUR));
  await optOutAll(kit, lead);
  await runTo(LATER);
  expect(await reminded()).toEqual(remindersOf(FIRST));
});

it('control: without a second one nothing follows', async () => {
  await booked('a', FIRST);
  await runTo(LATER);
  expect(await reminded()).toEqual(remindersOf(FIRST));
  expect(await kit.all('SELECT state FROM enrollment ORDER BY id')).toEqual([
    { state: 'stopped' },
    { state: 'finished' },
  ]);
});

describe('what follows on reminders whose appointment has passed', () => {
  const thanked = async (condition: string): Promise<readonly unknown[]> => {
    const rule = `when:\n  finished: { do: stop, ${condition}wait: 1d, task: "Ask {{ first_name }} how it was" }\n`;
    const sequences = ALL.map((text) => (text.includes('id: reminders') ? `${text}${rule}` : text));
    await kit.close();
    kit = await createKit({ sequences });
    lead = (await kit.enroll({ sequence: 'chase' })).contact;
    await booked('a', FIRST);
    await runTo(LATER);
    return (await kit.all('SELECT title FROM task ORDER BY id')).map(({ title }) => title);
  };

  it('is what their rule says', async () => {
    expect(await thanked('')).toEqual(['Ask Maria how it was']);
  });

  it('is nothing where the condition does not hold', async () => {
    expect(await thanked('if: { stage: vip }, ')).toEqual([]);
  });

  it('is what the rule says where the condition holds', async () => {
    expect(await thanked('if: { stage: booked }, ')).toEqual(['Ask Maria how it was']);
  });
});
