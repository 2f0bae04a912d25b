/** A sequence that was to follow another and did not: always in the log, and a person's task where it is nobody's wish. */
import type { SequenceId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Handle } from '../store/driver.ts';
import { type Enrollment, enrollmentsOf, loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

export async function logNotHandedOver(
  handle: Handle,
  { contact, id: enrollment }: Enrollment,
  detail: string,
  now: Instant,
): Promise<void> {
  const about = { contact, enrollment, touch: null, attempt: null };
  await appendEvent(handle, { at: now, kind: 'not_handed_over', ...about, data: { detail } });
}

/** For hand-overs that no person is watching. Promised silence is kept, and who is in the sequence already misses nothing. */
export async function showNotHandedOver(
  handle: Handle,
  ws: Workspace,
  from: Enrollment,
  target: SequenceId | null,
  obstacle: string,
  now: Instant,
): Promise<void> {
  await logNotHandedOver(handle, from, obstacle, now);
  const contact = await loadContactState(handle, from.contact);
  if (contact === null || contact.silentSince !== null) return;
  const runs = (await enrollmentsOf(handle, contact.id)).some(
    ({ sequence, state }) => sequence === target && (state === 'active' || state === 'paused'),
  );
  if (runs) return;
  const title = `Look at ${contact.name || 'a lead'}: ${target ?? 'what was to follow'} did not start after ${from.sequence}`;
  const about = { contact: contact.id, enrollment: from.id, kind: 'review', title, note: obstacle } as const;
  await makeTask(handle, { ...about, dueAt: now, zone: zoneOf(ws, contact) }, now);
}
