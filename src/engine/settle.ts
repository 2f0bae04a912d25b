/** Writes down what became of a request: the attempt's one move, the touch's end, and whatever else the answer means. */
import type { Outcome } from '../domain/attempt.ts';
import type { WireChannel } from '../domain/channel.ts';
import type { AttemptId, BusinessId, ContactId, DestinationId, EnrollmentId } from '../domain/ids.ts';
import { HOUR, type Instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import {
  cancelAttempt,
  findAttempt,
  type Moved,
  resolveAttempt,
  settleAccepted,
  settleAttempt,
} from '../store/attempts.ts';
import { businessRows } from '../store/businesses.ts';
import { destinationsById, markAllTexted, markTexted } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type Ending, endTouch, endTouches, promiseSilence } from '../store/ends.ts';
import { appendEvent } from '../store/events.ts';
import { suppress } from '../store/suppressions.ts';
import { markNotTextable } from '../store/textable.ts';
import { watchFailures, watchOptOuts, watchUncertain } from './guards.ts';
import { pauseChannel } from './pause-channel.ts';
import type { ChannelPaused } from './tick-options.ts';
import { countUnreached, heldOrRefused, showUnreached } from './unreached.ts';

/** What the last look or the one request came to. `cancelled`: nothing was written to the wire. */
export type SendResult =
  | Outcome
  | { readonly kind: 'cancelled'; readonly code: string; readonly detail: string };

/** What settling needs to know of an attempt. */
export interface Sending {
  readonly attempt: AttemptId;
  readonly fence: number;
  readonly contact: ContactId;
  readonly enrollment: EnrollmentId | null;
  readonly key: TouchKey | null;
  readonly channel: WireChannel;
  readonly destination: DestinationId;
  readonly wireAt: Instant;
  /** Carried by the outbox: it reached nobody. */
  readonly rehearsal: boolean;
  /** The touch promises silence once it has gone. */
  readonly closes: boolean;
}

export interface Settled {
  /** `stale`: somebody took the attempt over, and what we learned changes nothing. */
  readonly moved: Moved;
  /** As written down; `uncertain` where the provider's id turned out to be another message's. */
  readonly result: SendResult;
  /** The channel that this answer made us pause. */
  readonly paused: ChannelPaused | null;
}

/** No waiting longer than this between two tries: by then the touch's own late policy has long decided. */
const LONGEST_BACKOFF = 6 * HOUR;

export async function settle(
  handle: Handle,
  sending: Sending,
  result: SendResult,
  now: Instant,
): Promise<Settled> {
  const outcome = result.kind === 'unsent' ? await backedOff(handle, sending, result) : result;
  const moved = await move(handle, sending, outcome, now);
  if (moved === 'provider_id_taken') {
    const detail = 'the provider named another message with the same id';
    return settle(handle, sending, { kind: 'uncertain', code: 'provider_id_taken', detail }, now);
  }
  if (moved === 'stale') {
    const holds = outcome.kind === 'sent' && (await wentAfterAll(handle, sending, outcome, now));
    return { moved: holds ? 'moved' : 'stale', result: outcome, paused: null };
  }
  return { moved, result: outcome, paused: await follow(handle, sending, outcome, now) };
}

/** A request that its provider has accepted. */
export interface Sent {
  readonly sending: Sending;
  readonly result: Extract<Outcome, { kind: 'sent' }>;
}

/** Settles many of them in a handful of statements; those of the answer have moved. */
export async function settleSent(
  handle: Handle,
  sent: readonly Sent[],
  now: Instant,
): Promise<ReadonlySet<AttemptId>> {
  const accepted = sent.map(({ sending: { attempt: id, fence, contact, enrollment, key }, result }) => {
    const { providerId, detail = null } = result;
    return { id, fence, providerId, detail, contact, enrollment, touch: key?.touch ?? null };
  });
  const moved = await settleAccepted(handle, accepted, now);
  const went = sent.map(({ sending }) => sending).filter(({ attempt }) => moved.has(attempt));
  const texts = went.filter(isRealText);
  for (const at of new Set(texts.map(({ wireAt }) => wireAt))) {
    const phones = texts.filter(({ wireAt }) => wireAt === at).map(({ destination }) => destination);
    await markAllTexted(handle, phones, at);
  }
  await endTouches(handle, went.flatMap(sentEnd));
  for (const sending of went)
    if (sending.closes) await promiseSilence(handle, sending.contact, sending.wireAt);
  return moved;
}

const isRealText = ({ channel, rehearsal }: Sending): boolean => channel === 'sms' && !rehearsal;

const sentEnd = ({ enrollment, key, attempt, wireAt: at }: Sending): readonly Ending[] =>
  enrollment === null || key === null ? [] : [{ enrollment, key, end: { kind: 'sent', at, attempt } }];

/**
 * A provider's callback may be faster than its answer: then this very message is written down as sent already. And a run
 * that was taken for dead may hear its answer after all: nobody else made that request, so the answer settles the doubt.
 */
async function wentAfterAll(
  handle: Handle,
  sending: Sending,
  { providerId }: Extract<Outcome, { kind: 'sent' }>,
  at: Instant,
): Promise<boolean> {
  const { attempt: id, destination, wireAt } = sending;
  const attempt = await findAttempt(handle, id);
  if (attempt?.state === 'sent') return attempt.providerId === providerId;
  if (attempt?.state !== 'uncertain') return false;
  const detail = 'the provider had accepted it';
  const moved = await resolveAttempt(handle, { id, to: 'sent', at, code: 'provider', detail, providerId });
  if (moved === 'moved' && isRealText(sending)) await markTexted(handle, destination, wireAt);
  return moved === 'moved';
}

async function move(handle: Handle, sending: Sending, result: SendResult, at: Instant): Promise<Moved> {
  const { attempt: id, fence } = sending;
  if (result.kind === 'cancelled')
    return cancelAttempt(handle, { id, fence, at, code: result.code, detail: result.detail });
  return settleAttempt(handle, { id, fence, from: 'wire', outcome: result, at });
}

/** What the answer means beyond the attempt's own row. */
async function follow(
  handle: Handle,
  sending: Sending,
  result: SendResult,
  now: Instant,
): Promise<ChannelPaused | null> {
  switch (result.kind) {
    case 'sent':
      if (isRealText(sending)) await markTexted(handle, sending.destination, sending.wireAt);
      await endAsSent(handle, sending);
      return null;
    case 'uncertain':
      // It may have arrived, so it counts as sent; whether the number was ever texted stays open.
      await endAsSent(handle, sending);
      // Our own death says nothing of the provider.
      return result.code === 'run_died' ? null : watch(handle, sending, watchUncertain, now);
    case 'refused':
      await endAsRefused(handle, sending, result, now);
      return watch(handle, sending, watchRefusals, now);
    case 'misconfigured':
      return pauseBusiness(handle, sending, result.detail, now);
    case 'unsent': {
      if (result.why !== 'unreached') return null;
      const everybody = await countUnreached(handle, sending, result, now);
      return everybody === null ? null : pauseBusiness(handle, sending, everybody, now);
    }
    case 'cancelled':
      return null;
  }
}

/** The touch has had its one chance to reach the person; a promise of silence holds from here. */
async function endAsSent(handle: Handle, sending: Sending): Promise<void> {
  await endTouches(handle, sentEnd(sending));
  if (sending.closes) await promiseSilence(handle, sending.contact, sending.wireAt);
}

async function endAsRefused(
  handle: Handle,
  sending: Sending,
  result: Extract<Outcome, { kind: 'refused' }>,
  now: Instant,
): Promise<void> {
  const { enrollment, key, attempt, contact } = sending;
  const detail = `the provider refused it: ${result.detail} (${result.code})`;
  if (enrollment !== null && key !== null) {
    const reason = { code: 'refused', detail } as const;
    await endTouch(handle, enrollment, key, { kind: 'failed', at: now, attempt, reason });
    const data = { code: result.code };
    await appendEvent(handle, {
      at: now,
      kind: 'touch_failed',
      contact,
      enrollment,
      touch: key.touch,
      attempt,
      data,
    });
  }
  if (result.why === 'unreached') await showUnreached(handle, sending, result, now);
  await blockAs(handle, sending, result, now);
}

/** What a refusal says of the number or the address, whatever becomes of the touch. */
export async function blockAs(
  handle: Handle,
  { contact, enrollment, channel, destination: place }: Sending,
  result: Extract<Outcome, { kind: 'refused' }>,
  now: Instant,
): Promise<void> {
  if (result.why === 'dead_number' || result.why === 'blocked')
    await markNotTextable(handle, place, result.why, now);
  if (!result.suppress) return;
  const destination = (await destinationsById(handle, [place])).get(place);
  if (destination === undefined) return;
  const { key: destinationKey, businessRow } = destination;
  const reason = result.why === 'dead_address' ? 'dead_address' : 'provider';
  const row = { key: destinationKey, businessRow, channel, reason, contact, enrollment };
  await suppress(handle, [row], now);
}

export async function pauseBusiness(
  handle: Handle,
  sending: Sending,
  detail: string,
  now: Instant,
): Promise<ChannelPaused | null> {
  const business = await businessOf(handle, sending);
  const { channel } = sending;
  return business === null ? null : pauseChannel(handle, { business, channel, detail }, now);
}

/** Found by the destination's row: an attempt may be settled long after its run, by another process. */
async function businessOf(handle: Handle, { destination }: Sending): Promise<BusinessId | null> {
  const place = (await destinationsById(handle, [destination])).get(destination);
  const found = [...(await businessRows(handle))].find(([, row]) => row === place?.businessRow);
  return found?.[0] ?? null;
}

/** What reaches nobody says nothing. */
async function watch(
  handle: Handle,
  sending: Sending,
  look: (
    handle: Handle,
    watched: { readonly business: BusinessId; readonly channel: WireChannel },
    now: Instant,
  ) => Promise<ChannelPaused | null>,
  now: Instant,
): Promise<ChannelPaused | null> {
  const business = sending.rehearsal ? null : await businessOf(handle, sending);
  return business === null ? null : look(handle, { business, channel: sending.channel }, now);
}

/** A refusal may be the provider's word that somebody has opted out. */
const watchRefusals: Parameters<typeof watch>[2] = async (handle, watched, now) =>
  (await watchFailures(handle, watched, now)) ??
  (watched.channel === 'sms' ? watchOptOuts(handle, watched.business, now) : null);

/** Each proven non-send of one touch waits twice as long as the one before. */
async function backedOff(
  handle: Handle,
  { attempt }: Sending,
  outcome: Extract<Outcome, { kind: 'unsent' }>,
): Promise<Outcome> {
  if (outcome.why === 'unreached') return heldOrRefused(handle, { attempt }, outcome);
  const n = (await findAttempt(handle, attempt))?.n ?? 1;
  const retryAfter = Math.max(0, outcome.retryAfter) * 2 ** Math.min(n - 1, 20);
  return { ...outcome, retryAfter: Math.min(retryAfter, LONGEST_BACKOFF) };
}
