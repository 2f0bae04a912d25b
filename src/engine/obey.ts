/** What a sequence does about an act that is no message: nobody has answered, a link led to no booking, an address is dead. */
import { after, DAY, type Instant } from '../domain/time.ts';
import { noteAct } from '../store/acted.ts';
import { appointmentAhead } from '../store/appointments.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, loadContactState, setReview } from '../store/enrollments.ts';
import { bookingsOpened } from '../store/links.ts';
import { askPerson } from './ask-person.ts';
import { ruleThatHolds } from './conditions.ts';
import { follow, stopEnrollment } from './lifecycle.ts';
import { showNotHandedOver } from './not-handed-over.ts';
import { notifyNamed } from './notify-named.ts';
import { pauseEnrollment } from './pausing.ts';
import { lockContact, running } from './stopping.ts';
import type { Workspace } from './workspace.ts';

type QuietAct = 'no_reply' | 'clicked_not_booked' | 'bounced';

const REVIEW_AFTER = 2 * DAY;

const DETAILS: Readonly<Record<QuietAct, string>> = {
  no_reply: 'nobody has answered',
  clicked_not_booked: 'the booking page was opened and nothing booked',
  bounced: 'the address is dead',
};

/** Once for each enrollment; false when it has been done, or when the sequence has nothing to say. */
export async function obey(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  act: QuietAct,
  now: Instant,
): Promise<boolean> {
  const contact = await loadContactState(handle, enrollment.contact);
  const rule = contact && (await ruleThatHolds(handle, ws, enrollment, act));
  if (contact === null || rule === null) return false;
  if (!(await noteAct(handle, enrollment.id, act, now))) return false;
  await lockContact(handle, contact);
  const detail = DETAILS[act];
  if (rule.do === 'stop') await stopEnrollment(handle, enrollment, 'finished', detail, now);
  if (rule.do === 'pause')
    await pauseEnrollment(handle, enrollment, after(now, rule.reviewAfter ?? REVIEW_AFTER), detail, now);
  const { obstacle } = await follow(handle, ws, enrollment, rule, now);
  if (obstacle !== null) await showNotHandedOver(handle, ws, enrollment, rule.start, obstacle, now);
  await notifyNamed(handle, enrollment, act, rule, now);
  const title = `Look at ${contact.name || 'a lead'}: ${detail}`;
  await askPerson(handle, ws, contact, { enrollment, rule, title, otherwise: null, words: null }, now);
  await wakeContact(handle, contact.id, now);
  return true;
}

/** A dead address of this contact: every sequence that has a rule for it follows it. */
export async function obeyBounce(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  now: Instant,
): Promise<void> {
  const { chasing, kept } = await running(handle, ws, contact.id);
  for (const enrollment of [...chasing, ...kept]) await obey(handle, ws, enrollment, 'bounced', now);
}

/** A person has opened the booking page: whether that was all is looked at once the rule's time is up. */
export async function expectBooking(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  now: Instant,
): Promise<void> {
  const { chasing } = await running(handle, ws, contact.id);
  for (const enrollment of chasing) {
    const rule = await ruleThatHolds(handle, ws, enrollment, 'clicked_not_booked', 'to_know');
    if (rule === null || enrollment.state !== 'active' || enrollment.reviewAt !== null) continue;
    if (await setReview(handle, enrollment.id, after(now, rule.wait ?? 0)))
      await wakeContact(handle, contact.id, now);
  }
}

/** The time to book is up. */
export async function lookAfterClick(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  now: Instant,
): Promise<void> {
  if ((await bookingsOpened(handle, enrollment.contact)).length === 0) return;
  if ((await appointmentAhead(handle, enrollment.contact, now)) !== null) return;
  await obey(handle, ws, enrollment, 'clicked_not_booked', now);
}
