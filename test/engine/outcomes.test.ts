/** Every way in which one request can end, through the tick, the SDK and a socket: what is written down, what a person sees, and that nobody gets it twice. */
import { afterEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import type { FaultName } from '../../src/server/fake-twilio/faults.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { uncertainSends } from '../../src/store/uncertain.ts';
import { HELLO, TUESDAY_10 } from './kit.ts';
import { type LiveKit, liveKit } from './live-kit.ts';

/** With something left to do, so that what did not go may still go. */
const TEXT = `${HELLO}  - { id: ring, day: 9, at: "10:00", call: { script: "Ask." } }\n`;

let live: LiveKit;
afterEach(() => live.close());

const attempts = async () =>
  (await live.kit.all('SELECT state FROM attempt ORDER BY id')).map(({ state }) => state);
const ends = async () => (await live.kit.all('SELECT kind FROM touch_end')).map(({ kind }) => kind);

/** Ticks as cron does where something is to be done, until two days are over. */
async function untilQuiet(): Promise<void> {
  for (const until = instant(TUESDAY_10 + 2 * DAY); live.kit.clock.now < until; ) {
    await live.kit.tick(live.transports);
    const [row] = await live.kit.all(
      'SELECT MIN(at) AS next FROM (SELECT wake_at AS at FROM contact UNION ALL SELECT ask_at FROM attempt) AS next',
    );
    if (typeof row?.next !== 'number') return;
    await live.at(instant(Math.max(row.next, live.kit.clock.now + MINUTE)));
  }
}

/** fault, then the attempt at once and at the end, messages at the provider, and what stays for a person. */
const ROWS: readonly (readonly [
  FaultName,
  atOnce: string,
  atLast: string,
  messages: number,
  uncertain: number,
])[] = [
  ['429', 'unsent', 'unsent sent', 1, 0],
  ['500', 'uncertain', 'uncertain', 0, 1],
  ['503', 'uncertain', 'uncertain', 0, 1],
  ['drop', 'uncertain', 'uncertain', 0, 1],
  ['hang', 'uncertain', 'uncertain', 0, 1],
  ['proxy', 'uncertain', 'uncertain', 0, 1],
  ['accept-then-drop', 'uncertain', 'sent', 1, 0],
  ['accept-then-hang', 'uncertain', 'sent', 1, 0],
  ['accept-then-truncated', 'uncertain', 'sent', 1, 0],
  ['accept-then-garbage', 'uncertain', 'sent', 1, 0],
  ['accept-then-500', 'uncertain', 'sent', 1, 0],
  ['accept-then-503', 'uncertain', 'sent', 1, 0],
];

describe.each(['hold', 'retry_if_absent'] as const)('with on_uncertain: %s', (onUncertain) => {
  test.each(ROWS)('%s', async (fault, atOnce, atLast, messages, open) => {
    const silent = fault.endsWith('hang');
    live = await liveKit({ sequences: [TEXT], onUncertain, ...(silent && { timeout: 4_000 }) });
    live.twilio.setFaults([{ fault, times: 1 }]);
    await live.kit.enroll();
    await live.kit.tick(live.transports);
    expect((await attempts()).join(' ')).toBe(atOnce);
    expect(await ends()).toEqual(atOnce === 'uncertain' ? ['sent'] : []);
    await untilQuiet();
    // Nothing is sent again on a guess; where the provider's list proves twice that it has nothing, it goes once more.
    const again = open === 1 && onUncertain === 'retry_if_absent';
    expect((await attempts()).join(' ')).toBe(again ? 'unsent sent' : atLast);
    expect(live.twilio.ledger()).toHaveLength(again ? 1 : messages);
    expect(await uncertainSends(live.kit.ws.db)).toHaveLength(again ? 0 : open);
    expect(await ends()).toEqual(['sent']);
    expect(await brokenInvariants(live.kit.ws.db)).toEqual([]);
  });
});

test('200 and an id: sent, and the touch has ended', async () => {
  live = await liveKit({ sequences: [HELLO] });
  await live.kit.enroll();
  expect(await live.kit.tick(live.transports)).toMatchObject({ sent: 1, uncertain: 0 });
  const [row] = await live.kit.all('SELECT state, provider_id, transport, rehearsal FROM attempt');
  expect(row).toEqual({
    state: 'sent',
    provider_id: live.twilio.ledger()[0]?.sid,
    transport: 'twilio',
    rehearsal: 0,
  });
});

test('opted out by the provider: refused, and never asked again', async () => {
  live = await liveKit({
    sequences: [HELLO],
    twilio: { settings: { refusals: new Map([['+13125550142', 21610]]) } },
  });
  await live.kit.enroll({ phone: '+13125550142' });
  expect(await live.kit.tick(live.transports)).toMatchObject({ refused: 1 });
  expect(await live.kit.all('SELECT channel, reason FROM suppression')).toEqual([
    { channel: 'sms', reason: 'provider' },
  ]);
  expect(await ends()).toEqual(['failed']);
});

test('wrong credentials: the channel of that business is paused, and the touch stays due until they are mended', async () => {
  live = await liveKit({ sequences: [HELLO] });
  await live.kit.enroll();
  // The poll is let through, so that the send itself is refused.
  const wrong = await liveKit({ sequences: [HELLO], secret: 'wrong' });
  const sms = { ...live.sms, send: wrong.sms.send.bind(wrong.sms) };
  const report = await live.kit.tick({ ...live.transports, sms });
  await wrong.close();
  expect(report.channelsPaused).toMatchObject([{ channel: 'sms' }]);
  expect(await attempts()).toEqual(['unsent']);
  expect(await ends()).toEqual([]);
  await live.kit.ws.db.run('UPDATE pause SET lifted_at = 1');
  await live.kit.ws.db.run('UPDATE contact SET wake_at = ?', [live.kit.clock.now]);
  await live.advance(MINUTE);
  await live.kit.tick(live.transports);
  expect(await attempts()).toEqual(['unsent', 'sent']);
});

test('nobody listens: proven unsent, and it goes when somebody does', async () => {
  live = await liveKit({ sequences: [HELLO] });
  await live.kit.enroll();
  const gone = await liveKit();
  await gone.twilio.close();
  const sms = { ...live.sms, send: gone.sms.send.bind(gone.sms) };
  expect(await live.kit.tick({ ...live.transports, sms })).toMatchObject({ unsent: 1, uncertain: 0 });
  await gone.kit.close();
  await live.advance(HOUR);
  await live.kit.tick(live.transports);
  expect(await attempts()).toEqual(['unsent', 'sent']);
});
