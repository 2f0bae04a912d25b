/** A text goes only while all that its business was sent is known: until then its decisions see the channel as paused. */
import type { BusinessId } from '../domain/ids.ts';
import { after, elapsed, type Instant, MINUTE } from '../domain/time.ts';
import type { Decision, PauseInForce, Situation } from '../schedule/situation.ts';
import type { Handle } from '../store/driver.ts';
import { allPolls } from '../store/polls.ts';
import { waitsForPoll } from './inbound-poll.ts';
import type { Loaded } from './situation.ts';
import type { Run } from './tick-run.ts';

/** An answer older than this is none: somebody may have written STOP since. */
const FRESH = 5 * MINUTE;

/** When what is held is looked at again. */
const LOOK_AGAIN = MINUTE;

/** Begins the reason, so that it is told from a person's pause. */
const HELD = 'it is not known what leads have answered';

/**
 * The situations with the texts of businesses that are not known about held. As with a pause and unlike with a gate, what
 * waits for a provider becomes late: nobody is texted at five about something that was to be said at ten.
 */
export async function holdTexts(handle: Handle, run: Run, loaded: Loaded, now: Instant): Promise<Loaded> {
  if (!waitsForPoll(run.options.transports)) return loaded;
  const polls = await allPolls(handle);
  const pauses = new Map<BusinessId, PauseInForce>();
  run.known.clear();
  for (const business of run.ws.config.businesses.keys()) {
    const poll = polls.get(business);
    const at = poll?.polledAt ?? null;
    if (at !== null && poll?.heldSince === null && elapsed(at, now) <= FRESH) run.known.set(business, at);
    else pauses.set(business, pauseFor(poll?.heldSince ?? now, poll?.detail ?? null));
  }
  if (pauses.size === 0) return loaded;
  const situations = new Map<Situation['contact']['id'], Situation>();
  for (const [contact, situation] of loaded.situations) {
    const pause = pauses.get(situation.business.id);
    situations.set(contact, pause ? { ...situation, pauses: [...situation.pauses, pause] } : situation);
  }
  return { ...loaded, situations };
}

const pauseFor = (since: Instant, why: string | null): PauseInForce => ({
  channel: 'sms',
  sequence: null,
  since,
  detail: why === null ? HELD : `${HELD}: ${why}`,
});

/** When a contact whose texts are held is looked at again; null when none of them are. */
export const lookAgainAt = ({ forecasts }: Decision, now: Instant): Instant | null =>
  forecasts.some(({ verdict }) => verdict.kind === 'hold' && verdict.reason.detail.startsWith(HELD))
    ? after(now, LOOK_AGAIN)
    : null;
