/** Two contacts that are one person: which one stands for both, and what goes over to it. */
import { asId, type ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { LIVE } from './attempt-rows.ts';
import { allIn } from './batch.ts';
import { int, intOrNull } from './decode.ts';
import type { Handle } from './driver.ts';

const STAND_FOR = (list: string) =>
  `SELECT DISTINCT coalesce(merged_into, id) AS id FROM contact WHERE id IN (${list})`;

/** The contacts that these ids mean now; nobody twice. */
export async function standFor(db: Handle, contacts: readonly ContactId[]): Promise<readonly ContactId[]> {
  const rows = await allIn(db, STAND_FOR, contacts);
  return [...new Set(rows.map((row) => asId<ContactId>(int(row, 'id'))))];
}

const ON_WIRE = `SELECT 1 FROM attempt WHERE contact_id IN (?, ?) AND state = 'wire' LIMIT 1`;
const LEASED = 'SELECT 1 FROM contact WHERE id IN (?, ?) AND lease_until > ? LIMIT 1';

/** Whether a message to one of them is on its way, or somebody decides about them right now. */
export async function isBusy(
  handle: Handle,
  one: ContactId,
  other: ContactId,
  now: Instant,
): Promise<boolean> {
  const onWire = await handle.all(ON_WIRE, [one, other]);
  return onWire.length > 0 || (await handle.all(LEASED, [one, other, now])).length > 0;
}

/** How much a sequence has done, by enrollment: what went, and calls that were made. */
const DONE = `
  SELECT COUNT(*) AS n FROM touch_end
  WHERE kind IN ('sent', 'called') AND enrollment_id IN
    (SELECT id FROM enrollment WHERE contact_id = ? AND state IN ('active', 'paused'))`;

export async function historyOf(handle: Handle, contact: ContactId): Promise<number> {
  return int((await handle.all(DONE, [contact]))[0] ?? {}, 'n');
}

const LAST_AUTOMATIC = `SELECT MAX(wire_at) AS at FROM attempt WHERE contact_id IN (?, ?) AND automatic = 1 AND (${LIVE})`;
const LAST_INQUIRY = 'SELECT MAX(imported_at) AS at FROM lead WHERE contact_id IN (?, ?)';

const latest = async (handle: Handle, sql: string, one: ContactId, other: ContactId): Promise<number> =>
  intOrNull((await handle.all(sql, [one, other]))[0] ?? { at: null }, 'at') ?? 0;

/** When anything automatic last went to either of them, and when either last inquired; 0 for never. */
export const lastAutomatic = (handle: Handle, one: ContactId, other: ContactId): Promise<number> =>
  latest(handle, LAST_AUTOMATIC, one, other);
export const lastInquiry = (handle: Handle, one: ContactId, other: ContactId): Promise<number> =>
  latest(handle, LAST_INQUIRY, one, other);

/** In the order in which all transactions lock. What has ended among the tasks stays where it was done: it counts for the number that was rung. */
const MOVES = [
  'UPDATE attempt SET contact_id = ? WHERE contact_id = ?',
  'UPDATE enrollment SET contact_id = ? WHERE contact_id = ?',
  'UPDATE lead SET contact_id = ? WHERE contact_id = ?',
  `UPDATE task SET contact_id = ? WHERE contact_id = ? AND state = 'open'`,
  'UPDATE appointment SET contact_id = ? WHERE contact_id = ?',
  'UPDATE inbound SET contact_id = ? WHERE contact_id = ?',
  'UPDATE webhook SET contact_id = ? WHERE contact_id = ?',
  'UPDATE link SET contact_id = ? WHERE contact_id = ?',
  'UPDATE notice SET contact_id = ? WHERE contact_id = ?',
  'UPDATE bridge SET contact_id = ? WHERE contact_id = ?',
  'UPDATE contact SET merged_into = ? WHERE merged_into = ?',
] as const;

/** What the kept contact lacks; a null is "as it was". */
export interface Gained {
  readonly stage: string | null;
  readonly silentSince: Instant | null;
}

/** The better zone is the one that is known from nearer by. */
const RANK = (of: string): string => `
  (SELECT CASE said WHEN 'given' THEN 3 WHEN 'address' THEN 2 WHEN 'phone' THEN 1 ELSE 0 END FROM word WHERE id = ${of}.zone_from_word)`;

const FILL = `
  UPDATE contact SET
    first_name = CASE WHEN contact.first_name = '' THEN other.first_name ELSE contact.first_name END,
    last_name = CASE WHEN contact.last_name = '' THEN other.last_name ELSE contact.last_name END,
    textable = CASE WHEN contact.phone_id IS NULL THEN other.textable ELSE contact.textable END,
    phone_id = coalesce(contact.phone_id, other.phone_id),
    email_id = coalesce(contact.email_id, other.email_id),
    zones_word = CASE WHEN ${RANK('other')} > ${RANK('contact')} THEN other.zones_word ELSE contact.zones_word END,
    zone_from_word = CASE WHEN ${RANK('other')} > ${RANK('contact')} THEN other.zone_from_word ELSE contact.zone_from_word END,
    state = coalesce(contact.state, other.state),
    urgency = CASE WHEN other.urgency > contact.urgency THEN other.urgency ELSE contact.urgency END,
    stage = ?, silent_since = ?
  FROM contact AS other WHERE other.id = ? AND contact.id = ?`;

const GONE = `
  UPDATE contact SET merged_into = ?, wake_at = NULL, lease_run = NULL, lease_until = NULL, silent_since = NULL WHERE id = ?`;

/** Everything of one contact becomes the other's, which gets what it lacks. */
export async function moveOver(
  handle: Handle,
  from: ContactId,
  into: ContactId,
  gained: Gained,
): Promise<void> {
  for (const sql of MOVES) await handle.run(sql, [into, from]);
  await handle.run(FILL, [gained.stage, gained.silentSince, from, into]);
  await handle.run(GONE, [into, from]);
}
