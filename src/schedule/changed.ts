/** Situations and enrollments with some of their fields changed. */
import type { EnrolledIn, Situation } from './situation.ts';

/**
 * Null leaves a field as it was. Written out, as the next one: of spreads of so many fields the runtime makes thousands of
 * shapes, and compiles whatever reads them again and again; a proof took a fifth longer with them (measured).
 */
export const situationWith = (before: Situation, change: Partial<Situation>): Situation => ({
  business: change.business ?? before.business,
  contact: change.contact ?? before.contact,
  history: change.history ?? before.history,
  suppressed: change.suppressed ?? before.suppressed,
  texted: change.texted ?? before.texted,
  phoneZone: change.phoneZone ?? before.phoneZone,
  enrollments: change.enrollments ?? before.enrollments,
  pauses: change.pauses ?? before.pauses,
  silentSince: change.silentSince ?? before.silentSince,
  appointment: change.appointment ?? before.appointment,
});

export const enrolledWith = (before: EnrolledIn, change: Partial<EnrolledIn>): EnrolledIn => ({
  id: change.id ?? before.id,
  state: change.state ?? before.state,
  sequence: change.sequence ?? before.sequence,
  variant: change.variant ?? before.variant,
  lead: change.lead ?? before.lead,
  startedBy: change.startedBy ?? before.startedBy,
  consentRequired: change.consentRequired ?? before.consentRequired,
  enrolledAt: change.enrolledAt ?? before.enrolledAt,
  anchor: change.anchor ?? before.anchor,
  shifts: change.shifts ?? before.shifts,
  ends: change.ends ?? before.ends,
  openCalls: change.openCalls ?? before.openCalls,
  inFlight: change.inFlight ?? before.inFlight,
  lateSeen: change.lateSeen ?? before.lateSeen,
  retryAt: change.retryAt ?? before.retryAt,
  acted: change.acted ?? before.acted,
});
