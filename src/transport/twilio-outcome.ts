/** What one answer of Twilio proves: a table of rules, read from the top; what no rule can prove is uncertain. */
import type { Outcome } from '../domain/attempt.ts';
import { CARRIER_CODES, type CarrierCode, type CarrierVerdict } from '../domain/carrier-codes.ts';
import { HOUR, MINUTE, SECOND } from '../domain/time.ts';
import { type Json, objectIn } from './twilio-json.ts';
import type { Answer } from './twilio-wire.ts';

/** An answer with what can be read in it. */
interface Reading {
  readonly answer: Answer;
  /** 0 when there was no whole answer. */
  readonly status: number;
  /** Of the message, or the call, that was made. */
  readonly sid: string | null;
  /** Set only when the body is an error in Twilio's own form for this very status: anything may stand in between. */
  readonly error: TwilioError | null;
  readonly known: CarrierCode | null;
}

interface TwilioError {
  readonly code: number;
  readonly words: string;
}

interface Rule {
  readonly name: string;
  /** Why this outcome and no other. */
  readonly why: string;
  readonly holds: (reading: Reading) => boolean;
  readonly gives: (reading: Reading) => Outcome;
}

/** Without a word from the provider. Settling doubles it with each try of a touch. */
const UNREACHABLE_WAIT = MINUTE;
const BUSY_WAIT = 15 * SECOND;
const LATER_WAIT = 6 * HOUR;
const LONGEST_RETRY_AFTER = HOUR;

const is = (verdict: CarrierVerdict) => (reading: Reading) => reading.known?.verdict === verdict;
const statusIn =
  (...statuses: readonly number[]) =>
  ({ status }: Reading) =>
    statuses.includes(status);

const uncertain = (code: string, detail: string): Outcome => ({ kind: 'uncertain', code, detail });
const byStatus =
  (detail: string) =>
  ({ status }: Reading): Outcome =>
    uncertain(String(status), detail);
const refused =
  (why?: 'opted_out' | 'blocked' | 'dead_number') =>
  (reading: Reading): Outcome => {
    const suppress = why === 'opted_out';
    return { kind: 'refused', ...named(reading), suppress, ...(why && { why }) };
  };
const misconfigured = (reading: Reading): Outcome => ({ kind: 'misconfigured', ...named(reading) });
const unsent =
  (otherwise: number) =>
  (reading: Reading): Outcome => ({
    kind: 'unsent',
    ...named(reading),
    retryAfter: askedToWait(reading.answer) ?? otherwise,
  });

/** The first that holds decides, and the last always holds. */
export const RULES: readonly Rule[] = [
  {
    name: 'nothing was written',
    why: 'no address, no connection, no trust in the certificate: nobody can act on what nobody received',
    holds: ({ answer }) => answer.kind === 'cut' && !answer.written,
    gives: unsent(UNREACHABLE_WAIT),
  },
  {
    name: 'the line broke',
    why: 'silence, a reset or half an answer follow an accepted message as they follow a lost one',
    holds: ({ answer }) => answer.kind === 'cut',
    gives: (reading) => ({ kind: 'uncertain', ...named(reading) }),
  },
  {
    name: 'accepted',
    why: '201 with the id of the message that was made',
    holds: ({ status, sid }) => status === 201 && sid !== null,
    gives: ({ sid }) => ({ kind: 'sent', providerId: sid ?? '' }),
  },
  {
    name: 'accepted, but what?',
    why: 'somebody says yes without naming the message',
    holds: ({ status }) => status >= 200 && status < 300,
    gives: byStatus('it was accepted without the id of a message'),
  },
  {
    name: 'sent elsewhere',
    why: 'a redirect says nothing of what its sender did before; none is followed',
    holds: ({ status }) => status < 400,
    gives: byStatus('the answer leads elsewhere'),
  },
  {
    name: 'failed inside',
    why: 'Twilio itself says that a message may have been made before a 5xx',
    holds: ({ status }) => status >= 500,
    gives: byStatus('Twilio failed while answering'),
  },
  {
    name: 'too many requests',
    why: 'a limit is checked before a request is looked at',
    holds: statusIn(429),
    gives: unsent(BUSY_WAIT),
  },
  {
    name: 'in doubt by its own word',
    why: 'a timeout, a conflict and a replay refused too early each leave the first request open',
    holds: statusIn(408, 409, 425),
    gives: byStatus('the answer leaves open whether the request was carried out'),
  },
  {
    name: 'not from Twilio',
    why: 'a proxy or a portal answered; some filter answers after the request went through',
    holds: ({ error }) => error === null,
    gives: byStatus('something between here and Twilio answered'),
  },
  {
    name: 'opted out',
    why: 'the one refusal that is an opt-out: the provider holds a STOP that we may have missed',
    holds: is('opted_out'),
    gives: refused('opted_out'),
  },
  {
    name: 'blocked',
    why: 'the carrier or the phone takes no text from this sender, which is nobody’s word for stop',
    holds: is('blocked'),
    gives: refused('blocked'),
  },
  {
    name: 'dead number',
    why: 'no text can reach it; calls and emails go on, and nobody has opted out',
    holds: is('dead_number'),
    gives: refused('dead_number'),
  },
  {
    name: 'busy',
    why: 'refused for now, and nothing was made',
    holds: is('busy'),
    gives: unsent(BUSY_WAIT),
  },
  {
    name: 'not now',
    why: 'a day’s allowance or a quiet hour passes',
    holds: is('later'),
    gives: unsent(LATER_WAIT),
  },
  {
    name: 'not this number, or none',
    why: 'a country, a trial or a pair of numbers: one lead stops nobody else, and the touch waits until others have told',
    holds: is('unreached'),
    gives: (reading) => ({ kind: 'unsent', ...named(reading), retryAfter: HOUR, why: 'unreached' }),
  },
  {
    name: 'account',
    why: 'every text of the business would fare alike: a person mends it, and no touch is spent on it',
    holds: is('account'),
    gives: misconfigured,
  },
  {
    name: 'credentials',
    why: 'Twilio itself lets nobody in',
    holds: statusIn(401, 403),
    gives: misconfigured,
  },
  {
    name: 'refused',
    why: 'Twilio itself says no, for its words or for a reason we do not know: once, and a person looks',
    holds: () => true,
    gives: refused(),
  },
];

/** What the answer to a request for a message, or for a call, names when it was carried out. */
const MADE = { message: /^(SM|MM)[0-9a-f]{32}$/, call: /^CA[0-9a-f]{32}$/ } as const;
export type Made = keyof typeof MADE;

/** `jitter` from 0 to 1 spreads the tries of many messages that were turned away at once over twice the wait. */
export function outcomeOf(answer: Answer, jitter = 0, made: Made = 'message'): Outcome {
  const { outcome } = judge(answer, made);
  return outcome.kind === 'unsent'
    ? { ...outcome, retryAfter: Math.round(outcome.retryAfter * (1 + jitter)) }
    : outcome;
}

/** With the rule that decided. */
export function judge(
  answer: Answer,
  made: Made = 'message',
): { readonly rule: string; readonly outcome: Outcome } {
  const reading = readingOf(answer, made);
  const rule = RULES.find(({ holds }) => holds(reading));
  // Only a list without its last rule comes to the second half.
  return rule === undefined
    ? { rule: 'none', outcome: uncertain('unknown', 'an answer that no rule knows') }
    : { rule: rule.name, outcome: rule.gives(reading) };
}

function readingOf(answer: Answer, made: Made): Reading {
  if (answer.kind === 'cut') return { answer, status: 0, sid: null, error: null, known: null };
  const body = objectIn(answer.body);
  const error = errorIn(body, answer.status);
  const { sid } = body ?? {};
  return {
    answer,
    status: answer.status,
    sid: typeof sid === 'string' && MADE[made].test(sid) ? sid : null,
    error,
    known: (error && CARRIER_CODES.get(error.code)) ?? null,
  };
}

/** Old form: code, message, status; new form (RFC 9457): code, title, detail, status. */
function errorIn(body: Json | null, status: number): TwilioError | null {
  if (body === null || body.status !== status || !Number.isInteger(body.code)) return null;
  const words = [body.message, body.detail, body.title].find((one) => typeof one === 'string');
  return words === undefined ? null : { code: Number(body.code), words: String(words) };
}

/** The code, and in words of ours or else of Twilio's what it means. */
function named({ answer, error, known, status }: Reading): {
  readonly code: string;
  readonly detail: string;
} {
  if (answer.kind === 'cut') return { code: answer.code, detail: answer.detail };
  if (error === null) return { code: String(status), detail: 'too many requests at once' };
  return { code: String(error.code), detail: known?.words ?? quoted(error.words) };
}

/** Somebody else's words: one short line, and no phone number, for it stays in the history of a person who is forgotten. */
const quoted = (words: string): string =>
  words
    .replace(/\p{C}+/gu, ' ')
    .replace(/\+?\d{7,}/g, '…')
    .trim()
    .slice(0, 200);

/** `Retry-After` in seconds, or as a date beside the provider's own clock; null when it names no sensible wait. */
function askedToWait(answer: Answer): number | null {
  if (answer.kind === 'cut' || answer.retryAfter === null) return null;
  const { retryAfter, date } = answer;
  const asked = /^\d{1,9}$/.test(retryAfter)
    ? Number(retryAfter) * SECOND
    : Date.parse(retryAfter) - Date.parse(date ?? '');
  if (!(asked >= 0)) return null;
  return Math.min(Math.max(asked, SECOND), LONGEST_RETRY_AFTER);
}
