/** A provider reports how a message fares: proof that it went, and later whether it arrived and what that means for the number. */
import { neverArrived, STATUS_RANKS } from '../domain/delivery.ts';
import type { AttemptToken } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { findByToken } from '../store/attempts.ts';
import { txAgain } from '../store/begin-again.ts';
import { wakeContact } from '../store/claims.ts';
import { lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { appendEvent } from '../store/events.ts';
import { advanceStatus, ownerOf } from '../store/statuses.ts';
import { alarmDuplicate } from './duplicates.ts';
import { sendingOf } from './recover.ts';
import { admitSent } from './sent-after-all.ts';
import { settle } from './settle.ts';
import { resolveBy } from './uncertain.ts';
import { followFailure } from './undelivered.ts';
import type { Workspace } from './workspace.ts';

export interface StatusReport {
  /** Of the callback's address: whoever knows it was given it by us. */
  readonly token: AttemptToken;
  readonly providerId: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly at: Instant;
}

export type StatusNoted =
  | 'noted'
  /** As much was known before. */
  | 'known'
  /** A word that we do not know, which changes nothing. */
  | 'unknown_status'
  | 'no_such_attempt'
  /** The provider's id is another attempt's, or the message is a second one of the same attempt. */
  | 'another_message';

export async function noteStatus(ws: Workspace, report: StatusReport): Promise<StatusNoted> {
  const rank = STATUS_RANKS.get(report.status);
  if (rank === undefined) return 'unknown_status';
  return txAgain(ws.db, async (handle) => {
    const named = await findByToken(handle, report.token);
    if (named === null) return 'no_such_attempt';
    await lockDestinations(handle, [named.destination]);
    const attempt = (await findByToken(handle, report.token)) ?? named;
    if (await isAnother(handle, ws, attempt, report)) return 'another_message';
    await proveSent(handle, ws, attempt, report);
    return advance(handle, ws, attempt, report, rank);
  });
}

/** Two ids for one request are two messages to one person. */
async function isAnother(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  { providerId, at }: StatusReport,
): Promise<boolean> {
  const owner = await ownerOf(handle, attempt.transport, providerId);
  if (owner !== null) return owner !== attempt.id;
  if (attempt.providerId === null) return false;
  await alarmDuplicate(handle, ws, attempt, [attempt.providerId, providerId], at);
  return true;
}

/** The provider has it, so it went: also while our own answer is still on its way, or was never heard. */
async function proveSent(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  { providerId, status, at }: StatusReport,
): Promise<void> {
  switch (attempt.state) {
    case 'wire':
      await settle(handle, await sendingOf(ws, attempt, handle), { kind: 'sent', providerId }, at);
      // Its contact may have been given back and looked at since, and wait for this; the run that would say so may be dead.
      await wakeContact(handle, attempt.contact, at);
      return;
    case 'uncertain': {
      const detail = `the provider reported it as ${status}`;
      await resolveBy(handle, ws, attempt, { verdict: 'sent', code: 'provider', detail, providerId }, at);
      return;
    }
    case 'sent':
      return;
    case 'unsent':
    case 'refused':
    case 'cancelled':
      if (attempt.statusRank < 0) await admitSent(handle, ws, attempt, status, at);
  }
}

async function advance(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  { status, errorCode, providerId, at }: StatusReport,
  rank: number,
): Promise<StatusNoted> {
  if (!(await advanceStatus(handle, attempt.id, { status, rank, providerId }))) return 'known';
  await appendEvent(handle, {
    at,
    kind: 'status_changed',
    contact: attempt.contact,
    enrollment: attempt.enrollment,
    touch: attempt.touch,
    attempt: attempt.id,
    data: { status, rank, code: errorCode },
  });
  if (neverArrived(status)) await followFailure(handle, ws, attempt, status, errorCode, at);
  return 'noted';
}
