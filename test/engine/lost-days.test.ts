/** After an adoption, an absence proves only what went through the account that was asked; everything else is for a person. */
import { afterEach, expect, test } from 'vitest';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { adopt } from '../../src/engine/adopt.ts';
import { askingFirst } from '../../src/engine/lost-days.ts';
import { resumeScope } from '../../src/engine/pausing.ts';
import { reconcile } from '../../src/engine/reconcile.ts';
import { type FakeAccount, TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { BUSINESS, HELLO, TUESDAY_10, tickDefaults } from './kit.ts';
import { accountOf, type LiveKit, type LiveOptions, liveKit } from './live-kit.ts';

const TWO = `${HELLO}  - { id: second, day: 1, at: "10:00", sms: "Still of use, {{ first_name }}?", late: send, max_late: 7d }
`;
const PHONE = '+13125550142';
const OTHER: FakeAccount = { ...TEST_ACCOUNT, sid: `AC${'2'.repeat(32)}`, token: 'other-token' };
const TOMORROW = instant(TUESDAY_10 + DAY);

let live: LiveKit;
afterEach(() => live.close());

/** A text went, the account is known, and the backup is made here. */
async function start(options: LiveOptions = {}): Promise<void> {
  live = await liveKit({ sequences: [TWO], twilio: { accounts: [TEST_ACCOUNT, OTHER] }, ...options });
  await live.kit.enroll({ phone: PHONE });
  await live.kit.tick(live.transports);
  expect(await states()).toEqual(['hello sent']);
}

/** As the command opens it: each text is asked about before it goes. */
function through({ sid, token }: FakeAccount): LiveKit['transports'] {
  const transports = live.through({ accountSid: sid, secret: token });
  const asking = askingFirst(live.kit.ws.db, () => live.kit.clock.now, transports.sms);
  return { ...transports, sms: asking };
}

/** What the database that was lost sent on the day after the backup. */
async function sentFromTheLostOne(): Promise<void> {
  await live.at(instant(TOMORROW + MINUTE));
  const { now } = live.kit.clock;
  const key = { token: 'f'.repeat(32), business: BUSINESS.id, at: now, validUntil: instant(now + HOUR) };
  const [lead] = await live.kit.all('SELECT first_name FROM contact');
  const body = `Still of use, ${lead?.first_name}?`;
  const message = { kind: 'sms', from: BUSINESS.senders.sms ?? '', to: PHONE, body, segments: 1 };
  const sent = await live.sms.send(message as never, key as never, AbortSignal.timeout(20_000));
  expect(sent.kind).toBe('sent');
}

const adoptThrough = async (account: FakeAccount) =>
  adopt(live.kit.ws, { ...tickDefaults(live.kit.clock), transports: through(account) });

/** A person lifts the pause of a changed account, and the next tick looks at everybody. */
async function resumed(): Promise<void> {
  const everything = { business: null, channel: null, sequence: null };
  const texts = { business: BUSINESS.id, channel: 'sms', sequence: null } as const;
  for (const scope of [everything, texts])
    await live.kit.ws.db.tx((handle) => resumeScope(handle, scope, live.kit.clock.now));
  await live.kit.ws.db.run('UPDATE contact SET wake_at = ? WHERE wake_at IS NOT NULL', [live.kit.clock.now]);
  await live.advance(10 * MINUTE);
}

const states = async () =>
  (await live.kit.all('SELECT touch_id, state FROM attempt ORDER BY id')).map(
    (row) => `${row.touch_id} ${row.state}`,
  );
const texts = () => live.twilio.ledger().map(({ body }) => body.split(' ')[0]);

test('with another account since, what the lost database has sent does not go again: it is held, with the reason', async () => {
  await start();
  await sentFromTheLostOne();
  await live.advance(HOUR);
  await adoptThrough(OTHER);
  await resumed();
  expect(await live.kit.tick(through(OTHER))).toMatchObject({ uncertain: 1, sent: 0 });
  expect(await states()).toEqual(['hello sent', 'second uncertain']);
  expect(texts()).toEqual(['Hi', 'Still']);
  const [held] = await live.kit.all("SELECT code, detail FROM attempt WHERE state = 'uncertain'");
  expect(held).toEqual({
    code: 'lost_days',
    detail:
      `it may have gone through another account (${TEST_ACCOUNT.sid} at ${live.twilio.url}), and the list of ` +
      `${OTHER.sid} at ${live.twilio.url}, which leadseq.yaml names, cannot show that`,
  });
  expect(await brokenInvariants(live.kit.ws.db)).toEqual([]);
});

test('an adoption that is cut off, and begun again after the account was changed, knows the first account still', async () => {
  await start();
  await sentFromTheLostOne();
  await live.advance(HOUR);
  await adoptThrough(OTHER);
  await adoptThrough(OTHER);
  await resumed();
  expect(await live.kit.tick(through(OTHER))).toMatchObject({ uncertain: 1, sent: 0 });
  expect(texts()).toEqual(['Hi', 'Still']);
});

test('control: the account that everything went through proves an absence, and shows what went', async () => {
  await start();
  await live.at(instant(TOMORROW + HOUR));
  await adoptThrough(TEST_ACCOUNT);
  await resumed();
  expect(await live.kit.tick(through(TEST_ACCOUNT))).toMatchObject({ uncertain: 0, sent: 1 });
  expect(texts()).toEqual(['Hi', 'Still']);
  expect(await states()).toEqual(['hello sent', 'second unsent', 'second sent']);
});

test('control: what the lost database has sent through this account is found there', async () => {
  await start();
  await sentFromTheLostOne();
  await live.advance(HOUR);
  await adoptThrough(TEST_ACCOUNT);
  expect(await states()).toEqual(['hello sent', 'second sent']);
  expect(texts()).toEqual(['Hi', 'Still']);
});

test('retry_if_absent does not take it for absent either, and with the account put back it is found', async () => {
  await start();
  await sentFromTheLostOne();
  await live.advance(HOUR);
  await adoptThrough(OTHER);
  await resumed();
  accountOf(live.kit, BUSINESS.id, { onUncertain: 'retry_if_absent' });
  await live.kit.tick(through(OTHER));
  for (let asked = 0; asked < 4; asked += 1) {
    await live.advance(30 * MINUTE);
    const options = { ...tickDefaults(live.kit.clock), transports: through(OTHER) };
    expect(await reconcile(live.kit.ws, options, 'all')).toMatchObject({ sent: 0, unsent: 0, absent: 1 });
  }
  expect(await states()).toEqual(['hello sent', 'second uncertain']);
  const back = { ...tickDefaults(live.kit.clock), transports: through(TEST_ACCOUNT) };
  expect(await reconcile(live.kit.ws, back, 'all')).toMatchObject({ sent: 1 });
  expect(await states()).toEqual(['hello sent', 'second sent']);
  expect(texts()).toEqual(['Hi', 'Still']);
});
