/** What a tester asks of the fake itself, over HTTP, so that the fake can also be another process: `/__fake/…`. */
import { instant } from '../../domain/time.ts';
import type { FakeAccount } from './accounts.ts';
import { type Answer, type ApiRequest, answer } from './api.ts';
import type { FakeClock } from './clock.ts';
import type { IncomingText } from './exchange.ts';
import { faultWords, readFaults } from './fault-words.ts';
import type { FaultRule } from './faults.ts';
import type { CallEntry, LedgerEntry, RequestEntry } from './ledger.ts';
import type { MessageResource } from './message.ts';
import { PHONE_WORDS, type Phone, readPhone } from './phones.ts';
import { readSettings } from './read-settings.ts';
import type { Settings } from './settings.ts';

export interface Controlled {
  readonly accounts: readonly FakeAccount[];
  readonly clock: FakeClock;
  readonly ledger: () => readonly LedgerEntry[];
  readonly callLedger: () => readonly CallEntry[];
  readonly requests: () => readonly RequestEntry[];
  readonly rules: () => readonly FaultRule[];
  readonly inbound: (text: IncomingText, account?: FakeAccount) => Promise<MessageResource>;
  readonly setFaults: (rules: readonly FaultRule[], seed?: number) => void;
  readonly setPhone: (number: string, phone: Phone) => void;
  readonly set: (change: Partial<Settings>) => void;
}

type Wish = Readonly<Record<string, unknown>>;
type Act = (wish: Wish, fake: Controlled) => Answer | Promise<Answer>;

/** A field is named in the answer when it is not as it must be. */
const wrong = (message: string): Answer => answer(400, { message });

const ACTS: Readonly<Record<string, Act>> = {
  'GET /__fake': (_wish, fake) =>
    answer(200, {
      kind: 'fake-twilio',
      accounts: fake.accounts.map(({ sid, numbers, inboundUrl }) => ({ sid, numbers, inboundUrl })),
      now: new Date(fake.clock.now()).toISOString(),
      faults: faultWords(fake.rules()),
      messages: fake.ledger().length,
      calls: fake.callLedger().length,
      requests: fake.requests().length,
    }),

  'GET /__fake/ledger': (_wish, fake) =>
    answer(200, { messages: fake.ledger(), calls: fake.callLedger(), requests: fake.requests() }),

  /** `{ "faults": "429:0.1", "seed": 7 }`; `"none"` takes them all away. */
  'POST /__fake/faults': ({ faults, seed }, fake) => {
    if (typeof faults !== 'string')
      return wrong('"faults" is missing: text such as "bad-network:0.28" or "429:x3"');
    const rules = readFaults(faults);
    if (!rules.ok) return wrong(rules.error);
    if (seed !== undefined && !Number.isInteger(seed)) return wrong('"seed" must be a whole number');
    fake.setFaults(rules.value, seed === undefined ? undefined : Number(seed));
    return answer(200, { faults: faultWords(rules.value) });
  },

  /** `{ "from": "+13125550142", "body": "STOP" }`, with `to` when another number than the last is meant. */
  'POST /__fake/inbound': async ({ from, to, body, account }, fake) => {
    if (typeof from !== 'string' || !/^\+[1-9]\d{6,14}$/.test(from))
      return wrong('"from" must be a number such as +13125550142');
    if (typeof body !== 'string') return wrong('"body" must be the text of the message');
    if (to !== undefined && typeof to !== 'string') return wrong('"to" must be a number');
    const owner = account === undefined ? undefined : fake.accounts.find(({ sid }) => sid === account);
    if (account !== undefined && owner === undefined) return wrong('"account" names no account of this fake');
    return answer(201, await fake.inbound({ from, body, ...(to === undefined ? {} : { to }) }, owner));
  },

  /** `{ "number": "+13125550142", "how": "busy" }`; others stay as they are. */
  'POST /__fake/phone': ({ number, how }, fake) => {
    if (typeof number !== 'string' || !/^\+[1-9]\d{6,14}$/.test(number))
      return wrong('"number" must be a number such as +13125550142');
    const phone = readPhone(String(how));
    if (phone === null) return wrong(`"${String(how)}" is no way to take calls; it takes ${PHONE_WORDS}`);
    fake.setPhone(number, phone);
    return answer(200, { number, how });
  },

  /** `{ "advance": 60000 }` or `{ "at": "2026-03-10T15:00:00Z" }`; answered when all that was due on the way is done. */
  'POST /__fake/clock': async ({ advance, at }, { clock }) => {
    const goal = typeof advance === 'number' ? clock.now() + advance : Date.parse(String(at));
    if (!Number.isFinite(goal) || goal < clock.now())
      return wrong('a clock moves forward: "advance" in milliseconds, or "at" in ISO 8601');
    await clock.moveTo(instant(goal));
    return answer(200, { now: new Date(clock.now()).toISOString() });
  },

  /** `{ "lag": 30000, "endings": { "+13125550142": "undelivered 30005" }, "phones": { "+13125550142": "busy" } }` and the like. */
  'POST /__fake/settings': (wish, fake) => {
    const change = readSettings(wish);
    if (!change.ok) return wrong(change.error);
    fake.set(change.value);
    return answer(204, null);
  },
};

export async function answerControl(request: ApiRequest, body: string, fake: Controlled): Promise<Answer> {
  const act = ACTS[`${request.method} ${request.path}`];
  if (act === undefined) return answer(404, { message: `it takes ${Object.keys(ACTS).join(', ')}` });
  const wish = request.method === 'GET' ? {} : readWish(body);
  return wish === null ? wrong('the body must be one JSON object') : act(wish, fake);
}

function readWish(body: string): Wish | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
