/** A person's word on a send that may not have arrived: it went, it did not and is due again, or it did not and is left out. */
import type { AttemptId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { findAttempt, resolveAttempt } from '../store/attempts.ts';
import { wakeContact } from '../store/claims.ts';
import { lockDestinations, markTexted } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { endTouch, reopenTouch, takeBackSilence } from '../store/ends.ts';
import { loadEnrollment } from '../store/enrollments.ts';
import { sendingOf } from './recover.ts';
import type { Workspace } from './workspace.ts';

export type Verdict = 'sent' | 'unsent' | 'skip';

/** Why there is nothing to resolve. */
export type NotUncertain =
  | { readonly kind: 'no_such_attempt' }
  | { readonly kind: 'settled'; readonly state: Attempt['state'] };

export interface Resolved {
  readonly attempt: Attempt;
  /** The touch is due again: its enrollment still runs. */
  readonly dueAgain: boolean;
}

export async function resolveUncertain(
  ws: Workspace,
  id: AttemptId,
  verdict: Verdict,
  now: Instant,
): Promise<Result<Resolved, NotUncertain>> {
  return ws.db.tx(async (handle) => {
    const attempt = await findAttempt(handle, id);
    if (attempt === null) return fail({ kind: 'no_such_attempt' });
    if (attempt.state !== 'uncertain') return fail({ kind: 'settled', state: attempt.state });
    await lockDestinations(handle, [attempt.destination]);
    const moved = await resolveAttempt(handle, {
      id,
      to: verdict === 'skip' ? 'refused' : verdict,
      at: now,
      code: 'person',
      detail: DETAILS[verdict],
      providerId: null,
    });
    if (moved !== 'moved') return fail({ kind: 'settled', state: attempt.state });
    const dueAgain = await followVerdict(handle, ws, attempt, verdict, now);
    await wakeContact(handle, attempt.contact, now);
    return ok({ attempt, dueAgain });
  });
}

const DETAILS: Readonly<Record<Verdict, string>> = {
  sent: 'a person found that it went out',
  unsent: 'a person found that it did not go out',
  skip: 'a person found that it did not go out, and left it out',
};

async function followVerdict(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  verdict: Verdict,
  now: Instant,
): Promise<boolean> {
  if (verdict === 'sent') {
    if (attempt.channel === 'sms') await markTexted(handle, attempt.destination, attempt.wireAt);
    return false;
  }
  const sending = await sendingOf(ws, attempt, handle);
  if (sending.closes) await takeBackSilence(handle, attempt.contact, attempt.wireAt);
  const { enrollment, key } = sending;
  if (enrollment === null || key === null) return false;
  await reopenTouch(handle, enrollment, key, attempt.id);
  if (verdict === 'skip') {
    const reason = { code: 'skipped_by_person', detail: DETAILS.skip } as const;
    await endTouch(handle, enrollment, key, { kind: 'skipped', at: now, reason });
    return false;
  }
  return (await loadEnrollment(handle, enrollment))?.state === 'active';
}
