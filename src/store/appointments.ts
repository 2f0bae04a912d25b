/** The meeting a contact has booked: one in force at most, moved in place, cancelled but never deleted. */
import type { ContactId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { int } from './decode.ts';
import type { Handle } from './driver.ts';

export interface Appointment {
  readonly id: number;
  readonly startsAt: Instant;
}

const CURRENT = `
SELECT id, starts_at FROM appointment WHERE contact_id = ? AND state = 'booked' ORDER BY id DESC LIMIT 1`;

const INSERT = `INSERT INTO appointment (contact_id, starts_at, state, made_at) VALUES (?, ?, 'booked', ?)`;

const MOVE = `UPDATE appointment SET starts_at = ? WHERE id = ? AND state = 'booked'`;

const CANCEL = `UPDATE appointment SET state = 'cancelled' WHERE id = ? AND state = 'booked'`;

/** The newest one that was not cancelled, also when it has passed. */
export async function currentAppointment(handle: Handle, contact: ContactId): Promise<Appointment | null> {
  const row = (await handle.all(CURRENT, [contact]))[0];
  return row === undefined ? null : { id: int(row, 'id'), startsAt: instant(int(row, 'starts_at')) };
}

export async function insertAppointment(
  handle: Handle,
  contact: ContactId,
  startsAt: Instant,
  madeAt: Instant,
): Promise<void> {
  await handle.run(INSERT, [contact, startsAt, madeAt]);
}

export async function moveAppointment(handle: Handle, id: number, startsAt: Instant): Promise<boolean> {
  return (await handle.run(MOVE, [startsAt, id])) === 1;
}

export async function cancelAppointment(handle: Handle, id: number): Promise<boolean> {
  return (await handle.run(CANCEL, [id])) === 1;
}
