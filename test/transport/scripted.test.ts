import { expect, test } from 'vitest';
import { type AttemptToken, asId, type BusinessId } from '../../src/domain/ids.ts';
import { instant } from '../../src/domain/time.ts';
import type { SmsMessage } from '../../src/message/message.ts';
import { ACCEPTING, BEHAVIORS, type Behavior, scriptedProvider } from '../../src/transport/scripted.ts';

const sms: SmsMessage = {
  kind: 'sms',
  to: '+13125550142',
  from: null,
  body: 'Hi',
  segments: 1,
  encoding: 'GSM-7',
};
const key = {
  token: asId<AttemptToken>('00'),
  business: asId<BusinessId>('b'),
  at: instant(0),
  validUntil: instant(1),
};

/** What the client learns of one request that behaves so; `throws` when it learns nothing. */
async function learned(behavior: Behavior): Promise<string> {
  const { transport, ledger } = scriptedProvider(() => behavior);
  const abort = new AbortController();
  const answer = transport.send(sms, key, abort.signal);
  abort.abort();
  const kind = await answer.then(
    (outcome) => outcome.kind ?? 'nonsense',
    () => 'throws',
  );
  expect(ledger.map(({ accepted }) => accepted)).toEqual([ACCEPTING.has(behavior)]);
  return kind;
}

test('each behavior tells the client what a real provider or line would', async () => {
  const table = await Promise.all(BEHAVIORS.map(async (behavior) => [behavior, await learned(behavior)]));
  expect(Object.fromEntries(table)).toEqual({
    accept: 'sent',
    accept_then_throw: 'throws',
    accept_then_server_error: 'uncertain',
    accept_then_hang: 'uncertain',
    accept_then_garbage: 'nonsense',
    refuse: 'refused',
    refuse_opted_out: 'refused',
    rate_limit: 'unsent',
    bad_credentials: 'misconfigured',
    unreachable: 'unsent',
    temporary_refusal: 'unsent',
    proxy_answer: 'uncertain',
    server_error: 'uncertain',
    hang: 'uncertain',
    throw: 'throws',
  });
});

test('no behavior that says sent or unsent lies about what the provider did', async () => {
  for (const behavior of BEHAVIORS) {
    const kind = await learned(behavior);
    if (kind === 'sent') expect(ACCEPTING.has(behavior)).toBe(true);
    if (['unsent', 'refused', 'misconfigured'].includes(kind)) expect(ACCEPTING.has(behavior)).toBe(false);
  }
});

test('a script sees the number of the request, and the ledger keeps every one', async () => {
  const { transport, ledger } = scriptedProvider((request) => (request === 0 ? 'refuse' : 'accept'));
  const signal = new AbortController().signal;
  expect((await transport.send(sms, key, signal)).kind).toBe('refused');
  expect((await transport.send(sms, key, signal)).kind).toBe('sent');
  expect(ledger.map(({ behavior }) => behavior)).toEqual(['refuse', 'accept']);
});
