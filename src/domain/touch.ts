/** What became of one step of one enrollment. */
import type { AttemptId, TouchId } from './ids.ts';
import type { Reason } from './reason.ts';
import type { Instant } from './time.ts';

/** Outcomes that a person gives a call task, and the two that the program gives itself. */
export const CALL_OUTCOMES = [
  'answered',
  'voicemail',
  'no_answer',
  'busy',
  'booked',
  'not_interested',
  'wrong_number',
  'call_back',
  'opted_out',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];
/** `not_done`: expired, replaced by a newer call, or closed by a pause. */
export type CallEnd = CallOutcome | 'not_done';

/** A touch ends exactly once per occurrence. */
export type TouchEnd =
  /** Accepted by the transport, or held as `uncertain`, which counts as sent for every rule. */
  | { readonly kind: 'sent'; readonly at: Instant; readonly attempt: AttemptId }
  /** A call task that ended; `taskAt` is when it was made, `at` when it was marked done or expired. */
  | { readonly kind: 'called'; readonly at: Instant; readonly taskAt: Instant; readonly outcome: CallEnd }
  | { readonly kind: 'moved'; readonly at: Instant }
  | { readonly kind: 'skipped'; readonly at: Instant; readonly reason: Reason }
  /** A permanent refusal by the provider. */
  | { readonly kind: 'failed'; readonly at: Instant; readonly attempt: AttemptId; readonly reason: Reason };

/** One step of one enrollment; `occurrence` is 0 but for `repeat`ed sequences. */
export interface TouchKey {
  readonly touch: TouchId;
  readonly occurrence: number;
}
