/** Holds back one lead, a channel, a sequence, a business or everything, and lets go again. */
import type { Instant } from '../domain/time.ts';
import { endAway } from '../store/acted.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, pauseEnrollmentRow, setReview } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import {
  covers,
  insertPause,
  liftPause,
  type Pause,
  type PauseScope,
  pausesInForce,
  sameScope,
  wakeInScope,
} from '../store/pauses.ts';
import { lockContact, running } from './stopping.ts';
import { closeOpenCalls } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** Null when this very scope is paused already. One committed row: the next reservation reads it, so it holds at once. */
export async function pauseScope(
  handle: Handle,
  scope: PauseScope,
  detail: string,
  now: Instant,
): Promise<Pause | null> {
  const known = (await pausesInForce(handle)).find((pause) => sameScope(pause, scope));
  if (known !== undefined) return known;
  if (scope.business !== null) await ensureBusiness(handle, scope.business);
  await insertPause(handle, scope, now, detail);
  await recordScope(handle, 'channel_paused', scope, detail, now);
  return null;
}

export interface ScopeResumed {
  /** False when this scope was not paused. */
  readonly lifted: boolean;
  readonly woken: number;
  /** Pauses that go on holding all of it. */
  readonly still: readonly Pause[];
  readonly inForce: readonly Pause[];
}

/** What became late in the meantime is left to each touch's `late`. */
export async function resumeScope(handle: Handle, scope: PauseScope, now: Instant): Promise<ScopeResumed> {
  const before = await pausesInForce(handle);
  const lifted = before.filter((pause) => sameScope(pause, scope));
  for (const pause of lifted) await liftPause(handle, pause.id, now);
  const inForce = before.filter((pause) => !lifted.includes(pause));
  const still = inForce.filter((pause) => covers(pause, scope));
  if (lifted.length === 0) return { lifted: false, woken: 0, still, inForce };
  await recordScope(handle, 'channel_resumed', scope, 'lifted', now);
  return { lifted: true, woken: await wakeInScope(handle, scope, now), still, inForce };
}

export interface LeadPaused {
  readonly paused: readonly Enrollment[];
  /** Reminders of an appointment go on. */
  readonly kept: readonly Enrollment[];
  /** Paused before. */
  readonly already: readonly Enrollment[];
  readonly closedCalls: number;
}

/** Pauses every chase and nurture of the contact; a review task comes up at `reviewAt`, so that nobody is forgotten. */
export async function pauseLead(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  reviewAt: Instant,
  detail: string,
  now: Instant,
): Promise<LeadPaused> {
  await lockContact(handle, contact);
  const { chasing, kept } = await running(handle, ws, contact.id);
  const paused: Enrollment[] = [];
  let closedCalls = 0;
  for (const enrollment of chasing) {
    const closed = await pauseEnrollment(handle, enrollment, reviewAt, detail, now);
    if (closed === null) continue;
    paused.push(enrollment);
    closedCalls += closed;
  }
  if (paused.length > 0) await wakeContact(handle, contact.id, now);
  return { paused, kept, already: chasing.filter(({ state }) => state === 'paused'), closedCalls };
}

/** How many of its open calls were closed; null when it does not run. The caller has locked the contact and wakes it. */
export async function pauseEnrollment(
  handle: Handle,
  enrollment: Enrollment,
  reviewAt: Instant,
  detail: string,
  now: Instant,
): Promise<number | null> {
  // Whoever was only away has been heard of now: it is a person who lets it go on.
  const wasAway = await endAway(handle, enrollment.id);
  if (!(await pauseEnrollmentRow(handle, enrollment.id, now, reviewAt))) {
    if (wasAway) await setReview(handle, enrollment.id, reviewAt);
    return null;
  }
  const closed = await closeOpenCalls(handle, enrollment.id, 'touches', 'the lead was paused', now);
  await recordLead(handle, enrollment, 'paused', { detail, review_at: reviewAt }, now);
  return closed;
}

async function recordScope(
  handle: Handle,
  kind: 'channel_paused' | 'channel_resumed',
  scope: PauseScope,
  detail: string,
  at: Instant,
): Promise<void> {
  const none = { contact: null, enrollment: null, touch: null, attempt: null };
  await appendEvent(handle, { at, kind, ...none, data: { ...scope, detail } });
}

export async function recordLead(
  handle: Handle,
  enrollment: Enrollment,
  kind: 'paused' | 'resumed' | 'shifted',
  data: Readonly<Record<string, string | number>>,
  at: Instant,
): Promise<void> {
  await appendEvent(handle, {
    at,
    kind,
    contact: enrollment.contact,
    enrollment: enrollment.id,
    touch: null,
    attempt: null,
    data,
  });
}
