/** A person's word on a send that may not have arrived: it went, it did not and is due again, or it did not and is left out. */
import type { AttemptId, TaskId, TouchId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { findAttempt, resolveAttempt } from '../store/attempts.ts';
import { txAgain } from '../store/begin-again.ts';
import { wakeContact } from '../store/claims.ts';
import { lockDestinations, markTexted } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { endTouch, reopenTouch, takeBackSilence, wasNoticed } from '../store/ends.ts';
import { type Enrollment, loadContactState, loadEnrollment } from '../store/enrollments.ts';
import { storeLateSeen } from '../store/notes.ts';
import { sendingOf } from './recover.ts';
import { makeTask, zoneOf } from './tasks.ts';
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
  /** Its enrollment; null for a message typed by a person. */
  readonly enrollment: Enrollment | null;
  /** For a person: a message that was to go never did, and its sequence is over. */
  readonly task: TaskId | null;
}

export async function resolveUncertain(
  ws: Workspace,
  id: AttemptId,
  verdict: Verdict,
  now: Instant,
): Promise<Result<Resolved, NotUncertain>> {
  return txAgain(ws.db, async (handle) => {
    const attempt = await findAttempt(handle, id);
    if (attempt === null) return fail({ kind: 'no_such_attempt' });
    if (attempt.state !== 'uncertain') return fail({ kind: 'settled', state: attempt.state });
    const known: Known = { verdict, code: 'person', detail: DETAILS[verdict], providerId: null };
    const resolved = await resolveBy(handle, ws, attempt, known, now);
    return resolved === null ? fail({ kind: 'settled', state: attempt.state }) : ok(resolved);
  });
}

const DETAILS: Readonly<Record<Verdict, string>> = {
  sent: 'a person found that it went out',
  unsent: 'a person found that it did not go out',
  skip: 'a person found that it did not go out, and left it out',
};

/** What somebody found out about an uncertain attempt: a person, or the provider's own list or callback. */
export interface Known {
  readonly verdict: Verdict;
  readonly code: 'person' | 'provider';
  readonly detail: string;
  readonly providerId: string | null;
}

/** Null when somebody else was faster, or the provider's id is another attempt's: then nothing has changed. */
export async function resolveBy(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  known: Known,
  now: Instant,
): Promise<Resolved | null> {
  await lockDestinations(handle, [attempt.destination]);
  const { verdict, code, detail, providerId } = known;
  const to = verdict === 'skip' ? 'refused' : verdict;
  const { id } = attempt;
  if ((await resolveAttempt(handle, { id, to, at: now, code, detail, providerId })) !== 'moved') return null;
  const enrollment = attempt.enrollment === null ? null : await loadEnrollment(handle, attempt.enrollment);
  const followed = await followVerdict(handle, ws, attempt, enrollment, known, now);
  await wakeContact(handle, attempt.contact, now);
  return { attempt, enrollment, ...followed };
}

type Followed = Pick<Resolved, 'dueAgain' | 'task'>;

async function followVerdict(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  enrollment: Enrollment | null,
  { verdict, code, detail: found }: Known,
  now: Instant,
): Promise<Followed> {
  const nothing: Followed = { dueAgain: false, task: null };
  if (verdict === 'sent') {
    if (attempt.channel === 'sms' && !attempt.rehearsal)
      await markTexted(handle, attempt.destination, attempt.wireAt);
    return nothing;
  }
  const { closes, key } = await sendingOf(ws, attempt, handle);
  if (closes) await takeBackSilence(handle, attempt.contact, attempt.wireAt);
  if (enrollment === null || key === null) return nothing;
  await reopenTouch(handle, enrollment.id, key, attempt.id);
  const runs = enrollment.state === 'active' || enrollment.state === 'paused';
  if (verdict === 'unsent' && runs) {
    // Nobody could have sent it before this word, so lateness is counted from here; a first touch starts its timetable anew.
    if (await wasNoticed(handle, enrollment.id)) await storeLateSeen(handle, enrollment.id, key, now, now);
    return { dueAgain: enrollment.state === 'active', task: null };
  }
  const detail = verdict === 'skip' ? found : `${found}, after its sequence had ended`;
  const reason = { code: code === 'person' ? 'skipped_by_person' : BY_PROVIDER[verdict], detail } as const;
  await endTouch(handle, enrollment.id, key, { kind: 'skipped', at: now, reason });
  // A sequence that was stopped would have sent nothing any more; one that is through believed that this had gone.
  if (verdict === 'skip' || enrollment.state !== 'finished') return nothing;
  return { dueAgain: false, task: await askToMakeUp(handle, ws, enrollment, key.touch, now) };
}

/** What ends a touch that its provider says did not go. */
const BY_PROVIDER = { unsent: 'finished', skip: 'refused' } as const;

async function askToMakeUp(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  touch: TouchId,
  now: Instant,
): Promise<TaskId | null> {
  const contact = await loadContactState(handle, enrollment.contact);
  if (contact === null) return null;
  const title = `Make up for ${touch} to ${contact.name || 'a lead'}: it never went out, and ${enrollment.sequence} is over`;
  const { id } = contact;
  return makeTask(
    handle,
    { contact: id, enrollment: enrollment.id, kind: 'review', title, dueAt: now, zone: zoneOf(ws, contact) },
    now,
  );
}
