/** A person of one business, the places they are reached at, and what they asked for. */
import type { BusinessId, ContactId, DestinationId, DestinationKey, LeadId } from './ids.ts';
import type { Instant, Zone } from './time.ts';

/** Where a contact's zone was taken from, best first. */
export type ZoneSource = 'given' | 'address' | 'phone' | 'business';

/** Several zones when the source leaves it open; every window must then hold in all of them. */
export interface ZoneFinding {
  readonly zones: readonly Zone[];
  readonly from: ZoneSource;
}

export interface Destination {
  readonly id: DestinationId;
  readonly kind: 'phone' | 'email';
  /** E.164, or a lower-case address with an ASCII domain. */
  readonly value: string;
  readonly key: DestinationKey;
}

/** Recorded permission to text: what, when and where it was given, as far as the import knew. */
export interface Consent {
  readonly given: boolean;
  readonly at: Instant | null;
  /** The wording or the column it came from. */
  readonly evidence: string;
}

/** One row of an import, or one webhook, read and normalized but not yet stored. */
export interface NewLead {
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string | null;
  /** False for toll-free, premium and extension numbers: callable, never texted. */
  readonly textable: boolean;
  readonly email: string | null;
  /** As written by the source; matching it to a variant is enrolling's work. */
  readonly sourceText: string | null;
  readonly receivedAt: Instant | null;
  /** Id in the exporting system. */
  readonly externalId: string | null;
  readonly zone: Zone | null;
  /** Two-letter state or province, upper case. */
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly consent: Consent | null;
  readonly businessText: string | null;
  readonly stage: string | null;
  /** Every other column, by normalized name: what templates call `{{ interest }}`, `{{ budget }}` … */
  readonly fields: ReadonlyMap<string, string>;
}

/** A stored contact with what templates and gates need of it. */
export interface Contact {
  readonly id: ContactId;
  readonly business: BusinessId;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: Destination | null;
  readonly textable: boolean;
  readonly email: Destination | null;
  readonly zone: ZoneFinding;
  readonly state: string | null;
  readonly stage: string | null;
}

/** A stored inquiry. */
export interface Lead {
  readonly id: LeadId;
  readonly contact: ContactId;
  readonly sourceText: string | null;
  readonly receivedAt: Instant | null;
  readonly consent: Consent | null;
  readonly fields: Readonly<Record<string, string>>;
}
