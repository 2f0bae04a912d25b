/** Who a row is: somebody new, somebody known, or two people at once. Works on keys alone, in the order of the rows. */
import type { ContactId, DestinationKey } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';

interface Inquiry {
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
  readonly name: string;
  phone: DestinationKey | null;
  email: DestinationKey | null;
  /** When the newest active or paused enrollment began; null when none runs. */
  runningSince: Instant | null;
  readonly inquiries: Inquiry[];
}

export interface Arrival {
  readonly name: string;
  readonly phone: DestinationKey | null;
  readonly email: DestinationKey | null;
  readonly inquiry: Inquiry;
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

/** `at`: the time of this import, which every enrollment it makes begins at. */
export function createRoster(people: readonly Person[], suppressed: Suppressed, at: Instant) {
  const byPhone = new Map<DestinationKey, Person[]>();
  const byEmail = new Map<DestinationKey, Person[]>();
  const enter = (index: Map<DestinationKey, Person[]>, key: DestinationKey | null, person: Person): void => {
    if (key === null) return;
    const others = index.get(key);
    if (others) others.push(person);
    else index.set(key, [person]);
  };
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
      const callers = arrival.phone === null ? [] : (byPhone.get(arrival.phone) ?? []);
      const writers = arrival.email === null ? [] : (byEmail.get(arrival.email) ?? []);
      const found = whichOf(callers, writers);
      if (found === 'several') return { kind: 'conflict', people: [...new Set([...callers, ...writers])] };
      if (refused(arrival, found)) return { kind: 'suppressed' };
      const before = found?.inquiries.filter((each) => isSame(each, arrival.inquiry)) ?? [];
      if (before.length > 0)
        return { kind: 'already', changed: before.every((each) => isOnlyAlike(each, arrival.inquiry)) };
      if (arrival.old) return { kind: 'old' };
      if (found === null) {
        const person: Person = {
          contact: null,
          name: arrival.name,
          phone: arrival.phone,
          email: arrival.email,
          runningSince: at,
          inquiries: [arrival.inquiry],
        };
        enter(byPhone, arrival.phone, person);
        enter(byEmail, arrival.email, person);
        return { kind: 'new', person };
      }
      found.inquiries.push(arrival.inquiry);
      const adds = add(found, arrival);
      if (found.runningSince !== null)
        return { kind: 'again', person: found, adds, here: found.runningSince === at };
      found.runningSince = at;
      return { kind: 'anew', person: found, adds };
    },
  };
}

function whichOf(callers: readonly Person[], writers: readonly Person[]): Person | null | 'several' {
  if (callers.length === 0 && writers.length === 0) return null;
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
