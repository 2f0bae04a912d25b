/** What a sequence would send over a channel from now on, as the very fold sees it that sends. */
import type { WireChannel } from '../domain/channel.ts';
import { asId, type ContactId, type SequenceId } from '../domain/ids.ts';
import { after, DAY, HOUR, type Instant } from '../domain/time.ts';
import type { Handle } from '../store/driver.ts';
import { peopleIn } from '../store/going-live.ts';
import { reaches } from './only-to.ts';
import { type Upcoming, upcoming } from './upcoming.ts';
import type { Workspace } from './workspace.ts';

export interface LiveForecast {
  /** Messages, each counted in the ones after it too. */
  readonly now: number;
  readonly hour: number;
  readonly day: number;
  /** Who gets those of a day. */
  readonly people: number;
  /** Texts among those of now to numbers that have never had one. */
  readonly firstTexts: number;
  /** Messages of a day to people whom `only_to` leaves out; not counted above. */
  readonly held: number;
}

/** Enough situations at a time to be quick, few enough to be small. */
const PAGE = 500;

export async function forecastLive(
  handle: Handle,
  ws: Workspace,
  sequence: SequenceId,
  channels: readonly WireChannel[],
  now: Instant,
): Promise<LiveForecast> {
  const sums = { now: 0, hour: 0, day: 0, firstTexts: 0, held: 0 };
  const people = new Set<ContactId>();
  let last = 0;
  for (;;) {
    const page = await peopleIn(handle, sequence, last, PAGE);
    if (page.length === 0) break;
    last = page.at(-1) ?? last;
    const touches = await upcoming(
      handle,
      ws,
      page.map((id) => asId<ContactId>(id)),
      now,
    );
    for (const touch of touches) {
      const channel = channels.find((one) => one === touch.channel);
      if (channel === undefined || touch.sequence !== sequence) continue;
      if (touch.at === null || touch.at > after(now, DAY)) continue;
      if (!reaches(ws.config.onlyTo, destinationOf(touch, channel))) {
        sums.held += 1;
        continue;
      }
      people.add(touch.contact);
      sums.day += 1;
      if (touch.at <= after(now, HOUR)) sums.hour += 1;
      if (touch.goesNow) sums.now += 1;
      if (touch.goesNow && channel === 'sms' && !touch.situation.texted) sums.firstTexts += 1;
    }
  }
  return { ...sums, people: people.size };
}

/** Where it would go. */
export const destinationOf = ({ situation: { contact } }: Upcoming, channel: WireChannel): string =>
  (channel === 'sms' ? contact.phone : contact.email)?.value ?? '';
