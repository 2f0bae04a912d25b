/** Reminders that have said all they had to: once their appointment has passed, those of the next one begin. */
import { type Instant, latest } from '../domain/time.ts';
import { appointmentAhead } from '../store/appointments.ts';
import type { Handle } from '../store/driver.ts';
import { type Enrollment, enrollmentsOf } from '../store/enrollments.ts';
import { handOver } from './handover.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import type { Workspace } from './workspace.ts';

/**
 * When ended reminders are looked at again: not before their own appointment has passed, or one that is moved or
 * cancelled meanwhile would be taken for the next. Null for any other sequence.
 */
export async function appointmentPasses(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  now: Instant,
): Promise<Instant | null> {
  const { anchor } = await pinnedSequence(ws, enrollment.revision, handle);
  return anchor === 'appointment' ? latest(now, enrollment.anchor) : null;
}

/** Nothing for a sequence that counts back from no appointment, and none where no other stands. */
export async function remindOfNext(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  now: Instant,
): Promise<void> {
  const { anchor } = await pinnedSequence(ws, enrollment.revision, handle);
  if (anchor !== 'appointment' || enrollment.endCode !== 'finished') return;
  const next = await appointmentAhead(handle, enrollment.contact, now);
  if (next === null) return;
  const others = await enrollmentsOf(handle, enrollment.contact);
  const reminded = others.some(
    ({ sequence, anchor: at }) => sequence === enrollment.sequence && at === next.startsAt,
  );
  if (reminded) return;
  await handOver(handle, ws, enrollment, enrollment.sequence, now);
}
