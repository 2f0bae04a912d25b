/** Inside the transaction that has claimed contacts, and so locked where they are reached: decide from fresh rows, and commit every request before it is made. */
import type { AttemptId, AttemptToken, ContactId } from '../domain/ids.ts';
import { after, type Instant } from '../domain/time.ts';
import type { Decision, Situation } from '../schedule/situation.ts';
import { lockBudgets } from '../store/budgets.ts';
import { type Release, releaseClaims } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { storeLinks } from '../store/links.ts';
import { reserveAttempts } from '../store/reservations.ts';
import { hasFiniteBudget } from './budget.ts';
import { carryOut } from './carry-out.ts';
import type { ClaimedContact } from './claim.ts';
import { watchVolume } from './guards.ts';
import { ownFault, WithoutContact } from './own-fault.ts';
import { destinationsOf, type Prepared, prepare } from './prepare.ts';
import type { Room } from './room.ts';
import { type Reserved, reservedAs, type Served, serve, threadsOf } from './serve.ts';
import { type Aside, setAside } from './set-aside.ts';
import { loadEach } from './situation.ts';
import type { ContactProblem, Wait } from './tick-options.ts';
import type { Run } from './tick-run.ts';
import { holdUnheard, lookAgainAt } from './unheard.ts';

/** A contact whose touch the database's own rules refuse is left for the next minute after this many tries in one run. */
const PATIENCE = 5;
const REST = 60_000;

export interface Reservation {
  /** To be sent. */
  readonly messages: readonly Reserved[];
  /** Given back unserved, because there was no room left: they are first in the next one. */
  readonly putBack: readonly ClaimedContact[];
  /** How many contacts were decided about: not who was given back, nor who shares a number with a message on its way, and is found again later. */
  readonly served: number;
  readonly problems: readonly ContactProblem[];
  readonly waits: readonly Wait[];
  /** Touches looked at that go later. */
  readonly deferred: number;
  /** Places on the wire, and calls. */
  readonly used: number;
}

/**
 * Writes down everything that is due for these contacts, and returns the messages to send. Contacts with nothing on the
 * wire are given back at once, as are those whose attempts the database has `refused`.
 */
export async function reserve(
  handle: Handle,
  run: Run,
  claims: readonly ClaimedContact[],
  refused: ReadonlySet<ContactId>,
  room: Room,
  now: Instant,
): Promise<Reservation> {
  const taken = claims.filter(({ contact }) => !refused.has(contact));
  const releases: Release[] = claims
    .filter(({ contact }) => refused.has(contact))
    .map((claim) => ({ claim, wakeAt: afterRefusal(run, claim, now) }));
  const { prepared, asides } = await prepareAll(handle, run, taken, now);
  const threads = await threadsOf(handle, run, prepared);
  // Taken as late as can be: on a server all that counts takes turns from here to the commit.
  if (hasFiniteBudget(run.ws, run.budget)) await lockBudgets(handle);
  const putBack: ClaimedContact[] = [];
  const served: Served[] = [];
  for (const one of prepared) {
    const { claim } = one;
    const place = room.take(destinationsOf(one));
    if (place === 'taken') {
      served.push(await forContact(one, () => serve(handle, run, one, threads, now)));
      continue;
    }
    releases.push({ claim, wakeAt: now });
    if (place === 'full') putBack.push(claim);
  }
  const ids = await commitAll(handle, served);
  const messages: Reserved[] = [];
  let deferred = 0;
  for (const one of served) {
    const { claim } = one.prepared;
    const again = await forContact(one.prepared, () => followUp(handle, run, one, now));
    const wakeAt = again ? now : nextLook(one, now);
    for (const draft of one.drafts) {
      const id = ids.get(draft.attempt.token);
      if (id !== undefined) messages.push(reservedAs(run, draft, id, wakeAt));
    }
    if (one.drafts.length > 0) continue;
    releases.push({ claim, wakeAt });
    // Looked at again at once: what waits is counted then.
    if (wakeAt === null || wakeAt > now) deferred += countDeferred(one.prepared.decision, now);
  }
  const paused = await watchVolume(handle, run.ws, run.traffic, messages, now);
  run.tally.channelsPaused.push(...paused);
  await releaseClaims(handle, releases);
  const problems = await setAside(handle, run, asides, now);
  const waits = served.flatMap((one) => one.waits);
  const count = served.length + asides.length;
  return { messages, putBack, served: count, problems, waits, deferred, used: room.used() };
}

/** The world moved under its decision: it is decided about anew, and not for ever. */
const afterRefusal = ({ restless }: Run, { contact }: ClaimedContact, now: Instant): Instant =>
  (restless.get(contact) ?? 0) < PATIENCE ? now : after(now, REST);

/** Each contact by itself: one that cannot be decided about keeps nobody else waiting. */
async function prepareAll(
  handle: Handle,
  run: Run,
  claims: readonly ClaimedContact[],
  now: Instant,
): Promise<{ readonly prepared: readonly Prepared[]; readonly asides: readonly Aside[] }> {
  const contacts = claims.map(({ contact }) => contact);
  const { situations, broken } = await holdUnheard(
    handle,
    run,
    await loadEach(run.ws, contacts, handle),
    now,
  );
  const prepared: Prepared[] = [];
  const asides: Aside[] = [];
  for (const claim of claims) {
    const fault = claim.fault ?? broken.get(claim.contact) ?? null;
    const situation = situations.get(claim.contact);
    if (fault !== null || situation === undefined) {
      asides.push({ claim, fault });
      continue;
    }
    try {
      prepared.push(prepare(run.ws, claim, situation, now, run.linkBase));
    } catch (error) {
      asides.push({ claim, fault: ownFault(error) });
    }
  }
  return { prepared, asides };
}

/** What goes wrong while a contact's rows are written undoes the transaction, which is then done again without it. */
async function forContact<T>({ claim }: Prepared, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new WithoutContact(claim.contact, ownFault(error));
  }
}

/** All messages at once. The database's own rules stand behind the fold: one live attempt a touch, one automatic text a day. */
async function commitAll(
  handle: Handle,
  served: readonly Served[],
): Promise<ReadonlyMap<AttemptToken, AttemptId>> {
  const attempts = served.flatMap(({ drafts }) => drafts.map(({ attempt }) => attempt));
  const answers = await reserveAttempts(handle, attempts);
  const links = served.flatMap(({ drafts }) => drafts.flatMap((draft) => draft.links));
  if (links.length > 0) await storeLinks(handle, links);
  const ids = new Map<AttemptToken, AttemptId>();
  attempts.forEach(({ token, contact }, n) => {
    const answer = answers[n];
    if (answer?.kind !== 'reserved') throw new WithoutContact(contact, null);
    ids.set(token, answer.id);
  });
  return ids;
}

/** True when something else came of it than the fold foresaw: decide again at once. */
async function followUp(
  handle: Handle,
  run: Run,
  { prepared: { situation, decision }, changes, settled }: Served,
  now: Instant,
): Promise<boolean> {
  if (changes.length === 0 && decision.notes.length === 0) return false;
  return carryOut(handle, run, situation, decision, changes, settled, now);
}

/** When this contact is decided about again, if all that goes now arrives. */
function nextLook({ prepared, notBefore }: Served, now: Instant): Instant | null {
  const { claim, situation, decision } = prepared;
  const wakeAt =
    notBefore === null ? decision.wakeAfterSends : sooner(notBefore, nextWithout(situation, decision, now));
  return sooner(sooner(wakeAt, claim.reviewAt), lookAgainAt(decision, now));
}

const sooner = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || (b !== null && b < a) ? b : a;

/** What comes next for a contact whose due touch a budget holds: the fold's own answer takes it for sent, and looks again within the minute. */
function nextWithout({ enrollments }: Situation, { forecasts }: Decision, now: Instant): Instant | null {
  const later = [
    ...forecasts.flatMap(({ due, verdict }) => [
      ...(due === null ? [] : [due]),
      ...(verdict.kind === 'defer' || verdict.kind === 'skip' ? [verdict.at] : []),
    ]),
    ...enrollments.flatMap(({ openCalls }) => openCalls.map(({ expiresAt }) => expiresAt)),
  ].filter((at) => at > now);
  return later.reduce<Instant | null>(sooner, null);
}

/** What did not go and is tried again was counted as that. */
const countDeferred = ({ forecasts }: Decision, now: Instant): number =>
  forecasts.filter(
    ({ nominal, verdict }) =>
      verdict.kind === 'defer' && verdict.reason.code !== 'retry' && nominal !== null && nominal <= now,
  ).length;
