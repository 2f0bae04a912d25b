/** Append-only facts: the log that `why`, reports and audits are folded from. */
import type { AttemptId, ContactId, EnrollmentId, EventSeq, TouchId } from './ids.ts';
import type { Instant } from './time.ts';

export const EVENT_KINDS = [
  'enrolled',
  'inquiry_again',
  'contact_changed',
  'merged',
  'attempt_reserved',
  'attempt_settled',
  'attempt_cancelled',
  'attempt_resolved',
  'attempt_resent',
  'status_changed',
  'duplicate_at_provider',
  'sent_after_all',
  'touch_skipped',
  'touch_failed',
  'touch_moved',
  'task_made',
  'task_assigned',
  'task_done',
  'task_closed',
  'late_seen',
  'shifted',
  'anchor_moved',
  'migrated',
  'stayed',
  'paused',
  'resumed',
  'stopped',
  'finished',
  'stage_changed',
  'not_handed_over',
  'booked',
  'appointment_changed',
  'received',
  'conversation_closed',
  'suppressed',
  'suppression_lifted',
  'channel_paused',
  'channel_resumed',
  'notified',
  'bridge_asked',
  'bridge_changed',
  'run_died',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface NewEvent {
  readonly at: Instant;
  readonly kind: EventKind;
  readonly contact: ContactId | null;
  readonly enrollment: EnrollmentId | null;
  readonly touch: TouchId | null;
  readonly attempt: AttemptId | null;
  /** Small and flat; never a message body or an address. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Event extends NewEvent {
  readonly seq: EventSeq;
}
