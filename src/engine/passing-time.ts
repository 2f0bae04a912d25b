/** What time alone brings about: a paused lead is shown to a person, an ended sequence that waited hands over. */
import type { ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { LEAD_ACTS } from '../sequence/sequence.ts';
import { actsOf, awayUntil } from '../store/acted.ts';
import type { Handle } from '../store/driver.ts';
import { type Enrollment, enrollmentsOf, loadContactState, takeReview } from '../store/enrollments.ts';
import { ruleOf, ruleThatHolds } from './conditions.ts';
import { follow } from './lifecycle.ts';
import { remindOfNext } from './next-appointment.ts';
import { logNotHandedOver, showNotHandedOver } from './not-handed-over.ts';
import { lookAfterClick } from './obey.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { resumeEach } from './resuming.ts';
import { askByRule } from './rule-asks.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/**
 * What time alone brings to a contact: the review of a paused lead, the hand-over of an ended one whose rule waits.
 * A tick calls it for each contact before it reads the situation, and wakes the contact no later than the instant returned.
 */
export async function applyTime(
  handle: Handle,
  ws: Workspace,
  contact: ContactId,
  now: Instant,
): Promise<Instant | null> {
  const enrollments = await enrollmentsOf(handle, contact);
  const waiting = enrollments.flatMap(({ reviewAt }) =>
    reviewAt !== null && reviewAt > now ? [reviewAt] : [],
  );
  for (const enrollment of enrollments) {
    if (enrollment.reviewAt === null || enrollment.reviewAt > now) continue;
    if (!(await takeReview(handle, enrollment.id))) continue;
    if (enrollment.state === 'paused') await goOnOrAsk(handle, ws, enrollment, now);
    else if (enrollment.state === 'active') await lookAfterClick(handle, ws, enrollment, now);
    else {
      await remindOfNext(handle, ws, enrollment, now);
      await followLate(handle, ws, enrollment, now, enrollments);
    }
  }
  return waiting.length === 0 ? null : (Math.min(...waiting) as Instant);
}

async function followLate(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  now: Instant,
  all: readonly Enrollment[],
): Promise<void> {
  // Whatever a lead has written ends a sequence as `replied`; every other act under its own name.
  const acted = enrollment.endCode === 'replied' ? (await actsOf(handle, enrollment.id)).at(-1) : null;
  const act = LEAD_ACTS.find((name) => name === (acted ?? enrollment.endCode));
  if (act === undefined) return;
  const { anchor } = await pinnedSequence(ws, enrollment.revision, handle);
  // Whoever waits held its condition when it ended. Ended reminders are looked at when their appointment has passed,
  // whether or not a rule waits and holds: theirs is asked again.
  const asked = anchor === 'appointment' ? ruleThatHolds : ruleOf;
  const rule = await asked(handle, ws, enrollment, act);
  if (rule === null || rule.wait === null) return;
  // Whoever has inquired again in the meantime is followed up anew: the old inquiry's sequence has no more say.
  if (all.some(({ lead }) => lead > enrollment.lead))
    return logNotHandedOver(handle, enrollment, 'the lead has inquired again since', now);
  // What a lead wrote is known to people since it was written.
  if (act === 'booked' || act === 'not_interested' || act === 'finished')
    await askByRule(handle, ws, { enrollment, act, rule, words: null }, now);
  const { obstacle } = await follow(handle, ws, enrollment, rule, now);
  if (obstacle !== null) await showNotHandedOver(handle, ws, enrollment, rule.start, obstacle, now);
}

/** Who was away is back, unless something else has happened since: then a person looks, as at anybody who rests. */
async function goOnOrAsk(handle: Handle, ws: Workspace, enrollment: Enrollment, now: Instant): Promise<void> {
  const until = await awayUntil(handle, enrollment.id);
  const contact = until === null ? null : await loadContactState(handle, enrollment.contact);
  if (contact === null || until !== enrollment.reviewAt) return askForReview(handle, ws, enrollment, now);
  await resumeEach(handle, ws, contact, [enrollment], now);
}

/** A paused lead is never forgotten. */
async function askForReview(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  now: Instant,
): Promise<void> {
  const contact = await loadContactState(handle, enrollment.contact);
  if (contact === null) return;
  await makeTask(
    handle,
    {
      contact: contact.id,
      enrollment: enrollment.id,
      kind: 'review',
      title: `${contact.name || 'This lead'} is still paused: resume or stop ${enrollment.sequence}`,
      dueAt: now,
      zone: zoneOf(ws, contact),
    },
    now,
  );
}
