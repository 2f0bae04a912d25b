/** A text that the provider will not carry to this number from here: is it the number, or is it everything that the business sends? */
import type { Outcome } from '../domain/attempt.ts';
import { DAY, elapsed, type Instant } from '../domain/time.ts';
import { localDayOf } from '../schedule/calendar.ts';
import { destinationsById, type StoredDestination } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { appendEvent } from '../store/events.ts';
import { insertTask } from '../store/tasks.ts';
import { anyTakenSince, earlierTries, readUnreached, writeUnreached } from '../store/unreached.ts';
import type { Sending } from './settle.ts';

/**
 * One number is chance, two may be a couple who live abroad. Three within a day, and not one text taken meanwhile: that
 * is an account on trial, or without permission for a country, and every further text would fare alike.
 */
const IN_A_ROW = 3;

/** At once, and one and three hours later: whoever mends the account by then loses nobody, and nobody waits for ever. */
const TRIES = 3;

type Unsent = Extract<Outcome, { kind: 'unsent' }>;

/** Held a few times, then failed with its reason: of this outcome it is not known whose fault it is. */
export async function heldOrRefused(
  handle: Handle,
  { attempt }: Pick<Sending, 'attempt'>,
  outcome: Unsent,
): Promise<Outcome> {
  const before = await earlierTries(handle, attempt, outcome.code);
  if (before + 1 < TRIES) return { ...outcome, retryAfter: outcome.retryAfter * 2 ** before };
  const { code, detail } = outcome;
  return { kind: 'refused', code, detail, suppress: false, why: 'unreached' };
}

/** Remembers it, and says why everything is to stop; null while it may be this number's matter. */
export async function countUnreached(
  handle: Handle,
  { destination: id, attempt, wireAt: at }: Sending,
  { code, detail }: Unsent,
  now: Instant,
): Promise<string | null> {
  const place = (await destinationsById(handle, [id])).get(id);
  if (place === undefined) return null;
  const known = (await readUnreached(handle, place.businessRow)).filter((one) => elapsed(one.at, now) < DAY);
  const others = known.filter(({ destination }) => destination !== id);
  const [first] = others;
  const isAlone = first === undefined || (await anyTakenSince(handle, place.businessRow, first));
  const list = [...(isAlone ? [] : others), { destination: id, attempt, at }];
  const stops = list.length >= IN_A_ROW;
  await writeUnreached(handle, place.businessRow, stops ? [] : list);
  return stops
    ? `${IN_A_ROW} numbers one after the other could not be texted, and no other text was taken meanwhile; the last time: ${detail} (${code})`
    : null;
}

/** The touch has failed for good: somebody looks, for the number may be wrong, or the account need a permission. */
export async function showUnreached(
  handle: Handle,
  { contact, enrollment, destination: id, key, attempt }: Sending,
  { code, detail }: Extract<Outcome, { kind: 'refused' }>,
  now: Instant,
): Promise<void> {
  const place = (await destinationsById(handle, [id])).get(id);
  if (place === undefined) return;
  const title = `Look at ${key?.touch ?? 'a text'}: it could not be sent, and was tried ${TRIES} times`;
  const script = `The provider said: ${detail} (${code}). Other leads are texted; this one gets emails and calls.`;
  const task = await insertTask(handle, taskAt(place, { contact, enrollment, title, script }, now));
  if (task === null) return;
  await appendEvent(handle, {
    at: now,
    kind: 'task_made',
    contact,
    enrollment,
    touch: null,
    attempt,
    data: { task, kind: 'review' },
  });
}

const taskAt = (
  { zone }: StoredDestination,
  about: Pick<Parameters<typeof insertTask>[1], 'contact' | 'enrollment' | 'title' | 'script'>,
  now: Instant,
): Parameters<typeof insertTask>[1] => ({
  ...about,
  key: null,
  kind: 'review',
  voicemail: null,
  localDay: localDayOf(now, zone),
  zone,
  madeAt: now,
  dueAt: now,
  expiresAt: null,
});
