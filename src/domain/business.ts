/** A client of the agency: it owns numbers, senders, zone, hours, opt-outs and caps. */
import type { BusinessId, SequenceId, SourceId } from './ids.ts';
import type { Hearer } from './telling.ts';
import type { LocalDate, Millis, WeeklyHours, Zone } from './time.ts';

export interface Business {
  readonly id: BusinessId;
  readonly name: string;
  readonly zone: Zone;
  /** ISO 3166-1 alpha-2; the default country of phone numbers written without one. */
  readonly country: string;
  /** Opening hours: call tasks are only due inside them. */
  readonly hours: WeeklyHours;
  /** Days on which nobody answers the phone; they close calls, not texts. */
  readonly holidays: readonly LocalDate[];
  readonly bookingLink?: string;
  readonly agentName?: string;
  readonly phone?: string;
  /** Needed in the footer of every email (CAN-SPAM). */
  readonly postalAddress?: string;
  /** Links to these hosts lead by `base` first, so that opening one is seen; left out: every link is as it was written. */
  readonly trackedLinks?: { readonly base: string; readonly hosts: readonly string[] };
  /** Where answers to emails come in. */
  readonly mail?: { readonly replyTokens: boolean; readonly addresses: readonly string[] };
  /** Others who are told what happens to its leads. */
  readonly hearers?: readonly Hearer[];
  readonly senders: { readonly sms?: string; readonly email?: string };
  /** Left out: calls are none of ours. */
  readonly calls?: CallSettings;
  /** The sequence and source that a CSV without them means. */
  readonly defaultSequence?: SequenceId;
  readonly defaultSource?: SourceId;
}

/** Calls to the number that leads ring, put through, and answered by a text when nobody takes them; and calls to leads. */
export interface CallSettings {
  /** E.164; null: calls of leads are none of ours. */
  readonly forwardTo: string | null;
  /** The phone of whoever calls leads; left out: nobody is put through. */
  readonly agentPhone?: string;
  /** What a lead's phone shows then; left out: the number that texts come from. */
  readonly callerId?: string;
  readonly ring: Millis;
  /** Taken for less than this: a mailbox took it. */
  readonly voicemailUnder: Millis;
  readonly sequence: SequenceId;
  /** One text to a caller in this time. */
  readonly window: Millis;
  /** Numbers, or their beginnings and `*`. */
  readonly vendors: readonly string[];
}
