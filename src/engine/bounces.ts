/** What mail systems report of our emails: a dead address gets none any more, a full mailbox three more chances. */
import type { BusinessId, DestinationId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Reported } from '../inbound/understand.ts';
import { parseAddress } from '../intake/address.ts';
import { ensureBusiness } from '../store/businesses.ts';
import {
  destinationKey,
  destinationsById,
  destinationsByKey,
  type StoredDestination,
} from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { contactsAt, loadContactState } from '../store/enrollments.ts';
import { suppress } from '../store/suppressions.ts';
import { countWebhooks, settleWebhook, storeWebhook } from '../store/webhooks.ts';
import type { Returned } from './mail-in.ts';
import { obeyBounce } from './obey.ts';
import type { Workspace } from './workspace.ts';

/** As many failures that may pass are one that does not. */
const SOFT_LIMIT = 3;

export interface Report {
  /** Of the report itself. */
  readonly id: string;
  readonly reported: readonly Reported[];
  /** The emails of ours that it is about. */
  readonly returned: readonly Returned[];
}

/** Says how many addresses were given up. */
export async function noteBounces(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  { id, reported, returned }: Report,
  now: Instant,
): Promise<number> {
  let dead = 0;
  for (const { recipient, action, blame } of reported) {
    if (action !== 'failed' || blame === 'elsewhere') continue;
    const place = (await known(handle, ws, business, recipient)) ?? (await sentTo(handle, returned));
    if (place === null) continue;
    if (blame === 'soft' && (await softFailures(handle, business, place, id, now)) < SOFT_LIMIT) continue;
    dead += await giveUp(handle, ws, place, now);
  }
  return dead;
}

async function known(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  recipient: string,
): Promise<StoredDestination | null> {
  const address = parseAddress(recipient);
  if (!address.ok) return null;
  const key = destinationKey(ws.pepper, business, 'email', address.value);
  return (await destinationsByKey(handle, [key])).get(key) ?? null;
}

/** Forwarded to an address that nobody here knows: what counts is where we had sent it. */
async function sentTo(handle: Handle, returned: readonly Returned[]): Promise<StoredDestination | null> {
  const [first] = returned;
  const contact = first === undefined ? null : await loadContactState(handle, first.contact);
  if (contact?.email == null) return null;
  return (await destinationsById(handle, [contact.email])).get(contact.email) ?? null;
}

/** How many there have been by now. */
async function softFailures(
  handle: Handle,
  business: BusinessId,
  { key }: StoredDestination,
  id: string,
  now: Instant,
): Promise<number> {
  const businessRow = await ensureBusiness(handle, business);
  const source = 'mail';
  const word = { businessRow, source, eventKey: `soft ${key} ${id}`, kind: 'soft_bounce', body: null };
  const stored = await storeWebhook(handle, { ...word, receivedAt: now });
  if (stored !== null) await settleWebhook(handle, stored, 'counted', null);
  return countWebhooks(handle, { businessRow, source, prefix: `soft ${key} ` });
}

async function giveUp(
  handle: Handle,
  ws: Workspace,
  { id, key, businessRow }: StoredDestination,
  now: Instant,
): Promise<number> {
  const people = await peopleAt(handle, id);
  const contact = people[0]?.id ?? null;
  const row = { key, businessRow, channel: 'email', reason: 'bounced', contact, enrollment: null } as const;
  const made = await suppress(handle, [row], now);
  if (made > 0) for (const person of people) await obeyBounce(handle, ws, person, now);
  return made;
}

async function peopleAt(handle: Handle, id: DestinationId) {
  const people = [];
  for (const contact of await contactsAt(handle, id)) {
    const person = await loadContactState(handle, contact);
    if (person !== null) people.push(person);
  }
  return people;
}
