/** Opt-outs by hand: of people who are known, and of numbers and addresses that nobody has ever seen here. */
import type { BusinessId, ContactId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { parseAddress } from '../intake/address.ts';
import { parsePhone } from '../intake/phone.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { wakeContact } from '../store/claims.ts';
import {
  type DestinationKind,
  destinationKey,
  destinationsById,
  destinationsByKey,
} from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, contactsAt } from '../store/enrollments.ts';
import {
  liftSuppression,
  type NewSuppression,
  SUPPRESSED_CHANNELS,
  type SuppressedChannel,
  suppress,
} from '../store/suppressions.ts';
import { findLead, type LeadNotFound } from './find-lead.ts';
import { destinationsOf, type OptOutReason, type Stopped, stopForOptOut } from './stopping.ts';
import type { Workspace } from './workspace.ts';

/** A phone number or address of one business. */
export interface Place {
  readonly business: BusinessId;
  readonly kind: DestinationKind;
  readonly value: string;
}

/** Whom an opt-out means: a lead by id, or a place, with whoever is reached there. */
export interface OptOutTarget {
  readonly people: readonly ContactId[];
  readonly place: Place | null;
}

/** An opt-out belongs to one business; a place that nobody knows, or several do, needs its name. */
export async function optOutTarget(
  ws: Workspace,
  typed: string,
  business: string | null,
): Promise<Result<OptOutTarget, LeadNotFound>> {
  const text = typed.trim();
  const places = placesOf(ws, text).filter((place) => business === null || place.business === business);
  if (places.length === 0 || /^\d{1,9}$/.test(text)) {
    const found = await findLead(ws, text, business);
    return found.ok ? ok({ people: [found.value], place: null }) : found;
  }
  const known: { place: Place; people: readonly ContactId[] }[] = [];
  for (const place of places) {
    const key = destinationKey(ws.pepper, place.business, place.kind, place.value);
    const stored = (await destinationsByKey(ws.db, [key])).get(key);
    if (stored !== undefined) known.push({ place, people: await contactsAt(ws.db, stored.id) });
  }
  const [first, second] = known.length > 0 ? known : places.map((place) => ({ place, people: [] }));
  if (first !== undefined && second === undefined) return ok(first);
  const choices = known.length > 0 ? known.map(({ place }) => place) : places;
  const state = known.length > 0 ? 'known to several businesses' : 'not known here yet';
  return fail({
    message: `${text} is ${state}, and an opt-out is for one business`,
    hint: `Say which: ${choices.map((place) => `--business ${place.business}`).join(', or ')}`,
  });
}

function placesOf(ws: Workspace, text: string): readonly Place[] {
  const address = text.includes('@') ? parseAddress(text) : null;
  return [...ws.config.businesses.values()].flatMap((business): readonly Place[] => {
    if (address !== null) {
      return address.ok ? [{ business: business.id, kind: 'email', value: address.value }] : [];
    }
    const phone = parsePhone(text, business.country);
    return phone.ok ? [{ business: business.id, kind: 'phone', value: phone.value.e164 }] : [];
  });
}

export interface OptedOut {
  readonly people: readonly { readonly contact: ContactState; readonly stopped: Stopped }[];
  /** Opt-outs that are new, over people and places; 0 when all of it was in force before. */
  readonly made: number;
}

/** What may go to a place at all. */
const CHANNELS_OF: Readonly<Record<DestinationKind, readonly SuppressedChannel[]>> = {
  phone: ['sms', 'call'],
  email: ['email'],
};

/** Opts out the people with every place they are reached at, and the place that was named, known or not. */
export async function optOut(
  handle: Handle,
  ws: Workspace,
  people: readonly ContactState[],
  place: Place | null,
  channels: readonly SuppressedChannel[],
  now: Instant,
  reason: OptOutReason = 'opted_out',
): Promise<OptedOut> {
  const done: { contact: ContactState; stopped: Stopped }[] = [];
  for (const contact of people) {
    done.push({ contact, stopped: await stopForOptOut(handle, ws, contact, channels, now, reason) });
  }
  const wanted: NewSuppression[] = [];
  if (place !== null) {
    const businessRow = await ensureBusiness(handle, place.business);
    for (const channel of CHANNELS_OF[place.kind].filter((one) => channels.includes(one))) {
      const key = destinationKey(ws.pepper, place.business, place.kind, place.value);
      wanted.push({ key, businessRow, channel, reason, contact: null, enrollment: null });
    }
  }
  const made = await suppress(handle, wanted, now);
  return { people: done, made: done.reduce((sum, { stopped }) => sum + stopped.suppressed, made) };
}

/** Says how many opt-outs ended. Sequences that they stopped stay stopped: only a new inquiry starts one. */
export async function liftOptOut(
  handle: Handle,
  ws: Workspace,
  people: readonly ContactState[],
  place: Place | null,
  channels: readonly SuppressedChannel[],
  now: Instant,
): Promise<number> {
  let lifted = 0;
  const lift = async (key: NewSuppression['key'], contact: ContactState | null): Promise<void> => {
    for (const channel of SUPPRESSED_CHANNELS.filter((one) => channels.includes(one))) {
      const reason = 'asked_to_be_contacted';
      if (await liftSuppression(handle, { key, channel, reason, contact: contact?.id ?? null }, now))
        lifted += 1;
    }
  };
  for (const contact of people) {
    for (const reached of (await destinationsById(handle, destinationsOf(contact))).values()) {
      await lift(reached.key, contact);
      for (const other of await contactsAt(handle, reached.id)) await wakeContact(handle, other, now);
    }
  }
  if (place !== null) await lift(destinationKey(ws.pepper, place.business, place.kind, place.value), null);
  return lifted;
}
