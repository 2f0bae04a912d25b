/** One lead whom the account may not text stops nobody else; an account that may text nobody stops before it has spent anybody's touch. */
import { afterEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import type { ErrorCode } from '../../src/server/fake-twilio/errors.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { HELLO, phoneOf, TUESDAY_10 } from './kit.ts';
import { type LiveKit, liveKit } from './live-kit.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST };
const TWO = `${HELLO}  - { id: letter, day: 1, at: "10:30", email: { subject: "A word", body: "Hi {{ first_name }}." } }
`;
const CODES = [21408, 21608, 21612] as const;

let live: LiveKit;
afterEach(() => live.close());

const at = (n: number): string => phoneOf(800 + n);
const states = async () =>
  (await live.kit.all('SELECT state FROM attempt ORDER BY id')).map(({ state }) => state);
const pauses = async () =>
  (await live.kit.all('SELECT detail FROM pause WHERE lifted_at IS NULL')).map((row) => row.detail);

async function refusing(numbers: readonly number[], code: ErrorCode): Promise<void> {
  live = await liveKit({ sequences: [TWO], policy: { budgets: NO_LIMIT } });
  live.twilio.set({ refusals: new Map(numbers.map((n) => [at(n), code])) });
}

/** Enrolled one after the other, with a tick for each. */
async function oneByOne(numbers: readonly number[]): Promise<void> {
  for (const n of numbers) {
    await live.kit.enroll({ phone: at(n) });
    await live.kit.tick(live.transports);
    await live.advance(MINUTE);
  }
}

async function untilDone(): Promise<void> {
  for (const end = instant(TUESDAY_10 + 3 * DAY); live.kit.clock.now < end; ) {
    await live.kit.tick(live.transports);
    const [row] = await live.kit.all('SELECT MIN(wake_at) AS next FROM contact');
    if (typeof row?.next !== 'number') return;
    await live.at(instant(Math.max(row.next, live.kit.clock.now + MINUTE)));
  }
}

describe.each(CODES)('%i', (code) => {
  test('of one lead: tried three times in three hours, then failed with its reason and shown; its emails and everybody else go on', async () => {
    await refusing([1], code);
    await oneByOne([1, 2]);
    expect(await states()).toEqual(['unsent', 'sent']);
    await untilDone();
    expect(await pauses()).toEqual([]);
    const tried = await live.kit.all(
      "SELECT state, wire_at FROM attempt WHERE contact_id = 1 AND channel = 'sms' ORDER BY id",
    );
    expect(tried.map(({ state }) => state)).toEqual(['unsent', 'unsent', 'refused']);
    expect(tried.map(({ wire_at: tick }) => Math.round((Number(tick) - TUESDAY_10) / HOUR))).toEqual([
      0, 1, 3,
    ]);
    const ends = await live.kit.all(`SELECT t.touch_id, t.kind, t.reason_code FROM touch_end t
      JOIN enrollment e ON e.id = t.enrollment_id WHERE e.contact_id = 1 ORDER BY t.touch_id`);
    expect(ends).toEqual([
      { touch_id: 'hello', kind: 'failed', reason_code: 'refused' },
      { touch_id: 'letter', kind: 'sent', reason_code: null },
    ]);
    const [task] = await live.kit.all('SELECT contact_id, title, script FROM task');
    expect(task).toMatchObject({
      contact_id: 1,
      title: 'Look at hello: it could not be sent, and was tried 3 times',
      script: expect.stringContaining(`(${code})`),
    });
    expect(await live.kit.all('SELECT id FROM suppression')).toEqual([]);
    expect(await brokenInvariants(live.kit.ws.db)).toEqual([]);
  });

  test('of three numbers one after the other, and no text taken: the channel stops, nobody’s touch is spent, and all go once it is mended', async () => {
    await refusing([1, 2, 3, 4], code);
    await oneByOne([1, 2]);
    expect(await pauses()).toEqual([]);
    await live.kit.enroll({ phone: at(3) });
    expect((await live.kit.tick(live.transports)).channelsPaused).toMatchObject([
      {
        channel: 'sms',
        detail: expect.stringMatching(/^3 numbers one after the other could not be texted, /),
      },
    ]);
    await oneByOne([4]);
    await live.advance(2 * HOUR);
    await live.kit.tick(live.transports);
    expect(await states()).toEqual(['unsent', 'unsent', 'unsent']);
    expect(await live.kit.all('SELECT touch_id FROM touch_end')).toEqual([]);
    expect(await live.kit.all('SELECT id FROM task')).toEqual([]);
    live.twilio.set({ refusals: new Map() });
    await live.kit.ws.db.run('UPDATE pause SET lifted_at = ?', [live.kit.clock.now]);
    await live.kit.ws.db.run('UPDATE contact SET wake_at = ?', [live.kit.clock.now]);
    await live.kit.tick(live.transports);
    expect(live.twilio.ledger()).toHaveLength(4);
    expect(await brokenInvariants(live.kit.ws.db)).toEqual([]);
  });
});

test('a whole first turn that is turned away spends nobody’s touch', async () => {
  const many = Array.from({ length: 30 }, (_, n) => n);
  await refusing(many, 21608);
  for (const n of many) await live.kit.enroll({ phone: at(n) });
  expect((await live.kit.tick(live.transports)).channelsPaused).toHaveLength(1);
  expect(new Set(await states())).toEqual(new Set(['unsent']));
  expect(await live.kit.all('SELECT touch_id FROM touch_end')).toEqual([]);
});

test('two, one that is taken, and two more: no row of three', async () => {
  await refusing([1, 2, 4, 5], 21408);
  await oneByOne([1, 2, 3, 4, 5]);
  expect(await states()).toEqual(['unsent', 'unsent', 'sent', 'unsent', 'unsent']);
  expect(await pauses()).toEqual([]);
});

test('three of one turn, beside one that was taken in it: no row of three', async () => {
  await refusing([1, 2, 3], 21408);
  for (const n of [4, 1, 2, 3]) await live.kit.enroll({ phone: at(n) });
  await live.kit.tick(live.transports);
  expect((await states()).toSorted()).toEqual(['sent', 'unsent', 'unsent', 'unsent']);
  expect(await pauses()).toEqual([]);
});

test('the same number three times, and three numbers on three days: no row of three', async () => {
  await refusing([1, 2, 3], 21612);
  await oneByOne([1]);
  await live.at(instant(TUESDAY_10 + 2 * DAY));
  await oneByOne([2]);
  await live.at(instant(TUESDAY_10 + 4 * DAY));
  await oneByOne([3]);
  await untilDone();
  expect(await pauses()).toEqual([]);
});

test('control: a code that cannot be about one number stops the channel at once', async () => {
  await refusing([1], 21606);
  await oneByOne([1]);
  expect(await pauses()).toHaveLength(1);
});
