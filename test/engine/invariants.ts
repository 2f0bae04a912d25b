/** What must hold in the database after any run: each statement finds the rows that break one law, and must find none. */

import type { Variant } from '../../src/sequence/sequence.ts';
import type { Driver, Row } from '../../src/store/driver.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import type { LedgerEntry } from '../../src/transport/scripted.ts';

const LIVE = "('wire', 'sent', 'uncertain')";

export const LAWS: readonly (readonly [law: string, sql: string])[] = [
  [
    'a touch has at most one live attempt',
    `SELECT enrollment_id, touch_id, occurrence FROM attempt WHERE state IN ${LIVE} AND touch_id IS NOT NULL
     GROUP BY enrollment_id, touch_id, occurrence HAVING count(*) > 1`,
  ],
  [
    'a provider id belongs to one attempt',
    'SELECT provider_id FROM attempt WHERE provider_id IS NOT NULL GROUP BY transport, provider_id HAVING count(*) > 1',
  ],
  [
    'no touch of a running enrollment is forgotten: its contact is looked at again',
    `SELECT e.id FROM enrollment e JOIN contact c ON c.id = e.contact_id
     WHERE e.state = 'active' AND c.wake_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM pause WHERE lifted_at IS NULL)`,
  ],
  [
    'every touch that ended without a send has a reason',
    `SELECT touch_id FROM touch_end WHERE kind IN ('skipped', 'failed') AND coalesce(reason_code, '') = ''`,
  ],
  [
    'a destination gets at most one automatic text a local day',
    `SELECT destination_id, local_day FROM attempt WHERE channel = 'sms' AND automatic = 1 AND state IN ${LIVE}
     GROUP BY destination_id, local_day HAVING count(*) > 1`,
  ],
  [
    'automatic texts to one destination are at least 8 hours apart',
    `SELECT id FROM (SELECT id, wire_at - LAG(wire_at) OVER (PARTITION BY destination_id ORDER BY wire_at) AS gap
                     FROM attempt WHERE channel = 'sms' AND automatic = 1 AND state IN ${LIVE}) AS spaced WHERE gap < 28800000`,
  ],
  [
    'automatic emails to one destination are at least 48 hours apart',
    `SELECT id FROM (SELECT id, wire_at - LAG(wire_at) OVER (PARTITION BY destination_id ORDER BY wire_at) AS gap
                     FROM attempt WHERE channel = 'email' AND automatic = 1 AND state IN ${LIVE}) AS spaced WHERE gap < 172800000`,
  ],
  ['nothing goes before it is due', 'SELECT id FROM attempt WHERE wire_at < due_at'],
  [
    'nothing goes to a destination after its opt-out',
    `SELECT a.id FROM attempt a JOIN destination d ON d.id = a.destination_id
     JOIN suppression s ON s.key = d.key AND s.channel = a.channel
     WHERE a.state IN ${LIVE} AND a.wire_seq > s.seq AND (s.lifted_seq IS NULL OR a.wire_seq < s.lifted_seq)`,
  ],
  [
    'nothing is left on the wire by a run that is over',
    `SELECT a.id FROM attempt a JOIN run r ON r.id = a.run_id WHERE a.state = 'wire' AND r.ended_at IS NOT NULL`,
  ],
  [
    'a touch that ended as sent has a live attempt, and a live attempt that is settled has ended its touch',
    `SELECT a.id FROM attempt a LEFT JOIN touch_end t ON t.attempt_id = a.id
     WHERE (a.state IN ('sent', 'uncertain')) <> (coalesce(t.kind, '') = 'sent')
       AND a.enrollment_id IS NOT NULL AND a.state <> 'wire'`,
  ],
  [
    'no lease outlives its run',
    'SELECT c.id FROM contact c JOIN run r ON r.id = c.lease_run WHERE r.ended_at IS NOT NULL',
  ],
  [
    'a touch makes at most one task',
    'SELECT touch_id FROM task WHERE touch_id IS NOT NULL GROUP BY enrollment_id, touch_id, occurrence HAVING count(*) > 1',
  ],
];

/** The laws that the database breaks, with the first row that does. */
export async function brokenLaws(db: Driver): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [law, sql] of LAWS) {
    const rows = await db.all(sql);
    if (rows.length > 0) broken.push(`${law}: ${JSON.stringify(rows[0])}`);
  }
  for (const { invariant, rows } of await brokenInvariants(db))
    broken.push(`${invariant.law}: ${JSON.stringify(rows[0])}`);
  return broken;
}

const LATER_FIRST = `
  SELECT a.id FROM attempt a
  WHERE a.touch_id = ? AND a.state IN ${LIVE}
    AND NOT EXISTS (SELECT 1 FROM touch_end t WHERE t.enrollment_id = a.enrollment_id AND t.touch_id = ?
                    AND t.occurrence = a.occurrence AND t.at <= a.wire_at)`;

/** Within a channel the order of the file is kept, and a touch that names another waits until that one has ended. */
export async function brokenOrder(db: Driver, { touches }: Variant): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [index, later] of touches.entries()) {
    const before = touches.filter(
      (earlier, at) =>
        (at < index && earlier.channel === later.channel) || later.references.includes(earlier.id),
    );
    for (const earlier of before) {
      const rows = await db.all(LATER_FIRST, [later.id, earlier.id]);
      if (rows.length > 0) broken.push(`${later.id} went before ${earlier.id} had ended`);
    }
  }
  return broken;
}

/** The provider's own book against ours: no double, no loss, no invention. */
export async function brokenBook(db: Driver, ledger: readonly LedgerEntry[]): Promise<readonly string[]> {
  const rows = await db.all('SELECT token, enrollment_id, touch_id, occurrence, state FROM attempt');
  const byToken = new Map<string, Row>(rows.map((row) => [String(row.token), row]));
  const broken: string[] = [];
  const requests = new Map<string, number>();
  const accepted = new Map<string, number>();
  for (const entry of ledger) {
    const row = byToken.get(entry.token);
    if (row === undefined) {
      broken.push(`a request was made without an attempt: ${entry.token}`);
      continue;
    }
    requests.set(entry.token, (requests.get(entry.token) ?? 0) + 1);
    const touch = `${row.enrollment_id} ${row.touch_id} ${row.occurrence}`;
    if (entry.accepted) accepted.set(touch, (accepted.get(touch) ?? 0) + 1);
    if (entry.accepted && row.state !== 'sent' && row.state !== 'uncertain')
      broken.push(`${touch} was accepted, and we say ${row.state}`);
  }
  for (const [token, count] of requests) if (count > 1) broken.push(`${count} requests for attempt ${token}`);
  for (const [touch, count] of accepted)
    if (count > 1) broken.push(`${touch} reached the person ${count} times`);
  const confirmed = new Set(ledger.filter((entry) => entry.accepted).map((entry) => String(entry.token)));
  for (const row of rows)
    if (row.state === 'sent' && !confirmed.has(String(row.token)))
      broken.push(`${row.touch_id} is called sent, and the provider never accepted it`);
  return broken;
}
