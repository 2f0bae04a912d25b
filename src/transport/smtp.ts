/** Emails through a mail server: a pool of connections for each account, one request for each message, and what its fate proves. */
import type { Readable } from 'node:stream';
import type { SendMailOptions } from 'nodemailer';
import type { Outcome } from '../domain/attempt.ts';
import type { BusinessId } from '../domain/ids.ts';
import { elapsed, type Instant } from '../domain/time.ts';
import type { EmailMessage } from '../message/message.ts';
import { type Delivery, type LoginGate, loginGate } from './login-gate.ts';
import { type MailFields, mailFields } from './mail-fields.ts';
import { passwordForms, without } from './password-forms.ts';
import { LOGIN_REFUSED, smtpOutcome } from './smtp-outcome.ts';
import { misconfigured, type SmtpSender, unusable } from './smtp-sender.ts';
import type { Transport } from './transport.ts';

/** Milliseconds. */
export interface SmtpLimits {
  /** For a connection, and again for the greeting. */
  readonly connect: number;
  /** From the first step to 354, waiting for a free connection included. */
  readonly before: number;
  /** For the answer to the whole message: a server may be storing it, and giving up on it makes doubles (RFC 5321, 4.5.3.2.6). */
  readonly final: number;
}

const LIMITS: SmtpLimits = { connect: 20_000, before: 60_000, final: 600_000 };

export interface SmtpOptions {
  readonly accounts: ReadonlyMap<BusinessId, SmtpSender>;
  readonly limits?: Partial<SmtpLimits>;
  /** The clock that `SendKey.at` was read from; without one, each request is taken to begin at `at`. */
  readonly now?: () => Instant;
}

/** Signed headers: the library's own list lacks both that make one click count (RFC 8058, 4). */
const SIGNED =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:In-Reply-To:References:List-Unsubscribe:List-Unsubscribe-Post';

export function smtpTransport({ accounts, limits: own, now }: SmtpOptions): Transport {
  const limits = { ...LIMITS, ...own };
  const pools = new Map<string, Promise<Pool>>();
  const poolOf = (sender: SmtpSender): Promise<Pool> => {
    const { host, port, security, user, password, connections, ca } = sender;
    const account = JSON.stringify([host, port, security, user, password, connections, ca]);
    const pool = pools.get(account) ?? openPool(sender, limits);
    pools.set(account, pool);
    return pool;
  };
  return {
    name: 'smtp',
    live: true,
    timeout: limits.connect + limits.before + limits.final + 1_000,
    async send(message, key, signal): Promise<Outcome> {
      const sender = accounts.get(key.business);
      if (message.kind !== 'email' || sender === undefined)
        return misconfigured('no_account', `there is no mail account for ${message.kind} of ${key.business}`);
      const wrong = unusable(sender);
      if (wrong !== null) return wrong;
      const fields = mailFields(message, key, sender.name);
      if (!fields.ok) {
        const { kind, code, detail } = fields.error;
        return kind === 'sender'
          ? misconfigured(code, detail)
          : { kind: 'refused', code, detail, suppress: false };
      }
      // Up to 354 it can be dropped, and is when its window ends; from there on the server may have it, whatever we do.
      const left = elapsed(now?.() ?? key.at, key.validUntil);
      if (left <= 0) return WINDOW_OVER.outcome;
      const { value } = fields;
      const pool = await poolOf(sender);
      const asked = performance.now();
      const go = (): Promise<Delivery> => {
        // Whole ones: a timer may fire a part of a millisecond early, and nothing is begun in the rest.
        const patience = Math.min(limits.before, Math.floor(left - (performance.now() - asked)));
        return patience > 0
          ? deliver(pool, compose(message, value, sender), value, { signal, patience })
          : Promise.resolve(WINDOW_OVER);
      };
      return pool.gate(go, { signal, patience: Math.min(limits.connect, left) });
    },
    async close() {
      const open = [...pools.values()];
      pools.clear();
      for (const pool of open) (await pool).mailer.close();
    },
  };
}

const WINDOW_OVER: Delivery = {
  outcome: { kind: 'unsent', code: 'window_over', detail: 'its window was over', retryAfter: 0 },
  loginRefused: false,
};

function compose(message: EmailMessage, fields: MailFields, sender: SmtpSender): SendMailOptions {
  const { from, to, subject, date, messageId, references, unsubscribe, oneClick, again, replyTo } = fields;
  const { dkim } = sender;
  return {
    from,
    to: { name: '', address: to },
    // Given and not derived: where a message goes is never read out of its headers.
    envelope: { from: from.address, to: [to] },
    ...(replyTo === null ? {} : { replyTo: { name: from.name, address: replyTo } }),
    subject,
    date,
    messageId,
    ...(references.length === 0 ? {} : { inReplyTo: references.at(-1), references: [...references] }),
    // A list within the list: one header with both ways, and not two headers.
    list: { unsubscribe: [[...unsubscribe]] },
    headers: {
      ...(oneClick ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
      ...(again === null ? {} : { 'X-Seq-Attempt': again }),
    },
    text: message.text,
    html: message.html,
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim === null
      ? {}
      : {
          dkim: {
            domainName: dkim.domain,
            keySelector: dkim.selector,
            privateKey: dkim.key,
            headerFieldNames: SIGNED,
          },
        }),
  };
}

/** Connects, greets and logs in, and sends nothing. Null when the server takes us; else what was in the way. */
export async function checkMailServer(sender: SmtpSender, patience = 10_000): Promise<string | null> {
  const wrong = unusable(sender);
  if (wrong !== null && 'detail' in wrong) return wrong.detail;
  const mailer = await createMailer(sender, { ...LIMITS, connect: patience, final: patience });
  try {
    await mailer.verify();
    return null;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return sender.password ? said.replaceAll(sender.password, '…') : said;
  } finally {
    mailer.close();
  }
}

/** One message on its way; kept per message, for connections are shared. */
interface Flight {
  readonly from: string;
  readonly to: string;
  /** The finished text, which the library begins to read once the server has said 354, and not before. */
  body: Readable | null;
}

interface Pool {
  readonly mailer: Awaited<ReturnType<typeof createMailer>>;
  readonly flights: Map<string, Flight>;
  readonly secrets: readonly string[];
  readonly gate: LoginGate;
}

async function openPool(sender: SmtpSender, limits: SmtpLimits): Promise<Pool> {
  const mailer = await createMailer(sender, limits);
  const flights = new Map<string, Flight>();
  // A connection that breaks while it is idle is nobody's message.
  mailer.on('error', () => undefined);
  mailer.use('stream', ({ message, data }, done) => {
    const flight = flights.get(String(data.messageId));
    if (flight === undefined) return done(new Error('a message that nobody sent'));
    const { from, to } = message.getEnvelope();
    if (from !== flight.from || to.length !== 1 || to[0] !== flight.to)
      return done(new Error('the envelope does not name the one recipient'));
    const read = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const body = read(options);
      flight.body = body;
      return body;
    };
    done();
  });
  return { mailer, flights, secrets: passwordForms(sender), gate: loginGate() };
}

async function createMailer(sender: SmtpSender, { connect, final }: SmtpLimits) {
  const { createTransport } = await import('nodemailer');
  const { host, port, security, user, password, connections, ca } = sender;
  return createTransport({
    pool: true,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // A login that is wanted is made, even where the server does not offer it: to go on without would hide a mistake.
    ...(user === null ? {} : { auth: { user, pass: password ?? '' }, forceAuth: true }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    maxConnections: connections,
    // The library's 5 would send a message again whenever a connection closes.
    maxRequeues: 0,
    connectionTimeout: connect,
    greetingTimeout: connect,
    dnsTimeout: connect,
    socketTimeout: final,
  });
}

interface Patience {
  readonly signal: AbortSignal;
  /** Milliseconds up to 354. */
  readonly patience: number;
}

async function deliver(
  { mailer, flights, secrets }: Pool,
  mail: SendMailOptions,
  { messageId, from, to }: MailFields,
  { signal, patience }: Patience,
): Promise<Delivery> {
  const flight: Flight = { from: from.address, to, body: null };
  const stop = new AbortController();
  const giveUp = (): void => stop.abort();
  const tooLate = setTimeout(() => {
    if (!begun(flight)) giveUp();
  }, patience);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  flights.set(messageId, flight);
  try {
    const { accepted, rejected, envelope, serverMessageId } = await mailer.sendMail({
      ...mail,
      signal: stop.signal,
    });
    const asMeant = [accepted, envelope.to].every((list) => list.length === 1 && list[0] === to);
    if (!asMeant || rejected.length > 0 || envelope.from !== from.address)
      return taken({
        kind: 'uncertain',
        code: 'envelope',
        detail: 'the mail server took it for others than it was meant for',
      });
    const detail = serverMessageId ? { detail: serverMessageId } : {};
    return taken({ kind: 'sent', providerId: messageId, ...detail });
  } catch (error) {
    const failure = failureOf(error, begun(flight));
    const outcome = smtpOutcome(failure);
    // Nothing of it may flow any more, whatever becomes of its connection.
    flight.body?.destroy();
    return {
      outcome: outcome.kind === 'sent' ? outcome : { ...outcome, detail: without(outcome.detail, secrets) },
      loginRefused: outcome.kind === 'misconfigured' && LOGIN_REFUSED.has(failure.code),
    };
  } finally {
    flights.delete(messageId);
    clearTimeout(tooLate);
    signal.removeEventListener('abort', giveUp);
  }
}

const taken = (outcome: Outcome): Delivery => ({ outcome, loginRefused: false });

/** Null until somebody begins to read it; a stream that was stopped says false. */
const begun = ({ body }: Flight): boolean => body !== null && body.readableFlowing !== null;

function failureOf(error: unknown, hasBegun: boolean): Parameters<typeof smtpOutcome>[0] {
  const facts = error instanceof Error ? (error as Error & Record<string, unknown>) : null;
  const text = (name: string): string | null => (typeof facts?.[name] === 'string' ? facts[name] : null);
  return {
    begun: hasBegun,
    code: text('code') ?? 'unknown',
    command: text('command'),
    cause: text('originalCode'),
    reply: text('response'),
    message: facts === null ? String(error) : facts.message,
  };
}
