/** The seam to the outside: one message, one request, one outcome. */
import type { Outcome } from '../domain/attempt.ts';
import type { AttemptToken, BusinessId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Message } from '../message/message.ts';

/** What a transport needs besides the message: the attempt's name, and when the message must no longer arrive. */
export interface SendKey {
  readonly token: AttemptToken;
  readonly business: BusinessId;
  readonly at: Instant;
  readonly validUntil: Instant;
}

/** A request by what is stored of it. */
export interface Sought {
  readonly token: AttemptToken;
  readonly business: BusinessId;
  readonly channel: Message['kind'];
  readonly at: Instant;
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
}
