/** A call that somebody answered: the lead has been talked to, so what is automatic rests, and an open call task is done. */
import { after, DAY, type Instant } from '../domain/time.ts';
import { parsePhone } from '../intake/phone.ts';
import { destinationKey, destinationsByKey, lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { contactsAt, endSilence, loadContactState } from '../store/enrollments.ts';
import { openCallsAt } from '../store/tasks.ts';
import { finishTask } from './finish-task.ts';
import { type Rang, VOICE } from './missed-call.ts';
import { pauseLead } from './pausing.ts';
import { destinationsOf } from './stopping.ts';
import { type Act, type Once, takeOnce } from './webhooks.ts';
import type { Workspace } from './workspace.ts';

/** Whoever is not resumed by then comes up as a task. */
const REVIEW_AFTER = 2 * DAY;

type AnsweredEnd = 'talked' | 'nobody_known';

export const takeAnsweredCall = (ws: Workspace, rang: Rang, now: Instant): Promise<Once<AnsweredEnd>> =>
  takeOnce<AnsweredEnd>(
    ws,
    {
      business: rang.business.id,
      source: VOICE,
      eventKey: rang.id,
      kind: 'answered_call',
      body: null,
      receivedAt: now,
    },
    (handle) => note(handle, ws, rang, now),
  );

async function note(handle: Handle, ws: Workspace, rang: Rang, now: Instant): Promise<Act<AnsweredEnd>> {
  const { business, from } = rang;
  const phone = parsePhone(from, business.country);
  const key = phone.ok ? destinationKey(ws.pepper, business.id, 'phone', phone.value.e164) : null;
  const place = key === null ? undefined : (await destinationsByKey(handle, [key])).get(key);
  const ids = place === undefined ? [] : await contactsAt(handle, place.id);
  if (place === undefined || ids.length === 0)
    return { end: { contact: null, result: 'nobody_known' }, value: 'nobody_known' };
  const people = [];
  for (const id of ids) {
    const person = await loadContactState(handle, id);
    if (person !== null) people.push(person);
  }
  await lockDestinations(handle, [place.id, ...people.flatMap(destinationsOf)]);
  for (const { id } of await openCallsAt(handle, place.id))
    await finishTask(
      handle,
      ws,
      id,
      { outcome: 'answered', note: 'They rang, and somebody answered', by: 'phone' },
      now,
    );
  for (const person of people) {
    await endSilence(handle, person.id);
    await pauseLead(handle, ws, person, after(now, REVIEW_AFTER), 'called and was answered', now);
  }
  return { end: { contact: people[0]?.id ?? null, result: 'talked' }, value: 'talked' };
}
