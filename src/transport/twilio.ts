/** Texts and calls through Twilio: its SDK composes what is sent, our own wire carries it once, and the answer is judged by what it proves. */
import type { Twilio } from 'twilio';
import type { AttemptToken, BusinessId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { elapsed, HOUR, type Instant, instant, SECOND } from '../domain/time.ts';
import type { SendKey, Transport } from './transport.ts';
import { type AccountCheck, checkAccount } from './twilio-account.ts';
import type { Api, Misconfigured } from './twilio-api.ts';
import { readInbound } from './twilio-inbound.ts';
import { lookFor } from './twilio-look.ts';
import { outcomeOf } from './twilio-outcome.ts';
import { ringThrough } from './twilio-ring.ts';
import { type Answer, openWire, WIRE_TIMES, type Wire } from './twilio-wire.ts';

export interface TwilioSender {
  readonly accountSid: string;
  /** Null when the secret is the account's own auth token. */
  readonly apiKey: string | null;
  readonly secret: string;
  /** Another address than Twilio's own, for try-outs. */
  readonly baseUrl: string | null;
  /** A number in E.164, or a Messaging Service (`MG…`) that picks one. */
  readonly sender: string;
}

export interface TwilioOptions {
  readonly accounts: ReadonlyMap<BusinessId, TwilioSender>;
  /** Where Twilio reports what became of a text; null when nothing answers there. */
  readonly statusCallback: string | null;
  /** How long an answer is waited for, in milliseconds. */
  readonly timeout?: number;
  /** The clock that `SendKey.at` was read from; the system's when left out. */
  readonly now?: () => Instant;
}

export interface TwilioTransport extends Transport {
  readonly ring: NonNullable<Transport['ring']>;
  readonly look: NonNullable<Transport['look']>;
  readonly inbound: NonNullable<Transport['inbound']>;
  /** What can be told of a business's account without sending. */
  check(business: BusinessId, signal: AbortSignal): Promise<AccountCheck>;
}

export function twilioTransport(options: TwilioOptions): TwilioTransport {
  const { accounts, statusCallback, timeout, now = () => instant(Date.now()) } = options;
  const wire = openWire({ ...WIRE_TIMES, ...(timeout !== undefined && { answer: timeout }) });
  const opened = new Map<BusinessId, Result<Api, Misconfigured>>();
  const open = (business: BusinessId): Result<Api, Misconfigured> => {
    const known = opened.get(business);
    if (known !== undefined) return known;
    const account = accounts.get(business);
    const api = account === undefined ? fail(NO_ACCOUNT) : openApi(account, wire);
    opened.set(business, api);
    return api;
  };
  return {
    name: 'twilio',
    live: true,
    origin(business) {
      const account = accounts.get(business);
      if (account === undefined) return null;
      const { accountSid, baseUrl, sender } = account;
      return { account: baseUrl === null ? accountSid : `${accountSid} at ${baseUrl}`, sender };
    },
    async send(message, key, signal) {
      if (message.kind !== 'sms') throw new Error('Twilio carries texts, and this is an email.');
      const validity = validityOf(key);
      if (validity === null)
        return { kind: 'unsent', code: 'window_over', detail: 'its window was over', retryAfter: 0 };
      const api = open(key.business);
      if (!api.ok) return api.error;
      const form = new URLSearchParams([
        ['To', message.to],
        [api.value.service ? 'MessagingServiceSid' : 'From', api.value.sender],
        ['Body', message.body],
        // What was counted and shown is what goes: Twilio swaps no character.
        ['SmartEncoded', 'false'],
        ['ValidityPeriod', String(validity)],
      ]);
      if (statusCallback !== null) form.set('StatusCallback', `${statusCallback}/tw/s/${key.token}`);
      const answer = await api.value.create('Messages', form, signal);
      return answer.ok ? outcomeOf(answer.value, jitterOf(key.token)) : answer.error;
    },
    async look(sought, signal) {
      const api = open(sought.business);
      return api.ok ? lookFor(api.value, sought, now, signal) : { kind: 'unclear', detail: api.error.detail };
    },
    async inbound(business, since, signal, also = []) {
      const api = open(business);
      return api.ok ? readInbound(api.value, { since, also }, now, signal) : api.error;
    },
    async ring(ringing, signal) {
      const api = open(ringing.business);
      if (!api.ok) return api.error;
      if (statusCallback === null) return NO_ADDRESS;
      return ringThrough(api.value, ringing, statusCallback, signal);
    },
    async check(business, signal) {
      const api = open(business);
      return api.ok ? checkAccount(api.value, now, signal) : api.error;
    },
    async close() {
      wire.close();
    },
  };
}

const misconfigured = (code: string, detail: string): Misconfigured => ({
  kind: 'misconfigured',
  code,
  detail,
});

const NO_ACCOUNT = misconfigured('no_account', 'no Twilio account is set for this business');

const NO_ADDRESS = misconfigured('no_address', 'there is no address at which Twilio could ask what to say');

/** Between the reservation and the moment from which Twilio counts: 30 s until the last look, then the way there. */
const UNDERWAY = 60 * SECOND;

/**
 * Twilio's own limit of 10 h could deliver at night, and even inside the window a follow-up that waited more than an hour
 * in a queue comes after the answer, the booking or the call it speaks of: one that is lost then is the lesser harm.
 */
const LONGEST_VALIDITY = HOUR;

/** Whole seconds that Twilio may keep trying; null when the window is over already. */
function validityOf({ at, validUntil }: SendKey): number | null {
  const left = elapsed(at, validUntil);
  if (left < SECOND) return null;
  return Math.floor(Math.max(SECOND, Math.min(left - UNDERWAY, LONGEST_VALIDITY)) / SECOND);
}

/** Random by way of the token: many texts that were turned away at once do not all come back at once. */
const jitterOf = (token: AttemptToken): number => Number.parseInt(token.slice(-8), 16) / 2 ** 32 || 0;

/** What the SDK is given as the data of a request: it passes it on unread, and the client below takes it apart. */
interface Handed {
  readonly form: string;
  readonly url: string;
  readonly signal: AbortSignal;
}

/** The SDK's request after it has put the credentials and its headers on it. */
interface Composed {
  readonly username: string;
  readonly password: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: Handed;
}

/** Enough for 1,000 messages of 1,600 characters each. */
const LIST_LIMIT = 16 * 2 ** 20;
const MESSAGE_LIMIT = 64 * 2 ** 10;

/** An address of our own is taken as it is written, and both APIs are below it. */
const HOSTS = { api: 'https://api.twilio.com', messaging: 'https://messaging.twilio.com' };

function openApi(account: TwilioSender, wire: Wire): Result<Api, Misconfigured> {
  const { accountSid, apiKey, secret, baseUrl, sender } = account;
  const wrong = unsafe(baseUrl);
  if (wrong !== null) return fail(misconfigured('base_url', wrong));
  if (secret === '') return fail(misconfigured('no_secret', 'LEADSEQ_TWILIO_TOKEN is not set'));
  if (!accountSid.startsWith('AC'))
    return fail(misconfigured('account_sid', `${accountSid} is no account: its SID begins with AC`));
  const below = (host: string): string => (baseUrl ?? host).replace(/\/+$/, '');
  const messages = `${below(HOSTS.api)}/2010-04-01/Accounts/${accountSid}`;
  const Authorization = basic(apiKey ?? accountSid, secret);
  const read = (url: string, signal: AbortSignal): Promise<Answer> => {
    const headers = { Accept: 'application/json', Authorization };
    return wire.exchange({ method: 'GET', url, headers, body: '', limit: LIST_LIMIT, signal });
  };
  let sdk: Promise<Result<Twilio, Misconfigured>> | undefined;
  return ok({
    accountSid,
    sender,
    service: sender.startsWith('MG'),
    tryOut: baseUrl !== null,
    ask: ({ path, signal }) => read(`${messages}${path}`, signal),
    askMessaging: ({ path, signal }) => read(`${below(HOSTS.messaging)}/v1${path}`, signal),
    async create(what, form, signal) {
      sdk ??= openSdk(account, wire);
      const client = await sdk;
      if (!client.ok) return client;
      const uri = `${messages}/${what}.json`;
      const data: Handed = { form: form.toString(), url: uri, signal };
      return ok(await client.value.request({ method: 'post', uri, headers: {}, data }));
    },
  });
}

/** It costs 160 to 480 ms, so only now that something is to be sent: what leads answered is asked for without it. */
async function openSdk(
  { accountSid, apiKey, secret }: TwilioSender,
  wire: Wire,
): Promise<Result<Twilio, Misconfigured>> {
  try {
    const { default: twilio } = await import('twilio');
    const httpClient = clientOn(wire);
    // The SDK would read region and edge from the environment.
    return ok(twilio(apiKey ?? accountSid, secret, { accountSid, region: '', edge: '', httpClient }));
  } catch (error) {
    return fail(misconfigured('sdk', error instanceof Error ? error.message : 'the SDK did not start'));
  }
}

type HttpClient = Exclude<ConstructorParameters<typeof Twilio>[2], undefined>['httpClient'] & object;

/**
 * In place of the SDK's own client, which follows no rule on what was written and opens a connection for each request.
 * `client.messages.create` would do all this too, and then turn the answer into objects and exceptions that hide what it
 * proves, for twice the time of processor. The address is the one that was asked for: of a host with two labels, such as
 * example.com, the SDK makes example.com.example.com, taking the second for a region.
 */
function clientOn(wire: Wire): HttpClient {
  const request = ({ username, password, headers, data: { form, url, signal } }: Composed) =>
    wire.exchange({
      method: 'POST',
      url,
      headers: { ...headers, Authorization: basic(username, password) },
      body: form,
      limit: MESSAGE_LIMIT,
      signal,
    });
  // All that the SDK asks of a client is `request`; its type is a class with private parts.
  return { request } as unknown as HttpClient;
}

const basic = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;

/** Credentials in plain sight go over TLS, or no farther than this machine. */
function unsafe(baseUrl: string | null): string | null {
  if (baseUrl === null) return null;
  if (!URL.canParse(baseUrl)) return `base_url ${baseUrl} is not a link`;
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'https:') return null;
  if (/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)) return null;
  return `base_url ${baseUrl} would show the account's secret to the network: it must begin with https://`;
}
