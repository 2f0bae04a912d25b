/** A channel of a business stops by itself, until a person lets it go on. */
import type { Instant } from '../domain/time.ts';
import type { Handle } from '../store/driver.ts';
import { appendEvent } from '../store/events.ts';
import { covers, insertPause, type PauseScope, pausesInForce } from '../store/pauses.ts';
import type { ChannelPaused } from './tick-options.ts';

/** Bad settings are nobody's refusal: the touches stay due, and the whole channel waits for a person. Null when it is paused already. `guard`: what stopped it, if no provider's word did. */
export async function pauseChannel(
  handle: Handle,
  wanted: ChannelPaused,
  now: Instant,
  guard: string | null = null,
): Promise<ChannelPaused | null> {
  const scope: PauseScope = { business: wanted.business, channel: wanted.channel, sequence: null };
  if ((await pausesInForce(handle)).some((pause) => covers(pause, scope))) return null;
  await insertPause(handle, scope, now, wanted.detail, guard);
  await appendEvent(handle, {
    at: now,
    kind: 'channel_paused',
    contact: null,
    enrollment: null,
    touch: null,
    attempt: null,
    data: { business: wanted.business, channel: wanted.channel, detail: wanted.detail, guard },
  });
  return wanted;
}
