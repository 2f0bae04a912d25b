/** What one contact gets in a reservation: every touch that may go becomes a message, a task or a move; every other verdict its row. */
import { type AttemptId, type AttemptToken, asId, type EnrollmentId } from '../domain/ids.ts';
import type { Destination } from '../domain/lead.ts';
import { after, type Instant } from '../domain/time.ts';
import type { Message } from '../message/message.ts';
import type { EnrolledIn, Forecast, Situation } from '../schedule/situation.ts';
import type { NewAttempt } from '../store/attempt-rows.ts';
import type { Handle } from '../store/driver.ts';
import type { NewLink } from '../store/links.ts';
import { storeLateSeen } from '../store/notes.ts';
import { earlierEmails } from '../store/threads.ts';
import type { SendKey } from '../transport/transport.ts';
import { type Allowance, allowance, spend } from './budget.ts';
import type { Change } from './carry-out.ts';
import type { ClaimedContact } from './claim.ts';
import { addressedTo } from './mail-in.ts';
import { revisionOf } from './pinned-sequences.ts';
import type { Going, Prepared } from './prepare.ts';
import type { Sending } from './settle.ts';
import type { TickEvent, Wait } from './tick-options.ts';
import { eventAbout, type Run } from './tick-run.ts';
import { linksOf, write } from './tracked-links.ts';

/** A committed attempt, on its way to the transport. */
export interface Reserved {
  readonly claim: ClaimedContact;
  readonly sending: Sending;
  readonly token: AttemptToken;
  readonly message: Message;
  readonly validUntil: Instant;
  /** Of an email: what it stands below, its ways out, and where it is answered to. */
  readonly mail: Pick<SendKey, 'thread' | 'unsubscribe' | 'unsubscribeTo' | 'replyTo'>;
  readonly about: Omit<TickEvent, 'kind'>;
  /** On the monotonic clock. */
  readonly reservedAt: number;
  /** When its contact is looked at again once it has gone. */
  readonly wakeAt: Instant | null;
}

/** A message that is not committed yet. */
export interface Draft {
  readonly prepared: Prepared;
  readonly going: Going;
  readonly message: Message;
  readonly mail: Reserved['mail'];
  readonly attempt: NewAttempt;
  /** Those that lead by us. */
  readonly links: readonly NewLink[];
}

/** What one contact gets; its messages are committed together with everybody's. */
export interface Served {
  readonly prepared: Prepared;
  readonly drafts: readonly Draft[];
  readonly changes: readonly Change[];
  /** Enrollments of which a touch goes or is left out now. */
  readonly settled: ReadonlySet<EnrollmentId>;
  /** When a spent budget allows more. */
  readonly notBefore: Instant | null;
  /** What holds messages back that may go by the channel rules. */
  readonly waits: readonly Wait[];
}

/** A provider that has not answered by then is treated as one that may have accepted. */
export const SEND_TIMEOUT = 30_000;

export async function serve(
  handle: Handle,
  run: Run,
  prepared: Prepared,
  threads: Threads,
  now: Instant,
): Promise<Served> {
  const drafts: Draft[] = [];
  const changes: Change[] = [];
  const settled = new Set<EnrollmentId>();
  const waits: Wait[] = [];
  let notBefore: Instant | null = null;
  for (const forecast of prepared.decision.forecasts) {
    const { verdict } = forecast;
    if (verdict.kind === 'stop') changes.push({ kind: 'stop', forecast });
    if (verdict.kind !== 'skip' || verdict.at > now) continue;
    changes.push({ kind: 'skip', forecast });
    settled.add(forecast.enrollment);
  }
  for (const going of prepared.going) {
    const { forecast, words } = going;
    if (words.kind !== 'message') {
      changes.push({ kind: 'go', forecast, words });
      settled.add(forecast.enrollment);
      continue;
    }
    const allowed = await mayGo(handle, run, prepared, going, words.message, now);
    if (allowed.kind === 'allowed') {
      const mail = mailOf(run, prepared, going, threads);
      const written = write(words, run.linksOpen, run.options.random);
      const attempt = attemptOf(run, prepared, going, written.message, now);
      drafts.push({
        prepared,
        going,
        mail,
        message: written.message,
        attempt,
        links: linksOf(run.ws, written, {
          contact: attempt.contact,
          attempt: attempt.token,
          madeAt: now,
        }),
      });
      settled.add(forecast.enrollment);
      continue;
    }
    if (allowed.kind === 'later') waits.push(allowed.wait);
    else run.tally.endedBy = 'limit';
    const until = allowed.kind === 'later' ? allowed.until : now;
    if (notBefore === null || until < notBefore) notBefore = until;
  }
  return { prepared, drafts, changes, settled, notBefore, waits };
}

/** Asks the budgets, and spends what they allow. */
async function mayGo(
  handle: Handle,
  run: Run,
  { situation }: Prepared,
  { forecast, enrollment }: Going,
  message: Message,
  now: Instant,
): Promise<Allowance> {
  const { id: business } = situation.business;
  const wanted = { business, channel: message.kind, sequence: enrollment.sequence.id, to: message.to };
  const allowed = await allowance(handle, run.ws, run.budget, wanted, now);
  if (allowed.kind === 'allowed') await spend(handle, run.ws, run.budget, wanted, now);
  else await stopLateness(handle, enrollment, forecast, now);
  return allowed;
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

/** What the emails of enrollments stand below, by enrollment. */
export type Threads = ReadonlyMap<EnrollmentId, readonly string[]>;

/** For the emails that may go now; a rehearsal stands in nobody's mailbox. */
export async function threadsOf(handle: Handle, run: Run, prepared: readonly Prepared[]): Promise<Threads> {
  if (!run.options.transports.email.live) return new Map();
  const followUps = prepared.filter(({ going }) => going.some(followsAnother));
  return earlierEmails(
    handle,
    followUps.map(({ claim }) => claim.contact),
  );
}

/** Most emails are the first message of their enrollment. */
const followsAnother = ({ forecast: { touch }, enrollment }: Going): boolean =>
  touch.channel === 'email' && enrollment.ends.some(({ end }) => end.kind === 'sent');

/** What only an email has. */
function mailOf(
  { options, ws }: Run,
  { situation }: Prepared,
  going: Going,
  threads: Threads,
): Draft['mail'] {
  const { enrollment, link } = going;
  if (going.forecast.touch.channel !== 'email') return {};
  const unsubscribe = {
    ...(link === null ? {} : { unsubscribe: link }),
    ...addressedTo(ws, situation.business, situation.contact),
  };
  if (!options.transports.email.live || !followsAnother(going)) return unsubscribe;
  return { ...unsubscribe, thread: threads.get(enrollment.id) ?? [] };
}

function attemptOf(
  run: Run,
  { claim, situation }: Prepared,
  { forecast, verdict, enrollment }: Going,
  message: Message,
  now: Instant,
): NewAttempt {
  const carrier = run.options.transports[message.kind];
  return {
    enrollment: enrollment.id,
    touch: forecast.key.touch,
    occurrence: forecast.key.occurrence,
    channel: message.kind,
    contact: situation.contact.id,
    destination: destinationOf(situation, message).id,
    revision: revisionOf(enrollment.sequence),
    automatic: true,
    late: verdict.late,
    basis: verdict.basis,
    transport: carrier.name,
    rehearsal: !carrier.live,
    token: newToken(run.options.random, now),
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
    account: carrier.origin?.(situation.business.id)?.account ?? null,
    polledAt: message.kind === 'sms' ? (run.known.get(situation.business.id) ?? null) : null,
  };
}

/**
 * 32 hexadecimal digits: the time, then 80 random bits that nobody guesses. Tokens of one moment lie side by side in
 * their index; wholly random ones would each change a page of it, which is then written to the disk.
 */
export function newToken(random: Run['options']['random'], now: Instant): AttemptToken {
  const time = now.toString(16).padStart(TIME_DIGITS, '0').slice(-TIME_DIGITS);
  return asId<AttemptToken>(time + Buffer.from(random(10)).toString('hex'));
}
const TIME_DIGITS = 12;

function destinationOf({ contact }: Situation, message: Message): Destination {
  const destination = message.kind === 'sms' ? contact.phone : contact.email;
  if (destination === null) throw new Error(`a message of contact ${contact.id} has nowhere to go`);
  return destination;
}

/** The draft as a committed attempt, ready for its transport. */
export function reservedAs(
  run: Run,
  { prepared: { claim, situation }, going, message, mail, attempt }: Draft,
  id: AttemptId,
  wakeAt: Instant | null,
): Reserved {
  const { token, contact, fence, channel, destination, rehearsal, wireAt } = attempt;
  const { key, touch } = going.forecast;
  return {
    claim,
    token,
    message,
    wakeAt,
    mail,
    validUntil: attempt.windowEndAt,
    reservedAt: run.monotonic(),
    sending: {
      attempt: id,
      fence,
      contact,
      enrollment: going.enrollment.id,
      key,
      channel,
      destination,
      rehearsal,
      wireAt,
      closes: touch.closes,
    },
    about: {
      ...eventAbout(situation, wireAt),
      sequence: going.enrollment.sequence.id,
      touch: key.touch,
      channel,
      to: message.to,
      subject: attempt.subject,
      text: attempt.body,
      late: attempt.late,
    },
  };
}

const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b);
