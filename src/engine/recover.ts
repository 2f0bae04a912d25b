/** Finds what dead runs left behind: their contacts become free, their requests what the transport can prove, or else uncertain. */
import type { Outcome } from '../domain/attempt.ts';
import type { AttemptId, RunId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { listOpenAttempts } from '../store/attempts.ts';
import { txAgain } from '../store/begin-again.ts';
import { releaseRun, wakeContact } from '../store/claims.ts';
import { destinationsById, lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { loadContactState, loadEnrollment } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { endRun, type OpenRun, runsNotEnded } from '../store/runs.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { type Sending, settle } from './settle.ts';
import { leaseEnd } from './tick-run.ts';
import type { Transports } from './transports.ts';
import type { Workspace } from './workspace.ts';

/** Attempts that became uncertain. Dead is decided by `isAlive`, never by age: a slow provider is not a crash. */
export async function recover(
  ws: Workspace,
  transports: Transports,
  isAlive: (run: OpenRun, now: Instant) => boolean,
  now: Instant,
): Promise<readonly Attempt[]> {
  const dead = (await runsNotEnded(ws.db)).filter((run) => !isAlive(run, now));
  if (dead.length === 0) return [];
  const proven = await provenOutcomes(ws.db, transports, dead);
  return txAgain(ws.db, async (handle) => {
    // Another tick may have buried the same runs since they were read.
    const still = new Set((await runsNotEnded(handle)).map((run) => run.id));
    const buried = new Set<RunId>(dead.map((run) => run.id).filter((id) => still.has(id)));
    const found = (await listOpenAttempts(handle, 'wire')).filter((attempt) => buried.has(attempt.run));
    await lockDestinations(
      handle,
      found.map(({ destination }) => destination),
    );
    // A callback may have settled some of them until their numbers were ours.
    const left = (await listOpenAttempts(handle, 'wire')).filter((attempt) => buried.has(attempt.run));
    for (const attempt of left) {
      const sending = await sendingOf(ws, attempt, handle);
      await settle(handle, sending, proven.get(attempt.id) ?? MAY_HAVE_ARRIVED, now);
      await wakeContact(handle, attempt.contact, now);
    }
    const uncertain = left.filter(({ id }) => !proven.has(id));
    // Whoever waited for another's burial finds the run ended, and nothing to say of it.
    for (const run of dead.filter(({ id }) => buried.has(id)))
      if (await endRun(handle, run.id, now)) await noteDeath(handle, run, uncertain, now);
    return uncertain;
  });
}

const MAY_HAVE_ARRIVED: Outcome = {
  kind: 'uncertain',
  code: 'run_died',
  detail: 'the program ended while the message was on its way; it may have arrived',
};

/** Asked before the transaction, which waits for nothing but the database; what a dead run left does not change meanwhile. */
async function provenOutcomes(
  db: Handle,
  transports: Transports,
  dead: readonly OpenRun[],
): Promise<ReadonlyMap<AttemptId, Outcome>> {
  const runs = new Set(dead.map(({ id }) => id));
  const left = (await listOpenAttempts(db, 'wire')).filter(({ run }) => runs.has(run));
  const proven = new Map<AttemptId, Outcome>();
  for (const attempt of left) {
    const { id, channel, contact, destination, token, transport, body, wireAt, deadlineAt } = attempt;
    const carrier = transports[channel];
    const business = (await loadContactState(db, contact))?.business;
    const to = (await destinationsById(db, [destination])).get(destination)?.value ?? null;
    if (business === undefined || to === null || carrier.name !== transport) continue;
    const sought = { token, business, channel, to, body, at: wireAt, deadline: deadlineAt };
    const outcome = await carrier.find?.(sought);
    if (outcome) proven.set(id, outcome);
  }
  return proven;
}

async function noteDeath(
  handle: Handle,
  run: OpenRun,
  left: readonly Attempt[],
  now: Instant,
): Promise<void> {
  await releaseRun(handle, run.id, now, leaseEnd(now));
  await appendEvent(handle, {
    at: now,
    kind: 'run_died',
    contact: null,
    enrollment: null,
    touch: null,
    attempt: null,
    data: { run: run.id, uncertain: left.filter((attempt) => attempt.run === run.id).length },
  });
}

/** What settling a stored attempt needs to know, read back from what its enrollment pins. */
export async function sendingOf(ws: Workspace, attempt: Attempt, handle: Handle): Promise<Sending> {
  const enrollment = attempt.enrollment === null ? null : await loadEnrollment(handle, attempt.enrollment);
  const touch = attempt.touch;
  const sequence = attempt.revision === null ? null : await pinnedSequence(ws, attempt.revision, handle);
  const variant = sequence?.variants.find(({ source }) => source === enrollment?.source);
  return {
    attempt: attempt.id,
    fence: attempt.fence,
    contact: attempt.contact,
    enrollment: attempt.enrollment,
    key: touch === null ? null : { touch, occurrence: attempt.occurrence ?? 0 },
    channel: attempt.channel,
    destination: attempt.destination,
    wireAt: attempt.wireAt,
    rehearsal: attempt.rehearsal,
    closes: variant?.touches.some(({ id, closes }) => id === touch && closes) ?? false,
  };
}
