/** Acts on a contact of the kit, each in one transaction, as the commands do it. */
import type { ContactId } from '../../src/domain/ids.ts';
import type { Instant } from '../../src/domain/time.ts';
import { book, cancelBooking } from '../../src/engine/booking.ts';
import { pauseLead } from '../../src/engine/pausing.ts';
import { resumeLead } from '../../src/engine/resuming.ts';
import { stopByPerson, stopForOptOut } from '../../src/engine/stopping.ts';
import type { Handle } from '../../src/store/driver.ts';
import { type ContactState, loadContactState } from '../../src/store/enrollments.ts';
import type { Kit } from '../engine/kit.ts';

export async function act<T>(
  kit: Kit,
  id: ContactId,
  work: (handle: Handle, contact: ContactState) => Promise<T>,
): Promise<T> {
  return kit.ws.db.tx(async (handle) => {
    const contact = await loadContactState(handle, id);
    if (contact === null) throw new Error('no such contact');
    return work(handle, contact);
  });
}

export const bookAt = (kit: Kit, id: ContactId, at: Instant) =>
  act(kit, id, (handle, contact) => book(handle, kit.ws, contact, at, kit.clock.now));
export const cancel = (kit: Kit, id: ContactId) =>
  act(kit, id, (handle, contact) => cancelBooking(handle, kit.ws, contact, kit.clock.now));
export const pause = (kit: Kit, id: ContactId, reviewAt: Instant) =>
  act(kit, id, (handle, contact) => pauseLead(handle, kit.ws, contact, reviewAt, 'by a test', kit.clock.now));
export const resume = (kit: Kit, id: ContactId) =>
  act(kit, id, (handle, contact) => resumeLead(handle, kit.ws, contact, kit.clock.now));
export const stop = (kit: Kit, id: ContactId) =>
  act(kit, id, (handle, contact) => stopByPerson(handle, kit.ws, contact, 'by a test', kit.clock.now));
export const optOutAll = (kit: Kit, id: ContactId) =>
  act(kit, id, (handle, contact) =>
    stopForOptOut(handle, kit.ws, contact, ['sms', 'email', 'call'], kit.clock.now),
  );
