/** The one attempt of a message by hand: no touch made it, and it counts against nothing. */
import type { WireChannel } from '../domain/channel.ts';
import type { AttemptId } from '../domain/ids.ts';
import { after, HOUR, type Instant } from '../domain/time.ts';
import { localDayOf } from '../schedule/calendar.ts';
import type { Situation } from '../schedule/situation.ts';
import { calendarZone } from '../schedule/zones.ts';
import type { NewAttempt } from '../store/attempt-rows.ts';
import { addressedTo } from './mail-in.ts';
import type { Worded } from './reply-words.ts';
import { newToken, type Reserved, SEND_TIMEOUT } from './serve.ts';
import { eventAbout, type Run } from './tick-run.ts';

/** Nobody waits longer for an answer that was typed now than this: later it would surprise. */
const VALID = HOUR;

/** No lease is taken: what is automatic goes on beside it, and only the number's lock is between the two. */
const NO_CLAIM = { fence: -1, reviewAt: null, fault: null } as const;

export function attemptByHand(
  run: Run,
  { contact, business, phoneZone }: Situation,
  channel: WireChannel,
  { message }: Worded,
  now: Instant,
): NewAttempt {
  const carrier = run.options.transports[channel];
  const destination = channel === 'sms' ? contact.phone : contact.email;
  if (destination === null) throw new Error(`a message of contact ${contact.id} has nowhere to go`);
  const zone = (channel === 'sms' ? phoneZone : null) ?? calendarZone(contact.zone, business.zone);
  const windowEndAt = after(now, VALID);
  const deadline = after(now, run.options.sendTimeout ?? carrier.timeout ?? SEND_TIMEOUT);
  return {
    enrollment: null,
    touch: null,
    occurrence: null,
    channel,
    contact: contact.id,
    destination: destination.id,
    revision: null,
    automatic: false,
    late: false,
    basis: 'person',
    transport: carrier.name,
    rehearsal: !carrier.live,
    token: newToken(run.options.random, now),
    run: run.id,
    fence: 0,
    dueAt: now,
    wireAt: now,
    deadlineAt: earliest(deadline, windowEndAt),
    windowEndAt,
    localDay: localDayOf(now, zone),
    zone,
    subject: message.kind === 'email' ? message.subject : null,
    body: message.kind === 'email' ? message.text : message.body,
    segments: message.kind === 'sms' ? message.segments : null,
    account: carrier.origin?.(business.id)?.account ?? null,
  };
}

/** The committed attempt, ready for its transport. */
export function reservedByHand(
  run: Run,
  situation: Situation,
  attempt: NewAttempt,
  id: AttemptId,
  { message, thread, unsubscribe }: Worded,
): Reserved {
  const { contact, channel, destination, rehearsal, wireAt, windowEndAt, token, fence } = attempt;
  const mail = {
    ...(unsubscribe === null ? {} : { unsubscribe }),
    ...addressedTo(run.ws, situation.business, situation.contact),
    ...(thread.length > 0 ? { thread } : {}),
  };
  return {
    claim: { contact, until: windowEndAt, ...NO_CLAIM },
    token,
    message,
    validUntil: windowEndAt,
    mail: channel === 'email' ? mail : {},
    reservedAt: run.monotonic(),
    wakeAt: null,
    sending: {
      attempt: id,
      fence,
      contact,
      enrollment: null,
      key: null,
      channel,
      destination,
      rehearsal,
      wireAt,
      closes: false,
    },
    about: {
      ...eventAbout(situation, wireAt),
      channel,
      to: message.to,
      subject: attempt.subject,
      text: attempt.body,
    },
  };
}

const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b);
