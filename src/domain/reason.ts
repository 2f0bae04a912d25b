/** Why a touch went when it did, or did not go: one closed list, shown to people by `why` and stored with every decision. */

/** A rule that moves an instant later. */
export type GateName =
  | 'quiet_hours'
  | 'email_hours'
  | 'sms_per_day'
  | 'sms_spacing'
  | 'email_spacing'
  | 'contacts_per_day'
  | 'business_hours'
  | 'vary_from'
  | 'order'
  | 'reference'
  | 'closes_last'
  | 'catch_up'
  | 'min_gap'
  | 'retry';

/** A fact that ends a touch, or an enrollment, without a send. */
export type StopName =
  | 'opted_out'
  | 'wrong_number'
  | 'booked'
  | 'not_interested'
  | 'paused'
  | 'replied'
  | 'promised_silence'
  | 'finished'
  | 'stopped_by_person'
  | 'appointment_cancelled';

export type SkipName =
  | StopName
  | 'no_consent'
  | 'no_phone'
  | 'no_email'
  | 'not_textable'
  | 'condition_false'
  | 'no_alternative'
  | 'overtaken'
  | 'no_allowed_time'
  | 'too_late'
  | 'appointment_passed'
  | 'render_failed'
  | 'refused'
  | 'skipped_by_person'
  | 'channel_dropped'
  /** Another revision, to which the lead was moved, has it before the move. */
  | 'moved_past';

/** A reason with the figures that make it readable; `detail` is a finished English clause without a period. */
export interface Reason {
  readonly code: GateName | SkipName | 'waiting' | 'due';
  readonly detail: string;
}
