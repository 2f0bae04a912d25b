/** Appointments: made, moved, cancelled and missed, by a person's word or a calendar's; each stops the chase and none restarts it. */
import type { SequenceId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { describeInstant } from '../schedule/describe.ts';
import {
  type Appointment,
  adoptAppointment,
  appointmentAhead,
  appointmentsNamed,
  endAppointment,
  type InCalendar,
  insertAppointment,
  moveAppointment,
  writtenDown,
} from '../store/appointments.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import {
  type ContactState,
  type Enrollment,
  endSilence,
  enrollmentsOf,
  hasBegun,
  moveAnchor,
} from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { handOver } from './handover.ts';
import { stopEnrollment } from './lifecycle.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { lockContact, running, type Stopped, stopForAct } from './stopping.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** What a calendar calls the appointment, and the one whose place it takes: the same name when it was moved under it. */
export interface CalendarEntry extends InCalendar {
  readonly replaces: string | null;
}

export interface Booked {
  readonly kind: 'booked' | 'moved' | 'unchanged';
  /** Where the appointment was before it was moved. */
  readonly before: Instant | null;
  readonly stopped: Stopped;
  /** Reminders that now count back from the new time. */
  readonly reminders: readonly SequenceId[];
}

const NOTHING_STOPPED: Stopped = {
  ended: [],
  kept: [],
  closedCalls: 0,
  stage: null,
  started: [],
  obstacles: [],
  suppressed: 0,
};

/** Records the appointment, moves an earlier one that is still ahead, ends the chase and sees to the reminders. */
export async function book(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  startsAt: Instant,
  now: Instant,
  entry: CalendarEntry | null = null,
): Promise<Booked> {
  await lockContact(handle, contact);
  const {
    kind,
    before,
    startsAt: stands,
  } = entry === null
    ? await placeByHand(handle, contact, startsAt, now)
    : await placeInCalendar(handle, contact, startsAt, now, entry);
  if (kind !== 'unchanged')
    await log(handle, contact, kind === 'booked' ? 'booked' : 'appointment_changed', stands, before, now);
  const next = await appointmentAhead(handle, contact.id, now);
  const { kept } = await running(handle, ws, contact.id);
  const moved = await followNext(handle, ws, kept, next, now);
  if (stands === null) return { kind, before, stopped: NOTHING_STOPPED, reminders: moved };
  // Booking is an act of the lead: a promise of silence ends, or no reminder could ever go.
  await endSilence(handle, contact.id);
  const stopped = await stopForAct(handle, ws, contact, 'booked', now, {
    afterEnd: kind !== 'unchanged',
  });
  await wakeContact(handle, contact.id, now);
  return { kind, before, stopped, reminders: [...moved, ...stopped.started] };
}

interface Placed extends Pick<Booked, 'kind' | 'before'> {
  /** Null when it is over already. */
  readonly startsAt: Instant | null;
}

/** A person means the one that is next, if there is one. */
async function placeByHand(
  handle: Handle,
  contact: ContactState,
  startsAt: Instant,
  now: Instant,
): Promise<Placed> {
  const ahead = await appointmentAhead(handle, contact.id, now);
  if (ahead === null) {
    await insertAppointment(handle, { contact: contact.id, startsAt, state: 'booked' }, null, now);
    return { kind: 'booked', before: null, startsAt };
  }
  if (ahead.startsAt === startsAt) return { kind: 'unchanged', before: startsAt, startsAt };
  await moveAppointment(handle, ahead.id, startsAt);
  return { kind: 'moved', before: ahead.startsAt, startsAt };
}

/**
 * A calendar names what it means, and its words come late, twice and in any order: an appointment that another has
 * replaced is over, also when it is heard of afterwards.
 */
async function placeInCalendar(
  handle: Handle,
  contact: ContactState,
  startsAt: Instant,
  now: Instant,
  entry: CalendarEntry,
): Promise<Placed> {
  const { provider, id, replaces } = entry;
  const before = await endReplaced(handle, contact, startsAt, now, entry);
  const known = await ofContact(handle, contact, { provider, id });
  if (known !== null) {
    if (known.state !== 'booked') {
      // Of one that was only known as replaced, this is the first that says when it was.
      if (known.startsAt !== startsAt) await moveAppointment(handle, known.id, startsAt);
      return { kind: before === null ? 'unchanged' : 'moved', before, startsAt: null };
    }
    if (replaces !== id || known.startsAt === startsAt)
      return { kind: before === null ? 'unchanged' : 'moved', before, startsAt: known.startsAt };
    await moveAppointment(handle, known.id, startsAt);
    return { kind: 'moved', before: known.startsAt, startsAt };
  }
  const byHand = await writtenDown(handle, contact.id, startsAt);
  if (byHand === null)
    await insertAppointment(handle, { contact: contact.id, startsAt, state: 'booked' }, entry, now);
  else await adoptAppointment(handle, byHand.id, entry);
  if (before !== null) return { kind: 'moved', before, startsAt };
  return { kind: byHand === null ? 'booked' : 'unchanged', before: null, startsAt };
}

const ofContact = async (
  handle: Handle,
  contact: ContactState,
  entry: InCalendar,
): Promise<Appointment | null> =>
  (await appointmentsNamed(handle, entry)).find((one) => one.contact === contact.id) ?? null;

/** When the appointment was that this one takes the place of, if it still stood. */
async function endReplaced(
  handle: Handle,
  contact: ContactState,
  startsAt: Instant,
  now: Instant,
  { provider, id, replaces }: CalendarEntry,
): Promise<Instant | null> {
  if (replaces === null || replaces === id) return null;
  const entry = { provider, id: replaces };
  const old = await ofContact(handle, contact, entry);
  if (old === null)
    await insertAppointment(handle, { contact: contact.id, startsAt, state: 'cancelled' }, entry, now);
  if (old?.state !== 'booked') return null;
  return (await endAppointment(handle, old.id, 'cancelled')) ? old.startsAt : null;
}

const log = (
  handle: Handle,
  contact: ContactState,
  kind: 'booked' | 'appointment_changed',
  startsAt: Instant | null,
  before: Instant | null,
  now: Instant,
  detail: string | null = null,
) =>
  appendEvent(handle, {
    at: now,
    kind,
    contact: contact.id,
    enrollment: null,
    touch: null,
    attempt: null,
    data: { starts_at: startsAt, before, ...(detail === null ? {} : { detail }) },
  });

/** Reminders are of the next appointment; without one they end. */
async function followNext(
  handle: Handle,
  ws: Workspace,
  reminders: readonly Enrollment[],
  next: Appointment | null,
  now: Instant,
): Promise<readonly SequenceId[]> {
  const moved: SequenceId[] = [];
  for (const reminder of reminders) {
    if (next === null)
      await stopEnrollment(handle, reminder, 'appointment_cancelled', 'the appointment was cancelled', now);
    else if (await followAppointment(handle, ws, reminder, next.startsAt, now)) moved.push(reminder.sequence);
  }
  return moved;
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
  /** Null when there was no such appointment: then nothing has changed. */
  readonly startsAt: Instant | null;
  readonly ended: readonly Enrollment[];
}

/** Ends the reminders and asks a person to find a new time; the chase stays ended. Another appointment keeps its reminders. */
export async function cancelBooking(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  now: Instant,
  entry: InCalendar | null = null,
  how: 'cancelled' | 'missed' = 'cancelled',
): Promise<Cancelled> {
  await lockContact(handle, contact);
  const known =
    entry === null
      ? await appointmentAhead(handle, contact.id, now)
      : await ofContact(handle, contact, entry);
  if (known === null || !(await endAppointment(handle, known.id, how))) return { startsAt: null, ended: [] };
  await log(handle, contact, 'appointment_changed', null, known.startsAt, now, how === 'missed' ? how : null);
  const next = await appointmentAhead(handle, contact.id, now);
  const { kept } = await running(handle, ws, contact.id);
  await followNext(handle, ws, kept, next, now);
  if (next !== null && kept.length === 0) await remindAgain(handle, ws, contact, known.startsAt, now);
  const zone = zoneOf(ws, contact);
  const happened = how === 'missed' ? 'did not come' : 'cancelled';
  await makeTask(
    handle,
    {
      contact: contact.id,
      enrollment: null,
      kind: 'review',
      title: `${contact.name || 'This lead'} ${happened} ${describeInstant(known.startsAt, zone)}: find a new time`,
      ...(next === null
        ? {}
        : { note: `Another appointment stands: ${describeInstant(next.startsAt, zone)}` }),
      dueAt: now,
      zone,
    },
    now,
  );
  return { startsAt: known.startsAt, ended: next === null ? kept : [] };
}

/** The reminders of the one that is gone have said all they had to; those of the one that stands begin. */
async function remindAgain(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  gone: Instant,
  now: Instant,
): Promise<void> {
  for (const enrollment of (await enrollmentsOf(handle, contact.id)).toReversed()) {
    if (enrollment.anchor !== gone) continue;
    if ((await pinnedSequence(ws, enrollment.revision, handle)).kind !== 'reminder') continue;
    await handOver(handle, ws, enrollment, enrollment.sequence, now);
    return;
  }
}
