/** What a person means by a message: the first rule that fits says so, and which rule it was is kept for people. */
import type { Meaning } from '../domain/meaning.ts';
import type { LocalDate, LocalTime } from '../domain/time.ts';
import { keywordOf } from './keywords.ts';

/** A message as it came in, whichever way. */
export interface Said {
  readonly channel: 'sms' | 'email' | 'chat';
  readonly text: string;
  readonly subject: string | null;
  /** Names in lower case, in the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What the provider has already made of it: Twilio's field of this name. */
  readonly optOutType: 'STOP' | 'START' | 'HELP' | null;
  /** The text of a `message/delivery-status` part, where there is one. */
  readonly deliveryStatus: string | null;
  /** The contact's wall clock when it came: "tomorrow" is counted from here. */
  readonly here: { readonly date: LocalDate; readonly time: LocalTime };
}

/** One recipient of whom a mail system reports, as it reports him. */
export interface Reported {
  readonly recipient: string;
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded` (RFC 3464), in lower case. */
  readonly action: string;
  /** An enhanced status code (RFC 3463) such as `5.1.1`. */
  readonly status: string;
  /** `hard`: the address is of no use; `soft`: this time; `elsewhere`: refused for a reason that is not the address. */
  readonly blame: 'hard' | 'soft' | 'elsewhere';
}

/** A time that somebody names: for a person to act on, and never a booking. */
export interface TimeNamed {
  /** The words it was read out of. */
  readonly words: string;
  readonly date: LocalDate | null;
  readonly at: LocalTime | null;
}

export interface Understood {
  readonly meaning: Meaning;
  /** What the person typed: without quotes, signature and footer. */
  readonly said: string;
  /** The id of the rule that decided. */
  readonly rule: string;
  readonly time: TimeNamed | null;
  /** The first day after an absence, as the notice says it. */
  readonly back: LocalDate | null;
  readonly failed: readonly Reported[];
}

export function understand(said: Said): Understood {
  const meaning: Meaning = said.optOutType === 'STOP' ? 'opt_out' : (keywordOf(said.text) ?? 'reply');
  const rule = meaning === 'reply' ? 'reply' : 'keyword';
  return { meaning, said: said.text.trim(), rule, time: null, back: null, failed: [] };
}
