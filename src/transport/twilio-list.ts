/** Reads the provider's list of messages back to an instant, page by page: whole, or not at all. */
import { type Instant, instant, type Millis, millis, SECOND } from '../domain/time.ts';
import type { Api, Misconfigured, Unreachable } from './twilio-api.ts';
import { asObjects, type Json, objectIn } from './twilio-json.ts';
import { outcomeOf } from './twilio-outcome.ts';
import type { Answer } from './twilio-wire.ts';

/** One message as the provider lists it. */
export interface Listed {
  readonly sid: string;
  readonly direction: string;
  readonly from: string;
  readonly to: string;
  /** Empty when it was redacted. */
  readonly body: string;
  readonly service: string | null;
  /** On the provider's clock. */
  readonly at: Instant;
}

export type Listing =
  | {
      readonly kind: 'read';
      /** Newest first, as the provider gives them; some are older than what was asked for. */
      readonly messages: readonly Listed[];
      /** What its clock is ahead of ours; null when its answer does not tell. */
      readonly ahead: Millis | null;
    }
  | Misconfigured
  | Unreachable;

/** Of 1,000 messages each takes a second or two, and all of them must be read before a text goes. */
const MOST_PAGES = 15;

export interface Span {
  /** Only messages to this number; null for the whole account. */
  readonly to: string | null;
  /** On our clock. */
  readonly since: Instant;
  /** 1,000 at most. */
  readonly pageSize: number;
}

/**
 * No filter by date: it looks at when a message was sent, and what has only just been made is missing from it. None by
 * sender either: a Messaging Service picks the number. The order of the list is promised nowhere, so reading ends only
 * with a page on which every message is older.
 */
export async function readBack(
  api: Api,
  { to, since, pageSize }: Span,
  now: () => Instant,
  signal: AbortSignal,
): Promise<Listing> {
  const query = new URLSearchParams({ ...(to !== null && { To: to }), PageSize: String(pageSize) });
  const read = new Map<string, Listed>();
  const asked = new Set<string>();
  const short = `there are more than ${MOST_PAGES * pageSize} messages since then`;
  let ahead: Millis | null = null;
  for (let path: string | null = `/Messages.json?${query}`; path !== null; ) {
    if (asked.has(path)) return unreachable('loop', 'its list leads back to itself');
    if (asked.size === MOST_PAGES)
      return unreachable('too_long', `its list could not be read to the end: ${short}`);
    asked.add(path);
    const answer = await api.ask({ path, signal });
    if (answer.kind === 'cut' || answer.status !== 200) return notRead(answer);
    ahead ??= aheadOf(answer.date, now());
    const page = pageIn(answer.body, api.accountSid);
    if (page === null) return unreachable('unreadable', 'its list is in no form that we know');
    for (const message of page.messages) read.set(message.sid, message);
    const from = since + (ahead ?? 0);
    if (page.messages.length > 0 && page.messages.every(({ at }) => at < from)) break;
    path = page.next;
  }
  return { kind: 'read', messages: [...read.values()], ahead };
}

const unreachable = (code: string, detail: string): Unreachable => ({ kind: 'unreachable', code, detail });

/** An answer that is no list. */
export function notRead(answer: Answer): Misconfigured | Unreachable {
  const outcome = outcomeOf(answer);
  if (outcome.kind === 'misconfigured') return outcome;
  if (outcome.kind === 'sent') return unreachable('unreadable', 'its answer is no list');
  return unreachable(outcome.code, outcome.detail);
}

/** `Date` has whole seconds, and is some way old when it arrives. */
const UNTOLD = 5 * SECOND;

/** What the clock behind a `Date` header is ahead of ours. */
export function aheadOf(date: string | null, now: Instant): Millis | null {
  const ahead = Date.parse(date ?? '') - now;
  if (Number.isNaN(ahead)) return null;
  return millis(Math.abs(ahead) < UNTOLD ? 0 : ahead);
}

interface Page {
  readonly messages: readonly Listed[];
  /** Below the account; null on the last page. */
  readonly next: string | null;
}

/** Null when anything in it is not as it should be: a list read in part would prove an absence that is none. */
function pageIn(body: string | null, accountSid: string): Page | null {
  const page = objectIn(body);
  const messages = asObjects(page?.messages)?.map(listedIn);
  const next = nextOf(page?.next_page_uri, accountSid);
  if (messages === undefined || next === undefined || messages.includes(null)) return null;
  return { next, messages: messages.filter((message) => message !== null) };
}

/** Only ever the same list: a link to another place would be given the account's secret. */
function nextOf(uri: unknown, accountSid: string): string | null | undefined {
  if (uri === null) return null;
  const account = `/2010-04-01/Accounts/${accountSid}`;
  return typeof uri === 'string' && uri.startsWith(`${account}/Messages.json?`)
    ? uri.slice(account.length)
    : undefined;
}

function listedIn({ sid, direction, date_created, ...rest }: Json): Listed | null {
  const at = typeof date_created === 'string' ? Date.parse(date_created) : Number.NaN;
  if (typeof sid !== 'string' || typeof direction !== 'string' || Number.isNaN(at)) return null;
  const { from, to, body, messaging_service_sid: service } = rest;
  return {
    sid,
    direction,
    from: textOf(from),
    to: textOf(to),
    body: textOf(body),
    service: typeof service === 'string' ? service : null,
    at: instant(at),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
