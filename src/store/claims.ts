/** Leases on contacts: who may work on one now, and when it is to be looked at again. */
import type { ContactId, DestinationId, RunId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { allIn, allRows } from './batch.ts';
import { lockDestinations, lockFreeDestinations } from './destinations.ts';
import type { Handle, Row } from './driver.ts';

/** A claimed contact's `wake_at` is its lease's end: after a crash it comes due again by itself, through the same index. */
export interface Claim {
  readonly contact: ContactId;
  /** Rises with every claim: a stale owner's writes carry an old one and change nothing. */
  readonly fence: number;
  readonly until: Instant;
}

/** Higher urgency first, then the longest waiting. */
const DUE = `
  SELECT id FROM contact
  WHERE wake_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
  ORDER BY urgency DESC, wake_at, id LIMIT ?`;

/** As above, and within an urgency those who have had nothing yet: only worth its cost when a budget will run out. */
const DUE_FIRST_TOUCHES_FIRST = `
  SELECT id FROM contact
  WHERE wake_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
  ORDER BY urgency DESC, EXISTS (SELECT 1 FROM attempt WHERE attempt.contact_id = contact.id), wake_at, id
  LIMIT ?`;

const CLAIM = (list: string) => `
  UPDATE contact SET lease_run = ?, lease_until = ?, wake_at = ?, fence = fence + 1
  WHERE wake_at <= ? AND (lease_until IS NULL OR lease_until <= ?) AND id IN (${list})
  RETURNING id, fence`;

const REACHED_AT = (list: string) => `
  SELECT id, phone_id, email_id FROM contact
  WHERE wake_at <= ? AND (lease_until IS NULL OR lease_until <= ?) AND id IN (${list})`;

/**
 * Whoever woke the contact while it was leased is heard: only the lease's own wake is replaced. A contact that was given
 * back with the first of its messages is given back again with each other one: the earliest look holds.
 */
const RELEASE = (rows: string) => `
  WITH given (id, fence, wake_at) AS (VALUES ${rows})
  UPDATE contact
  SET wake_at = CASE
      WHEN contact.wake_at = contact.lease_until THEN given.wake_at
      WHEN contact.lease_until IS NULL AND (contact.wake_at IS NULL OR contact.wake_at > given.wake_at)
        THEN coalesce(given.wake_at, contact.wake_at)
      ELSE contact.wake_at END,
    lease_run = NULL, lease_until = NULL
  FROM given WHERE contact.id = given.id AND contact.fence = given.fence
  RETURNING contact.id`;
const GIVEN_ROW = '(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))';

/**
 * No condition on `wake_at` in its WHERE: on a server a row that another transaction is about to give a later look, or
 * none, would not match as it stands, and would be passed over instead of waited for.
 */
const WAKE = `
  UPDATE contact SET wake_at = CASE WHEN wake_at IS NULL OR wake_at > ? THEN ? ELSE wake_at END WHERE id = ?`;

/** Leased rows have their wake at most one lease ahead, so the index on it bounds the search. */
const RELEASE_RUN = `
  UPDATE contact SET wake_at = ?, lease_run = NULL, lease_until = NULL
  WHERE lease_run = ? AND wake_at <= ?`;

/** Contacts that are due and free, best first. */
export async function dueContacts(
  handle: Handle,
  now: Instant,
  limit: number,
  order: 'urgency' | 'first_touches',
): Promise<readonly ContactId[]> {
  const sql = order === 'urgency' ? DUE : DUE_FIRST_TOUCHES_FIRST;
  return (await handle.all(sql, [now, now, limit])).map((row) => row.id as ContactId);
}

/** Leases as many of these contacts as are still due and free. `wait` for those that somebody else is at, or leave them out. */
export async function claimContacts(
  handle: Handle,
  ids: readonly ContactId[],
  run: RunId,
  now: Instant,
  until: Instant,
  wait = true,
): Promise<readonly Claim[]> {
  const free = handle.engine === 'postgres' ? await freeContacts(handle, ids, now, wait) : ids;
  const rows = await allIn(handle, CLAIM, free, [run, until, until, now, now]);
  const claims = new Map(
    rows.map((row) => [row.id, { contact: row.id as ContactId, fence: row.fence as number, until }]),
  );
  // RETURNING promises no order; the order of `ids` is what matters.
  return ids.flatMap((id) => claims.get(id) ?? []);
}

/** On a server others work at the same time: places first, contacts after them. Who shares a contact shares its places. */
async function freeContacts(
  handle: Handle,
  ids: readonly ContactId[],
  now: Instant,
  wait: boolean,
): Promise<readonly ContactId[]> {
  const reached = await allIn(handle, REACHED_AT, ids, [now, now]);
  const places = reached.flatMap(placesOf);
  const locked = wait
    ? await lockDestinations(handle, places).then(() => new Set(places))
    : await lockFreeDestinations(handle, places);
  return reached
    .filter((row) => placesOf(row).every((id) => locked.has(id)))
    .map((row) => row.id as ContactId);
}

const placesOf = ({ phone_id, email_id }: Row): readonly DestinationId[] =>
  [phone_id, email_id].filter((id) => id !== null) as DestinationId[];

/** A contact that is given back, to be looked at again at `wakeAt`. */
export interface Release {
  readonly claim: Pick<Claim, 'contact' | 'fence'>;
  readonly wakeAt: Instant | null;
}

/** Gives contacts back; those of the answer were no longer ours to give. */
export async function releaseClaims(
  handle: Handle,
  releases: readonly Release[],
): Promise<readonly ContactId[]> {
  const rows = releases
    .map(({ claim, wakeAt }) => [claim.contact, claim.fence, wakeAt] as const)
    .sort(([a], [b]) => a - b);
  const released = new Set((await allRows(handle, RELEASE, GIVEN_ROW, rows)).map((row) => row.id));
  return releases.map(({ claim }) => claim.contact).filter((contact) => !released.has(contact));
}

/** Gives one contact back; false when it is no longer ours to give. */
export async function releaseClaim(handle: Handle, claim: Claim, wakeAt: Instant | null): Promise<boolean> {
  return (await releaseClaims(handle, [{ claim, wakeAt }])).length === 0;
}

/** Lets the contact be looked at no later than `at`, whoever holds it. */
export async function wakeContact(handle: Handle, contact: ContactId, at: Instant): Promise<void> {
  await handle.run(WAKE, [at, at, contact]);
}

/** In their order, as a pause that wakes them takes them: the update alone would lock them as the server finds them. */
const LEASED_IN_ORDER =
  'SELECT id FROM contact WHERE lease_run = ? AND wake_at <= ? ORDER BY id FOR NO KEY UPDATE';

/** Frees what a dead run had leased; `horizon` is the latest end that a lease given by now can have. */
export async function releaseRun(
  handle: Handle,
  run: RunId,
  now: Instant,
  horizon: Instant,
): Promise<number> {
  if (handle.engine === 'postgres') await handle.all(LEASED_IN_ORDER, [run, horizon]);
  return handle.run(RELEASE_RUN, [now, run, horizon]);
}
