/** Appointments: made, moved and cancelled by a person; each stops the chase and none restarts it. */
import type { SequenceId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { describeInstant } from '../schedule/describe.ts';
import {
  cancelAppointment,
  currentAppointment,
  insertAppointment,
  moveAppointment,
} from '../store/appointments.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import {
  type ContactState,
  type Enrollment,
  endSilence,
  hasBegun,
  moveAnchor,
} from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { handOver } from './handover.ts';
import { stopEnrollment } from './lifecycle.ts';
import { lockContact, running, type Stopped, stopForAct } from './stopping.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

export interface Booked {
  readonly kind: 'booked' | 'moved' | 'unchanged';
  /** Where the appointment was before it was moved. */
  readonly before: Instant | null;
  readonly stopped: Stopped;
  /** Reminders that now count back from the new time. */
  readonly reminders: readonly SequenceId[];
}

/** Records the appointment, moves an earlier one that is still ahead, ends the chase and sees to the reminders. */
export async function book(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  startsAt: Instant,
  now: Instant,
): Promise<Booked> {
  await lockContact(handle, contact);
  const known = await currentAppointment(handle, contact.id);
  const ahead = known !== null && known.startsAt > now ? known : null;
  const kind = ahead === null ? 'booked' : ahead.startsAt === startsAt ? 'unchanged' : 'moved';
  if (ahead === null) await insertAppointment(handle, contact.id, startsAt, now);
  else if (kind === 'moved') await moveAppointment(handle, ahead.id, startsAt);
  if (kind !== 'unchanged') {
    await appendEvent(handle, {
      at: now,
      kind: kind === 'booked' ? 'booked' : 'appointment_changed',
      contact: contact.id,
      enrollment: null,
      touch: null,
      attempt: null,
      data: { starts_at: startsAt, before: ahead?.startsAt ?? null },
    });
  }
  // Booking is an act of the lead: a promise of silence ends, or no reminder could ever go.
  await endSilence(handle, contact.id);
  const { kept } = await running(handle, ws, contact.id);
  const moved: SequenceId[] = [];
  for (const reminder of kept) {
    if (await followAppointment(handle, ws, reminder, startsAt, now)) moved.push(reminder.sequence);
  }
  const stopped = await stopForAct(handle, ws, contact, 'booked', now, kind !== 'unchanged');
  await wakeContact(handle, contact.id, now);
  return { kind, before: ahead?.startsAt ?? null, stopped, reminders: [...moved, ...stopped.started] };
}

/**
 * Reminders count back from the new time. Those that have already said something begin afresh, or the new time would
 * never be told.
 */
async function followAppointment(
  handle: Handle,
  ws: Workspace,
  reminder: Enrollment,
  startsAt: Instant,
  now: Instant,
): Promise<boolean> {
  if (reminder.anchor === startsAt) return false;
  if (await hasBegun(handle, reminder.id)) {
    await stopEnrollment(handle, reminder, 'appointment_cancelled', 'the appointment was moved', now);
    return (await handOver(handle, ws, reminder, reminder.sequence, now)).started !== null;
  }
  if (!(await moveAnchor(handle, reminder.id, startsAt))) return false;
  await appendEvent(handle, {
    at: now,
    kind: 'anchor_moved',
    contact: reminder.contact,
    enrollment: reminder.id,
    touch: null,
    attempt: null,
    data: { from: reminder.anchor, to: startsAt, detail: 'the appointment was moved' },
  });
  return true;
}

export interface Cancelled {
  /** Null when there was no appointment ahead: then nothing has changed. */
  readonly startsAt: Instant | null;
  readonly ended: readonly Enrollment[];
}

/** Ends the reminders and asks a person to find a new time; the chase stays ended. */
export async function cancelBooking(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  now: Instant,
): Promise<Cancelled> {
  await lockContact(handle, contact);
  const known = await currentAppointment(handle, contact.id);
  if (known === null || known.startsAt <= now) return { startsAt: null, ended: [] };
  await cancelAppointment(handle, known.id);
  await appendEvent(handle, {
    at: now,
    kind: 'appointment_changed',
    contact: contact.id,
    enrollment: null,
    touch: null,
    attempt: null,
    data: { starts_at: null, before: known.startsAt },
  });
  const { kept } = await running(handle, ws, contact.id);
  for (const reminder of kept) {
    await stopEnrollment(handle, reminder, 'appointment_cancelled', 'the appointment was cancelled', now);
  }
  const zone = zoneOf(ws, contact);
  await makeTask(
    handle,
    {
      contact: contact.id,
      enrollment: null,
      kind: 'review',
      title: `${contact.name || 'This lead'} cancelled ${describeInstant(known.startsAt, zone)}: find a new time`,
      dueAt: now,
      zone,
    },
    now,
  );
  return { startsAt: known.startsAt, ended: kept };
}
