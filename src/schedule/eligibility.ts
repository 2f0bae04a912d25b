/** What ends a touch without a send: a stop, a missing address, a missing consent, a condition that does not hold. */
import { type ConditionFacts, holds } from '../domain/condition.ts';
import type { TouchId } from '../domain/ids.ts';
import type { Reason, SkipName, StopName } from '../domain/reason.ts';
import type { Instant } from '../domain/time.ts';
import type { Touch } from '../sequence/sequence.ts';
import type { Step } from './course.ts';
import { describeInstant } from './describe.ts';
import type { Frame } from './frame.ts';
import type { EnrolledIn } from './situation.ts';

export type SkipReason = Reason & { readonly code: SkipName };
export type StopReason = Reason & { readonly code: StopName };

/** What stops a whole enrollment, whatever its touches are. */
export function stopReason({ situation, zone }: Frame, { sequence }: EnrolledIn): StopReason | null {
  const { silentSince, suppressed, appointment } = situation;
  if (silentSince !== null)
    return { code: 'promised_silence', detail: `silence was promised ${describeInstant(silentSince, zone)}` };
  const { sms, email, call } = suppressed;
  if (sms !== null && email !== null && call !== null) {
    const code = sms.code === 'wrong_number' ? 'wrong_number' : 'opted_out';
    return { code, detail: sms.detail };
  }
  if (sequence.anchor === 'appointment' && appointment === null)
    return { code: 'appointment_cancelled', detail: 'the appointment was cancelled' };
  return null;
}

/** Why this touch cannot go to this contact at all; null when it can. Conditions are judged by the ends known so far. */
export function skipReason(step: Step, steps: readonly Step[], frame: Frame): SkipReason | null {
  const later = overtakenBy(step, steps, frame.now);
  return (
    unreachable(step, frame) ??
    (later === null ? null : overtaken(later.touch.id)) ??
    conditionFails(step, () => factsOf(step.enrolled, steps, frame))
  );
}

function unreachable({ touch, enrolled }: Step, { situation }: Frame): SkipReason | null {
  const { contact, suppressed } = situation;
  const { channel } = touch;
  if (channel === 'move') return null;
  const stopped = suppressed[channel];
  if (stopped !== null)
    return { code: stopped.code === 'wrong_number' ? 'wrong_number' : 'opted_out', detail: stopped.detail };
  if (channel === 'email')
    return contact.email === null ? { code: 'no_email', detail: 'no email address' } : null;
  if (contact.phone === null) return { code: 'no_phone', detail: 'no phone number' };
  if (channel === 'call') return null;
  if (!contact.textable) return { code: 'not_textable', detail: 'this number cannot be texted' };
  return withoutConsent(enrolled);
}

/** A recorded no holds for every source; where consent is required, so does silence. */
function withoutConsent({ variant, lead, consentRequired }: EnrolledIn): SkipReason | null {
  if (lead.consent?.given === true) return null;
  const code = 'no_consent';
  if (lead.consent !== null) return { code, detail: 'the lead refused consent to be texted' };
  if (variant.consent === 'required')
    return { code, detail: `source ${variant.source} needs recorded consent to text` };
  if (!consentRequired) return null;
  return { code, detail: 'where the lead came from, a text needs recorded consent' };
}

/** A touch about a call is stale once a later call has been made that it does not ask about: here, by `at`. */
export function overtakenBy({ touch }: Step, steps: readonly Step[], at: Instant): Step | null {
  if (touch.references.length === 0) return null;
  const named = steps.find(
    (other) => other.touch.channel === 'call' && touch.references.includes(other.touch.id),
  );
  if (named === undefined) return null;
  const later = steps.find(
    (other) =>
      other.index > named.index &&
      other.touch.channel === 'call' &&
      other.taskAt !== null &&
      other.taskAt <= at &&
      other.touch.id !== touch.id &&
      !touch.conditionReferences.includes(other.touch.id),
  );
  return later ?? null;
}

export const overtaken = (later: TouchId): SkipReason => ({
  code: 'overtaken',
  detail: `${later} has been made since the call it is about`,
});

function conditionFails({ touch }: Step, facts: () => ConditionFacts): SkipReason | null {
  if (touch.if !== null && !holds(touch.if, facts()))
    return { code: 'condition_false', detail: 'its condition does not hold' };
  const { action } = touch;
  if ((action.kind !== 'sms' && action.kind !== 'email') || alternativeOf(touch, facts) !== null) return null;
  return { code: 'no_alternative', detail: `none of its ${action.alternatives.length} wordings fits` };
}

/** What conditions may ask about, as far as it is known. */
export function factsOf(
  { variant, lead }: EnrolledIn,
  steps: readonly Step[],
  { situation }: Frame,
): ConditionFacts {
  const calls = new Map<TouchId, string>();
  for (const { touch, outcome, certain } of steps)
    if (certain && outcome !== null) calls.set(touch.id, outcome);
  return {
    calls,
    source: variant.source,
    like: variant.like,
    stage: situation.contact.stage,
    urgency: variant.urgency,
    fields: lead.fields,
  };
}

/** Index of the first text or email alternative whose condition holds; most touches have but one, and need no facts for it. */
export function alternativeOf({ action }: Touch, facts: () => ConditionFacts): number | null {
  if (action.kind !== 'sms' && action.kind !== 'email') return null;
  if (action.alternatives[0]?.if === null) return 0;
  const known = facts();
  const index = action.alternatives.findIndex((each) => holds(each.if, known));
  return index < 0 ? null : index;
}
