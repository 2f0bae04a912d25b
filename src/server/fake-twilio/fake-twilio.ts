/** A Twilio that lives on this machine: the same API, the same checks and statuses, and every way in which a network fails. */
import type { AddressInfo } from 'node:net';
import { after, type Instant, instant } from '../../domain/time.ts';
import { type FakeAccount, TEST_ACCOUNT } from './accounts.ts';
import { type ApiParts, type ApiRequest, answerApi, operationOf, refuse } from './api.ts';
import { createBlocks } from './blocks.ts';
import { createCalls, type FakeCall } from './calls.ts';
import { createClock, type FakeClock } from './clock.ts';
import { answerControl } from './control.ts';
import { createExchange, type Happening, type IncomingText } from './exchange.ts';
import { createFaults, type FaultRule, faultNamed } from './faults.ts';
import { createHttp, type Handled } from './http.ts';
import { type CallEntry, createLedger, type LedgerEntry, type RequestEntry, tokenIn } from './ledger.ts';
import { type MessageResource, resourceOf } from './message.ts';
import type { Phone } from './phones.ts';
import { type Settings, USUAL } from './settings.ts';

export interface FakeTwilioOptions {
  /** 0, the default, takes any that is free. */
  readonly port?: number;
  readonly accounts?: readonly FakeAccount[];
  /** The clock stands still here until it is moved; left out, it goes as `wall` does. */
  readonly start?: Instant;
  /** The machine's own clock when left out. */
  readonly wall?: () => Instant;
  readonly settings?: Partial<Settings>;
  readonly faults?: readonly FaultRule[];
  readonly seed?: number;
  /** Everything that happens is also appended here, one line of JSON each. */
  readonly ledgerFile?: string;
  readonly tell?: (happening: Happening) => void;
}

export interface FakeTwilio {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly clock: FakeClock;
  /** Every message that was taken through the API, oldest first. */
  ledger(): readonly LedgerEntry[];
  /** Every call that was taken, oldest first; and as each went, newest first. */
  callLedger(): readonly CallEntry[];
  calls(account?: FakeAccount): readonly FakeCall[];
  /** Every request that arrived whole, oldest first. */
  requests(): readonly RequestEntry[];
  /** All messages of an account as the API shows them now, newest first; also those that lists do not have yet. */
  messages(account?: FakeAccount): readonly MessageResource[];
  /** A person writes; resolves when the webhook, if there is one, has been answered. */
  inbound(text: IncomingText, account?: FakeAccount): Promise<MessageResource>;
  /** Replaces all faults; with a seed, the chances start anew. */
  setFaults(rules: readonly FaultRule[], seed?: number): void;
  /** How one phone takes calls from now on. */
  setPhone(number: string, phone: Phone): void;
  set(change: Partial<Settings>): void;
  close(): Promise<void>;
}

export async function startFakeTwilio(options: FakeTwilioOptions = {}): Promise<FakeTwilio> {
  const accounts = options.accounts ?? [TEST_ACCOUNT];
  const clock = createClock(options.start ?? null, options.wall);
  const ledger = createLedger(options.ledgerFile ?? null);
  const faults = createFaults(options.faults ?? [], options.seed ?? 1);
  const blocks = createBlocks();
  let settings: Settings = { ...USUAL, ...options.settings };
  const exchange = createExchange({
    clock,
    ledger,
    blocks,
    settings: () => settings,
    tell: options.tell ?? null,
  });
  const calls = createCalls({
    clock,
    ledger,
    settings: () => settings,
    tell: (happening) => options.tell?.(happening),
  });
  const api: ApiParts = { accounts, clock, exchange, calls, blocks, settings: () => settings };
  const isTooMany = rateLimit(clock, () => settings.perSecond);

  /** The request is written down before anything can go wrong with it. */
  const handle = (request: ApiRequest): Handled => {
    const operation = operationOf(request);
    const fault = faults.next(operation);
    ledger.write({
      kind: 'request',
      method: request.method,
      path: request.path,
      token: tokenIn(request.form.get('StatusCallback')),
      at: clock.now(),
      fault: fault?.fault ?? null,
    });
    const times = fault === null ? 1 : faultNamed(fault.fault).carriedOut;
    if (times > 0 && operation === 'create' && isTooMany()) return { answer: refuse(20429), fault: null };
    let answer = refuse(20500);
    // The first of two is the one that the client hears of.
    for (let done = 0; done < times; done++) {
      const next = answerApi(request, api, fault?.fault ?? null);
      if (done === 0) answer = next;
    }
    return { answer, fault };
  };

  const [first = TEST_ACCOUNT] = accounts;
  const fake = {
    clock,
    ledger: () => ledger.messages(),
    callLedger: () => ledger.calls(),
    calls: (account = first) => calls.of(account),
    requests: () => ledger.requests(),
    messages: (account = first) =>
      exchange.messages(account).map((message) => resourceOf(message, clock.now())),
    inbound: async (text: IncomingText, account = first) =>
      resourceOf(await exchange.receive(account, text), clock.now()),
    setFaults: (rules: readonly FaultRule[], seed?: number) => faults.set(rules, seed),
    setPhone: (number: string, phone: Phone) => {
      settings = { ...settings, phones: new Map([...settings.phones, [number, phone]]) };
    },
    set: (change: Partial<Settings>) => {
      settings = { ...settings, ...change };
    },
  };
  const server = createHttp({
    handle,
    control: (request, body) =>
      answerControl(request, body, { ...fake, accounts, rules: () => faults.rules() }),
    now: () => after(clock.now(), settings.skew),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...fake,
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      clock.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await clock.idle();
      ledger.close();
    },
  };
}

/** True from the request on that is one too many within its second of the clock. */
function rateLimit(clock: FakeClock, perSecond: () => number | null): () => boolean {
  let since = instant(0);
  let count = 0;
  return () => {
    const limit = perSecond();
    if (limit === null) return false;
    if (clock.now() - since >= 1000) {
      since = clock.now();
      count = 0;
    }
    return ++count > limit;
  };
}
