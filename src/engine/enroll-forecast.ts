/** When the first text to a new lead goes, by the deciding code itself, asked once for all leads that are alike to it. */
import type { ContactId, DestinationId, DestinationKey, EnrollmentId, LeadId } from '../domain/ids.ts';
import type { ZoneFinding } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import { decide } from '../schedule/decide.ts';
import type { Situation } from '../schedule/situation.ts';
import type { Candidate } from './enroll-candidate.ts';
import type { Choice } from './enroll-choices.ts';
import { anchorOf } from './start.ts';

/** `none`: no text is foreseen, as without a number that can be texted; `emailed`, where an email goes with the next tick instead. */
export type FirstText =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: Instant }
  | { readonly kind: 'none'; readonly emailed: boolean };

const MOST_KNOWN = 50_000;

/** Asks `decide` about a lead who has just been enrolled and has no history. */
export function createForecast(at: Instant) {
  const known = new Map<Choice, Map<ZoneFinding, Map<string, FirstText>>>();
  const like = (choice: Choice, zone: ZoneFinding): Map<string, FirstText> => {
    const zones = known.get(choice) ?? new Map<ZoneFinding, Map<string, FirstText>>();
    const found = zones.get(zone) ?? new Map<string, FirstText>();
    if (size < MOST_KNOWN && found.size === 0) known.set(choice, zones.set(zone, found));
    return found;
  };
  let size = 0;
  return (lead: Candidate): FirstText => {
    const { choice, zone, state } = lead;
    // The area code stands for the phone: states are read from it. Freshness decides about the instant reply.
    const fresh = lead.receivedAt === null ? '' : Math.min(60, Math.floor((at - lead.receivedAt) / 60_000));
    const consent = lead.consent === null ? '' : lead.consent.given;
    const key = `${state}\0${lead.phoneNumber?.slice(0, 5)}\0${lead.textable}\0${lead.email !== null}\0${consent}\0${fresh}\0${lead.stage}`;
    // Findings are remembered too: those of one area are one object.
    const alike = like(choice, zone);
    const before = alike.get(key);
    if (before) return before;
    const first = firstText(lead, at);
    if (size < MOST_KNOWN) {
      alike.set(key, first);
      size += 1;
    }
    return first;
  };
}

function firstText(lead: Candidate, at: Instant): FirstText {
  const decision = decide(situationOf(lead, at), lead.choice.policy, at);
  for (const { touch, verdict } of decision.forecasts) {
    if (touch.channel !== 'sms') continue;
    if (verdict.kind === 'go') return { kind: 'now' };
    if (verdict.kind === 'defer') return { kind: 'at', at: verdict.at };
  }
  const emailed = decision.forecasts.some(
    ({ touch, verdict }) => touch.channel === 'email' && verdict.kind === 'go',
  );
  return { kind: 'none', emailed };
}

function situationOf(lead: Candidate, at: Instant): Situation {
  const { choice, zone, state } = lead;
  const contact = 1 as ContactId;
  const destination = <Kind extends 'phone' | 'email'>(kind: Kind, value: string | null) =>
    value === null ? null : { id: 1 as DestinationId, kind, value, key: '' as DestinationKey };
  return {
    business: choice.business,
    contact: {
      id: contact,
      business: choice.business.id,
      firstName: lead.firstName,
      lastName: lead.lastName,
      phone: destination('phone', lead.phoneNumber),
      textable: lead.textable,
      email: destination('email', lead.address),
      zone,
      state,
      stage: lead.stage,
    },
    history: [],
    suppressed: { sms: null, email: null, call: null },
    texted: false,
    phoneZone: null,
    enrollments: [
      {
        id: 1 as EnrollmentId,
        state: 'active',
        sequence: choice.revision.sequence,
        variant: choice.variant,
        lead: {
          id: 1 as LeadId,
          contact,
          sourceText: lead.sourceText,
          receivedAt: lead.receivedAt,
          consent: lead.consent,
          fields: JSON.parse(lead.fields) as Readonly<Record<string, string>>,
        },
        startedBy: 'inquiry',
        consentRequired: false,
        enrolledAt: at,
        anchor: anchorOf(choice.variant, at),
        shifts: [],
        ends: [],
        openCalls: [],
        inFlight: [],
        lateSeen: [],
        retryAt: [],
        acted: [],
      },
    ],
    pauses: [],
    silentSince: null,
    appointment: null,
  };
}
