/** Hands reserved messages to their transports: a last look, then exactly one request each, and an outcome whatever happens. */
import type { Outcome } from '../domain/attempt.ts';
import type { DestinationId } from '../domain/ids.ts';
import { StoreError } from '../store/driver.ts';
import type { Transport } from '../transport/transport.ts';
import { type Look, lastLook, lookFor } from './last-look.ts';
import { type Reserved, SEND_TIMEOUT } from './serve.ts';
import type { SendResult } from './settle.ts';
import type { Finished, Run } from './tick-run.ts';

/**
 * Requests at a time, and so the most that a crash leaves in doubt: enough to overlap a provider's answers. Bare sockets
 * reach a server's full rate with as many.
 */
const LANES = 20;

/** What a transport that ignores its deadline is still given. */
const GRACE = 1_000;

/** While no answer comes, it is looked this often whether somebody has come due for the places that are free. */
const REST = 2_000;

/** Answers that come one by one share a commit, if the next one is not further away than this. */
const GATHER = 10;

/** Messages that one transaction has reserved, and how far it left the file written. */
export interface Batch {
  readonly messages: readonly Reserved[];
  readonly written: string | null;
}

/** The requests of a run: each begins once it is committed, and its place is free again as soon as it is answered. */
export interface Wire {
  /** Hands over what was reserved. */
  readonly send: (batch: Batch) => void;
  /** How many more may be reserved. */
  readonly places: () => number;
  /** Where messages are on their way to. */
  readonly destinations: () => readonly DestinationId[];
  /** What requests came to since it was asked last; the next transaction writes it down. */
  readonly take: () => readonly Finished[];
  /** Nothing is on the wire, and nothing has been left to take. */
  readonly isIdle: () => boolean;
  /** Until enough is answered to be worth a commit, and never for long; at once where nothing is on the wire. */
  readonly rest: () => Promise<void>;
  /** Until everything is answered. */
  readonly drain: () => Promise<void>;
}

/** Never throws for what a transport does. */
export function openWire(run: Run): Wire {
  const lanes = run.options.lanes ?? LANES;
  /** A commit for a single answer would cost as much as one for all. */
  const enough = Math.ceil(lanes / 2);
  const ready: { readonly reserved: Reserved; readonly look: Look }[] = [];
  const onWire = new Set<Reserved>();
  let finished: Finished[] = [];
  let fault: { readonly error: unknown } | null = null;
  let notice = (): void => undefined;

  const begin = (): void => {
    while (fault === null && onWire.size < lanes) {
      const next = ready.shift();
      if (next === undefined) return;
      void carry(next.reserved, next.look);
    }
  };
  const carry = async (reserved: Reserved, look: Look): Promise<void> => {
    onWire.add(reserved);
    try {
      const result = await sendOne(run, reserved, look);
      if (result !== 'taken_over') finished.push({ ...reserved, result });
    } catch (error) {
      fault ??= { error };
    }
    onWire.delete(reserved);
    begin();
    notice();
  };
  /** Until the next answer, or for so many milliseconds. */
  const next = (atMost: number | null): Promise<void> =>
    new Promise((resolve) => {
      const timer = atMost === null ? undefined : setTimeout(() => notice(), atMost);
      notice = () => {
        clearTimeout(timer);
        notice = () => undefined;
        resolve();
      };
    });
  /** A fault of ours ends the run, whoever sees it first. */
  const check = (): void => {
    if (fault !== null) throw fault.error;
  };

  return {
    send: ({ messages, written }) => {
      const look = lookFor(run.ws.db, written);
      for (const reserved of messages) ready.push({ reserved, look });
      begin();
    },
    places: () => Math.max(0, lanes - onWire.size - ready.length),
    destinations: () => [
      ...[...onWire].map(({ sending }) => sending.destination),
      ...ready.map(({ reserved }) => reserved.sending.destination),
    ],
    take: () => {
      check();
      const taken = finished;
      finished = [];
      return taken;
    },
    isIdle: () => {
      check();
      return onWire.size === 0 && finished.length === 0;
    },
    rest: async () => {
      if (onWire.size > 0 && finished.length === 0) await next(REST);
      const until = performance.now() + GATHER;
      while (fault === null && onWire.size > 0 && finished.length > 0 && finished.length < enough) {
        const left = until - performance.now();
        if (left <= 0) break;
        await next(left);
      }
      // Whoever was answered in the same moment has come in by then.
      if (onWire.size > 0) await new Promise((resolve) => setImmediate(resolve));
      check();
    },
    drain: async () => {
      while (fault === null && onWire.size > 0) await next(null);
      check();
    },
  };
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
