/** A message's way through the network, worked out when it is accepted: which status it has at which instant. */
import { after, type Instant } from '../../domain/time.ts';

export type MessageStatus =
  | 'accepted'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'canceled'
  | 'received';

export interface Step {
  readonly status: MessageStatus;
  readonly at: Instant;
  readonly errorCode: number | null;
}

/** Milliseconds from the acceptance to each status. */
export interface Pace {
  readonly queued: number;
  readonly sending: number;
  readonly sent: number;
  readonly delivered: number;
}

export const USUAL_PACE: Pace = { queued: 100, sending: 300, sent: 600, delivered: 1500 };

/** How a message ends: `sent` for carriers that report nothing more, `queued` for one that nobody ever takes off the queue. */
export interface Ending {
  readonly status: 'delivered' | 'undelivered' | 'failed' | 'sent' | 'queued';
  readonly errorCode: number | null;
}

export const DELIVERED: Ending = { status: 'delivered', errorCode: null };

/** "Validity Period Expired": it stayed in the queue for longer than its sender allowed. */
const EXPIRED = 30036;

interface Journey {
  readonly at: Instant;
  /** Through a Messaging Service: accepted first, queued when the service has picked a sender. */
  readonly isByService: boolean;
  /** Seconds. */
  readonly validity: number;
  readonly ending: Ending;
  readonly pace: Pace;
}

/** Every status in its order; the first is the one that the create request is answered with, and is never called back. */
export function courseOf({ at, isByService, validity, ending, pace }: Journey): readonly Step[] {
  const step = (status: MessageStatus, ms: number, errorCode: number | null = null): Step => ({
    status,
    at: after(at, ms),
    errorCode,
  });
  const first = isByService ? [step('accepted', 0), step('queued', pace.queued)] : [step('queued', 0)];
  const expires = validity * 1000;
  if (ending.status === 'queued' || pace.sending > expires) {
    const inTime = first.filter((each) => each.at < at + expires);
    return [...inTime, step('failed', expires, EXPIRED)];
  }
  const onTheWay = [...first, step('sending', pace.sending)];
  if (ending.status === 'failed') return [...onTheWay, step('failed', pace.sent, ending.errorCode)];
  const sent = [...onTheWay, step('sent', pace.sent)];
  return ending.status === 'sent' ? sent : [...sent, step(ending.status, pace.delivered, ending.errorCode)];
}

/** The newest step that has been reached. */
export function stepAt(course: readonly Step[], now: Instant): Step {
  const reached = course.findLast(({ at }) => at <= now) ?? course[0];
  if (reached === undefined) throw new Error('a message without a status');
  return reached;
}

export const reached = (course: readonly Step[], status: MessageStatus, now: Instant): Instant | null =>
  course.find((step) => step.status === status && step.at <= now)?.at ?? null;
