/** Whom a word from outside is about: by the token we gave, else by address, phone, or another program's name; always within one business. */
import type { BusinessId, ContactId } from '../domain/ids.ts';
import { parseAddress } from '../intake/address.ts';
import { parsePhone } from '../intake/phone.ts';
import { type DestinationKind, destinationKey, destinationsByKey } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, contactsAt, loadContactState } from '../store/enrollments.ts';
import { contactsNamed } from '../store/lead-records.ts';
import { standFor } from '../store/merging.ts';
import { readLeadToken } from './lead-token.ts';
import type { Workspace } from './workspace.ts';

/** As it was said: nothing of it need be right. */
export interface Hints {
  readonly token: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** What the program that posts it calls the lead. */
  readonly externalId?: string | null;
}

/** Where somebody is reached, once what was said is found to be an address or a number. */
export interface Reach {
  readonly email: string | null;
  readonly phone: { readonly value: string; readonly textable: boolean } | null;
}

export function reachOf(ws: Workspace, business: BusinessId, { email, phone }: Hints): Reach {
  const address = email === null ? null : parseAddress(email);
  const country = ws.config.businesses.get(business)?.country ?? 'US';
  const number = phone === null ? null : parsePhone(phone, country);
  return {
    email: address?.ok ? address.value : null,
    phone: number?.ok ? { value: number.value.e164, textable: number.value.textable } : null,
  };
}

/** Everybody it may be about, oldest first: several when they share the address or the number. */
export async function matchContacts(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  hints: Hints,
): Promise<readonly ContactState[]> {
  const named = hints.token === null ? null : readLeadToken(ws.pepper, hints.token);
  if (named !== null) {
    const people = await peopleOf(handle, business, [named]);
    if (people.length > 0) return people;
  }
  const { email, phone } = reachOf(ws, business, hints);
  const byEmail = email === null ? [] : await peopleAt(handle, ws, business, 'email', email);
  if (byEmail.length > 0) return byEmail;
  const byPhone = phone === null ? [] : await peopleAt(handle, ws, business, 'phone', phone.value);
  if (byPhone.length > 0 || !hints.externalId) return byPhone;
  return peopleOf(handle, business, await contactsNamed(handle, hints.externalId));
}

async function peopleAt(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  kind: DestinationKind,
  value: string,
): Promise<readonly ContactState[]> {
  const key = destinationKey(ws.pepper, business, kind, value);
  const place = (await destinationsByKey(handle, [key])).get(key);
  return place === undefined ? [] : peopleOf(handle, business, await contactsAt(handle, place.id));
}

/** Those of them who are there, and are this business's; whoever was merged into another is the other. */
export async function peopleOf(
  handle: Handle,
  business: BusinessId,
  ids: readonly ContactId[],
): Promise<readonly ContactState[]> {
  const people: ContactState[] = [];
  for (const id of await standFor(handle, ids)) {
    const contact = await loadContactState(handle, id);
    if (contact !== null && contact.business === business) people.push(contact);
  }
  return people;
}
