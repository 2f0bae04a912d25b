/** Everything that decides about one contact, read in one go: what has happened, what is open, and which rules hold. */
import type { Business } from '../domain/business.ts';
import type { Channel } from '../domain/channel.ts';
import type { AttemptId, EnrollmentId, SequenceId, TouchId } from '../domain/ids.ts';
import type { Contact, Lead } from '../domain/lead.ts';
import type { GateName, Reason, SkipName, StopName } from '../domain/reason.ts';
import type { Instant, LocalDate, Zone } from '../domain/time.ts';
import type { TouchEnd, TouchKey } from '../domain/touch.ts';
import type { Sequence, Touch, Variant } from '../sequence/sequence.ts';

export interface Situation {
  readonly business: Business;
  readonly contact: Contact;
  /** Live attempts (wire, sent, uncertain) of the business to this contact's destinations, whoever shares them, and its calls; ascending by time; at least the last 15 days. */
  readonly history: readonly Contacted[];
  readonly suppressed: {
    readonly sms: Reason | null;
    readonly email: Reason | null;
    readonly call: Reason | null;
  };
  /** Whether a text to this phone number has ever been sent: the first one names the business and the way out. */
  readonly texted: boolean;
  /** The zone stored with this phone number, whose local days count its texts, whoever shares it; null when none is stored. */
  readonly phoneZone: Zone | null;
  /** Active and paused enrollments, oldest first, and ended ones whose promise of silence still holds. */
  readonly enrollments: readonly EnrolledIn[];
  /** Pauses in force above the contact: all, business, channel or sequence. */
  readonly pauses: readonly PauseInForce[];
  /** In force since a `closes` touch went out, until the lead acts. */
  readonly silentSince: Instant | null;
  readonly appointment: { readonly startsAt: Instant } | null;
}

/** Something that counts against a cap. */
export interface Contacted {
  readonly channel: 'sms' | 'email' | 'call';
  readonly at: Instant;
  /** The destination's own local day when it was reserved, as stored. */
  readonly localDay: LocalDate;
  readonly zone: Zone;
  readonly automatic: boolean;
  /** Sent late to catch up after an outage. */
  readonly late: boolean;
  /** For reasons: which touch of which sequence it was. */
  readonly sequence: SequenceId | null;
  readonly enrollment: EnrollmentId | null;
  readonly touch: TouchId | null;
}

export interface PauseInForce {
  readonly channel: Channel | null;
  readonly sequence: SequenceId | null;
  readonly since: Instant;
  readonly detail: string;
}

export interface EnrolledIn {
  readonly id: EnrollmentId;
  readonly state: 'active' | 'paused' | 'finished' | 'stopped';
  readonly sequence: Sequence;
  readonly variant: Variant;
  readonly lead: Lead;
  /** A lead's inquiry, or another sequence or an appointment, after which nothing is an instant reply. */
  readonly startedBy: 'inquiry' | 'handover';
  /** Whoever needed recorded consent to be texted where they came from needs it here too. */
  readonly consentRequired: boolean;
  readonly enrolledAt: Instant;
  /** Enrollment time plus `startAfter`, or as moved since; the appointment's start for reminders. */
  readonly anchor: Instant;
  /** Day shifts from late touches and resumed pauses: all touches nominally at or after the named one, in the order they were made. */
  readonly shifts: readonly { readonly from: TouchKey; readonly days: number }[];
  readonly ends: readonly (TouchKey & { readonly end: TouchEnd })[];
  /** Open call tasks made by this sequence's call touches. */
  readonly openCalls: readonly (TouchKey & { readonly taskAt: Instant; readonly expiresAt: Instant })[];
  /** An attempt of the touch is on the wire now. */
  readonly inFlight: readonly (TouchKey & { readonly attempt: AttemptId })[];
  /** When a late touch was first seen by a tick: lateness is measured there, and gates after that add nothing. */
  readonly lateSeen: readonly (TouchKey & { readonly due: Instant; readonly seenAt: Instant })[];
  /** After a proven non-send: not before this instant. */
  readonly retryAt: readonly (TouchKey & { readonly at: Instant; readonly detail: string })[];
  /** Acts that it has answered, for those that are answered once. */
  readonly acted: readonly string[];
}

/** One gate's part in a touch's time: it could not go at `from`, so it was moved to `to`. */
export interface GateMove {
  readonly gate: GateName;
  readonly from: Instant;
  readonly to: Instant;
  readonly detail: string;
}

/** What the fold foresees for one touch that has not ended. */
export interface Forecast {
  readonly enrollment: EnrollmentId;
  readonly key: TouchKey;
  readonly touch: Touch;
  /** The sequence's own time for it, before any gate; null while a touch it waits for has not ended. */
  readonly nominal: Instant | null;
  /** The first instant at which every gate allows it, as if nothing had been late. */
  readonly due: Instant | null;
  /** Every move from nominal to the instant foreseen, in the order they were made. */
  readonly moves: readonly GateMove[];
  /** Index of the text or email alternative that holds as far as is known; null for calls and moves, and where none does. */
  readonly alternative: number | null;
  readonly verdict: Verdict;
}

export type Verdict =
  /** May go now. `validUntil`: it must not arrive after this. `basis` is `instant_reply` outside the windows. */
  | {
      readonly kind: 'go';
      readonly at: Instant;
      readonly validUntil: Instant;
      readonly localDay: LocalDate;
      readonly zone: Zone;
      readonly basis: 'window' | 'instant_reply';
      readonly late: boolean;
    }
  /** `at` is always later than now; with `basis` as foreseen. */
  | {
      readonly kind: 'defer';
      readonly at: Instant;
      readonly reason: Reason;
      readonly basis: 'window' | 'instant_reply';
    }
  /** Held without a time of its own until somebody acts (paused, an attempt in flight). */
  | { readonly kind: 'hold'; readonly reason: Reason }
  /** Ends at `at` without a send. Only foreseen while `at` is later than now: the fact that forbids it may still change. */
  | { readonly kind: 'skip'; readonly reason: Reason & { readonly code: SkipName }; readonly at: Instant }
  | { readonly kind: 'stop'; readonly reason: Reason & { readonly code: StopName } };

/** Facts that a decision makes, to be stored before or with the sends. */
export type Note =
  | {
      readonly kind: 'late_seen';
      readonly enrollment: EnrollmentId;
      readonly key: TouchKey;
      readonly due: Instant;
      readonly seenAt: Instant;
    }
  | {
      readonly kind: 'shift';
      readonly enrollment: EnrollmentId;
      readonly from: TouchKey;
      readonly days: number;
      readonly detail: string;
    }
  | {
      readonly kind: 'anchor';
      readonly enrollment: EnrollmentId;
      readonly anchor: Instant;
      readonly detail: string;
    }
  /** An open call task whose time is up, or that a newer one replaces: it ends `not_done`. */
  | {
      readonly kind: 'close_call';
      readonly enrollment: EnrollmentId;
      readonly key: TouchKey;
      /** The instant that the end is recorded with: never later than now. */
      readonly at: Instant;
      readonly detail: string;
    }
  /** So many messages, and no answer for a day. */
  | { readonly kind: 'unanswered'; readonly enrollment: EnrollmentId }
  /** Every touch has ended. */
  | { readonly kind: 'finished'; readonly enrollment: EnrollmentId };

export interface Decision {
  /** Every touch that has not ended, of every active or paused enrollment, in fold order. */
  readonly forecasts: readonly Forecast[];
  readonly notes: readonly Note[];
  /** When to look at this contact again; null when nothing will ever happen by itself. Always later than now; soon when something may go now. */
  readonly wakeAt: Instant | null;
  /** The same once every `go` of this decision has been sent and every note and skip stored: then the fold need not be run again before. */
  readonly wakeAfterSends: Instant | null;
}

/** How the fold treats what only the future can tell; `tick` uses the real store and never needs it. */
export interface Assumptions {
  /** Calls are done at their due time with this outcome; `null` leaves them open until they expire. */
  readonly callOutcome: string | null;
}
