/** What a failed email means: whether a mail server may have it, whose fault it is, and what is to become of the touch. */
import type { Outcome } from '../domain/attempt.ts';

/** One failure as the mail library tells it. */
export interface SmtpFailure {
  /** The message was being handed over: the server had said 354, or what it says instead. */
  readonly begun: boolean;
  /** The library's word for what failed, such as `EENVELOPE`. */
  readonly code: string;
  /** The command whose answer failed, such as `RCPT TO`; `CONN` where it was the connection. */
  readonly command: string | null;
  /** The system's own code, or that of the encryption, such as `ECONNREFUSED`. */
  readonly cause: string | null;
  /** The server's answer in full. */
  readonly reply: string | null;
  readonly message: string;
}

/** Doubled by the engine with each try: 5, 10, 20 minutes and on. Graylisting wants at least 5 (RFC 6647, 4.1 says 1 to 24 h; 5 min is usual). */
const RETRY_AFTER = 300_000;

/**
 * Up to 354 no server has a word of the message, so whatever happens is proof that nobody got it. After it only an answer
 * to the whole message is proof: a line that breaks then leaves the same traces whether the server took it or not.
 */
export const smtpOutcome = (failure: SmtpFailure): Outcome =>
  failure.begun ? whileHandedOver(failure) : beforeHandedOver(failure);

function whileHandedOver(failure: SmtpFailure): Outcome {
  // EMESSAGE is said of answers to the message alone; anything else that looks like one is a torn line.
  const status = failure.code === 'EMESSAGE' ? statusOf(failure) : null;
  if (status === null)
    return { kind: 'uncertain', ...told(failure, 'no answer to the message that was handed over') };
  if (status < 500) return unsent(failure, 'the mail server did not take the message');
  return refused(failure, 'the mail server refused the message');
}

function beforeHandedOver(failure: SmtpFailure): Outcome {
  const { code, command, cause } = failure;
  const status = statusOf(failure);
  // A server that asks to come back later means it at every step, even when it is asked for a login.
  if (status !== null && status < 500)
    return unsent(failure, STEPS[command ?? ''] ?? 'the mail server put us off');
  // 530, 534 and 538 (RFC 4954, 6): a login is missing, or not good enough. 535, a wrong one, comes as EAUTH.
  if (LOGIN_REFUSED.has(code) || status === 530 || status === 534 || status === 538)
    return misconfigured(failure, 'the mail server did not accept the login');
  if (cause !== null && NOT_TRUSTED.test(cause))
    return misconfigured(failure, 'the connection to the mail server cannot be trusted');
  if (code === 'ETLS' && status !== null)
    return misconfigured(
      failure,
      'the mail server does not encrypt; security: starttls in leadseq.yaml wants it to',
    );
  if (code === 'ECONFIG' || code === 'EREQUIRETLS')
    return misconfigured(failure, 'the settings of smtp cannot be used');
  if (command === 'MAIL FROM' && status !== null)
    return misconfigured(failure, 'the mail server refused the sender');
  if (command === 'RCPT TO' && status !== null) {
    // "Relaying denied" is said of whoever is not logged in: it would burn every touch, and is no word on this person.
    if (!isDead(failure) && /\brelay/i.test(failure.reply ?? ''))
      return misconfigured(failure, 'the mail server sends nothing for us to others');
    return refused(failure, 'the mail server refused the address');
  }
  // Among them a 5xx to the greeting, EHLO or DATA: about the server's state, not about a person it has just accepted.
  return unsent(failure, STEPS[command ?? ''] ?? 'the mail server was not reached');
}

/** The library's codes for a login that failed. */
export const LOGIN_REFUSED: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);

/** OpenSSL's words for certificates (verify(1)) and Node's for TLS; `EPROTO` is an answer that is no TLS at all. */
const NOT_TRUSTED = /CERT|^ERR_SSL|^ERR_TLS|^EPROTO$|SIGNATURE|^HOSTNAME_MISMATCH$|^INVALID_CA$|^PATH_LENGTH/;

const STEPS: Readonly<Record<string, string>> = {
  CONN: 'the mail server was not reached',
  EHLO: 'the mail server did not greet us',
  HELO: 'the mail server did not greet us',
  STARTTLS: 'the mail server did not encrypt',
  'MAIL FROM': 'the mail server did not take the sender',
  'RCPT TO': 'the mail server did not take the address',
  DATA: 'the mail server did not take the message',
};

function statusOf({ reply }: SmtpFailure): number | null {
  const status = /^[45]\d\d(?=[ \r\n-]|$)/.exec(reply ?? '')?.[0];
  return status === undefined ? null : Number(status);
}

/** RFC 3463: the kind of a failure, in a form that does not depend on the server's language. */
const enhancedOf = ({ reply }: SmtpFailure): string | null =>
  /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(reply ?? '')?.[0] ?? null;

/** 5.1.x: no such address. 5.2.1: it takes no mail any more. 5.1.7 and 5.1.8 speak of the sender's. */
function isDead(failure: SmtpFailure): boolean {
  const enhanced = enhancedOf(failure) ?? '';
  return /^5\.1\.\d+$|^5\.2\.1$/.test(enhanced) && enhanced !== '5.1.7' && enhanced !== '5.1.8';
}

interface Told {
  readonly code: string;
  readonly detail: string;
}

/** The code that one would look up, and a sentence with what was heard. */
function told(failure: SmtpFailure, what: string): Told {
  const status = statusOf(failure);
  const enhanced = enhancedOf(failure);
  const code =
    status === null ? (failure.cause ?? failure.code) : [status, enhanced].filter(Boolean).join(' ');
  return { code, detail: `${what}: ${oneLine(failure.reply ?? failure.message)}` };
}

/** A server may say as much as it likes, in any bytes it likes. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);

const unsent = (failure: SmtpFailure, what: string): Outcome => ({
  kind: 'unsent',
  ...told(failure, what),
  retryAfter: RETRY_AFTER,
});

const refused = (failure: SmtpFailure, what: string): Outcome => ({
  kind: 'refused',
  ...told(failure, what),
  ...(isDead(failure) ? { suppress: true, why: 'dead_address' } : { suppress: false }),
});

const misconfigured = (failure: SmtpFailure, what: string): Outcome => ({
  kind: 'misconfigured',
  ...told(failure, what),
});
