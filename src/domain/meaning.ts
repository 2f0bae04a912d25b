/** What a message of a lead can mean: one closed list, in the order in which a message that could be several is taken. */

export const MEANINGS = [
  /** Wants no more messages, in whatever words. */
  'opt_out',
  /** `START` or `UNSTOP`, and nothing else. */
  'opt_in',
  /** `HELP` or `INFO`, and nothing else. */
  'help',
  /** The number or the address is somebody else's. */
  'wrong_number',
  /** A machine says that somebody is away. */
  'out_of_office',
  /** A mail system says that an address cannot be reached. */
  'bounce',
  /** What a phone makes of a thumb up. */
  'reaction',
  /** Any other machine's answer. */
  'automatic',
  /** Does not want what was offered, and does not mind being written to. */
  'not_interested',
  /** Has made an appointment. */
  'booked',
  /** Names a time for a call or a visit. */
  'asked_for_time',
  /** Asks what a person must answer. */
  'question',
  /** Wants it, or asks for nothing but its price or when it can be had. */
  'strong_intent',
  /** Anything else that a person writes. */
  'reply',
] as const;
export type Meaning = (typeof MEANINGS)[number];

/** No person has written: it is kept and shown, and nobody stops for it. */
export const BY_MACHINE: ReadonlySet<Heard> = new Set(['out_of_office', 'bounce', 'reaction', 'automatic']);

/** With what is no message: somebody rang, and nobody answered. */
export type Heard = Meaning | 'missed_call';

/** What a person answers, and a sequence rests for. */
export type Answering = Extract<
  Heard,
  'reply' | 'help' | 'question' | 'asked_for_time' | 'strong_intent' | 'missed_call'
>;
