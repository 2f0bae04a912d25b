/** The seam to the outside: one message, one request, one outcome; and what a provider knows of messages, when asked. */
import type { Outcome } from '../domain/attempt.ts';
import type { AttemptToken, BusinessId } from '../domain/ids.ts';
import type { Instant, Millis } from '../domain/time.ts';
import type { Message } from '../message/message.ts';

/** What a transport needs besides the message: the attempt's name, and when the message must no longer arrive. */
export interface SendKey {
  readonly token: AttemptToken;
  readonly business: BusinessId;
  readonly at: Instant;
  readonly validUntil: Instant;
  /** Provider ids of the enrollment's earlier emails, oldest first: a follow-up stands below them in a mailbox. */
  readonly thread?: readonly string[];
  /** Where a reader, or his mail program, takes himself off the list by one click; left out when nothing answers there. */
  readonly unsubscribe?: string;
  /** Where a mail, with nothing in it, does the same; left out when the sender's own mailbox gets it. */
  readonly unsubscribeTo?: string;
  /** Where answers are asked to, when that is not the sender. */
  readonly replyTo?: string;
  /** The same attempt once more, under the same name: somebody decided that a double is better than a gap. */
  readonly again?: true;
}

/** A request by what is stored of it. */
export interface Sought {
  readonly token: AttemptToken;
  readonly business: BusinessId;
  readonly channel: Message['kind'];
  readonly to: string;
  readonly body: string;
  readonly at: Instant;
  readonly deadline: Instant;
}

/** What one look into the provider's own list shows of a request. */
export type Sighting =
  /** Its message, or messages, by the provider's ids; the caller knows which of them belong to other requests. */
  | { readonly kind: 'found'; readonly providerIds: readonly string[] }
  /** The whole list of that time was read, and it is not in it. */
  | { readonly kind: 'absent' }
  /** The list could not be read, or holds something that may be it. */
  | { readonly kind: 'unclear'; readonly detail: string };

/** A message that a lead sent. */
export interface InboundMessage {
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly at: Instant;
}

/** Where a business's messages come from: only that account can tell what became of them, and what was answered. */
export interface Origin {
  /** The account, and where it is, if not at its provider's usual address. */
  readonly account: string;
  readonly sender: string;
}

/** All that a business was sent since an instant, or why that is not known. */
export type Inbound =
  | {
      readonly kind: 'read';
      readonly messages: readonly InboundMessage[];
      /** The numbers that were asked about, one by one: those of a Messaging Service among them. */
      readonly numbers?: readonly string[];
    }
  /** Wrong credentials and the like: the channel is to be paused. */
  | { readonly kind: 'misconfigured'; readonly code: string; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly code: string; readonly detail: string };

/** A call to be put through: first to this phone, and from there on as the addresses below `token` say. */
export interface Ringing {
  readonly token: string;
  readonly business: BusinessId;
  /** Of whoever asked for the call. */
  readonly agent: string;
  readonly callerId: string;
  /** How long that phone rings. */
  readonly rings: Millis;
}

export interface Transport {
  readonly name: string;
  /** False for the outbox: its sends are rehearsals that never leave this machine. */
  readonly live: boolean;
  /**
   * Makes exactly one request and never renders, counts, queries or retries. Every answer is an outcome; a throw is
   * settled as `uncertain`. When `signal` aborts, the answer is whatever is provable by then.
   */
  send(message: Message, key: SendKey, signal: AbortSignal): Promise<Outcome>;
  /**
   * What became of a request whose sender died before it could write the answer down, for a transport that can prove
   * it; null when it cannot tell. Asked only when nobody can be sending it any more.
   */
  find?(sought: Sought): Promise<Outcome | null>;
  /** Looks for a request of unknown fate in the provider's list. */
  look?(sought: Sought, signal: AbortSignal): Promise<Sighting>;
  /**
   * Everything that leads of this business have sent since `since`, oldest first; asked before any text goes. `also`:
   * senders that it had before, which are answered still.
   */
  inbound?(
    business: BusinessId,
    since: Instant,
    signal: AbortSignal,
    also?: readonly string[],
  ): Promise<Inbound>;
  /** Makes exactly one request for a call, and answers as `send` does. */
  ring?(ringing: Ringing, signal: AbortSignal): Promise<Outcome>;
  /** Where the messages of a business come from now; null when it has no account. */
  origin?(business: BusinessId): Origin | null;
  /** How long a request may take, when the channel's own rule is longer than the engine's (milliseconds). */
  readonly timeout?: number;
  /** Gives connections back. */
  close?(): Promise<void>;
}
