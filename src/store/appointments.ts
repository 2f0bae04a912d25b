/** What a contact has booked: one row for each appointment, by the calendar's own name for it; cancelled but never deleted. */
import { asId, type ContactId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { int, oneOf } from './decode.ts';
import type { Handle, Row } from './driver.ts';

/** In the order in which they win: what was cancelled is not made again by a word that comes late. */
const APPOINTMENT_STATES = ['booked', 'missed', 'cancelled'] as const;
type AppointmentState = (typeof APPOINTMENT_STATES)[number];

export interface Appointment {
  readonly id: number;
  readonly contact: ContactId;
  readonly startsAt: Instant;
  readonly state: AppointmentState;
}

/** The calendar that an appointment was made in, and its name there. */
export interface InCalendar {
  readonly provider: string;
  readonly id: string;
}

const COLUMNS = 'id, contact_id, starts_at, state';

const AHEAD = `
SELECT ${COLUMNS} FROM appointment WHERE contact_id = ? AND state = 'booked' AND starts_at > ?
ORDER BY starts_at, id LIMIT 1`;

const NAMED = `SELECT ${COLUMNS} FROM appointment WHERE provider = ? AND provider_id = ? ORDER BY contact_id, id`;

const BY_HAND = `
SELECT ${COLUMNS} FROM appointment
WHERE contact_id = ? AND state = 'booked' AND provider IS NULL AND starts_at = ? ORDER BY id LIMIT 1`;

const INSERT = `
INSERT INTO appointment (contact_id, starts_at, state, made_at, provider, provider_id) VALUES (?, ?, ?, ?, ?, ?)`;

const MOVE = `UPDATE appointment SET starts_at = ? WHERE id = ?`;

const ADOPT = `UPDATE appointment SET provider = ?, provider_id = ? WHERE id = ? AND provider IS NULL`;

// Cancelled is what stays, also of one that was missed: whichever word comes last, it ends the same.
const END = `UPDATE appointment SET state = ? WHERE id = ? AND state IN ('booked', ?)`;

/** The next one that stands. */
export async function appointmentAhead(
  handle: Handle,
  contact: ContactId,
  now: Instant,
): Promise<Appointment | null> {
  const row = (await handle.all(AHEAD, [contact, now]))[0];
  return row === undefined ? null : decode(row);
}

/** Whatever became of it; of several contacts when nobody could tell which of them had booked. */
export async function appointmentsNamed(
  handle: Handle,
  { provider, id }: InCalendar,
): Promise<readonly Appointment[]> {
  return (await handle.all(NAMED, [provider, id])).map(decode);
}

/** One that a person wrote down for this very time. */
export async function writtenDown(
  handle: Handle,
  contact: ContactId,
  startsAt: Instant,
): Promise<Appointment | null> {
  const row = (await handle.all(BY_HAND, [contact, startsAt]))[0];
  return row === undefined ? null : decode(row);
}

export async function insertAppointment(
  handle: Handle,
  appointment: Omit<Appointment, 'id'>,
  calendar: InCalendar | null,
  madeAt: Instant,
): Promise<void> {
  const { contact, startsAt, state } = appointment;
  await handle.run(INSERT, [
    contact,
    startsAt,
    state,
    madeAt,
    calendar?.provider ?? null,
    calendar?.id ?? null,
  ]);
}

export async function moveAppointment(handle: Handle, id: number, startsAt: Instant): Promise<void> {
  await handle.run(MOVE, [startsAt, id]);
}

/** The calendar has told of what a person had written down. */
export async function adoptAppointment(handle: Handle, id: number, calendar: InCalendar): Promise<void> {
  await handle.run(ADOPT, [calendar.provider, calendar.id, id]);
}

/** False when it was over before. */
export async function endAppointment(
  handle: Handle,
  id: number,
  state: 'cancelled' | 'missed',
): Promise<boolean> {
  return (await handle.run(END, [state, id, state === 'cancelled' ? 'missed' : 'booked'])) === 1;
}

const decode = (row: Row): Appointment => ({
  id: int(row, 'id'),
  contact: asId<ContactId>(int(row, 'contact_id')),
  startsAt: instant(int(row, 'starts_at')),
  state: oneOf(row, 'state', APPOINTMENT_STATES),
});
