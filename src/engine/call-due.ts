/** When a call that somebody asked for is due: as soon as was promised, and while the business is open. */
import { after, type Instant } from '../domain/time.ts';
import { dateOf } from '../schedule/calendar.ts';
import { earliestOpen, NEVER } from '../schedule/windows.ts';
import type { ContactState } from '../store/enrollments.ts';
import type { Workspace } from './workspace.ts';

/** The first open minute of the business from `at` on; a business that never opens calls at once. */
export function callDue(ws: Workspace, { business }: Pick<ContactState, 'business'>, at: Instant): Instant {
  const found = ws.config.businesses.get(business);
  if (found === undefined) return at;
  const { zone, hours, holidays } = found;
  const closed = (day: number): boolean => holidays.includes(dateOf(day));
  const open = earliestOpen({ zone, weekly: hours, closed }, at, 0);
  return open === NEVER ? at : after(open, 0);
}
