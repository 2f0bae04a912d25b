/** What a spent budget does to those who wait: nothing but the wait. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BusinessId } from '../../src/domain/ids.ts';
import { type Budgets, DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { createKit, type Kit, scripted, TUESDAY_10, TWO_TEXTS } from './kit.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [TWO_TEXTS] });
});
afterEach(() => kit.close());

const allow = (budgets: Partial<Budgets>): void => {
  const policies = kit.ws.config.policies as Map<BusinessId, Policy>;
  for (const [business, policy] of policies)
    policies.set(business, { ...policy, budgets: { ...DEFAULT_POLICY.budgets, ...budgets } });
};

const ends = async (touch: string): Promise<readonly unknown[]> =>
  (
    await kit.all('SELECT kind, reason_code FROM touch_end WHERE touch_id = ? ORDER BY enrollment_id', [
      touch,
    ])
  ).map((row) => row.reason_code ?? row.kind);
const lateSends = async (): Promise<unknown> => (await kit.all('SELECT sum(late) AS n FROM attempt'))[0]?.n;

describe('what a budget holds back does not grow late by it', () => {
  test('a day’s budget puts a text off to tomorrow, and it goes', async () => {
    for (let n = 0; n < 3; n += 1) await kit.enroll();
    const { transports } = scripted();
    await kit.tick(transports);
    allow({ perSenderDay: 1 });
    await kit.run(transports, instant(TUESDAY_10 + 7 * DAY));
    expect(await ends('second')).toEqual(['sent', 'sent', 'sent']);
    expect(await lateSends()).toBe(0);
    expect(await kit.all("SELECT local_day FROM attempt WHERE touch_id = 'second' ORDER BY id")).toEqual([
      { local_day: '2026-03-11' },
      { local_day: '2026-03-12' },
      { local_day: '2026-03-13' },
    ]);
  });

  test('nor does one that --limit left for a tick seven hours on', async () => {
    await kit.enroll();
    await kit.enroll();
    const { transports } = scripted();
    await kit.tick(transports);
    kit.clock.now = instant(TUESDAY_10 + DAY);
    await kit.tick(transports, { limit: 1 });
    kit.advance(7 * HOUR);
    await kit.tick(transports, { limit: 1 });
    expect(await ends('second')).toEqual(['sent', 'sent']);
  });

  test('but downtime before the budget was spent still counts', async () => {
    await kit.enroll();
    const { transports } = scripted();
    await kit.tick(transports);
    kit.clock.now = instant(TUESDAY_10 + DAY + 7 * HOUR);
    allow({ perSenderDay: 0 });
    await kit.tick(transports);
    expect(await ends('second')).toEqual(['too_late']);
  });

  test('and the days of a lead whose first text waits are counted from when it goes', async () => {
    allow({ perSenderDay: 1 });
    await kit.enroll();
    await kit.enroll();
    const { transports } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 7 * DAY));
    expect(
      await kit.all("SELECT local_day FROM attempt WHERE enrollment_id = 2 AND state = 'sent' ORDER BY id"),
    ).toHaveLength(2);
    expect(await ends('second')).toEqual(['sent', 'sent']);
  });
});

describe('a minute’s budget', () => {
  test('does not have everybody looked at again every minute', async () => {
    for (let n = 0; n < 60; n += 1) await kit.enroll();
    allow({ perMinute: 5 });
    const { transports, ledger } = scripted();
    let looks = 0;
    for (let minute = 0; minute < 12; minute += 1) {
      looks += (await kit.tick(transports)).contacts;
      expect(ledger).toHaveLength(5 * (minute + 1));
      kit.advance(MINUTE);
    }
    // Once to be put in line, and once to go.
    expect(looks).toBe(60 + 55);
  });

  test('never keeps anybody waiting for more than an hour without a look', async () => {
    for (let n = 0; n < 70; n += 1) await kit.enroll();
    allow({ perMinute: 1 });
    await kit.tick(scripted().transports);
    const [row] = await kit.all('SELECT max(wake_at) AS at FROM contact WHERE wake_at < ?', [
      TUESDAY_10 + DAY - HOUR,
    ]);
    expect(row?.at).toBe(TUESDAY_10 + HOUR);
  });
});
