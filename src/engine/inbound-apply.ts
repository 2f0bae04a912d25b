/** One message of a lead: stored and acted on in one transaction, the first time that anybody brings it. */
import type { BusinessId } from '../domain/ids.ts';
import type { Meaning } from '../domain/meaning.ts';
import type { Instant } from '../domain/time.ts';
import { keywordOf } from '../inbound/keywords.ts';
import { parsePhone } from '../intake/phone.ts';
import { txAgain } from '../store/begin-again.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { wakeContact } from '../store/claims.ts';
import { destinationKey, destinationsByKey, lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, contactsAt, loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { storeInbound } from '../store/inbound.ts';
import { liftSuppression, SUPPRESSED_CHANNELS, suppressionsInForce } from '../store/suppressions.ts';
import type { InboundMessage } from '../transport/transport.ts';
import { optOut, type Place } from './optout.ts';
import { applyReply } from './replied.ts';
import { destinationsOf } from './stopping.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** A text to one of a business's numbers, by the provider that has it. */
export interface Arrived {
  readonly business: BusinessId;
  readonly provider: string;
  readonly message: InboundMessage;
}

/** What was done: `known` is a message that had been applied before, and is left alone. */
export type Applied = Meaning | 'known';

export async function applyInbound(ws: Workspace, arrived: Arrived, now: Instant): Promise<Applied> {
  return txAgain(ws.db, async (handle) => {
    const { business, provider, message } = arrived;
    const place = placeOf(ws, business, message.from);
    const key = destinationKey(ws.pepper, business, place.kind, place.value);
    const reached = (await destinationsByKey(handle, [key])).get(key);
    const people = reached === undefined ? [] : await peopleAt(handle, reached.id);
    // Reservations lock the same rows in the same order: whoever comes first is seen by the other.
    await lockDestinations(handle, [...(reached ? [reached.id] : []), ...people.flatMap(destinationsOf)]);
    const businessRow = await ensureBusiness(handle, business);
    const keyword = keywordOf(message.body);
    const lifts = keyword === 'opt_in' && (await saidStop(handle, key));
    // Whoever writes START without having written STOP says something that a person should read.
    const meaning: Meaning = keyword === 'opt_in' && !lifts ? 'reply' : (keyword ?? 'reply');
    const stored = await storeInbound(handle, {
      businessRow,
      provider,
      providerId: message.providerId,
      channel: 'sms',
      key,
      contact: people[0]?.id ?? null,
      sender: place.value,
      body: message.body,
      meaning,
      receivedAt: message.at,
      storedAt: now,
    });
    if (stored === null) return 'known';
    for (const { id: contact } of people.length > 0 ? people : [{ id: null }])
      await appendEvent(handle, {
        at: now,
        kind: 'received',
        contact,
        enrollment: null,
        touch: null,
        attempt: null,
        data: { message: stored, meaning, received_at: message.at },
      });
    if (meaning === 'opt_out')
      await optOut(handle, ws, people, place, SUPPRESSED_CHANNELS, now, 'replied_stop');
    else if (meaning === 'opt_in') await letBackIn(handle, ws, people, key, now);
    else for (const contact of people) await applyReply(handle, ws, contact, message.body, now);
    return meaning;
  });
}

/** A short code, or whatever else is no phone number, is a place of its own. */
function placeOf(ws: Workspace, business: BusinessId, from: string): Place {
  const country = ws.config.businesses.get(business)?.country ?? 'US';
  const phone = parsePhone(from, country);
  return { business, kind: 'phone', value: phone.ok ? phone.value.e164 : from.trim() };
}

/** Everybody who is reached at a phone: what one of them writes holds for all. */
async function peopleAt(
  handle: Handle,
  phone: Parameters<typeof contactsAt>[1],
): Promise<readonly ContactState[]> {
  const people: ContactState[] = [];
  for (const id of await contactsAt(handle, phone)) {
    const contact = await loadContactState(handle, id);
    if (contact !== null) people.push(contact);
  }
  return people;
}

type Key = ReturnType<typeof destinationKey>;

async function saidStop(handle: Handle, key: Key): Promise<boolean> {
  const inForce = (await suppressionsInForce(handle, [key])).get(key) ?? [];
  return inForce.some(({ channel, reason }) => channel === 'sms' && reason === 'replied_stop');
}

/** Texts may go again, and nothing else: calls and emails stay as they are, and no sequence starts by itself. */
async function letBackIn(
  handle: Handle,
  ws: Workspace,
  people: readonly ContactState[],
  key: Key,
  now: Instant,
): Promise<void> {
  const contact = people[0]?.id ?? null;
  await liftSuppression(handle, { key, channel: 'sms', reason: 'replied_start', contact }, now);
  for (const person of people) {
    const title = `${person.name || 'A lead'} wants texts again: START came in, and nothing was restarted`;
    const zone = zoneOf(ws, person);
    await makeTask(
      handle,
      { contact: person.id, enrollment: null, kind: 'review', title, dueAt: now, zone },
      now,
    );
    await wakeContact(handle, person.id, now);
  }
}
