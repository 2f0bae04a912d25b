/** Between the reservation and the request: what stops the lead then stops the message, and the laws that would notice if not. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR, instant } from '../../src/domain/time.ts';
import { databasePath } from '../../src/engine/open-workspace.ts';
import { tick } from '../../src/engine/tick.ts';
import type { TickOptions } from '../../src/engine/tick-options.ts';
import type { Transports } from '../../src/engine/transports.ts';
import type { Driver } from '../../src/store/driver.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { optOutAll, pause, stop } from '../actions/act.ts';
import { brokenLaws } from './invariants.ts';
import { createKit, type Enrolled, type Kit, kitAt, scripted, TUESDAY_10, tickDefaults } from './kit.ts';

let kit: Kit;
let lead: Enrolled;
beforeEach(async () => {
  kit = await createKit();
  lead = await kit.enroll();
});
afterEach(() => kit.close());

const at = (step: string, act: () => Promise<unknown>) => ({
  crash: async (name: string) => {
    if (name === step) await act();
  },
});

describe('at the last look', () => {
  test.each([
    ['a stop', () => stop(kit, lead.contact), 'stopped'],
    ['a pause of the lead', () => pause(kit, lead.contact, instant(TUESDAY_10 + 1)), 'paused'],
    ['an opt-out', () => optOutAll(kit, lead.contact), 'opted_out'],
  ] as const)('%s holds the message back', async (_name, act, code) => {
    const { transports, ledger } = scripted();
    expect(await kit.tick(transports, at('last look', act))).toMatchObject({ sent: 0, cancelled: 1 });
    expect(ledger).toEqual([]);
    expect(await kit.all('SELECT state, code FROM attempt')).toEqual([{ state: 'cancelled', code }]);
    expect(await kit.all("SELECT count(*) AS n FROM touch_end WHERE kind = 'sent'")).toEqual([{ n: 0 }]);
  });

  test('but a stop a step later comes too late: the message is with the provider', async () => {
    const { transports, ledger } = scripted();
    await kit.tick(
      transports,
      at('before request', () => stop(kit, lead.contact)),
    );
    expect(ledger).toHaveLength(1);
  });
});

describe('on a file', () => {
  let looks: number;
  let watched: Driver;
  beforeEach(async () => {
    await kit.close();
    kit = await kitAt('sqlite');
    for (let n = 0; n < 8; n += 1) lead = await kit.enroll();
    looks = 0;
    watched = {
      ...kit.ws.db,
      all: (sql, params) => {
        if (sql.includes('AS suppressed,')) looks += 1;
        return kit.ws.db.all(sql, params);
      },
    };
  });
  const tickWatched = (transports: Transports, options: Partial<TickOptions> = {}) =>
    tick({ ...kit.ws, db: watched }, { ...tickDefaults(kit.clock), transports, ...options });

  test('into which nobody has written since the reservation, what that saw still holds', async () => {
    expect(await tickWatched(scripted().transports)).toMatchObject({ sent: 8 });
    expect(looks).toBe(0);
  });

  test('a stop by another process is seen, by one question for all who ask at once', async () => {
    const other = await openSqlite(databasePath(kit.ws.root), { create: false });
    const { transports, ledger } = scripted();
    let asked = 0;
    const stopAll = async (name: string): Promise<void> => {
      if (name !== 'last look') return;
      asked += 1;
      if (asked === 1)
        await other.run("UPDATE enrollment SET state = 'stopped', ended_at = ?", [kit.clock.now]);
    };
    expect(await tickWatched(transports, { crash: stopAll })).toMatchObject({ sent: 0, cancelled: 8 });
    expect(ledger).toEqual([]);
    expect([asked, looks]).toEqual([8, 1]);
    await other.close();
  });
});

test('without the last look the message of a stopped lead goes', async () => {
  const unseeing: Driver = {
    ...kit.ws.db,
    all: async (sql, params) => {
      const rows = await kit.ws.db.all(sql, params);
      if (!sql.includes('AS suppressed,')) return rows;
      return rows.map((row) => ({ ...row, suppressed: 0, paused: 0, enrollment: 'active' }));
    },
  };
  const { transports, ledger } = scripted();
  const stopped = at('last look', () => stop(kit, lead.contact));
  await tick({ ...kit.ws, db: unseeing }, { ...tickDefaults(kit.clock), transports, ...stopped });
  expect(ledger).toHaveLength(1);
});

describe('the laws notice', () => {
  test('a text after an opt-out that still holds', async () => {
    await kit.tick(scripted().transports);
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
    await kit.ws.db.run(
      `INSERT INTO suppression (key, business_id, channel, reason, at, seq)
       SELECT key, business_id, 'sms', 'opted_out', 0, 0 FROM destination WHERE kind = 'phone'`,
    );
    expect(await brokenLaws(kit.ws.db)).toContainEqual(
      expect.stringContaining('nothing goes to a destination after its opt-out'),
    );
  });

  test('a message after a promise of silence, even at the same instant', async () => {
    await kit.close();
    kit = await createKit({
      sequences: [
        `
version: 1
id: goodbye
name: A note and a goodbye
fallbacks: { first_name: there }
touches:
  - id: note
    day: 0
    within: 5m
    email: { subject: "A note", body: "Hi {{ first_name }}." }
  - id: bye
    day: 0
    within: 5m
    closes: true
    sms: "I'll stop here, {{ first_name }}. {{ business_name }}. Reply STOP to opt out."
`,
      ],
    });
    await kit.enroll();
    await kit.run(scripted().transports, instant(TUESDAY_10 + HOUR));
    const silence = expect.stringContaining('a promise of silence was kept');
    // At the instant of the goodbye, and before it on the wire.
    await kit.ws.db.run(
      `UPDATE attempt SET (wire_at, deadline_at, window_end_at) =
         (SELECT wire_at, deadline_at, window_end_at FROM attempt WHERE touch_id = 'bye') WHERE touch_id = 'note'`,
    );
    expect(await brokenLaws(kit.ws.db)).not.toContainEqual(silence);
    await kit.ws.db.run("UPDATE attempt SET wire_seq = wire_seq + 1000 WHERE touch_id = 'note'");
    expect(await brokenLaws(kit.ws.db)).toContainEqual(silence);
  });
});
