/** Nobody is contacted wrongly, and nobody's word is lost, when machines sleep, numbers are shared, clocks err and databases come back from the past. */
import { afterEach, expect, test } from 'vitest';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant } from '../../src/domain/time.ts';
import { thisProcess } from '../../src/engine/run-identity.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { BUSINESS, both, createKit, phoneOf, scripted, TUESDAY_10 } from './kit.ts';
import { type LiveKit, liveKit, twoTextsAnd } from './live-kit.ts';

const PHONE = '+13125550142';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('a machine that slept between the reservation and the request decides anew: its monotonic clock slept too', async () => {
  const kit = await createKit();
  closing.push(kit.close);
  await kit.enroll();
  const { transports, ledger } = scripted();
  let slept = false;
  const report = await kit.tick(transports, {
    monotonic: () => 0,
    crash: (step) => {
      if (step === 'last look' && !slept) {
        slept = true;
        kit.advance(13 * HOUR);
      }
    },
  });
  expect(ledger).toEqual([]);
  expect(report).toMatchObject({ sent: 0, unsent: 1 });
});

const FOUR = twoTextsAnd(`\
  - { id: third, day: 2, at: "10:00", sms: "A third word, {{ first_name }}?" }
`);

async function start(options: Parameters<typeof liveKit>[0]): Promise<LiveKit> {
  const live = await liveKit({ sequences: [FOUR], ...options });
  closing.push(live.close);
  return live;
}

test('two businesses that text from one number each hear what is written to it', async () => {
  const other = asId<BusinessId>('other-dental');
  const live = await start({ businesses: [BUSINESS, { ...BUSINESS, id: other }] });
  await live.kit.enroll({ phone: PHONE });
  await live.kit.enroll({ phone: PHONE, business: other });
  await live.kit.tick(live.transports);
  expect(live.twilio.ledger()).toHaveLength(2);
  await live.advance(HOUR);
  await live.write(PHONE, 'STOP');
  await live.at(instant(TUESDAY_10 + DAY));
  await live.kit.tick(live.transports);
  expect(live.twilio.ledger()).toHaveLength(2);
  expect(await live.kit.all('SELECT state, end_code FROM enrollment')).toEqual([
    { state: 'stopped', end_code: 'opted_out' },
    { state: 'stopped', end_code: 'opted_out' },
  ]);
});

test('a poll that a wrong clock dated into the future hides no STOP once the clock is right again', async () => {
  const live = await start({});
  await live.kit.enroll({ phone: PHONE });
  await live.kit.tick(live.transports);
  // For one tick the clock is a month ahead; the provider's never was.
  live.kit.clock.now = instant(TUESDAY_10 + 30 * DAY);
  await live.kit.enroll({ phone: phoneOf(9) });
  await live.kit.tick(live.transports);
  await live.at(instant(TUESDAY_10 + HOUR));
  await live.write(PHONE, 'STOP');
  await live.at(instant(TUESDAY_10 + DAY));
  expect(await live.kit.tick(live.transports, { acceptClock: true })).toMatchObject({ received: 1 });
  expect(
    await live.kit.all('SELECT through_at FROM poll WHERE through_at > ?', [live.kit.clock.now]),
  ).toEqual([]);
});

test('a run taken for dead that hears its answer after all settles the doubt: nothing that is known stays uncertain', async () => {
  const kit = await createKit();
  closing.push(kit.close);
  await kit.enroll({ email: null });
  let requests = 0;
  let between: unknown = null;
  const carrier: Transport = {
    name: 'slow',
    live: false,
    send: async () => {
      requests += 1;
      // Meanwhile another process buries this run, and takes over what it left on the wire.
      await kit.tick(both(carrier), { process: { ...thisProcess('tick'), isAlive: () => false } });
      between = await kit.all('SELECT state, provider_id FROM attempt');
      return { kind: 'sent', providerId: 'late-1' };
    },
  };
  await kit.tick(both(carrier));
  expect(between).toEqual([{ state: 'uncertain', provider_id: null }]);
  expect(await kit.all('SELECT state, provider_id FROM attempt')).toEqual([
    { state: 'sent', provider_id: 'late-1' },
  ]);
  expect(requests).toBe(1);
});
