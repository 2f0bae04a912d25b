/** What one contact gets in a reservation: every touch that may go becomes an attempt, a task or a move; every other verdict its row. */
import type { WireChannel } from '../domain/channel.ts';
import { type AttemptToken, asId, type EnrollmentId } from '../domain/ids.ts';
import { after, type Instant } from '../domain/time.ts';
import type { Message } from '../message/message.ts';
import type { Decision, EnrolledIn, Forecast, Situation, Verdict } from '../schedule/situation.ts';
import type { NewAttempt } from '../store/attempt-rows.ts';
import { reserveAttempt } from '../store/attempts.ts';
import type { Handle } from '../store/driver.ts';
import { storeLateSeen } from '../store/notes.ts';
import { earlierEmails } from '../store/threads.ts';
import type { SendKey } from '../transport/transport.ts';
import { allowance, spend } from './budget.ts';
import { type Change, carryOut } from './carry-out.ts';
import type { ClaimedContact } from './claim.ts';
import { revisionOf } from './pinned-sequences.ts';
import { enrollmentOf, type Prepared, touchName, wayOutOf } from './prepare.ts';
import type { Sending } from './settle.ts';
import type { TickEvent } from './tick-options.ts';
import { eventAbout, noteWait, type Run } from './tick-run.ts';
import { wordingOf } from './words.ts';

/** A committed attempt, on its way to the transport. */
export interface Reserved {
  readonly claim: ClaimedContact;
  readonly sending: Sending;
  readonly token: AttemptToken;
  readonly message: Message;
  readonly validUntil: Instant;
  /** Of an email: what it stands below, and its one-click way out. */
  readonly mail: Pick<SendKey, 'thread' | 'unsubscribe'>;
  readonly about: Omit<TickEvent, 'kind'>;
  /** On the monotonic clock. */
  readonly reservedAt: number;
  /** When its contact is looked at again once it has gone. */
  readonly wakeAt: Instant | null;
}

export interface Served {
  readonly messages: readonly Omit<Reserved, 'wakeAt'>[];
  /** Something else came of it than the fold foresaw: decide again at once. */
  readonly again: boolean;
  /** A touch that may go did not: its words or its place had changed since they were prepared. */
  readonly unsettled: boolean;
  /** When a spent budget allows more. */
  readonly notBefore: Instant | null;
}

type Go = Extract<Verdict, { kind: 'go' }>;

/** A provider that has not answered by then is treated as one that may have accepted. */
export const SEND_TIMEOUT = 30_000;

/** All that concerns one contact's turn inside the transaction. */
interface Counter {
  readonly handle: Handle;
  readonly run: Run;
  readonly prepared: Prepared;
  /** Fresh, under the locks. */
  readonly situation: Situation;
  readonly now: Instant;
}

export async function serve(
  handle: Handle,
  run: Run,
  prepared: Prepared,
  situation: Situation,
  decision: Decision,
  now: Instant,
): Promise<Served> {
  const counter: Counter = { handle, run, prepared, situation, now };
  const messages: Omit<Reserved, 'wakeAt'>[] = [];
  const changes: Change[] = [];
  const gone = new Set<EnrollmentId>();
  let unsettled = false;
  let notBefore: Instant | null = null;
  for (const forecast of decision.forecasts) {
    const { verdict } = forecast;
    if (verdict.kind === 'stop' || (verdict.kind === 'skip' && verdict.at <= now))
      changes.push({ kind: verdict.kind, forecast });
    if (verdict.kind !== 'go') continue;
    const went = await take(counter, forecast, verdict);
    if (went.kind === 'change') changes.push(went.change);
    if (went.kind === 'message') messages.push(went.message);
    if (went.kind === 'unsettled') unsettled = true;
    if (went.kind === 'later' && (notBefore === null || went.until < notBefore)) notBefore = went.until;
    if (went.kind === 'change' || went.kind === 'message') gone.add(forecast.enrollment);
  }
  const again = await carryOut(handle, run, situation, decision, changes, gone, now);
  return { messages, again, unsettled, notBefore };
}

type Went =
  | { readonly kind: 'message'; readonly message: Omit<Reserved, 'wakeAt'> }
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'unsettled' }
  | { readonly kind: 'later'; readonly until: Instant };

/** The words were prepared before the locks: they count only if they would be the same now. */
async function take(counter: Counter, forecast: Forecast, verdict: Go): Promise<Went> {
  const { handle, run, prepared, situation, now } = counter;
  const enrollment = enrollmentOf(situation, forecast.enrollment);
  const words = prepared.words.get(touchName(forecast.enrollment, forecast.key));
  const link = wayOutOf(run.ws, run.linkBase, situation, forecast);
  const wording = wordingOf(situation, enrollment, forecast, now, verdict.zone, link);
  if (words === undefined || words.fingerprint !== wording.fingerprint) return { kind: 'unsettled' };
  if (words.words.kind !== 'message')
    return { kind: 'change', change: { kind: 'go', forecast, words: words.words } };
  const { message } = words.words;
  const channel: WireChannel = message.kind;
  const { id: business } = situation.business;
  const wanted = { business, channel, sequence: enrollment.sequence.id, to: message.to };
  const allowed = await allowance(handle, run.ws, run.budget, wanted, now);
  if (allowed.kind !== 'allowed') {
    await stopLateness(handle, enrollment, forecast, now);
    if (allowed.kind === 'limit') run.tally.endedBy = 'limit';
    else noteWait(run.tally, allowed.wait);
    return { kind: 'later', until: allowed.kind === 'limit' ? now : allowed.until };
  }
  const reserved = await reserveMessage(counter, enrollment, forecast, verdict, message, link);
  if (reserved === null) return { kind: 'unsettled' };
  await spend(handle, run.ws, run.budget, wanted, now);
  return { kind: 'message', message: reserved };
}

/**
 * It would have gone now, so that it is no later than this: the wait that a budget makes is nobody's fault. The very
 * first touch is left alone, for its timetable begins whenever it goes.
 */
async function stopLateness(
  handle: Handle,
  enrollment: EnrolledIn,
  { key, due }: Forecast,
  now: Instant,
): Promise<void> {
  const begun =
    enrollment.openCalls.length > 0 ||
    enrollment.inFlight.length > 0 ||
    enrollment.ends.some(({ end }) => end.kind === 'sent' || end.kind === 'called');
  if (begun && due !== null && due <= now) await storeLateSeen(handle, enrollment.id, key, due, now);
}

/** Null when the database's own rules forbid it: one live attempt a touch, one automatic text a day. */
async function reserveMessage(
  { handle, run, prepared: { claim }, situation, now }: Counter,
  enrollment: EnrolledIn,
  forecast: Forecast,
  verdict: Go,
  message: Message,
  link: string | null,
): Promise<Omit<Reserved, 'wakeAt'> | null> {
  const { contact } = situation;
  const carrier = run.options.transports[message.kind];
  const destination = message.kind === 'sms' ? contact.phone : contact.email;
  if (destination === null || destination.value !== message.to) return null;
  const token = asId<AttemptToken>(Buffer.from(run.options.random(16)).toString('hex'));
  const attempt: NewAttempt = {
    enrollment: enrollment.id,
    touch: forecast.key.touch,
    occurrence: forecast.key.occurrence,
    channel: message.kind,
    contact: contact.id,
    destination: destination.id,
    revision: revisionOf(enrollment.sequence),
    automatic: true,
    late: verdict.late,
    basis: verdict.basis,
    transport: carrier.name,
    rehearsal: !carrier.live,
    polledAt: message.kind === 'sms' ? (run.known.get(situation.business.id) ?? null) : null,
    token,
    run: run.id,
    fence: claim.fence,
    dueAt: forecast.due ?? verdict.at,
    wireAt: now,
    deadlineAt: earliest(
      after(now, run.options.sendTimeout ?? carrier.timeout ?? SEND_TIMEOUT),
      verdict.validUntil,
    ),
    windowEndAt: verdict.validUntil,
    localDay: verdict.localDay,
    zone: verdict.zone,
    subject: message.kind === 'email' ? message.subject : null,
    body: message.kind === 'email' ? message.text : message.body,
    segments: message.kind === 'sms' ? message.segments : null,
  };
  const stored = await reserveAttempt(handle, attempt);
  if (stored.kind === 'conflict') return null;
  return {
    claim,
    token,
    message,
    validUntil: verdict.validUntil,
    mail: {
      ...(message.kind === 'email' && carrier.live
        ? { thread: await earlierEmails(handle, contact.id, enrollment.id) }
        : {}),
      ...(link === null ? {} : { unsubscribe: link }),
    },
    reservedAt: run.monotonic(),
    sending: {
      attempt: stored.id,
      fence: claim.fence,
      contact: contact.id,
      enrollment: enrollment.id,
      key: forecast.key,
      channel: message.kind,
      destination: destination.id,
      wireAt: now,
      rehearsal: attempt.rehearsal,
      closes: forecast.touch.closes,
    },
    about: {
      ...eventAbout(situation, now),
      sequence: enrollment.sequence.id,
      touch: forecast.key.touch,
      channel: message.kind,
      to: message.to,
      subject: attempt.subject,
      text: attempt.body,
      late: verdict.late,
    },
  };
}

const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b);
