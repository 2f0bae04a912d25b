/** One click takes an address off a business's list: the token behind the link, and what the click does. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { asId, type DestinationKey } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { txAgain } from '../store/begin-again.ts';
import { destinationsByKey } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, contactsAt, loadContactState } from '../store/enrollments.ts';
import { suppress } from '../store/suppressions.ts';
import { optOut } from './optout.ts';
import { publicUrlAnswers } from './public-url.ts';
import type { TickOptions } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/**
 * Made of the address's key and the workspace's own, so that it is the same in every email, holds for ever, and works for
 * people who were erased; it names nobody, and 64 bits of proof keep others from making one.
 */
export const unsubscribeToken = (pepper: Uint8Array, key: DestinationKey): string =>
  `${key}${proofOf(pepper, key)}`;

/** Null for anything that this workspace has not made. */
export function readUnsubscribeToken(pepper: Uint8Array, token: string): DestinationKey | null {
  if (!/^[\da-f]{48}$/.test(token)) return null;
  const key = asId<DestinationKey>(token.slice(0, 32));
  const given = Buffer.from(token.slice(32));
  return timingSafeEqual(given, Buffer.from(proofOf(pepper, key))) ? key : null;
}

const proofOf = (pepper: Uint8Array, key: DestinationKey): string =>
  createHmac('sha256', pepper).update(`unsubscribe ${key}`).digest('hex').slice(0, 16);

/** `new`: false when the address was off the list before. */
export type Unsubscribed =
  | { readonly kind: 'unsubscribed'; readonly new: boolean }
  /** No token of ours, or of an address that is not known here: whoever asks is shown the same page. */
  | { readonly kind: 'unknown' };

/**
 * Emails to the address end, whoever is reached there; texts and calls go on, for they have a way out of their own, and a
 * click in one email must not end the reminders of an appointment.
 */
export const unsubscribe = (ws: Workspace, token: string, now: Instant): Promise<Unsubscribed> =>
  txAgain(ws.db, (handle) => unsubscribeIn(handle, ws, token, now));

/** The same inside a transaction that does more. */
export async function unsubscribeIn(
  handle: Handle,
  ws: Workspace,
  token: string,
  now: Instant,
): Promise<Unsubscribed> {
  const key = readUnsubscribeToken(ws.pepper, token);
  const place = key === null ? undefined : (await destinationsByKey(handle, [key])).get(key);
  if (key === null || place === undefined || place.kind !== 'email') return { kind: 'unknown' };
  const people: ContactState[] = [];
  for (const id of await contactsAt(handle, place.id)) {
    const contact = await loadContactState(handle, id);
    if (contact !== null) people.push(contact);
  }
  const { made } = await optOut(handle, ws, people, null, ['email'], now);
  // Nobody may be reached there any more, and it holds all the same.
  const { businessRow } = place;
  const row = {
    key,
    businessRow,
    channel: 'email',
    reason: 'opted_out',
    contact: null,
    enrollment: null,
  } as const;
  return { kind: 'unsubscribed', new: made + (await suppress(handle, [row], now)) > 0 };
}

/** Where the link of an address leads, below an address of ours that answers. */
export const unsubscribeLink = (base: string, pepper: Uint8Array, key: DestinationKey): string =>
  `${base}/u/${unsubscribeToken(pepper, key)}`;

/** `public_url`, when emails are live and it answers now; null: the way out is to reply. Asked once a tick. */
export async function linkBase(ws: Workspace, options: TickOptions): Promise<string | null> {
  const { publicUrl } = ws.config;
  if (publicUrl === null || !options.transports.email.live) return null;
  return (await publicUrlAnswers(publicUrl, options.signal)) ? publicUrl : null;
}
