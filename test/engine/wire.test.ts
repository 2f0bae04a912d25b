/** How many requests a run has on the wire, and whom a slow one keeps waiting. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AttemptToken, asId } from '../../src/domain/ids.ts';
import { noteStatus } from '../../src/engine/statuses.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { brokenLaws } from './invariants.ts';
import { anotherProcess, both, createKit, HELLO, type Kit, scripted } from './kit.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST };

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ policy: { budgets: NO_LIMIT } });
});
afterEach(async () => {
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
  await kit.close();
});

/** A provider whose answers wait until they are let go, and who says how many it had at once. */
function patient(hangs: (request: number) => boolean) {
  const inner = scripted().transports.sms;
  const held: (() => void)[] = [];
  const seen = { requests: 0, atOnce: 0, most: 0 };
  const send: Transport['send'] = async (...given) => {
    seen.requests += 1;
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    const waits = hangs(seen.requests);
    await new Promise<void>((resolve) => {
      if (waits) held.push(resolve);
      else setImmediate(resolve);
    });
    seen.atOnce -= 1;
    return inner.send(...given);
  };
  return { transports: both({ ...inner, send }), seen, held };
}

const counts = async (): Promise<Record<string, number>> => {
  const rows = await kit.all('SELECT state, count(*) AS n FROM attempt GROUP BY state');
  return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
};
const until = (check: () => Promise<boolean>): Promise<void> =>
  expect.poll(check, { timeout: 60_000, interval: 5 }).toBe(true);

test('no more than 20 at once, however many are due, and each place is filled again', async () => {
  for (let n = 0; n < 70; n += 1) await kit.enroll();
  const { transports, seen } = patient(() => false);
  expect(await kit.tick(transports)).toMatchObject({ sent: 70, endedBy: 'nothing_left' });
  expect(seen.most).toBe(20);
});

test('one that hangs keeps its own place, and nobody else', async () => {
  for (let n = 0; n < 70; n += 1) await kit.enroll();
  const { transports, seen, held } = patient((request) => request === 3);
  const running = kit.tick(transports);
  await until(async () => (await counts()).sent === 69);
  expect(await counts()).toEqual({ sent: 69, wire: 1 });
  expect(seen.atOnce).toBe(1);
  for (const release of held) release();
  expect(await running).toMatchObject({ sent: 70 });
});

test('a run that dies leaves no more in doubt than were on the wire', async () => {
  for (let n = 0; n < 70; n += 1) await kit.enroll();
  const { transports, held } = patient((request) => request > 30);
  const dying = kit.tick(transports, { process: { ...anotherProcess(), isAlive: () => true } });
  await until(async () => (await counts()).wire === 20 && held.length === 20);
  expect(await counts()).toEqual({ sent: 30, wire: 20 });
  const { transports: others } = scripted();
  expect(await kit.tick(others, { process: anotherProcess() })).toMatchObject({ recovered: 20, sent: 20 });
  expect(await counts()).toEqual({ sent: 50, uncertain: 20 });
  for (const release of held) release();
  await dying;
});

test('whoever shares a number with a message that is on its way is decided about when it is answered', async () => {
  for (let n = 0; n < 3; n += 1) await kit.enroll();
  // Two contacts of one household.
  await kit.ws.db.run(
    'UPDATE contact SET phone_id = (SELECT phone_id FROM contact WHERE id = 1) WHERE id = 2',
  );
  const { transports, seen, held } = patient((request) => request === 1);
  const running = kit.tick(transports, { lanes: 2 });
  await until(async () => (await counts()).sent === 1);
  expect(seen.requests).toBe(2);
  for (const release of held) release();
  expect(await running).toMatchObject({ sent: 2 });
  // The one text of the day is spent: nothing but that holds the other one.
  expect(await kit.all('SELECT count(*) AS n FROM attempt')).toEqual([{ n: 2 }]);
});

/** A text and an email to one person at the same moment, and nothing for days. */
const BOTH = `${HELLO}  - id: letter
    day: 0
    within: 5m
    email: { subject: "Hi", body: "Hi {{ first_name }}." }
  - { id: ring, day: 9, at: "10:00", call: { script: "Ask." } }
`;

test.each([
  ['sms', 'email'],
  ['email', 'sms'],
] as const)(
  'of two messages to one person the %s is answered first, and the %s, which did not go, goes with the next look',
  async (_, second) => {
    await kit.close();
    kit = await createKit({ sequences: [BOTH], policy: { budgets: NO_LIMIT } });
    await kit.enroll();
    const { transports: real } = scripted();
    let release = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      release = resolve;
    });
    const failing: Transport = {
      ...real[second],
      send: async () => {
        await answered;
        return { kind: 'unsent', code: 'unreachable', detail: 'no line', retryAfter: 60_000 };
      },
    };
    const running = kit.tick({ ...real, [second]: failing });
    await until(async () => (await counts()).sent === 1);
    expect(await counts()).toEqual({ sent: 1, wire: 1 });
    release();
    expect(await running).toMatchObject({ sent: 1, unsent: 1 });
    kit.advance(2 * 60_000);
    expect(await kit.tick(real)).toMatchObject({ sent: 1 });
    expect(await counts()).toEqual({ sent: 2, unsent: 1 });
  },
);

test('the last text is heard of by its callback alone, and its run dies: the sequence ends with the next look', async () => {
  await kit.close();
  kit = await createKit({
    sequences: [BOTH.replace(/ {2}- \{ id: ring.*\n/, '')],
    policy: { budgets: NO_LIMIT },
  });
  await kit.enroll();
  const { transports: real } = scripted();
  let release = (): void => undefined;
  const silent = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sms: Transport = { ...real.sms, send: (...given) => silent.then(() => real.sms.send(...given)) };
  const dying = kit.tick({ ...real, sms }, { process: { ...anotherProcess(), isAlive: () => true } });
  // The email is answered and the contact given back; looked at a minute later, it waits for the text.
  await until(async () => (await counts()).sent === 1);
  kit.advance(60_000);
  await kit.tick(real, { process: { ...anotherProcess(), isAlive: () => true } });
  expect(await kit.all('SELECT wake_at, lease_until FROM contact')).toEqual([
    { wake_at: null, lease_until: null },
  ]);
  expect(await counts()).toEqual({ sent: 1, wire: 1 });
  const [text] = await kit.all("SELECT token FROM attempt WHERE state = 'wire'");
  const token = asId<AttemptToken>(String(text?.token));
  const report = { token, providerId: 'SM1', status: 'sent', errorCode: null, at: kit.clock.now };
  expect(await noteStatus(kit.ws, report)).toBe('noted');
  await kit.tick(real, { process: anotherProcess() });
  expect(await kit.all('SELECT state FROM enrollment')).toEqual([{ state: 'finished' }]);
  expect(await counts()).toEqual({ sent: 2 });
  release();
  await dying;
});
