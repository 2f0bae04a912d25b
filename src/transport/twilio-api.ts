/** What the parts of the Twilio transport ask of one account, whoever composes and carries the request. */
import type { Result } from '../domain/result.ts';
import type { Inbound } from './transport.ts';
import type { Answer } from './twilio-wire.ts';

export type Misconfigured = Extract<Inbound, { kind: 'misconfigured' }>;
export type Unreachable = Extract<Inbound, { kind: 'unreachable' }>;

export interface Ask {
  /** Below the account, with its query. */
  readonly path: string;
  readonly signal: AbortSignal;
}

export interface Api {
  readonly accountSid: string;
  /** A number, or a Messaging Service. */
  readonly sender: string;
  readonly service: boolean;
  /** It is not Twilio that answers, and what answers may not know all of its API. */
  readonly tryOut: boolean;
  /** Exactly one request that reads. */
  ask(ask: Ask): Promise<Answer>;
  /** The same to the API of Messaging Services; `path` is whole. */
  askMessaging(ask: Ask): Promise<Answer>;
  /** Exactly one request that makes a message, or a call. */
  create(
    what: 'Messages' | 'Calls',
    form: URLSearchParams,
    signal: AbortSignal,
  ): Promise<Result<Answer, Misconfigured>>;
}
