/** Whatever comes from a lead, whichever way: stored, understood and acted on in one transaction, the first time that anybody brings it. */
import type { BusinessId, ContactId, DestinationKey } from '../domain/ids.ts';
import type { Heard, Meaning } from '../domain/meaning.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { type Said, type Understood, understand } from '../inbound/understand.ts';
import { parseAddress } from '../intake/address.ts';
import { parsePhone } from '../intake/phone.ts';
import { localDayOf, localTimeOf } from '../schedule/calendar.ts';
import { txAgain } from '../store/begin-again.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { destinationKey, destinationsByKey, lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, contactsAt, loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { storeInbound } from '../store/inbound.ts';
import { SUPPRESSED_CHANNELS, type SuppressedChannel, suppressionsInForce } from '../store/suppressions.ts';
import { zoneOf as zoneOfBusiness } from './business-days.ts';
import { followMeaning } from './follow-meaning.ts';
import type { Place } from './optout.ts';
import { destinationsOf } from './stopping.ts';
import { zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** A message to a business, or a call that nobody answered. */
export interface Arrived {
  readonly business: BusinessId;
  readonly provider: string;
  /** Unique for ever among those of its provider for this business. */
  readonly providerId: string;
  readonly channel: 'sms' | 'email' | 'chat' | 'call';
  /** Where it came from, as it was given; null for a chat that names neither. */
  readonly from: { readonly kind: 'phone' | 'email'; readonly value: string } | null;
  /** Known by a token of ours, whatever address it came from. */
  readonly contact?: ContactId | null;
  readonly text: string;
  /** What came with it, such as `[1 picture]`: kept below its words, and no part of what they mean. */
  readonly attached?: string;
  readonly subject?: string | null;
  /** Names in lower case. */
  readonly headers?: Said['headers'];
  readonly deliveryStatus?: string | null;
  readonly optOutType?: Said['optOutType'];
  /** An email's own Message-ID. */
  readonly messageId?: string | null;
  readonly at: Instant;
  /** Somebody is asked about it in another way: no task is made. */
  readonly isSeenTo?: boolean;
}

/** What it was taken for; `known` is a message that had been applied before, and is left alone. */
export type Applied = Heard | 'known';

export const receive = (ws: Workspace, arrived: Arrived, now: Instant): Promise<Applied> =>
  txAgain(ws.db, (handle) => receiveIn(handle, ws, arrived, now));

/** The same inside a transaction that does more. */
export async function receiveIn(
  handle: Handle,
  ws: Workspace,
  arrived: Arrived,
  now: Instant,
): Promise<Applied> {
  const { business, channel } = arrived;
  const place = placeOf(ws, arrived);
  const key = place && destinationKey(ws.pepper, business, place.kind, place.value);
  const reached = key === null ? undefined : (await destinationsByKey(handle, [key])).get(key);
  const people = await peopleOf(handle, arrived, reached === undefined ? null : reached.id);
  // Reservations lock the same rows in the same order: whoever comes first is seen by the other.
  await lockDestinations(handle, [...(reached ? [reached.id] : []), ...people.flatMap(destinationsOf)]);
  const businessRow = await ensureBusiness(handle, business);
  const understood = channel === 'call' ? RANG : understand(saidOf(ws, arrived, people[0]));
  const meaning = await meant(handle, understood.meaning, channel, key);
  const stored = await storeInbound(handle, {
    businessRow,
    provider: arrived.provider,
    providerId: arrived.providerId,
    channel,
    key,
    contact: people[0]?.id ?? null,
    sender: place?.value ?? null,
    subject: arrived.subject ?? null,
    body: arrived.attached ? `${arrived.text}\n${arrived.attached}` : arrived.text,
    messageId: arrived.messageId ?? null,
    meaning,
    rule: understood.rule,
    receivedAt: arrived.at,
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
      data: { message: stored, channel, meaning, rule: understood.rule, received_at: arrived.at },
    });
  const channels = scopeOf(ws, business, channel);
  const isSeenTo = arrived.isSeenTo === true;
  const message = { ...understood, meaning, place, people, channel, channels, isSeenTo };
  await followMeaning(handle, ws, message, now);
  return meaning;
}

/** What stands for a call that nobody answered: there is nothing to understand. */
const RANG = {
  meaning: 'missed_call',
  said: '',
  rule: 'call',
  time: null,
  back: null,
  failed: [],
} as const satisfies Omit<Understood, 'meaning'> & { readonly meaning: Heard };

/** A short code, or whatever else is no phone number, is a place of its own. */
function placeOf(ws: Workspace, { business, from }: Arrived): Place | null {
  if (from === null) return null;
  const country = ws.config.businesses.get(business)?.country ?? 'US';
  const read = from.kind === 'email' ? parseAddress(from.value) : parsePhone(from.value, country);
  const value = !read.ok
    ? from.value.trim().toLowerCase()
    : typeof read.value === 'string'
      ? read.value
      : read.value.e164;
  return value === '' ? null : { business, kind: from.kind, value };
}

/** Whoever a token names, and everybody who is reached where it came from: what one of them writes holds for all. */
async function peopleOf(
  handle: Handle,
  { business, contact }: Arrived,
  reached: Parameters<typeof contactsAt>[1] | null,
): Promise<readonly ContactState[]> {
  const ids = new Set(contact == null ? [] : [contact]);
  for (const id of reached === null ? [] : await contactsAt(handle, reached)) ids.add(id);
  const people: ContactState[] = [];
  for (const id of ids) {
    const person = await loadContactState(handle, id);
    if (person?.business === business) people.push(person);
  }
  return people;
}

/** "Tomorrow" is counted on the clock of whoever wrote it. */
function saidOf(ws: Workspace, arrived: Arrived, person: ContactState | undefined): Said {
  const zone = person === undefined ? zoneOfBusiness(ws, arrived.business) : zoneOf(ws, person);
  const { text, subject = null, headers = [], optOutType = null, deliveryStatus = null } = arrived;
  const channel = arrived.channel === 'call' ? 'chat' : arrived.channel;
  const here = { date: localDayOf(arrived.at, zone), time: localTimeOf(arrived.at, zone) };
  return { channel, text, subject, headers, optOutType, deliveryStatus, here };
}

/** Whoever writes START without having written STOP says something that a person should read. */
async function meant(
  handle: Handle,
  meaning: Meaning | 'missed_call',
  channel: Arrived['channel'],
  key: DestinationKey | null,
): Promise<Heard> {
  if (meaning !== 'opt_in') return meaning;
  const inForce = key === null || channel !== 'sms' ? [] : await suppressionsInForce(handle, [key]);
  const lifts = [...inForce.values()]
    .flat()
    .some((one) => one.channel === 'sms' && one.reason === 'replied_stop');
  return lifts ? 'opt_in' : 'reply';
}

/** What an opt-out over this channel ends. */
function scopeOf(
  ws: Workspace,
  business: BusinessId,
  channel: Arrived['channel'],
): readonly SuppressedChannel[] {
  const { stopScope } = ws.config.policies.get(business) ?? DEFAULT_POLICY;
  return stopScope === 'all_channels' || channel === 'chat' ? SUPPRESSED_CHANNELS : [channel];
}
