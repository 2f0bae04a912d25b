/** A link of a message is opened: where it leads, and whether it was a person who opened it. */
import { elapsed, type Instant, instant, SECOND } from '../domain/time.ts';
import { LINK_TOKEN } from '../message/links.ts';
import { txAgain } from '../store/begin-again.ts';
import { wakeContact } from '../store/claims.ts';
import { lockDestinations } from '../store/destinations.ts';
import { loadContactState } from '../store/enrollments.ts';
import { disownClicks, linkByToken, type StoredLink, storeClick } from '../store/links.ts';
import { expectBooking } from './obey.ts';
import { destinationsOf } from './stopping.ts';
import type { Workspace } from './workspace.ts';

/** What a request says of whoever makes it. */
export interface Opening {
  readonly userAgent: string;
  /** A program of that name is known to be no person. */
  readonly isMachine: boolean;
  /** Asked for in advance, in case somebody should want it. */
  readonly isPrefetch: boolean;
}

/** Mail gateways open every link as the message comes in; nobody reads and presses as fast. */
const SOONEST = 10 * SECOND;
/** Nobody opens two links of a message within this. */
const TOGETHER = 3 * SECOND;

const TOO_MANY = 'several links of the message at once';

/** Why it was no person; null for one. */
function whyNot(
  link: StoredLink,
  { userAgent, isMachine, isPrefetch }: Opening,
  now: Instant,
): string | null {
  if (userAgent.trim() === '') return 'names no program';
  if (isMachine) return 'a program that is no person';
  if (isPrefetch) return 'fetched in advance';
  if (elapsed(link.madeAt, now) < SOONEST) return 'within 10 seconds of the message';
  return null;
}

/** Stores the click with why it counts or not; an opened booking page is followed up later if nothing comes of it. */
export async function noteClick(
  ws: Workspace,
  link: StoredLink,
  opening: Opening,
  now: Instant,
): Promise<'person' | 'machine'> {
  return txAgain(ws.db, async (handle) => {
    const contact = await loadContactState(handle, link.contact);
    if (contact !== null) await lockDestinations(handle, destinationsOf(contact));
    const reason = whyNot(link, opening, now);
    const others = reason === null ? await disownClicks(handle, link, instant(now - TOGETHER), TOO_MANY) : 0;
    const isPerson = reason === null && others === 0;
    const detail = isPerson ? 'opened' : (reason ?? TOO_MANY);
    await storeClick(handle, link.id, now, { person: isPerson, detail });
    if (!isPerson || contact === null) return 'machine';
    if (link.books) {
      await expectBooking(handle, ws, contact, now);
      await wakeContact(handle, contact.id, now);
    }
    return 'person';
  });
}

/** Null for anything that was never given out. */
export const findLink = (ws: Workspace, token: string): Promise<StoredLink | null> =>
  LINK_TOKEN.test(token) ? linkByToken(ws.db, token) : Promise.resolve(null);
