/** Leases on contacts: who may work on one now, and when it is to be looked at again. */
import type { ContactId, RunId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { allIn } from './batch.ts';
import type { Handle } from './driver.ts';

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

/** Still ours, and extended for the work to come. */
const RENEW = `
  UPDATE contact SET wake_at = CASE WHEN wake_at = lease_until THEN ? ELSE wake_at END, lease_until = ?
  WHERE id = ? AND fence = ? AND lease_until > ?`;

/** Whoever woke the contact while it was leased is heard: only the lease's own wake is replaced. */
const RELEASE = `
  UPDATE contact
  SET wake_at = CASE WHEN wake_at = lease_until THEN ? ELSE wake_at END, lease_run = NULL, lease_until = NULL
  WHERE id = ? AND fence = ?`;

const WAKE = 'UPDATE contact SET wake_at = ? WHERE id = ? AND (wake_at IS NULL OR wake_at > ?)';

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

/** Leases as many of these contacts as are still due and free. */
export async function claimContacts(
  handle: Handle,
  ids: readonly ContactId[],
  run: RunId,
  now: Instant,
  until: Instant,
): Promise<readonly Claim[]> {
  const rows = await allIn(handle, CLAIM, ids, [run, until, until, now, now]);
  const claims = new Map(
    rows.map((row) => [row.id, { contact: row.id as ContactId, fence: row.fence as number, until }]),
  );
  // RETURNING promises no order; the order of `ids` is what matters.
  return ids.flatMap((id) => claims.get(id) ?? []);
}

/** False when the lease ran out or went to somebody else: then nothing may be reserved under it. */
export async function renewClaim(
  handle: Handle,
  claim: Claim,
  now: Instant,
  until: Instant,
): Promise<boolean> {
  return (await handle.run(RENEW, [until, until, claim.contact, claim.fence, now])) === 1;
}

/** Gives the contact back, to be looked at again at `wakeAt`; false when it is no longer ours to give. */
export async function releaseClaim(handle: Handle, claim: Claim, wakeAt: Instant | null): Promise<boolean> {
  return (await handle.run(RELEASE, [wakeAt, claim.contact, claim.fence])) === 1;
}

/** Lets the contact be looked at no later than `at`, whoever holds it. */
export async function wakeContact(handle: Handle, contact: ContactId, at: Instant): Promise<void> {
  await handle.run(WAKE, [at, contact, at]);
}

/** Frees what a dead run had leased; `horizon` is the latest end that a lease given by now can have. */
export async function releaseRun(
  handle: Handle,
  run: RunId,
  now: Instant,
  horizon: Instant,
): Promise<number> {
  return handle.run(RELEASE_RUN, [now, run, horizon]);
}
