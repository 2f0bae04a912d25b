/** Who a row is: somebody new, somebody known, or two people at once. Works on keys alone, in the order of the rows. */
import type { ContactId, DestinationKey } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';

export interface Inquiry {
  readonly sourceText: string | null;
  readonly externalId: string | null;
  readonly receivedAt: Instant | null;
  /** The lead's fields as JSON. */
  readonly fields: string;
}

/** A person as the roster remembers them. */
export interface Person {
  /** Null until a new person has been stored. */
  contact: ContactId | null;
  readonly firstName: string;
  readonly lastName: string;
  phone: DestinationKey | null;
  email: DestinationKey | null;
  /** When the newest active or paused enrollment began; null when none runs. */
  runningSince: Instant | null;
  readonly inquiries: Inquiry[];
}

export const nameOf = ({ firstName, lastName }: Pick<Person, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`.trim();

/** An inquiry and who it is from. */
export interface Arrival extends Inquiry {
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: DestinationKey | null;
  readonly email: DestinationKey | null;
  /** Received longer ago than is taken without being asked. */
  readonly old: boolean;
}

export type Meeting =
  /** Nobody had this number or address. */
  | { readonly kind: 'new'; readonly person: Person }
  /** Known, and in no running sequence. */
  | { readonly kind: 'anew'; readonly person: Person; readonly adds: Adds }
  /** Known and being followed up; `here`: since this very import. */
  | { readonly kind: 'again'; readonly person: Person; readonly adds: Adds; readonly here: boolean }
  /** This inquiry is in the store, or was in this file, before; `changed`: with other details, and no time to tell it by. */
  | { readonly kind: 'already'; readonly changed: boolean }
  | { readonly kind: 'old' }
  | { readonly kind: 'suppressed' }
  /** The phone number leads to one person and the email address to another, or the number to several. */
  | { readonly kind: 'conflict'; readonly people: readonly Person[] };

/** What the row has and the person lacked; `kept`: what the person has, although the row says otherwise. */
export interface Adds {
  readonly phone: boolean;
  readonly email: boolean;
  readonly kept: readonly ('phone' | 'email')[];
}

export interface Suppressed {
  /** Numbers that must not be texted. */
  readonly sms: ReadonlySet<DestinationKey>;
  readonly email: ReadonlySet<DestinationKey>;
}

/** Nearly always one person: a list for each of many thousands would be most of the roster. */
type Found = Person | readonly Person[];
type Index = Map<DestinationKey, Found>;

const NONE: readonly never[] = [];

const at = (index: Index, key: DestinationKey | null): Found =>
  key === null ? NONE : (index.get(key) ?? NONE);

const listed = (found: Found): readonly Person[] => ('inquiries' in found ? [found] : found);

function enter(index: Index, key: DestinationKey | null, person: Person): void {
  if (key === null) return;
  const others = index.get(key);
  index.set(key, others === undefined ? person : [...listed(others), person]);
}

/** `now`: the time of this import, which every enrollment it makes begins at. */
export function createRoster(people: readonly Person[], suppressed: Suppressed, now: Instant) {
  const byPhone: Index = new Map();
  const byEmail: Index = new Map();
  for (const person of people) {
    enter(byPhone, person.phone, person);
    enter(byEmail, person.email, person);
  }

  const add = (person: Person, arrival: Arrival): Adds => {
    const phone = arrival.phone !== null && person.phone === null;
    const email = arrival.email !== null && person.email === null;
    const kept: ('phone' | 'email')[] = [];
    if (arrival.phone !== null && !phone && person.phone !== arrival.phone) kept.push('phone');
    if (arrival.email !== null && !email && person.email !== arrival.email) kept.push('email');
    if (phone) {
      person.phone = arrival.phone;
      enter(byPhone, arrival.phone, person);
    }
    if (email) {
      person.email = arrival.email;
      enter(byEmail, arrival.email, person);
    }
    return { phone, email, kept };
  };

  const refused = (arrival: Arrival, person: Person | null): boolean => {
    const isIn = (stopped: ReadonlySet<DestinationKey>, key: DestinationKey | null | undefined): boolean =>
      key !== null && key !== undefined && stopped.has(key);
    // Who opted out of texts has asked to be left alone, on every channel.
    if (isIn(suppressed.sms, arrival.phone) || isIn(suppressed.sms, person?.phone)) return true;
    // A dead or unsubscribed address alone leaves the phone; without one, nothing is left.
    if (arrival.phone !== null || (person?.phone ?? null) !== null) return false;
    return isIn(suppressed.email, arrival.email) || isIn(suppressed.email, person?.email);
  };

  return {
    meet(arrival: Arrival): Meeting {
      const callers = at(byPhone, arrival.phone);
      const writers = at(byEmail, arrival.email);
      const found = whichOf(callers, writers);
      if (found === 'several')
        return { kind: 'conflict', people: [...new Set([...listed(callers), ...listed(writers)])] };
      if (refused(arrival, found)) return { kind: 'suppressed' };
      const before = found?.inquiries.filter((each) => isSame(each, arrival)) ?? NONE;
      if (before.length > 0)
        return { kind: 'already', changed: before.every((each) => isOnlyAlike(each, arrival)) };
      if (arrival.old) return { kind: 'old' };
      if (found === null) {
        const person: Person = {
          contact: null,
          firstName: arrival.firstName,
          lastName: arrival.lastName,
          phone: arrival.phone,
          email: arrival.email,
          runningSince: now,
          inquiries: [arrival],
        };
        enter(byPhone, arrival.phone, person);
        enter(byEmail, arrival.email, person);
        return { kind: 'new', person };
      }
      found.inquiries.push(arrival);
      const adds = add(found, arrival);
      if (found.runningSince !== null)
        return { kind: 'again', person: found, adds, here: found.runningSince === now };
      found.runningSince = now;
      return { kind: 'anew', person: found, adds };
    },
  };
}

function whichOf(called: Found, written: Found): Person | null | 'several' {
  if (called === NONE && written === NONE) return null;
  const [callers, writers] = [listed(called), listed(written)];
  const both = callers.find((person) => writers.includes(person));
  if (both) return both;
  const [first, second] = [...callers, ...writers];
  return second === undefined ? (first ?? null) : 'several';
}

/**
 * The same inquiry read twice. The exporting system's id decides; without it the time it came in; without either the source,
 * so that a list imported again, perhaps with another column filled in, is not a second inquiry of everybody on it.
 */
function isSame(a: Inquiry, b: Inquiry): boolean {
  if (a.externalId !== null && b.externalId !== null) return a.externalId === b.externalId;
  if (a.receivedAt !== null && b.receivedAt !== null) return a.receivedAt === b.receivedAt;
  return a.receivedAt === b.receivedAt && a.externalId === b.externalId && a.sourceText === b.sourceText;
}

/** Taken for the same by its source alone: whether the person has asked again, the file does not say. */
const isOnlyAlike = (a: Inquiry, b: Inquiry): boolean =>
  a.externalId === null && a.receivedAt === null && a.fields !== b.fields;
