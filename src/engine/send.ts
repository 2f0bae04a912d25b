/** Hands reserved messages to their transports: a last look, then exactly one request each, and an outcome whatever happens. */
import type { Outcome } from '../domain/attempt.ts';
import { StoreError } from '../store/driver.ts';
import type { Transport } from '../transport/transport.ts';
import { type Look, lastLook, lookFor } from './last-look.ts';
import { type Reserved, SEND_TIMEOUT } from './serve.ts';
import type { SendResult } from './settle.ts';
import type { Finished, Run } from './tick-run.ts';
import { writeDown } from './write-down.ts';

/** Requests at a time: enough to overlap a provider's answers, few enough that 50 messages are on the wire within 10 s. */
const LANES = 8;

/** What a transport that ignores its deadline is still given. */
const GRACE = 1_000;

/** What is known rests in memory no longer than this while others of its turn are waited for: a mail server may take eleven minutes. */
const REST = 2_000;

/** Messages that one transaction has reserved, and how far it left the file written. */
export interface Batch {
  readonly messages: readonly Reserved[];
  readonly written: string | null;
}

/**
 * What the requests came to is left to the next transaction, or written down on the way when some of them take long: a
 * crash then leaves open what was on the wire, and nothing that had been answered. Never throws for what a transport does.
 */
export async function sendAll(run: Run, { messages, written }: Batch): Promise<void> {
  const finished: Finished[] = [];
  const look = lookFor(run.ws.db, written);
  const queue = messages.values();
  const lane = async (): Promise<void> => {
    for (const one of queue) {
      const result = await sendOne(run, one, look);
      if (result === 'taken_over') continue;
      finished.push({ ...one, result });
    }
  };
  const lanes = Array.from({ length: Math.min(run.options.lanes ?? LANES, messages.length) }, lane);
  const all = Promise.all(lanes);
  let fault: StoreError | null = null;
  while (!(await isOver(all))) {
    if (finished.length === 0) continue;
    run.finished = finished.splice(0);
    try {
      await writeDown(run, async () => undefined);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // It is on the spill; the others are still on the wire, and their answers are as much worth.
      fault = error;
    }
  }
  run.finished = finished;
  if (fault !== null) await writeDown(run, () => Promise.reject(fault));
}

async function isOver(all: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const rest = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), REST);
  });
  try {
    return await Promise.race([all.then(() => true), rest]);
  } finally {
    clearTimeout(timer);
  }
}

async function sendOne(run: Run, reserved: Reserved, look: Look): Promise<SendResult | 'taken_over'> {
  await run.step('last look');
  const stopped = await lookOnce(run, reserved, look);
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

/** Who cannot be asked about does not go; what the others came to is not to be lost over it. */
async function lookOnce(run: Run, reserved: Reserved, look: Look): ReturnType<typeof lastLook> {
  try {
    return await lastLook(run, reserved, look);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const detail = 'the database could not be asked whether anything had stopped it';
    return { kind: 'cancelled', code: 'interrupted', detail };
  }
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
