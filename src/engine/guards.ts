/** Sending stops by itself where something is plainly wrong, and goes on when a person has looked: five guards, each with its sign. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import { after, DAY, type Instant, latest, MINUTE } from '../domain/time.ts';
import { localDayOf } from '../schedule/calendar.ts';
import type { Handle } from '../store/driver.ts';
import {
  lastLifted,
  latestFailed,
  leftSince,
  sentByDay,
  textedSince,
  uncertainSince,
} from '../store/guards.ts';
import { zoneOf } from './business-days.ts';
import { pauseChannel } from './pause-channel.ts';
import type { Reserved } from './serve.ts';
import type { ChannelPaused } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** Carriers look at a sender from which more than 3 of 100 opt out. Fewer people than this say nothing about a share. */
const OPT_OUT_SHARE = 0.03;
const OPT_OUT_SAMPLE = 100;
const OPT_OUT_SPAN = 7 * DAY;

/** A list of dead numbers, a template that filters refuse, an account in trouble: none of it is chance any more. */
const FAILURES = 10;

/** Five requests without an answer in ten minutes: every further one may be a second message to somebody. */
const UNCERTAIN = 5;
const UNCERTAIN_SPAN = 10 * MINUTE;

/** A wrong list is seen by its size. A day with fewer messages is no flood, whatever the week before was like. */
const VOLUME_TIMES = 3;
const VOLUME_FLOOR = 200;
const VOLUME_DAYS = 7;

interface Watched {
  readonly business: BusinessId;
  readonly channel: WireChannel;
}

/** From when on facts count: no earlier than when a person last lifted this guard. */
async function countedFrom(
  handle: Handle,
  guard: string,
  { business, channel }: Watched,
  from: Instant,
): Promise<Instant> {
  const lifted = await lastLifted(handle, guard, business, channel);
  return lifted === null ? from : latest(from, lifted);
}

/** Asked whenever somebody has opted out. */
export async function watchOptOuts(
  handle: Handle,
  business: BusinessId,
  now: Instant,
): Promise<ChannelPaused | null> {
  const watched = { business, channel: 'sms' } as const;
  const since = await countedFrom(handle, 'opt_outs', watched, after(now, -OPT_OUT_SPAN));
  const left = await leftSince(handle, business, since);
  if (left <= OPT_OUT_SAMPLE * OPT_OUT_SHARE) return null;
  const texted = await textedSince(handle, business, since);
  if (texted < OPT_OUT_SAMPLE || left <= texted * OPT_OUT_SHARE) return null;
  const share = ((100 * left) / texted).toFixed(1);
  const detail = `${left} opt-outs among the ${texted} people texted in 7 days, ${share} %: carriers block a sender from 3 % on; look at where these leads come from, and at the first text`;
  return pauseChannel(handle, { ...watched, detail }, now, 'opt_outs');
}

/** Asked whenever a message has failed. */
export async function watchFailures(
  handle: Handle,
  watched: Watched,
  now: Instant,
): Promise<ChannelPaused | null> {
  const since = await countedFrom(handle, 'failures', watched, after(now, -DAY));
  const { business, channel } = watched;
  const failed = await latestFailed(handle, business, channel, since, FAILURES);
  if (failed.length < FAILURES || failed.includes(false)) return null;
  const detail = `${FAILURES} failures in a row: see what the provider said of them before more go`;
  return pauseChannel(handle, { ...watched, detail }, now, 'failures');
}

/** Asked whenever nobody knows whether a message went. */
export async function watchUncertain(
  handle: Handle,
  watched: Watched,
  now: Instant,
): Promise<ChannelPaused | null> {
  const since = await countedFrom(handle, 'uncertain', watched, after(now, -UNCERTAIN_SPAN));
  const count = await uncertainSince(handle, watched.business, watched.channel, since);
  if (count < UNCERTAIN) return null;
  const detail = `no answer to ${count} requests in 10 minutes: each may or may not have arrived`;
  return pauseChannel(handle, { ...watched, detail }, now, 'uncertain');
}

/** What went today and on the busiest day of the week before. */
export interface Traffic {
  readonly day: string;
  readonly peak: number;
  today: number;
}

/** Asked after each reservation; a run keeps count of what it has asked once. */
export async function watchVolume(
  handle: Handle,
  ws: Workspace,
  known: Map<string, Traffic>,
  messages: readonly Pick<Reserved, 'about' | 'sending'>[],
  now: Instant,
): Promise<readonly ChannelPaused[]> {
  const paused: ChannelPaused[] = [];
  const counts = new Map<string, Watched & { count: number }>();
  for (const { about, sending } of messages) {
    if (sending.rehearsal) continue;
    const watched = { business: about.business, channel: sending.channel };
    const name = `${watched.business} ${watched.channel}`;
    const one = counts.get(name) ?? { ...watched, count: 0 };
    one.count += 1;
    counts.set(name, one);
  }
  for (const [name, { business, channel, count }] of counts) {
    const day = localDayOf(now, zoneOf(ws, business));
    const before = known.get(name);
    // What this very reservation has stored is counted by the first look.
    const traffic = before?.day === day ? before : await trafficOf(handle, { business, channel }, day, now);
    if (traffic === before) traffic.today += count;
    known.set(name, traffic);
    const most = Math.max(VOLUME_FLOOR, VOLUME_TIMES * traffic.peak);
    if (traffic.peak === 0 || traffic.today <= most) continue;
    const detail = `${traffic.today} messages today, where no day of the week before had more than ${traffic.peak}: is this the right list?`;
    const done = await pauseChannel(handle, { business, channel, detail }, now, 'volume');
    if (done !== null) paused.push(done);
  }
  return paused;
}

/** A guard that was lifted today has been answered: today's messages are what a person wants. */
async function trafficOf(handle: Handle, watched: Watched, day: string, now: Instant): Promise<Traffic> {
  const { business, channel } = watched;
  const byDay = await sentByDay(handle, business, channel, after(now, -(VOLUME_DAYS + 1) * DAY));
  const lifted = await lastLifted(handle, 'volume', business, channel);
  const isAnswered = lifted !== null && lifted > after(now, -DAY);
  const peak = isAnswered ? 0 : Math.max(0, ...[...byDay].flatMap(([d, n]) => (d < day ? [n] : [])));
  return { day, peak, today: byDay.get(day) ?? 0 };
}
