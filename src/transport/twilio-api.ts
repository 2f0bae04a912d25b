/** What the parts of the Twilio transport ask of one account, whoever composes and carries the request. */
import type { Inbound } from './transport.ts';
import type { Answer } from './twilio-wire.ts';

export type Misconfigured = Extract<Inbound, { kind: 'misconfigured' }>;
export type Unreachable = Extract<Inbound, { kind: 'unreachable' }>;

export interface Ask {
  readonly method: 'get' | 'post';
  /** Below the account, with its query. */
  readonly path: string;
  readonly form?: URLSearchParams;
  readonly signal: AbortSignal;
}

export interface Api {
  readonly accountSid: string;
  /** A number, or a Messaging Service. */
  readonly sender: string;
  readonly service: boolean;
  /** It is not Twilio that answers, and what answers may not know all of its API. */
  readonly tryOut: boolean;
  /** Exactly one request. */
  ask(ask: Ask): Promise<Answer>;
  /** One reading request to the API of Messaging Services; `path` is whole. */
  askMessaging(ask: Pick<Ask, 'path' | 'signal'>): Promise<Answer>;
}
