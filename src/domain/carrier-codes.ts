/** What Twilio's error codes say of a text: whose matter it is, and what is to be done. The codes have no official permanence. */

export type CarrierVerdict =
  /** The person opted out, with this sender or with whoever had the number before. */
  | 'opted_out'
  /** The carrier or the handset blocks this sender: no more texts, and a person looks. */
  | 'blocked'
  /** No text can ever reach this number; calls and emails go on. */
  | 'dead_number'
  /** The provider or a carrier is in trouble: worth another try. */
  | 'busy'
  /** Not in this window or on this day. */
  | 'later'
  /** This number from this account: one lead's number is the cause, or the account is, and only other texts tell which. */
  | 'unreached'
  /** The account, its sender or its registration: every text of the business would fare alike. */
  | 'account'
  /** These words do not go, however often they are sent. */
  | 'content';

export interface CarrierCode {
  readonly verdict: CarrierVerdict;
  /** For a person, after "the provider refused it: ". */
  readonly words: string;
}

const code = (verdict: CarrierVerdict, words: string): CarrierCode => ({ verdict, words });

/** From Twilio's error dictionary; codes of one verdict stand together. */
export const CARRIER_CODES: ReadonlyMap<number, CarrierCode> = new Map([
  [21610, code('opted_out', 'this person opted out of texts from this sender')],

  [30004, code('blocked', 'the carrier or the phone blocks texts from this sender')],
  [30640, code('blocked', 'texts from this sender to this number are blocked')],

  [21211, code('dead_number', 'it is no phone number')],
  [21614, code('dead_number', 'it is no number that texts can reach')],
  [21635, code('dead_number', 'it is a landline')],
  [30005, code('dead_number', 'the carrier knows no such number')],
  [30006, code('dead_number', 'it is a landline, or its carrier takes no texts')],

  [20429, code('busy', 'too many requests at once')],
  [21611, code('busy', "this sender's queue is full")],
  [30001, code('busy', "this sender's queue is full")],
  // Switched off or out of reach: once is no sign of a dead number.
  [30003, code('busy', 'the phone could not be reached')],
  [30008, code('busy', 'the carrier gave no reason')],
  [30017, code('busy', 'the carrier is congested')],
  [30022, code('busy', 'the 10DLC rate of this campaign is used up')],
  [30410, code('busy', 'the carrier did not answer in time')],
  [30450, code('busy', 'the carrier could not take it now')],
  [30453, code('busy', 'the carrier could not take it now')],
  [30454, code('busy', 'the carrier could not take it now')],
  [30500, code('busy', 'Twilio failed inside')],

  // Counted by T-Mobile; starts anew at midnight Pacific.
  [30023, code('later', 'the 10DLC messages of this day are used up')],
  [30036, code('later', 'it waited in the queue until it was no longer valid')],
  [30610, code('later', 'it is quiet hours where this person is')],

  [21408, code('unreached', 'the account may not text the country of this number')],
  [21608, code('unreached', 'a trial account texts verified numbers only')],
  [21612, code('unreached', 'this sender cannot text this number')],

  [20003, code('account', 'the account SID, the key or the secret is wrong')],
  [20404, code('account', 'the account or the Messaging Service does not exist')],
  [21212, code('account', 'the sender is no number')],
  [21606, code('account', 'the sender is not a number of this account that can text')],
  [21659, code('account', 'the sender is not a number of Twilio, or not of this country')],
  [21704, code('account', 'the Messaging Service has no number')],
  [30002, code('account', 'the account is suspended')],
  [30024, code('account', 'the carrier does not know the sender yet')],
  [30032, code('account', 'the toll-free number is not verified')],
  [30033, code('account', 'the 10DLC campaign is suspended')],
  [30034, code('account', 'the number is in no 10DLC campaign')],
  [30035, code('account', 'the 10DLC registration of the number is not finished')],
  [30037, code('account', 'the account may not send')],
  [35118, code('account', 'the Messaging Service cannot send')],

  [21617, code('content', 'it is longer than 1,600 characters')],
  [30007, code('content', 'a carrier took it for spam')],
]);
