/** One contact that nothing can be decided about is put aside and shown; everybody else is served. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Business } from '../../src/domain/business.ts';
import type { BusinessId } from '../../src/domain/ids.ts';
import { HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { tick } from '../../src/engine/tick.ts';
import { type Driver, StoreError } from '../../src/store/driver.ts';
import { brokenLaws } from './invariants.ts';
import { BUSINESS, createKit, type Enrolled, type Kit, scripted, TUESDAY_10, tickDefaults } from './kit.ts';

let kit: Kit;
let bad: Enrolled;
beforeEach(async () => {
  kit = await createKit();
  bad = await kit.enroll({ urgency: 3, firstName: 'Ann' });
  for (let n = 0; n < 3; n += 1) await kit.enroll();
});
afterEach(() => kit.close());

const DAMAGES: readonly (readonly [string, string])[] = [
  ['an unknown zone', `UPDATE contact SET zones = '["Mars/Olympus"]' WHERE id = ?`],
  ['zones that are no list', `UPDATE contact SET zones = '[' WHERE id = ?`],
  ['a source that its revision lacks', `UPDATE enrollment SET source = 'nowhere' WHERE contact_id = ?`],
  ['a lead that cannot be read', `UPDATE lead SET fields = '{' WHERE contact_id = ?`],
];

describe.each(DAMAGES)('%s', (_name, damage) => {
  test('stops nobody else, is named once, and waits for an hour', async () => {
    await kit.ws.db.run(damage, [bad.contact]);
    const { transports, ledger } = scripted();
    const report = await kit.tick(transports);
    expect(ledger).toHaveLength(3);
    expect(report).toMatchObject({ sent: 3, problems: [{ contact: bad.contact, name: 'Ann Lopez' }] });
    expect(await kit.all('SELECT wake_at, lease_until FROM contact WHERE id = ?', [bad.contact])).toEqual([
      { wake_at: TUESDAY_10 + HOUR, lease_until: null },
    ]);
    kit.advance(HOUR);
    expect((await kit.tick(transports)).problems).toHaveLength(1);
    expect(await kit.all('SELECT kind, title, contact_id FROM task')).toEqual([
      {
        kind: 'review',
        title: 'Look at Ann Lopez: what comes next cannot be worked out',
        contact_id: bad.contact,
      },
    ]);
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
  });
});

/** A driver that damages the contact in the middle of the tick, as its reservation begins. */
const damaging = (damage: string): Driver => {
  const { db } = kit.ws;
  let done = false;
  return {
    ...db,
    tx: (work) =>
      db.tx((handle) =>
        work({
          ...handle,
          run: async (sql, params) => {
            if (!done && sql.includes('SET locks')) {
              done = true;
              await handle.run(damage, [bad.contact]);
            }
            return handle.run(sql, params);
          },
        }),
      ),
  };
};

test.each(DAMAGES)(
  '%s that comes up inside the reservation undoes it and spares the others',
  async (_name, damage) => {
    const { transports, ledger } = scripted();
    const seen: string[] = [];
    const report = await tick(
      { ...kit.ws, db: damaging(damage) },
      { ...tickDefaults(kit.clock), transports, limit: 3, onEvent: ({ kind }) => seen.push(kind) },
    );
    expect(ledger).toHaveLength(3);
    expect(report).toMatchObject({ sent: 3, problems: [{ contact: bad.contact }] });
    expect(seen).toEqual(['sent', 'sent', 'sent']);
  },
);

test('a database that fails is everybody’s problem, and ends the tick', async () => {
  const db: Driver = {
    ...kit.ws.db,
    all: (sql, params) =>
      sql.includes('FROM late_seen')
        ? Promise.reject(new StoreError('corrupt', 'the database is damaged'))
        : kit.ws.db.all(sql, params),
  };
  const { transports } = scripted();
  const running = tick({ ...kit.ws, db }, { ...tickDefaults(kit.clock), transports });
  await expect(running).rejects.toThrow('the database is damaged');
  expect(await kit.all('SELECT count(*) AS n FROM task')).toEqual([{ n: 0 }]);
});

test('a business that leadseq.yaml no longer names has its contacts looked at once an hour', async () => {
  const businesses = kit.ws.config.businesses as Map<BusinessId, Business>;
  businesses.delete(BUSINESS.id);
  const { transports, ledger } = scripted();
  let looks = 0;
  for (let minute = 0; minute < 60; minute += 1) {
    const report = await kit.tick(transports);
    expect(report.problems).toEqual([]);
    looks += report.contacts;
    kit.advance(MINUTE);
  }
  expect(looks).toBe(4);
  businesses.set(BUSINESS.id, BUSINESS);
  await kit.run(transports, instant(TUESDAY_10 + 2 * HOUR));
  expect(ledger).toHaveLength(4);
});
