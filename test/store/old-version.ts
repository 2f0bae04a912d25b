/** A database as an older version of the program left it: its tables word for word, and two people with a text each. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { asId } from '../../src/domain/ids.ts';
import { destinationKey, destinationsById, keyBytes } from '../../src/store/destinations.ts';
import type { Driver } from '../../src/store/driver.ts';
import { insertEnrollment } from '../../src/store/enrolling.ts';
import { enrollmentsOf, loadContactState } from '../../src/store/enrollments.ts';
import { pepperCheck, putMeta } from '../../src/store/meta.ts';
import { ACME, PEPPER, TUESDAY } from './fixture.ts';

/** Rows of what the versions 1 and 2 have in common. None of these statements may ever change: the old program wrote them. */
const ROWS: readonly string[] = [
  `INSERT INTO business (slug) VALUES ('acme')`,
  `INSERT INTO revision (sequence_id, hash, compiled, stored_at) VALUES ('framework-14', 'aaaa', '{}', 1)`,
  `INSERT INTO run (command, host, boot_id, pid, pid_started, started_at, heartbeat_at) VALUES ('tick', 'here', 'b', 1, '1', 1, 1)`,
  `INSERT INTO contact (business_id, first_name, last_name, phone_id, textable, zones, zone_from, wake_at)
    VALUES (1, 'Ana', 'Lopez', 1, 1, '["America/Chicago"]', 'phone', 7)`,
  `INSERT INTO contact (business_id, first_name, last_name, phone_id, textable, zones, zone_from, state)
    VALUES (1, 'Ben', '', 2, 0, '["America/New_York","America/Chicago"]', 'given', 'IL')`,
  `INSERT INTO lead (contact_id, source_text, imported_at, fields) VALUES (1, 'Web form', 5, '{"interest":"crown"}')`,
  `INSERT INTO lead (contact_id, imported_at, fields) VALUES (2, 5, '{}')`,
  `INSERT INTO enrollment (contact_id, lead_id, revision_id, sequence_id, source, state, enrolled_at, anchor_at)
    VALUES (1, 1, 1, 'framework-14', 'web_form', 'active', 5, 6)`,
  `INSERT INTO enrollment (contact_id, lead_id, revision_id, sequence_id, source, state, enrolled_at, anchor_at, ended_at, end_code)
    VALUES (1, 1, 1, 'framework-14', 'web_form', 'stopped', 1, 2, 3, 'booked')`,
  `INSERT INTO enrollment (contact_id, lead_id, revision_id, sequence_id, source, started_by, consent_required, state, enrolled_at, anchor_at, paused_at)
    VALUES (2, 2, 1, 'reminders', 'any', 'handover', 1, 'paused', 5, 6, 8)`,
];

/** The same people in the words of version 3, which has a number for what is said in many rows. */
const WORDS = ['America/Chicago', 'America/New_York', '["America/Chicago"]', 'phone']
  .concat('["America/New_York","America/Chicago"]', 'given', 'framework-14', 'web_form', 'reminders', 'any')
  .map((said) => `INSERT INTO word (said) VALUES ('${said}')`);
const WORDED: readonly string[] = [
  ...ROWS.slice(0, 3),
  `INSERT INTO contact (business_id, first_name, last_name, phone_id, textable, zones_word, zone_from_word, wake_at)
    VALUES (1, 'Ana', 'Lopez', 1, 1, 3, 4, 7)`,
  `INSERT INTO contact (business_id, first_name, last_name, phone_id, textable, zones_word, zone_from_word, state)
    VALUES (1, 'Ben', '', 2, 0, 5, 6, 'IL')`,
  ...ROWS.slice(5, 7),
  `INSERT INTO enrollment (contact_id, lead_id, revision_id, sequence_word, source_word, state, enrolled_at, anchor_at)
    VALUES (1, 1, 1, 7, 8, 'active', 5, 6)`,
  `INSERT INTO enrollment (contact_id, lead_id, revision_id, sequence_word, source_word, state, enrolled_at, anchor_at, ended_at, end_code)
    VALUES (1, 1, 1, 7, 8, 'stopped', 1, 2, 3, 'booked')`,
  `INSERT INTO enrollment (contact_id, lead_id, revision_id, sequence_word, source_word, handed_over, consent_required, state, enrolled_at, anchor_at, paused_at)
    VALUES (2, 2, 1, 9, 10, 1, 1, 'paused', 5, 6, 8)`,
];

/** What every version has had. */
const APPOINTMENTS = [
  `INSERT INTO appointment (contact_id, starts_at, state, made_at) VALUES (1, 900, 'cancelled', 7)`,
  `INSERT INTO appointment (contact_id, starts_at, state, made_at) VALUES (1, 901, 'booked', 8)`,
];
/** From version 2 on. */
const INBOUND = `
  INSERT INTO inbound (business_id, provider, provider_id, channel, key, contact_id, sender, body, meaning, received_at, stored_at)
  SELECT 1, 'twilio', 'SM1', 'sms', key, 1, value, 'Tuesday works', 'reply', 5, 6 FROM destination WHERE id = 1`;

const DESTINATION = 'INSERT INTO destination (business_id, kind, value, key, zone) VALUES (1, ?, ?, ?, ?)';
const ATTEMPT = `
  INSERT INTO attempt (enrollment_id, touch_id, occurrence, n, channel, contact_id, destination_id, revision_id, state,
    automatic, late, basis, transport, token, run_id, fence, wire_seq, due_at, wire_at, deadline_at, window_end_at,
    local_day, zone, body, provider_id)
  VALUES (?, 'hello', 0, 1, 'sms', ?, ?, 1, 'wire', 1, 0, 'window', 'outbox', ?, 1, 1, 1, 1, 2, 3, 4, '2026-03-03', 'UTC', 'Hi', ?)`;

const tablesOf = (version: number, engine: Driver['engine']): string =>
  readFileSync(
    new URL(`./fixtures/version-${version}${engine === 'postgres' ? '.postgres' : ''}.sql`, import.meta.url),
    'utf8',
  );

const PHONES = ['+13125550101', '+12125550102'] as const;
const ZONES = ['America/Chicago', 'America/New_York'];

/** Into an empty database. */
export async function makeOldVersion(db: Driver, version: number): Promise<void> {
  await db.script(tablesOf(version, db.engine));
  await putMeta(db, 'schema_version', String(version));
  await putMeta(db, 'pepper_check', pepperCheck(PEPPER));
  const worded = version >= 3;
  const [business, ...rest] = worded ? WORDED : ROWS;
  for (const sql of worded ? WORDS : []) await db.run(sql);
  await db.run(business ?? '');
  const destination = worded ? DESTINATION.replace('zone', 'zone_word') : DESTINATION;
  for (const [index, value] of PHONES.entries()) {
    const key = keyBytes(destinationKey(PEPPER, ACME, 'phone', value));
    await db.run(destination, ['phone', value, key, worded ? index + 1 : (ZONES[index] ?? '')]);
  }
  for (const sql of [...rest, ...APPOINTMENTS]) await db.run(sql);
  if (version >= 2) await db.run(INBOUND);
  await db.run(ATTEMPT, [1, 1, 1, 'token-1', 'file-1']);
  await db.run(ATTEMPT, [3, 2, 2, 'token-2', 'file-2']);
  await db.run(`UPDATE attempt SET state = 'sent', settled_at = 5 WHERE id = 1`);
}

/** Everything about them that is spelled differently by now, through the readers that the program itself uses. */
export async function expectOldPeople(db: Driver): Promise<void> {
  const ids = [asId<never>(1 as never), asId<never>(2 as never)];
  const found = [...(await destinationsById(db, ids)).values()];
  expect(found.map(({ value, zone }) => [value, zone])).toEqual(PHONES.map((value, n) => [value, ZONES[n]]));
  const [ana, ben] = ids;
  expect(await loadContactState(db, ana as never)).toMatchObject({
    name: 'Ana Lopez',
    zone: { zones: ['America/Chicago'], from: 'phone' },
  });
  expect(await loadContactState(db, ben as never)).toMatchObject({
    name: 'Ben',
    zone: { zones: ['America/New_York', 'America/Chicago'], from: 'given' },
  });
  expect(await enrollmentsOf(db, ana as never)).toMatchObject([
    { sequence: 'framework-14', source: 'web_form', startedBy: 'inquiry', state: 'active', anchor: 6 },
    {
      sequence: 'framework-14',
      source: 'web_form',
      startedBy: 'inquiry',
      state: 'stopped',
      endCode: 'booked',
    },
  ]);
  expect(await enrollmentsOf(db, ben as never)).toMatchObject([
    { sequence: 'reminders', source: 'any', startedBy: 'handover', consentRequired: true, pausedAt: 8 },
  ]);
  const anew = (contact: number, sequence: string) =>
    insertEnrollment(db, {
      contact: asId<never>(contact as never),
      lead: asId<never>(contact as never),
      revision: asId<never>(1 as never),
      sequence: asId<never>(sequence as never),
      source: asId<never>('web_form' as never),
      enrolledAt: TUESDAY,
      anchorAt: TUESDAY,
      startedBy: 'inquiry',
      consentRequired: false,
    });
  expect(await anew(1, 'framework-14')).toBeNull();
  expect(await anew(2, 'reminders')).toBeNull();
  expect(await anew(1, 'reminders')).toBeGreaterThan(3);
}
