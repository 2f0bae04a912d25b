/** Hands reserved messages to their transports: a last look, then exactly one request each, and an outcome whatever happens. */
import type { Outcome } from '../domain/attempt.ts';
import type { Transport } from '../transport/transport.ts';
import { lastLook } from './last-look.ts';
import { type Reserved, SEND_TIMEOUT } from './serve.ts';
import type { SendResult } from './settle.ts';
import type { Finished, Run } from './tick-run.ts';

/** Requests at a time: enough to overlap a provider's answers, few enough that 50 messages are on the wire within 10 s. */
const LANES = 8;

/** What a transport that ignores its deadline is still given. */
const GRACE = 1_000;

/** Never throws for what a transport does; only the database or a crash can interrupt it. */
export async function sendAll(run: Run, reserved: readonly Reserved[]): Promise<readonly Finished[]> {
  const finished: Finished[] = [];
  const queue = reserved.values();
  const lane = async (): Promise<void> => {
    for (const one of queue) {
      const result = await sendOne(run, one);
      if (result === 'taken_over') continue;
      finished.push({ ...one, result });
    }
  };
  const lanes = Array.from({ length: Math.min(run.options.lanes ?? LANES, reserved.length) }, lane);
  await Promise.all(lanes);
  return finished;
}

async function sendOne(run: Run, reserved: Reserved): Promise<SendResult | 'taken_over'> {
  await run.step('last look');
  const stopped = await lastLook(run, reserved);
  if (stopped !== null) return stopped;
  await run.step('before request');
  const outcome = await request(
    run.options.transports[reserved.message.kind],
    reserved,
    run.options.sendTimeout ?? run.options.transports[reserved.message.kind].timeout ?? SEND_TIMEOUT,
  );
  await run.step('after request');
  return outcome;
}

/** A throw, nonsense, or silence past the deadline may each hide an accepted message. */
function request(transport: Transport, reserved: Reserved, timeout: number): Promise<Outcome> {
  const { message, token, about, validUntil, sending, mail } = reserved;
  const key = { token, business: about.business, at: sending.wireAt, validUntil, ...mail };
  const abort = new AbortController();
  return new Promise((resolve) => {
    let grace: NodeJS.Timeout | undefined;
    const deadline = setTimeout(() => {
      abort.abort();
      grace = setTimeout(() => done(unproven('timeout', 'no answer in time')), GRACE);
    }, timeout);
    const done = (outcome: Outcome): void => {
      clearTimeout(deadline);
      clearTimeout(grace);
      resolve(outcome);
    };
    Promise.resolve()
      .then(() => transport.send(message, key, abort.signal))
      .then(
        (outcome) => done(checked(outcome)),
        (error: unknown) => done(unproven('threw', error instanceof Error ? error.message : String(error))),
      );
  });
}

const unproven = (code: string, detail: string): Outcome => ({ kind: 'uncertain', code, detail });

/** A transport's answer is believed only when it is one of the outcomes there are. */
function checked(outcome: Outcome): Outcome {
  switch (outcome?.kind) {
    case 'sent':
      if (typeof outcome.providerId === 'string' && outcome.providerId !== '') return outcome;
      break;
    case 'unsent':
      if (Number.isFinite(outcome.retryAfter)) return outcome;
      break;
    case 'refused':
    case 'misconfigured':
    case 'uncertain':
      return outcome;
  }
  return unproven('unreadable', 'the transport gave no outcome that we know');
}
