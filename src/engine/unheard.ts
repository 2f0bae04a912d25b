/** A message goes only while all that its business was sent over its channel is known: until then its decisions see the channel as paused. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import { after, elapsed, type Instant, MINUTE } from '../domain/time.ts';
import type { Decision, PauseInForce, Situation } from '../schedule/situation.ts';
import type { Handle } from '../store/driver.ts';
import { allMailboxes } from '../store/mailboxes.ts';
import { allPolls } from '../store/polls.ts';
import { waitsForPoll } from './inbound-poll.ts';
import { waitsForMailbox } from './mailbox-poll.ts';
import type { Loaded } from './situation.ts';
import type { Run } from './tick-run.ts';

/** An answer older than this is none: somebody may have written STOP since. */
const FRESH = 5 * MINUTE;

/** When what is held is looked at again. */
const LOOK_AGAIN = MINUTE;

/** Begins the reason, so that it is told from a person's pause. */
export const HELD = 'it is not known what leads have answered';

/**
 * The situations with the messages of businesses that are not known about held. As with a pause and unlike with a gate,
 * what waits for a provider becomes late: nobody is texted at five about something that was to be said at ten.
 */
export async function holdUnheard(handle: Handle, run: Run, loaded: Loaded, now: Instant): Promise<Loaded> {
  const { transports } = run.options;
  const pauses = new Map<BusinessId, readonly PauseInForce[]>();
  const add = (business: BusinessId, pause: PauseInForce) =>
    pauses.set(business, [...(pauses.get(business) ?? []), pause]);
  if (waitsForPoll(transports)) {
    const polls = await allPolls(handle);
    run.known.clear();
    for (const business of run.ws.config.businesses.keys()) {
      const poll = polls.get(business);
      if (poll?.polledAt != null && isKnown(poll, now)) run.known.set(business, poll.polledAt);
      else add(business, pauseFor('sms', poll, now));
    }
  }
  if (waitsForMailbox(run.ws, run.options)) {
    const mailboxes = await allMailboxes(handle);
    for (const business of run.ws.config.businesses.keys()) {
      const mailbox = mailboxes.get(business);
      if (!isKnown(mailbox, now)) add(business, pauseFor('email', mailbox, now));
    }
  }
  if (pauses.size === 0) return loaded;
  const situations = new Map<Situation['contact']['id'], Situation>();
  for (const [contact, situation] of loaded.situations) {
    const held = pauses.get(situation.business.id) ?? [];
    situations.set(contact, { ...situation, pauses: [...situation.pauses, ...held] });
  }
  return { ...loaded, situations };
}

interface LookedAt {
  readonly polledAt: Instant | null;
  readonly heldSince: Instant | null;
  readonly detail: string | null;
}

const isKnown = (looked: LookedAt | undefined, now: Instant): boolean =>
  looked !== undefined &&
  looked.polledAt !== null &&
  looked.heldSince === null &&
  elapsed(looked.polledAt, now) <= FRESH;

const pauseFor = (channel: WireChannel, looked: LookedAt | undefined, now: Instant): PauseInForce => ({
  channel,
  sequence: null,
  since: looked?.heldSince ?? now,
  detail: looked?.detail == null ? HELD : `${HELD}: ${looked.detail}`,
});

/** When a contact whose messages are held is looked at again; null when none of them are. */
export const lookAgainAt = ({ forecasts }: Decision, now: Instant): Instant | null =>
  forecasts.some(({ verdict }) => verdict.kind === 'hold' && verdict.reason.detail.startsWith(HELD))
    ? after(now, LOOK_AGAIN)
    : null;
