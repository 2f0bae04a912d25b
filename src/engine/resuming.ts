/** A lead goes on where it rested: what is left moves by the days the pause took, and nothing is late because of it. */
import type { Instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import { daysBetween, localDayOf } from '../schedule/calendar.ts';
import { decide } from '../schedule/decide.ts';
import type { Forecast } from '../schedule/situation.ts';
import { endAway } from '../store/acted.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, resumeEnrollmentRow } from '../store/enrollments.ts';
import { storeLateSeen, storeShift } from '../store/notes.ts';
import { recordLead } from './pausing.ts';
import { loadSituations } from './situation.ts';
import { lockContact, running } from './stopping.ts';
import { zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

export interface LeadResumed {
  readonly resumed: readonly { readonly enrollment: Enrollment; readonly days: number }[];
  readonly running: readonly Enrollment[];
}

/** Resumes what was paused: what is left keeps its distances, later by the calendar days that the pause took. */
export async function resumeLead(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  now: Instant,
): Promise<LeadResumed> {
  await lockContact(handle, contact);
  const { chasing, kept } = await running(handle, ws, contact.id);
  const resumed = await resumeEach(handle, ws, contact, chasing, now);
  return { resumed, running: [...chasing, ...kept].filter(({ state }) => state === 'active') };
}

/** The same of some of a contact's enrollments; the caller has locked the contact. */
export async function resumeEach(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  enrollments: readonly Enrollment[],
  now: Instant,
): Promise<LeadResumed['resumed']> {
  const resumed: { enrollment: Enrollment; days: number }[] = [];
  for (const enrollment of enrollments) {
    if (!(await resumeEnrollmentRow(handle, enrollment.id))) continue;
    await endAway(handle, enrollment.id);
    const days = restedDays(enrollment, now, zoneOf(ws, contact));
    const first = days === 0 ? null : await firstLeft(handle, ws, enrollment);
    if (first !== null) {
      await storeShift(handle, enrollment.id, first, days, now);
      await recordLead(
        handle,
        enrollment,
        'shifted',
        { touch: first.touch, days, detail: 'the lead was paused' },
        now,
      );
    }
    await recordLead(handle, enrollment, 'resumed', { days }, now);
    resumed.push({ enrollment, days });
  }
  for (const { enrollment } of resumed) await excuse(handle, ws, enrollment, now);
  if (resumed.length > 0) await wakeContact(handle, contact.id, now);
  return resumed;
}

/** The touch that was next when the pause began: it and all that is planned after it move. */
async function firstLeft(handle: Handle, ws: Workspace, enrollment: Enrollment): Promise<TouchKey | null> {
  const left = await foresee(handle, ws, enrollment, enrollment.pausedAt ?? enrollment.anchor);
  return left[0]?.key ?? null;
}

/**
 * What fell into the hours of the pause that whole days do not cover is due from now on: resting on somebody's word is
 * not being late, and must not cost the lead a text that may wait no longer than six hours.
 */
async function excuse(handle: Handle, ws: Workspace, enrollment: Enrollment, now: Instant): Promise<void> {
  for (const { key, nominal } of await foresee(handle, ws, enrollment, now)) {
    if (nominal === null || enrollment.pausedAt === null || nominal < enrollment.pausedAt) continue;
    if (nominal < now) await storeLateSeen(handle, enrollment.id, key, now, now);
  }
}

/** The touches that are left, in the order of the plan, as the fold sees them at `at`; asked of a running enrollment. */
async function foresee(
  handle: Handle,
  ws: Workspace,
  { id, contact }: Enrollment,
  at: Instant,
): Promise<readonly Forecast[]> {
  const situation = (await loadSituations(ws, [contact], handle)).get(contact);
  const policy = situation === undefined ? undefined : ws.config.policies.get(situation.business.id);
  if (situation === undefined || policy === undefined) return [];
  return decide(situation, policy, at)
    .forecasts.filter(({ enrollment }) => enrollment === id)
    .sort((a, b) => (a.nominal ?? Number.POSITIVE_INFINITY) - (b.nominal ?? Number.POSITIVE_INFINITY));
}

/** Local midnights that passed while it rested: what was planned for a paused Tuesday is not squeezed into the day it ends. */
export function restedDays(
  enrollment: Pick<Enrollment, 'pausedAt'>,
  now: Instant,
  zone: ReturnType<typeof zoneOf>,
): number {
  if (enrollment.pausedAt === null) return 0;
  return Math.max(0, daysBetween(localDayOf(enrollment.pausedAt, zone), localDayOf(now, zone)));
}
