/** A machine says that somebody is away: what is automatic rests until they are back, and then goes on by itself. */
import { DAY, elapsed, type Instant, type LocalDate, localTime } from '../domain/time.ts';
import { atLocal } from '../schedule/calendar.ts';
import { storeAway } from '../store/acted.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import type { ContactState } from '../store/enrollments.ts';
import { pauseEnrollment } from './pausing.ts';
import { lockContact, running } from './stopping.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** A longer absence is for a person to judge: an inquiry is forgotten by then. */
const LONGEST = 30 * DAY;

/** A notice without a date stops nothing: nobody would know when to go on. */
export async function rest(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  back: LocalDate | null,
  now: Instant,
): Promise<void> {
  const zone = zoneOf(ws, contact);
  const until = back === null ? now : atLocal(back, localTime(0), zone);
  if (back === null || until <= now) return;
  await lockContact(handle, contact);
  const isLong = elapsed(now, until) > LONGEST;
  const { chasing } = await running(handle, ws, contact.id);
  let rests = false;
  for (const enrollment of chasing) {
    const detail = `away until ${back}`;
    if ((await pauseEnrollment(handle, enrollment, until, detail, now)) === null) continue;
    rests = true;
    if (!isLong) await storeAway(handle, enrollment.id, until);
  }
  if (rests && isLong) {
    const title = `${contact.name || 'A lead'} is away until ${back}: resume the sequence then, or stop it`;
    const about = { contact: contact.id, enrollment: null, kind: 'review', title } as const;
    await makeTask(handle, { ...about, dueAt: now, zone }, now);
  }
  await wakeContact(handle, contact.id, now);
}
