/** Somebody who turns up without having been a lead: a contact whom nothing is sent to, so that a person can look. */
import type { BusinessId, DestinationId } from '../domain/ids.ts';
import type { Instant, Zone } from '../domain/time.ts';
import { MAX_NAME, splitName, tidy } from '../intake/names.ts';
import { parseZone } from '../intake/places.ts';
import { calendarZone, findZone } from '../schedule/zones.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { type DestinationKind, destinationKey, ensureDestination } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { insertContacts } from '../store/enrolling.ts';
import { type ContactState, loadContactState } from '../store/enrollments.ts';
import { type Hints, reachOf } from './match-contact.ts';
import type { Workspace } from './workspace.ts';

/** Null when neither an address nor a number was given: there is nobody to be told apart from others. */
export async function makeStranger(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  who: Hints & { readonly name: string | null; readonly zone: string | null },
  now: Instant,
): Promise<ContactState | null> {
  const { email, phone } = reachOf(ws, business, who);
  const settings = ws.config.businesses.get(business);
  if ((email === null && phone === null) || settings === undefined) return null;
  const finding = findZone({
    given: who.zone === null ? null : parseZone(who.zone),
    state: null,
    postalCode: null,
    country: settings.country,
    phone: phone?.value ?? null,
    business: settings.zone,
  });
  const zone = calendarZone(finding, settings.zone);
  const businessRow = await ensureBusiness(handle, business);
  const [firstName, lastName] = splitName(tidy(who.name ?? '').slice(0, MAX_NAME));
  const [id] = await insertContacts(handle, [
    {
      businessRow,
      firstName,
      lastName,
      phone: phone === null ? null : await reach(handle, ws, business, 'phone', phone.value, zone),
      textable: phone?.textable ?? false,
      email: email === null ? null : await reach(handle, ws, business, 'email', email, zone),
      zones: JSON.stringify(finding.zones),
      zoneFrom: finding.from,
      state: null,
      stage: null,
      wakeAt: now,
      urgency: 0,
    },
  ]);
  return id === undefined ? null : loadContactState(handle, id);
}

async function reach(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  kind: DestinationKind,
  value: string,
  zone: Zone,
): Promise<DestinationId> {
  const businessRow = await ensureBusiness(handle, business);
  const key = destinationKey(ws.pepper, business, kind, value);
  return ensureDestination(handle, { businessRow, kind, value, key, zone });
}
