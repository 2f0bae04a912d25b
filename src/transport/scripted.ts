/** A provider that keeps its own ledger and misbehaves on request: accepts and hangs, refuses, drops the line, answers nonsense. */
import type { Outcome } from '../domain/attempt.ts';
import type { AttemptToken } from '../domain/ids.ts';
import type { Message } from '../message/message.ts';
import type { SendKey, Transport } from './transport.ts';

/** What a real provider or the line to it can do with one request, and what the client then knows. */
export const BEHAVIORS = [
  'accept',
  'accept_then_throw',
  'accept_then_server_error',
  'accept_then_hang',
  'accept_then_garbage',
  'refuse',
  'refuse_opted_out',
  'rate_limit',
  'bad_credentials',
  'unreachable',
  'temporary_refusal',
  'proxy_answer',
  'server_error',
  'hang',
  'throw',
] as const;
export type Behavior = (typeof BEHAVIORS)[number];

/** Behaviors after which the person has the message, whatever the client was told. */
export const ACCEPTING: ReadonlySet<Behavior> = new Set([
  'accept',
  'accept_then_throw',
  'accept_then_server_error',
  'accept_then_hang',
  'accept_then_garbage',
]);

/** One request as the provider saw it. */
export interface LedgerEntry {
  readonly token: AttemptToken;
  readonly message: Message;
  readonly key: SendKey;
  readonly behavior: Behavior;
  readonly accepted: boolean;
}

export interface ScriptedProvider {
  readonly transport: Transport;
  readonly ledger: readonly LedgerEntry[];
}

export function scriptedProvider(
  script: (request: number, message: Message) => Behavior,
  name = 'scripted',
): ScriptedProvider {
  const ledger: LedgerEntry[] = [];
  return {
    ledger,
    transport: {
      name,
      live: true,
      async send(message, key, signal) {
        const behavior = script(ledger.length, message);
        ledger.push({ token: key.token, message, key, behavior, accepted: ACCEPTING.has(behavior) });
        return answer(behavior, `${name}-${ledger.length}-${key.token}`, signal);
      },
    },
  };
}

async function answer(behavior: Behavior, id: string, signal: AbortSignal): Promise<Outcome> {
  switch (behavior) {
    case 'accept':
      return { kind: 'sent', providerId: id };
    case 'refuse':
      return { kind: 'refused', code: '21211', detail: 'not a valid phone number', suppress: false };
    case 'refuse_opted_out':
      return { kind: 'refused', code: '21610', detail: 'the recipient has opted out', suppress: true };
    case 'rate_limit':
      return { kind: 'unsent', code: '429', detail: 'too many requests', retryAfter: 60_000 };
    case 'bad_credentials':
      return { kind: 'misconfigured', code: '20003', detail: 'the credentials were not accepted' };
    case 'unreachable':
      return { kind: 'unsent', code: 'ECONNREFUSED', detail: 'no connection was made', retryAfter: 60_000 };
    case 'temporary_refusal':
      return { kind: 'unsent', code: '452', detail: 'the mailbox is busy', retryAfter: 300_000 };
    case 'proxy_answer':
      return { kind: 'uncertain', code: '408', detail: 'something in between answered' };
    case 'accept_then_server_error':
    case 'server_error':
      return { kind: 'uncertain', code: '503', detail: 'the provider failed while answering' };
    case 'accept_then_hang':
    case 'hang':
      await aborted(signal);
      return { kind: 'uncertain', code: 'timeout', detail: 'no answer in time' };
    case 'accept_then_garbage':
      return {} as Outcome;
    case 'accept_then_throw':
    case 'throw':
      throw new Error('socket hang up');
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
