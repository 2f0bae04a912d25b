/** A business changes its number, its service or its account: who was texted before is still heard, or nothing more goes until a person says so. */
import { afterEach, expect, test } from 'vitest';
import { DAY, HOUR, type Instant, instant, MINUTE } from '../../src/domain/time.ts';
import { type FakeAccount, TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { readOrigins } from '../../src/store/origins.ts';
import { BUSINESS, HELLO, TUESDAY_10 } from './kit.ts';
import { accountOf, type LiveKit, type LiveOptions, liveKit } from './live-kit.ts';

const TWO = `${HELLO}  - { id: second, day: 1, at: "10:00", sms: "Still of use, {{ first_name }}?" }
  - { id: ring, day: 9, at: "10:00", call: { script: "Ask." } }
`;
const PHONE = '+13125550142';
const OLD = '+13125550100';
const NEW = '+13125550177';
const SERVICE = `MG${'5'.repeat(32)}`;
const OTHER_ACCOUNT: FakeAccount = { ...TEST_ACCOUNT, sid: `AC${'2'.repeat(32)}`, token: 'other-token' };

let live: LiveKit;
afterEach(() => live.close());

async function start(options: LiveOptions = {}): Promise<void> {
  live = await liveKit({
    sequences: [TWO],
    twilio: { accounts: [TEST_ACCOUNT, OTHER_ACCOUNT] },
    ...options,
  });
}

const TO_OTHER_ACCOUNT = { accountSid: OTHER_ACCOUNT.sid, secret: OTHER_ACCOUNT.token };
const TOMORROW = instant(TUESDAY_10 + DAY);
const states = async () =>
  (await live.kit.all('SELECT touch_id, state FROM attempt ORDER BY id')).map(
    (row) => `${row.touch_id} ${row.state}`,
  );
const pauses = async () =>
  (await live.kit.all('SELECT detail FROM pause WHERE lifted_at IS NULL')).map((row) => row.detail);
const healthy = async () => expect(await brokenInvariants(live.kit.ws.db)).toEqual([]);

async function firstText(): Promise<void> {
  await live.kit.enroll({ phone: PHONE });
  await live.kit.tick(live.transports);
  expect(await states()).toEqual(['hello sent']);
}

/** A tick where something is due, until then. */
async function ticksUntil(end: Instant, transports: LiveKit['transports']): Promise<void> {
  while (live.kit.clock.now < end) {
    await live.kit.tick(transports);
    const [row] = await live.kit.all(
      'SELECT MIN(at) AS next FROM (SELECT wake_at AS at FROM contact UNION ALL SELECT ask_at FROM attempt) AS next',
    );
    const next = typeof row?.next === 'number' ? row.next : end;
    await live.at(instant(Math.min(end, Math.max(next, live.kit.clock.now + MINUTE))));
  }
}

test.each([
  ['another number', NEW],
  ['a Messaging Service', SERVICE],
])('STOP to the number that it had before %s is heard before the next text', async (_name, sender) => {
  await start();
  await firstText();
  await live.advance(HOUR);
  await live.write(PHONE, 'STOP', OLD);
  await live.at(TOMORROW);
  expect(await live.kit.tick(live.through({ sender }))).toMatchObject({ received: 1, sent: 0 });
  expect(await live.kit.all('SELECT state, end_code FROM enrollment')).toEqual([
    { state: 'stopped', end_code: 'opted_out' },
  ]);
  await healthy();
});

test('control: a number that the business never texted from is not listened to', async () => {
  await start();
  await firstText();
  await live.write(PHONE, 'STOP', '+13125550188');
  await live.at(TOMORROW);
  expect(await live.kit.tick(live.through({ sender: NEW }))).toMatchObject({ received: 0, sent: 1 });
});

test('an old number is listened to for a year after its last day, and then no more', async () => {
  await start();
  await firstText();
  await live.at(TOMORROW);
  await live.kit.tick(live.through({ sender: NEW }));
  const numbers = async (at: number): Promise<number> => {
    await live.at(instant(at));
    const before = live.twilio.requests().length;
    await live.kit.enroll();
    await live.kit.tick(live.through({ sender: NEW }));
    return live.twilio
      .requests()
      .slice(before)
      .filter(({ method }) => method === 'GET').length;
  };
  expect(await numbers(TUESDAY_10 + 365 * DAY)).toBe(2);
  expect(await numbers(TUESDAY_10 + 366 * DAY)).toBe(1);
});

test('the numbers of a service are remembered: one that is taken out of it is still listened to', async () => {
  const pool = [OLD, NEW];
  const account = { ...TEST_ACCOUNT, numbers: [OLD, NEW], services: new Map([[SERVICE, pool]]) };
  await start({ twilio: { accounts: [account] } });
  await live.kit.enroll({ phone: PHONE });
  await live.kit.tick(live.through({ sender: SERVICE }));
  expect(Object.keys((await readOrigins(live.kit.ws.db, BUSINESS.id))?.senders ?? {}).toSorted()).toEqual(
    [OLD, NEW, SERVICE].toSorted(),
  );
  const from = live.twilio.ledger()[0]?.from ?? '';
  pool.splice(pool.indexOf(from), 1);
  await live.write(PHONE, 'STOP', from);
  await live.at(TOMORROW);
  expect(await live.kit.tick(live.through({ sender: SERVICE }))).toMatchObject({ received: 1, sent: 0 });
});

test('another account: nothing goes until a person has resumed, and the sentence says what to do', async () => {
  await start();
  await firstText();
  await live.write(PHONE, 'STOP', OLD);
  await live.at(TOMORROW);
  const transports = live.through(TO_OTHER_ACCOUNT);
  const said =
    `its texts went through another Twilio account until now (${TEST_ACCOUNT.sid} at ${live.twilio.url}; leadseq.yaml ` +
    `names ${OTHER_ACCOUNT.sid} at ${live.twilio.url}), and what leads answer to ${OLD} is not read here any more. Read ` +
    'it there, enter each STOP with optout, and resume';
  expect(await live.kit.tick(transports)).toMatchObject({ sent: 0, channelsPaused: [{ detail: said }] });
  await live.advance(HOUR);
  expect(await live.kit.tick(transports)).toMatchObject({ sent: 0, channelsPaused: [] });
  expect(await pauses()).toEqual([said]);
  expect(await states()).toEqual(['hello sent']);
  await live.kit.ws.db.run('UPDATE pause SET lifted_at = ?', [live.kit.clock.now]);
  await live.kit.ws.db.run('UPDATE contact SET wake_at = ?', [live.kit.clock.now]);
  await live.advance(MINUTE);
  expect(await live.kit.tick(transports)).toMatchObject({ sent: 1, channelsPaused: [], textsHeld: [] });
  await healthy();
});

test('another account under a pause for another reason is told when that one is over', async () => {
  await start();
  await firstText();
  await live.kit.ws.db.run(
    "INSERT INTO pause (business_id, channel, sequence_id, since, detail) VALUES (1, 'sms', NULL, ?, 'a holiday')",
    [live.kit.clock.now],
  );
  await live.at(TOMORROW);
  const transports = live.through(TO_OTHER_ACCOUNT);
  await live.kit.tick(transports);
  expect(await pauses()).toEqual(['a holiday']);
  await live.kit.ws.db.run('UPDATE pause SET lifted_at = ?', [live.kit.clock.now]);
  await live.kit.ws.db.run('UPDATE contact SET wake_at = ?', [live.kit.clock.now]);
  await live.advance(MINUTE);
  expect(await live.kit.tick(transports)).toMatchObject({ sent: 0 });
  expect(await pauses()).toEqual([expect.stringContaining('another Twilio account')]);
});

test('a business that was never texted from may change its account without a word', async () => {
  await start();
  await live.kit.tick(live.transports);
  await live.kit.enroll({ phone: PHONE });
  expect(await live.kit.tick(live.through(TO_OTHER_ACCOUNT))).toMatchObject({ sent: 1, channelsPaused: [] });
});

/** The same account somewhere else is another place: its list is another one. */
test.each([
  ['another account', () => TO_OTHER_ACCOUNT],
  ['another address', () => ({ baseUrl: `${live.twilio.url}/` })],
])('with retry_if_absent, a text of unknown fate is not proven absent by %s', async (_name, more) => {
  await start({ onUncertain: 'retry_if_absent' });
  live.twilio.setFaults([{ fault: 'accept-then-drop', times: 1 }]);
  await live.kit.enroll({ phone: PHONE });
  await live.kit.tick(live.transports);
  expect(await states()).toEqual(['hello uncertain']);
  await ticksUntil(instant(TUESDAY_10 + 6 * HOUR), live.through(more()));
  expect(await states()).toEqual(['hello uncertain']);
  expect(live.twilio.ledger()).toHaveLength(1);
  // Back where it was asked for, it is found.
  await ticksUntil(instant(TUESDAY_10 + 8 * HOUR), live.transports);
  expect(await states()).toEqual(['hello sent']);
  expect(live.twilio.ledger()).toHaveLength(1);
  await healthy();
});

test('control: absent where it was asked for, twice, it goes once more', async () => {
  await start({ onUncertain: 'retry_if_absent' });
  live.twilio.setFaults([{ fault: 'drop', times: 1 }]);
  await live.kit.enroll({ phone: PHONE });
  await live.kit.tick(live.transports);
  await ticksUntil(instant(TUESDAY_10 + 6 * HOUR), live.transports);
  expect(await states()).toEqual(['hello unsent', 'hello sent']);
});

test('one whose account nobody noted is found, and never proven absent', async () => {
  await start();
  accountOf(live.kit, BUSINESS.id, { onUncertain: 'retry_if_absent' });
  live.twilio.setFaults([{ fault: 'drop', times: 1 }]);
  await live.kit.enroll({ phone: PHONE });
  const { origin: _, ...unnoted } = live.sms;
  await live.kit.tick({ ...live.transports, sms: unnoted });
  await ticksUntil(instant(TUESDAY_10 + 6 * HOUR), live.transports);
  expect(await states()).toEqual(['hello uncertain']);
});
