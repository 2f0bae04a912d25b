/** The part of the REST API that is there: messages, calls, the account and its numbers; everything else is not found. */
import { type FakeAccount, numbersOf, poolOf, signedIn } from './accounts.ts';
import type { Blocks } from './blocks.ts';
import { type Calls, callResource } from './calls.ts';
import type { FakeClock } from './clock.ts';
import { apiError, type ErrorCode } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { FaultName, Operation } from './faults.ts';
import { type FakeMessage, resourceOf, rfc2822 } from './message.ts';
import { pageOf } from './pages.ts';
import { callRefusal } from './phones.ts';
import type { Settings } from './settings.ts';
import { stepAt } from './statuses.ts';
import { type CreateForm, refusalOf } from './validation.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: an answer without a body. */
  readonly json: unknown;
}

export interface ApiParts {
  readonly accounts: readonly FakeAccount[];
  readonly clock: FakeClock;
  readonly exchange: Exchange;
  readonly calls: Calls;
  readonly blocks: Blocks;
  readonly settings: () => Settings;
}

export const answer = (status: number, json: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers,
  json,
});

export function refuse(code: ErrorCode, seen = ''): Answer {
  const error = apiError(code, seen);
  const headers: Record<string, string> =
    code === 20003
      ? { 'www-authenticate': 'Basic realm="Twilio API"' }
      : code === 20429
        ? { 'retry-after': '1' }
        : {};
  return answer(error.status, error, headers);
}

const MESSAGES = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json$/;
const MESSAGE = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\/([^/]+)\.json$/;
const CALLS = /^\/2010-04-01\/Accounts\/([^/]+)\/Calls\.json$/;
const CALL = /^\/2010-04-01\/Accounts\/([^/]+)\/Calls\/([^/]+)\.json$/;
const ACCOUNT = /^\/2010-04-01\/Accounts\/([^/]+)\.json$/;
const NUMBERS = /^\/2010-04-01\/Accounts\/([^/]+)\/IncomingPhoneNumbers\.json$/;

export const operationOf = ({ method, path }: ApiRequest): Operation =>
  method === 'POST' && (MESSAGES.test(path) || CALLS.test(path)) ? 'create' : 'read';

interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, (call: Call) => Answer>>;
}

interface Call extends ApiRequest, ApiParts {
  readonly account: FakeAccount;
  /** What follows the account in the path, where the route names something. */
  readonly sid: string;
  readonly fault: FaultName | null;
}

const ROUTES: readonly Route[] = [
  { path: MESSAGES, methods: { POST: create, GET: list } },
  {
    path: MESSAGE,
    methods: { GET: withMessage(show), POST: withMessage(update), DELETE: withMessage(remove) },
  },
  { path: CALLS, methods: { POST: ring, GET: listCalls } },
  { path: CALL, methods: { GET: showCall } },
  { path: ACCOUNT, methods: { GET: showAccount } },
  { path: NUMBERS, methods: { GET: listNumbers } },
];

const POOL = /^\/v1\/Services\/(MG[0-9a-f]{32})\/(PhoneNumbers|ShortCodes|ChannelSenders)$/;

export function answerApi(request: ApiRequest, parts: ApiParts, fault: FaultName | null): Answer {
  const { method, path, authorization } = request;
  const [, service, part] = POOL.exec(path) ?? [];
  if (service !== undefined && part !== undefined) return listPool(request, parts, service, part);
  const route = ROUTES.find((each) => each.path.test(path));
  if (route === undefined) return refuse(20404, path);
  const account = signedIn(parts.accounts, authorization);
  if (account === null) return refuse(20003);
  const [, owner, sid = ''] = route.path.exec(path) ?? [];
  if (owner !== account.sid) return refuse(20404, path);
  const act = route.methods[method];
  return act === undefined ? refuse(20004) : act({ ...request, ...parts, account, sid, fault });
}

function create({ form, account, blocks, settings, exchange, clock, fault }: Call): Answer {
  const read = (name: string): string => form.get(name) ?? '';
  const wanted: CreateForm = {
    to: read('To'),
    from: read('From'),
    service: read('MessagingServiceSid'),
    body: read('Body'),
    media: form.getAll('MediaUrl'),
    callback: read('StatusCallback'),
    validity: read('ValidityPeriod'),
  };
  const refusal = refusalOf(wanted, { account, blocks, refusals: settings().refusals });
  if (refusal !== null) return refuse(refusal.code, refusal.seen);
  const message = exchange.take(account, wanted, fault);
  return answer(201, resourceOf(message, clock.now()));
}

function list({ path, query, account, exchange, clock, settings }: Call): Answer {
  const now = clock.now();
  const shown = exchange.messages(account).filter(({ at }) => at + settings().lag <= now);
  return answer(200, pageOf(shown, path, query, now));
}

function ring({ form, account, calls, fault }: Call): Answer {
  const read = (name: string): string => form.get(name) ?? '';
  const wanted = {
    to: read('To'),
    from: read('From'),
    url: read('Url'),
    callback: read('StatusCallback'),
    events: form.getAll('StatusCallbackEvent'),
    timeout: read('Timeout'),
  };
  const refusal = callRefusal(wanted, account);
  if (refusal !== null) return refuse(refusal.code, refusal.seen);
  return answer(201, callResource(calls.take(account, wanted, fault)));
}

/** One page: nobody rings thousands of times while trying things out. */
function listCalls({ account, calls, path, query }: Call): Answer {
  const to = query.get('To');
  const shown = calls.of(account).filter((call) => to === null || call.to === to);
  return answer(200, { calls: shown.map(callResource), next_page_uri: null, page: 0, uri: path });
}

function showCall({ account, calls, sid, path }: Call): Answer {
  const call = calls.of(account).find((each) => each.sid === sid);
  return call === undefined ? refuse(20404, path) : answer(200, callResource(call));
}

function withMessage(act: (message: FakeMessage, call: Call) => Answer): (call: Call) => Answer {
  return (call) => {
    const message = call.exchange.find(call.account, call.sid);
    return message === null ? refuse(20404, call.path) : act(message, call);
  };
}

function show(message: FakeMessage, { clock }: Call): Answer {
  return answer(200, resourceOf(message, clock.now()));
}

/** Empty words redact a message; a status of `canceled` is for scheduled ones, of which there are none here. */
function update(message: FakeMessage, { form, exchange, clock }: Call): Answer {
  if (form.has('Status')) return refuse(30409, message.sid);
  if (form.get('Body') !== '') return refuse(20001, 'Body');
  if (!isFinal(message, clock)) return refuse(20009, message.sid);
  const redacted = { ...message, body: '' };
  exchange.replace(redacted);
  return answer(200, resourceOf(redacted, clock.now()));
}

function remove(message: FakeMessage, { exchange, clock }: Call): Answer {
  if (!isFinal(message, clock)) return refuse(20009, message.sid);
  exchange.remove(message);
  return answer(204, null);
}

/** While a message is on its way its words are still needed. */
const isFinal = ({ course }: FakeMessage, clock: FakeClock): boolean =>
  stepAt(course, clock.now()) === course.at(-1);

function showAccount({ account, path }: Call): Answer {
  return answer(200, {
    sid: account.sid,
    friendly_name: account.name,
    status: 'active',
    type: 'Full',
    owner_account_sid: account.sid,
    date_created: rfc2822(CREATED),
    date_updated: rfc2822(CREATED),
    subresource_uris: { messages: path.replace(/\.json$/, '/Messages.json') },
    uri: path,
  });
}

const CREATED = Date.UTC(2026, 0, 1) as Parameters<typeof rfc2822>[0];

const POOL_KEYS: Readonly<Record<string, string>> = {
  PhoneNumbers: 'phone_numbers',
  ShortCodes: 'short_codes',
  ChannelSenders: 'senders',
};

/** Who is in a Messaging Service: numbers, and nothing else. */
function listPool(
  { method, path, authorization }: ApiRequest,
  { accounts }: ApiParts,
  service: string,
  part: string,
): Answer {
  const account = signedIn(accounts, authorization);
  if (account === null) return refuse(20003);
  if (method !== 'GET') return refuse(20004);
  if (account.services !== null && !account.services.has(service)) return refuse(20404, path);
  const key = POOL_KEYS[part] ?? part;
  const members = part === 'PhoneNumbers' ? poolOf(account, service) : [];
  return answer(200, {
    meta: {
      key,
      page: 0,
      page_size: 50,
      first_page_url: path,
      previous_page_url: null,
      next_page_url: null,
      url: path,
    },
    [key]: members.map((number) => ({
      sid: `PN${number.replace(/\D/g, '').padStart(32, '0')}`,
      account_sid: account.sid,
      service_sid: service,
      phone_number: number,
      country_code: 'US',
      capabilities: ['SMS', 'MMS'],
    })),
  });
}

function listNumbers({ account, path, query }: Call): Answer {
  const numbers = numbersOf(account, query.get('PhoneNumber'));
  return answer(200, {
    end: Math.max(0, numbers.length - 1),
    first_page_uri: `${path}?PageSize=50&Page=0`,
    next_page_uri: null,
    page: 0,
    page_size: 50,
    previous_page_uri: null,
    incoming_phone_numbers: numbers.map((number) => ({
      account_sid: account.sid,
      api_version: '2010-04-01',
      capabilities: { fax: false, mms: true, sms: true, voice: true },
      date_created: rfc2822(CREATED),
      date_updated: rfc2822(CREATED),
      friendly_name: number,
      phone_number: number,
      sid: `PN${number.replace(/\D/g, '').padStart(32, '0')}`,
      sms_method: 'POST',
      sms_url: account.inboundUrl ?? '',
      status: 'in-use',
      uri: path,
    })),
    start: 0,
    uri: `${path}?PageSize=50&Page=0`,
  });
}
