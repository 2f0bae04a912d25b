/** One transaction: lock the destinations, decide again from fresh rows, and commit every request before it is made. */
import { after, type Instant } from '../domain/time.ts';
import { decide } from '../schedule/decide.ts';
import type { Decision, Situation } from '../schedule/situation.ts';
import { releaseClaim, renewClaim } from '../store/claims.ts';
import { lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import type { ClaimedContact } from './claim.ts';
import { holdTexts, lookAgainAt } from './held-texts.ts';
import { ContactFailed } from './own-fault.ts';
import { destinationsOf, type Prepared, policyOf } from './prepare.ts';
import { type Reserved, type Served, serve } from './serve.ts';
import { loadEach } from './situation.ts';
import { leaseEnd, type Run } from './tick-run.ts';

/** A contact whose decision does not hold still is left for the next minute after this many tries in one run. */
const PATIENCE = 5;
const REST = 60_000;

/**
 * Writes down everything that is due for these contacts, whose destinations are all different, and returns the
 * messages to send. Contacts with nothing on the wire are given back at once.
 */
export async function reserve(
  handle: Handle,
  run: Run,
  batch: readonly Prepared[],
  now: Instant,
): Promise<readonly Reserved[]> {
  const idle = batch.filter(({ active }) => !active);
  for (const { claim, decision } of idle)
    await release(
      handle,
      run,
      claim,
      decision,
      sooner(sooner(decision.wakeAt, claim.reviewAt), lookAgainAt(decision, now)),
      now,
    );
  const held: Prepared[] = [];
  for (const one of batch)
    if (one.active && (await renewClaim(handle, one.claim, now, leaseEnd(now)))) held.push(one);
  await lockDestinations(handle, held.flatMap(destinationsOf));
  const contacts = held.map(({ claim }) => claim.contact);
  const { situations, broken } = await holdTexts(handle, run, await loadEach(run.ws, contacts, handle), now);
  const reserved: Reserved[] = [];
  for (const one of held) {
    const { contact } = one.claim;
    const fault = broken.get(contact);
    if (fault !== undefined) throw new ContactFailed(contact, fault);
    const situation = situations.get(contact);
    if (situation === undefined) continue;
    const { decision, served } = await decideAndServe(handle, run, one, situation, now);
    const wakeAt = nextLook(run, one.claim, situation, decision, served, now);
    for (const message of served.messages) reserved.push({ ...message, wakeAt });
    if (served.messages.length === 0) await release(handle, run, one.claim, decision, wakeAt, now);
  }
  return reserved;
}

async function decideAndServe(
  handle: Handle,
  run: Run,
  one: Prepared,
  situation: Situation,
  now: Instant,
): Promise<{ readonly decision: Decision; readonly served: Served }> {
  try {
    const decision = decide(situation, policyOf(run.ws, situation), now);
    return { decision, served: await serve(handle, run, one, situation, decision, now) };
  } catch (error) {
    throw new ContactFailed(one.claim.contact, error);
  }
}

/** Gives contacts back unserved: the run ends early, and the next one takes them. */
export async function giveBack(
  handle: Handle,
  batch: readonly Prepared[],
  now: Instant,
): Promise<readonly Reserved[]> {
  for (const { claim } of batch) await releaseClaim(handle, claim, now);
  return [];
}

async function release(
  handle: Handle,
  run: Run,
  claim: ClaimedContact,
  decision: Decision,
  wakeAt: Instant | null,
  now: Instant,
): Promise<void> {
  await releaseClaim(handle, claim, wakeAt);
  // Looked at again at once: what waits is counted then.
  if (wakeAt !== null && wakeAt <= now) return;
  run.tally.counts.deferred += decision.forecasts.filter(
    ({ nominal, verdict }) => verdict.kind === 'defer' && nominal !== null && nominal <= now,
  ).length;
}

/** When this contact is decided about again, if all that goes now arrives. */
function nextLook(
  run: Run,
  claim: ClaimedContact,
  situation: Situation,
  decision: Decision,
  served: Served,
  now: Instant,
): Instant | null {
  if (served.unsettled) {
    const tries = (run.restless.get(claim.contact) ?? 0) + 1;
    run.restless.set(claim.contact, tries);
    return tries < PATIENCE ? now : after(now, REST);
  }
  if (served.again) return now;
  const wakeAt =
    served.notBefore === null
      ? decision.wakeAfterSends
      : sooner(served.notBefore, nextWithout(situation, decision, now));
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
