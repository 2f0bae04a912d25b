/** Somebody rang and nobody answered: the lead acting, and for somebody new one text, however often they ring. */
import type { Business, CallSettings } from '../domain/business.ts';
import type { ContactId, DestinationKey } from '../domain/ids.ts';
import { after, type Instant } from '../domain/time.ts';
import { parsePhone } from '../intake/phone.ts';
import { calendarZone, findZone } from '../schedule/zones.ts';
import { ensureBusiness } from '../store/businesses.ts';
import {
  destinationKey,
  destinationsByKey,
  ensureDestination,
  lockDestinations,
} from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { contactsAt } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { storeInbound } from '../store/inbound.ts';
import { adoptInbound, talkWith } from '../store/missed-calls.ts';
import { suppressionsInForce } from '../store/suppressions.ts';
import { receiveIn } from './receive.ts';
import { takeLead } from './take-lead.ts';
import { type Act, type Once, takeOnce } from './webhooks.ts';
import type { Workspace } from './workspace.ts';

/** As calls are stored; an id of a call is unique for ever. */
export const VOICE = 'twilio-voice';

export interface Rang {
  readonly business: Business;
  readonly calls: CallSettings;
  readonly id: string;
  /** As the provider says it; nobody's number where it is withheld. */
  readonly from: string;
}

/** Why there is no text, or that there is one. */
export type CallEnd =
  /** Enrolled: one text, and what else its sequence says. */
  | 'enrolled'
  | 'withheld_number'
  | 'own_number'
  | 'vendor'
  | 'opted_out'
  /** Had the text of an earlier call. */
  | 'called_before'
  /** A person and the caller are writing, or a person holds back what is automatic. */
  | 'conversation'
  /** In a sequence already: it rests, and a person calls back. */
  | 'followed'
  /** The sequence of the settings cannot take anybody. */
  | 'no_sequence';

export const takeMissedCall = (ws: Workspace, rang: Rang, now: Instant): Promise<Once<CallEnd>> =>
  takeOnce<CallEnd>(
    ws,
    {
      business: rang.business.id,
      source: VOICE,
      eventKey: rang.id,
      kind: 'missed_call',
      body: null,
      receivedAt: now,
    },
    (handle) => answer(handle, ws, rang, now),
  );

async function answer(handle: Handle, ws: Workspace, rang: Rang, now: Instant): Promise<Act<CallEnd>> {
  const { business } = rang;
  const caller = callerOf(rang);
  const who = caller === null ? 'withheld_number' : notALead(ws, rang, caller);
  if (caller === null || who !== null) return ended(who ?? 'withheld_number', null);
  const key = destinationKey(ws.pepper, business.id, 'phone', caller);
  const person = await lockCaller(handle, rang, caller, key);
  const talk = await whyNoText(handle, rang.calls, key, person, now);
  // Another ring must not hold back the text that the first one is owed.
  if (talk === 'called_before') await storeRing(handle, rang, caller, key, person, now);
  // The call back is a touch of the sequence that begins now.
  else await receiveIn(handle, ws, { ...arrivedOf(rang, caller, now), isSeenTo: talk === null }, now);
  if (talk !== null) return ended(talk, person);
  const posted = { business: business.id, cells: new Map([['phone', caller]]) };
  const { sequence } = rang.calls;
  const taken = await takeLead(handle, ws, { ...posted, sequence, source: 'Missed call' }, now);
  if (!taken.ok) return ended('no_sequence', person);
  const { contact } = taken.value;
  const businessRow = await ensureBusiness(handle, business.id);
  if (contact !== null && person === null)
    await adoptInbound(handle, contact, { provider: VOICE, providerId: rang.id, businessRow });
  return ended('enrolled', contact);
}

const ended = (result: CallEnd, contact: ContactId | null): Act<CallEnd> => ({
  end: { contact, result },
  value: result,
});

/** Where a caller withholds the number, Twilio says so in words, or spells them on the keys of a phone. */
const WITHHELD = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

function callerOf({ business, from }: Rang): string | null {
  if (WITHHELD.has(from.trim())) return null;
  const phone = parsePhone(from, business.country);
  return phone.ok ? phone.value.e164 : null;
}

/** Our own phones ring each other, and vendors are no leads. */
function notALead(ws: Workspace, { business, calls }: Rang, caller: string): 'own_number' | 'vendor' | null {
  const own = [...ws.config.businesses.values()].flatMap((each) => [
    each.senders.sms,
    each.calls?.forwardTo,
    each.calls?.agentPhone,
    each.phone,
  ]);
  const isOwn = own.some((number) => {
    const phone = number == null ? null : parsePhone(number, business.country);
    return phone?.ok === true && phone.value.e164 === caller;
  });
  if (isOwn) return 'own_number';
  const isVendor = calls.vendors.some((vendor) =>
    vendor.endsWith('*') ? caller.startsWith(vendor.slice(0, -1)) : caller === vendor,
  );
  return isVendor ? 'vendor' : null;
}

/** Two rings at once take turns: on a server, whoever has the number's row goes first. Whom it reaches, if anybody. */
async function lockCaller(
  handle: Handle,
  { business }: Rang,
  caller: string,
  key: DestinationKey,
): Promise<ContactId | null> {
  const known = (await destinationsByKey(handle, [key])).get(key);
  const blocked =
    known === undefined && ((await suppressionsInForce(handle, [key])).get(key) ?? []).length > 0;
  // Of whoever has opted out without having been anybody here, nothing but a hash is kept.
  if (blocked) return null;
  const finding = findZone({
    given: null,
    state: null,
    postalCode: null,
    country: null,
    phone: caller,
    business: business.zone,
  });
  const businessRow = await ensureBusiness(handle, business.id);
  const zone = calendarZone(finding, business.zone);
  const place = await ensureDestination(handle, { businessRow, kind: 'phone', value: caller, key, zone });
  await lockDestinations(handle, [place]);
  return (await contactsAt(handle, place))[0] ?? null;
}

async function whyNoText(
  handle: Handle,
  calls: CallSettings,
  key: DestinationKey,
  person: ContactId | null,
  now: Instant,
): Promise<CallEnd | null> {
  const blocked = (await suppressionsInForce(handle, [key])).get(key) ?? [];
  if (blocked.some(({ channel }) => channel === 'sms')) return 'opted_out';
  if (person === null) return null;
  const since = after(now, -calls.window);
  const talk = await talkWith(handle, person, since, { source: VOICE, result: 'enrolled' });
  if (talk.written) return 'conversation';
  if (talk.answered) return 'called_before';
  if (talk.paused) return 'conversation';
  return talk.active ? 'followed' : null;
}

const arrivedOf = ({ business, id }: Rang, caller: string, now: Instant) =>
  ({
    business: business.id,
    provider: VOICE,
    providerId: id,
    channel: 'call',
    from: { kind: 'phone', value: caller },
    text: '',
    at: now,
  }) as const;

/** Kept in the thread, and nothing follows from it. */
async function storeRing(
  handle: Handle,
  { business, id }: Rang,
  caller: string,
  key: DestinationKey,
  contact: ContactId | null,
  now: Instant,
): Promise<void> {
  const message = await storeInbound(handle, {
    businessRow: await ensureBusiness(handle, business.id),
    provider: VOICE,
    providerId: id,
    channel: 'call',
    key,
    contact,
    sender: caller,
    subject: null,
    body: '',
    messageId: null,
    meaning: 'missed_call',
    rule: 'call',
    receivedAt: now,
    storedAt: now,
  });
  await appendEvent(handle, {
    at: now,
    kind: 'received',
    contact,
    enrollment: null,
    touch: null,
    attempt: null,
    data: { message, channel: 'call', meaning: 'missed_call', rule: 'call', received_at: now },
  });
}
