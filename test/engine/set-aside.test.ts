/** One contact that nothing can be decided about is put aside and shown; everybody else is served. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Business } from '../../src/domain/business.ts';
import type { BusinessId } from '../../src/domain/ids.ts';
import { HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { tick } from '../../src/engine/tick.ts';
import { type Driver, type Handle, type SqlValue, StoreError } from '../../src/store/driver.ts';
import { wordId } from '../../src/store/words.ts';
import { brokenLaws } from './invariants.ts';
import { BUSINESS, createKit, type Enrolled, type Kit, scripted, TUESDAY_10, tickDefaults } from './kit.ts';

let kit: Kit;
let bad: Enrolled;
beforeEach(async () => {
  kit = await createKit();
  bad = await kit.enroll({ urgency: 3, firstName: 'Ann' });
  for (let n = 0; n < 3; n += 1) await kit.enroll();
  for (const said of WRONG) await wordId(kit.ws.db, said);
});
afterEach(() => kit.close());

/** Nobody else may use the word that is damaged. */
const WRONG = ['["Mars/Olympus"]', '[', 'nowhere'];
const wrong = (table: string, column: string, said: string, by: string): string =>
  `UPDATE ${table} SET ${column} = (SELECT id FROM word WHERE said = '${said}') WHERE ${by} = ?`;

const DAMAGES: readonly (readonly [string, string])[] = [
  ['an unknown zone', wrong('contact', 'zones_word', '["Mars/Olympus"]', 'id')],
  ['zones that are no list', wrong('contact', 'zones_word', '[', 'id')],
  ['a source that its revision lacks', wrong('enrollment', 'source_word', 'nowhere', 'contact_id')],
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

/** A driver whose transactions see every statement before it runs. */
const watching = (before: (sql: string, params: readonly SqlValue[], handle: Handle) => unknown): Driver => {
  const { db } = kit.ws;
  return {
    ...db,
    tx: (work) =>
      db.tx((handle) =>
        work({
          ...handle,
          all: async (sql, params = []) => {
            await before(sql, params, handle);
            return handle.all(sql, params);
          },
          run: async (sql, params = []) => {
            await before(sql, params, handle);
            return handle.run(sql, params);
          },
        }),
      ),
  };
};

test.each(DAMAGES)('%s that comes up once it is claimed spares the others', async (_name, damage) => {
  let done = false;
  const db = watching(async (sql, _params, handle) => {
    if (done || !sql.includes('AS phone_key')) return;
    done = true;
    await handle.run(damage, [bad.contact]);
  });
  const { transports, ledger } = scripted();
  const report = await tick({ ...kit.ws, db }, { ...tickDefaults(kit.clock), transports });
  expect(ledger).toHaveLength(3);
  expect(report).toMatchObject({ sent: 3, problems: [{ contact: bad.contact }] });
});

test('what goes wrong while its rows are written undoes the reservation and spares the others', async () => {
  await kit.ws.db.run('UPDATE contact SET textable = 0 WHERE id = ?', [bad.contact]);
  let failures = 0;
  const db = watching((sql, params) => {
    if (!sql.includes('INTO touch_end') || params[3] !== 'skipped') return;
    failures += 1;
    throw new Error('its end cannot be written');
  });
  const { transports, ledger } = scripted();
  const seen: string[] = [];
  const report = await tick(
    { ...kit.ws, db },
    { ...tickDefaults(kit.clock), transports, limit: 3, onEvent: ({ kind }) => seen.push(kind) },
  );
  expect(failures).toBe(1);
  expect(ledger).toHaveLength(3);
  expect(report).toMatchObject({
    sent: 3,
    contacts: 4,
    problems: [{ contact: bad.contact, detail: 'its end cannot be written' }],
  });
  expect(seen).toEqual(['sent', 'sent', 'sent']);
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
});

test('an attempt that the database’s own rules refuse costs its contact this turn, and nobody else anything', async () => {
  // Somebody else's live attempt of the very touch, which the fold does not see because it is another contact's.
  const other = await kit.enroll();
  await kit.tick(scripted().transports, { limit: 0 });
  let stolen = false;
  const db = watching(async (sql, _params, handle) => {
    if (stolen || !sql.includes('INSERT INTO attempt')) return;
    stolen = true;
    await handle.run(
      `INSERT INTO attempt (enrollment_id, touch_id, occurrence, n, channel, contact_id, destination_id, state, automatic,
         late, basis, transport, token, run_id, fence, wire_seq, due_at, wire_at, deadline_at, window_end_at, local_day,
         zone, body)
       SELECT ?, 'hello', 0, 1, 'sms', ?, phone_id, 'wire', 1, 0, 'window', 'other', 'stolen', 1, 1, 0, 0, 0, 0, 0,
         '2026-03-10', 'UTC', 'x' FROM contact WHERE id = ?`,
      [bad.enrollment, other.contact, other.contact],
    );
  });
  const { transports, ledger } = scripted();
  const report = await tick({ ...kit.ws, db }, { ...tickDefaults(kit.clock), transports });
  expect(stolen).toBe(true);
  expect(report).toMatchObject({ problems: [] });
  // Undone with everything else of that turn, the stolen attempt is gone as well.
  expect(ledger).toHaveLength(5);
});

test('a database that fails is everybody’s problem, and ends the tick', async () => {
  const db = watching((sql) => {
    if (sql.includes('FROM late_seen')) throw new StoreError('corrupt', 'the database is damaged');
  });
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
