/** The situation of a lead who does not exist: somebody who has just been enrolled and to whom nothing has happened yet. */
import type { Business } from '../domain/business.ts';
import { asId, type DestinationId, type DestinationKey } from '../domain/ids.ts';
import type { Consent, Destination } from '../domain/lead.ts';
import { after, type Instant, type Zone } from '../domain/time.ts';
import type { Sequence, Variant } from '../sequence/sequence.ts';
import type { EnrolledIn, Situation } from './situation.ts';
import { findZone } from './zones.ts';

export interface Hypothesis {
  readonly business: Business;
  readonly sequence: Sequence;
  readonly variant: Variant;
  /** When the lead comes in and is enrolled. */
  readonly at: Instant;
  readonly zone: Zone | null;
  readonly state: string | null;
  readonly consent: Consent | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly firstName: string;
  readonly lastName: string;
  /** A number and an address to show; null for a lead who has none. */
  readonly phone: string | null;
  readonly email: string | null;
  /** For reminders. */
  readonly appointment: Instant | null;
}

/** What everything starts from when only business, sequence, source and arrival are known. */
export const SOMEBODY = {
  zone: null,
  state: null,
  consent: null,
  fields: {},
  firstName: 'Maria',
  lastName: 'Lopez',
  // Toll-free numbers belong to no state; the fiction range of the numbering plan belongs to nobody.
  phone: '+18005550142',
  email: 'maria@example.com',
  appointment: null,
} as const satisfies Partial<Hypothesis>;

export function situationFor(hypothesis: Hypothesis): Situation {
  const { business, sequence, variant, at, appointment } = hypothesis;
  const enrolled: EnrolledIn = {
    id: asId(1),
    state: 'active',
    sequence,
    variant,
    lead: {
      id: asId(1),
      contact: asId(1),
      sourceText: variant.source,
      receivedAt: at,
      consent: hypothesis.consent,
      fields: hypothesis.fields,
    },
    startedBy: 'inquiry',
    consentRequired: false,
    enrolledAt: at,
    anchor: sequence.anchor === 'appointment' ? (appointment ?? at) : after(at, variant.startAfter),
    shifts: [],
    ends: [],
    openCalls: [],
    inFlight: [],
    lateSeen: [],
    retryAt: [],
    acted: [],
  };
  return {
    business,
    contact: contactOf(hypothesis),
    history: [],
    suppressed: { sms: null, email: null, call: null },
    texted: false,
    phoneZone: null,
    enrollments: [enrolled],
    pauses: [],
    silentSince: null,
    appointment: appointment === null ? null : { startsAt: appointment },
  };
}

function contactOf({
  business,
  zone,
  state,
  phone,
  email,
  firstName,
  lastName,
}: Hypothesis): Situation['contact'] {
  return {
    id: asId(1),
    business: business.id,
    firstName,
    lastName,
    phone: destination('phone', phone, 1),
    textable: phone !== null,
    email: destination('email', email, 2),
    zone: findZone({ given: zone, state, postalCode: null, country: null, phone, business: business.zone }),
    state,
    stage: null,
  };
}

function destination(kind: Destination['kind'], value: string | null, id: number): Destination | null {
  if (value === null) return null;
  return { id: asId<DestinationId>(id), kind, value, key: asId<DestinationKey>(`hypothetical ${kind}`) };
}
