/** Puts one lead into one sequence: the enrollment, its anchor, the contact's next look, and the event that says so. */
import type { ContactId, EnrollmentId, LeadId, RevisionId } from '../domain/ids.ts';
import { after, type Instant } from '../domain/time.ts';
import type { Sequence, Urgency, Variant } from '../sequence/sequence.ts';
import type { Handle } from '../store/driver.ts';
import { insertEnrollment, wakeForEnrollment } from '../store/enrolling.ts';
import { appendEvent } from '../store/events.ts';

/** As stored on the contact: the tick takes the higher first. */
export const URGENCY_RANK: Readonly<Record<Urgency, number>> = { high: 2, medium: 1, low: 0 };

export interface Start {
  readonly contact: ContactId;
  readonly lead: LeadId;
  readonly revision: RevisionId;
  readonly sequence: Sequence;
  readonly variant: Variant;
  readonly at: Instant;
  /** Where its days count from, when that is not `at` plus the variant's own wait: an appointment, or a hand-over's wait. */
  readonly anchor?: Instant;
  /** Given when no inquiry but another sequence or an appointment starts it. */
  readonly handedOver?: { readonly consentRequired: boolean };
}

/** Null when the contact is in this sequence already: the database holds at most one running enrollment of each. */
export async function startEnrollment(handle: Handle, start: Start): Promise<EnrollmentId | null> {
  const anchor = start.anchor ?? anchorOf(start.variant, start.at);
  const enrollment = await insertEnrollment(handle, {
    contact: start.contact,
    lead: start.lead,
    revision: start.revision,
    sequence: start.sequence.id,
    source: start.variant.source,
    enrolledAt: start.at,
    anchorAt: anchor,
    startedBy: start.handedOver === undefined ? 'inquiry' : 'handover',
    consentRequired: start.handedOver?.consentRequired ?? false,
  });
  if (enrollment === null) return null;
  await wakeForEnrollment(handle, start.contact, start.at, URGENCY_RANK[start.variant.urgency]);
  await appendEvent(handle, {
    at: start.at,
    kind: 'enrolled',
    contact: start.contact,
    enrollment,
    touch: null,
    attempt: null,
    data: { sequence: start.sequence.id, source: start.variant.source },
  });
  return enrollment;
}

export const anchorOf = (variant: Variant, at: Instant): Instant => after(at, variant.startAfter);
