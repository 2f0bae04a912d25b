/** One request to Twilio for a call: it rings whoever asked, and then asks us what to say and whom to dial. */
import type { Outcome } from '../domain/attempt.ts';
import { SECOND } from '../domain/time.ts';
import type { Ringing } from './transport.ts';
import type { Api } from './twilio-api.ts';
import { outcomeOf } from './twilio-outcome.ts';

/** `base`: where we are reached. No machine detection: a mailbox presses no key, and that is all that is needed. */
export async function ringThrough(
  api: Api,
  { token, agent, callerId, rings }: Ringing,
  base: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const address = `${base}/tw/bridge/${token}`;
  const form = new URLSearchParams([
    ['To', agent],
    ['From', callerId],
    ['Url', address],
    ['Method', 'POST'],
    ['Timeout', String(Math.round(rings / SECOND))],
    ['StatusCallback', `${address}/status`],
    ['StatusCallbackMethod', 'POST'],
    // Without a word on the way nobody would know of a call whose request was never answered.
    ...['initiated', 'ringing', 'answered', 'completed'].map((event): [string, string] => [
      'StatusCallbackEvent',
      event,
    ]),
  ]);
  const answer = await api.create('Calls', form, signal);
  return answer.ok ? outcomeOf(answer.value, 0, 'call') : answer.error;
}
