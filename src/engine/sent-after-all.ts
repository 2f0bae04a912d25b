/** A message that was taken for one that did not go went all the same: it counts, it never goes again, and somebody looks. */
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { wakeContact } from '../store/claims.ts';
import { markTexted } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { endTouch, promiseSilence, reopenTouch } from '../store/ends.ts';
import { loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { wentAgain } from '../store/statuses.ts';
import { sendingOf } from './recover.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** `word`: what the provider says of it. Its row stays as it was judged; that a provider speaks of it makes it count for the caps. */
export async function admitSent(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  word: string,
  now: Instant,
): Promise<void> {
  const { id, contact: contactId, enrollment, touch, state, wireAt, destination, channel } = attempt;
  await appendEvent(handle, {
    at: now,
    kind: 'sent_after_all',
    contact: contactId,
    enrollment,
    touch,
    attempt: id,
    data: { status: word, state },
  });
  if (channel === 'sms' && !attempt.rehearsal) await markTexted(handle, destination, wireAt);
  const { key, closes } = await sendingOf(ws, attempt, handle);
  if (enrollment !== null && key !== null) {
    // A touch that had failed by it did not fail; one that has gone again meanwhile stays as that made it.
    await reopenTouch(handle, enrollment, key, id);
    await endTouch(handle, enrollment, key, { kind: 'sent', at: wireAt, attempt: id });
  }
  if (closes) await promiseSilence(handle, contactId, wireAt);
  await wakeContact(handle, contactId, now);
  const contact = await loadContactState(handle, contactId);
  if (contact === null) return;
  const title = `Look at ${contact.name || 'a lead'}: ${touch ?? 'a message'} went out although it was taken for ${state}`;
  const twice = await wentAgain(handle, attempt);
  const note = twice ? { note: 'It had been sent again by then: they may have it twice.' } : {};
  const about = { contact: contactId, enrollment, kind: 'review', title, ...note } as const;
  await makeTask(handle, { ...about, dueAt: now, zone: zoneOf(ws, contact) }, now);
}
