/** The five guards that stop sending by themselves: what makes each act, what is not enough, and that a person's word is the last. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { resumeScope } from '../../src/engine/pausing.ts';
import { receive } from '../../src/engine/receive.ts';
import { outbox } from '../../src/transport/outbox.ts';
import type { Behavior } from '../../src/transport/scripted.ts';
import { BUSINESS, createKit, type Kit, phoneOf, scripted } from './kit.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST };

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ policy: { budgets: NO_LIMIT } });
});
afterEach(() => kit.close());

let people = 0;
async function enroll(count: number): Promise<readonly string[]> {
  const phones: string[] = [];
  for (let n = 0; n < count; n += 1) {
    people += 1;
    phones.push(phoneOf(people));
    await kit.enroll({ phone: phoneOf(people), email: null });
  }
  return phones;
}

const sendAll = (behavior: Behavior, lanes = 1) => kit.tick(scripted(() => behavior).transports, { lanes });
const pauses = async () =>
  (await kit.all('SELECT channel, guard, detail FROM pause WHERE lifted_at IS NULL ORDER BY id')).map(
    ({ channel, guard, detail }) => `${channel} ${guard}: ${detail}`,
  );
const guards = async () => (await pauses()).map((line) => line.split(':')[0]);
const lift = () =>
  kit.ws.db.tx((handle) =>
    resumeScope(handle, { business: BUSINESS.id, channel: 'sms', sequence: null }, kit.clock.now),
  );
let texts = 0;
const says = (from: string, text: string) => {
  texts += 1;
  const providerId = `SM${String(texts).padStart(32, '0')}`;
  const arrived = { business: BUSINESS.id, provider: 'scripted', providerId, channel: 'sms' } as const;
  const { now } = kit.clock;
  return receive(kit.ws, { ...arrived, from: { kind: 'phone', value: from }, text, at: now }, now);
};

describe('messages of unknown fate', () => {
  test('five in ten minutes stop the channel, and nobody after them is texted', async () => {
    await enroll(12);
    const report = await sendAll('server_error');
    expect(report).toMatchObject({ uncertain: 5, sent: 0 });
    expect(report.channelsPaused.map(({ channel }) => channel)).toEqual(['sms']);
    expect(await pauses()).toEqual([
      'sms uncertain: no answer to 5 requests in 10 minutes: each may or may not have arrived',
    ]);
    kit.advance(MINUTE);
    expect(await sendAll('accept')).toMatchObject({ sent: 0 });
  });

  test('four do not, nor does a fifth that comes later', async () => {
    await enroll(4);
    await sendAll('server_error');
    kit.advance(10 * MINUTE);
    await enroll(1);
    expect(await sendAll('server_error')).toMatchObject({ uncertain: 1 });
    expect(await pauses()).toEqual([]);
  });

  test('what a person has let go on is not stopped again for what came before', async () => {
    await enroll(12);
    await sendAll('server_error');
    kit.advance(MINUTE);
    await lift();
    expect(await sendAll('accept')).toMatchObject({ sent: 7 });
    await enroll(4);
    await sendAll('server_error');
    expect(await pauses()).toEqual([]);
  });
});

describe('failures in a row', () => {
  test('ten stop the channel', async () => {
    await enroll(15);
    expect(await sendAll('refuse')).toMatchObject({ refused: 10 });
    expect(await pauses()).toEqual([
      'sms failures: 10 failures in a row: see what the provider said of them before more go',
    ]);
  });

  test('nine, one that went, and nine more do not', async () => {
    await enroll(19);
    const { transports } = scripted((request) => (request === 9 ? 'accept' : 'refuse'));
    expect(await kit.tick(transports, { lanes: 1 })).toMatchObject({ refused: 18, sent: 1 });
    expect(await pauses()).toEqual([]);
  });
});

describe('opt-outs', () => {
  test('more than 3 of 100 people in 7 days stop texts; exactly 3 do not', async () => {
    const phones = await enroll(100);
    await sendAll('accept', 20);
    for (const phone of phones.slice(0, 3)) await says(phone, 'STOP');
    expect(await pauses()).toEqual([]);
    await says(phones[3] ?? '', 'please stop texting me. STOP');
    await says(phones[4] ?? '', 'stop');
    expect((await guards()).includes('sms opt_outs')).toBe(true);
    expect((await pauses())[0]).toMatch(
      /^sms opt_outs: [45] opt-outs among the 100 people texted in 7 days, [45]\.0 %/,
    );
  });

  test('of fewer people a share says nothing', async () => {
    const phones = await enroll(50);
    await sendAll('accept', 20);
    for (const phone of phones.slice(0, 20)) await says(phone, 'STOP');
    expect(await pauses()).toEqual([]);
  });

  test('of the week before count no more', async () => {
    const phones = await enroll(100);
    await sendAll('accept', 20);
    for (const phone of phones.slice(0, 3)) await says(phone, 'STOP');
    kit.advance(7 * DAY + HOUR);
    const later = await enroll(100);
    await sendAll('accept', 20);
    await says(later[0] ?? '', 'STOP');
    expect(await pauses()).toEqual([]);
  });
});

describe('volume', () => {
  test('more than three times the busiest day of the week before stops the channel', async () => {
    await enroll(70);
    await sendAll('accept', 20);
    kit.clock.now = instant(kit.clock.now + DAY);
    await enroll(300);
    const report = await sendAll('accept');
    // The last one was reserved with the pause beside it: where its last look sees that, it does not go.
    expect(report.sent + report.cancelled).toBe(211);
    expect(await pauses()).toEqual([
      'sms volume: 211 messages today, where no day of the week before had more than 70: is this the right list?',
    ]);
    await lift();
    kit.advance(MINUTE);
    expect(await sendAll('accept', 20)).toMatchObject({ sent: 300 - report.sent });
    expect(await pauses()).toEqual([]);
  });

  test('the first day is no flood, and neither are 200 messages after a quiet week', async () => {
    await enroll(250);
    expect(await sendAll('accept', 20)).toMatchObject({ sent: 250 });
    kit.advance(8 * DAY);
    await enroll(2);
    await sendAll('accept');
    kit.advance(DAY);
    await enroll(200);
    expect(await sendAll('accept', 20)).toMatchObject({ sent: 200 });
    expect(await pauses()).toEqual([]);
  });
});

test('rehearsals reach nobody, and stop nothing', async () => {
  await enroll(70);
  const carrier = outbox(kit.ws.outbox);
  await kit.tick({ sms: carrier, email: carrier });
  kit.advance(DAY);
  await enroll(300);
  expect(await kit.tick({ sms: carrier, email: carrier })).toMatchObject({ sent: 300 });
  expect(await pauses()).toEqual([]);
});
