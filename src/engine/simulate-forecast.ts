/** What a simulation sends on each day, and how far the caps make it fall behind what it would send without them. */
import { DAY, type Instant, instant, type Zone } from '../domain/time.ts';
import { localDayOf } from '../schedule/calendar.ts';
import type { Happening, LeadStory } from './simulate-story.ts';

export interface ForecastDay {
  /** On the business's calendar. */
  readonly day: string;
  /** Noon of it or so: an instant of that day, to show it by. */
  readonly at: Instant;
  readonly texts: number;
  readonly segments: number;
  readonly emails: number;
  readonly calls: number;
  /** Messages that would have gone by the end of this day if there were no caps. */
  readonly behind: number;
}

export interface Forecast {
  readonly days: readonly ForecastDay[];
  /** The first day at whose end nothing waits any more, after one at whose end something did; null when nothing ever waits. */
  readonly clears: string | null;
  /** Still waiting at the end. */
  readonly left: number;
}

interface Sent {
  readonly key: string;
  readonly at: Instant;
}

const isMessage = ({ kind, channel }: Happening): boolean =>
  (kind === 'sent' || kind === 'uncertain') && (channel === 'sms' || channel === 'email');

const sentOf = (stories: readonly LeadStory[]): readonly Sent[] =>
  stories.flatMap(({ happenings }) =>
    happenings
      .filter(isMessage)
      .map(({ lead, sequence, touch, at }) => ({ key: `${lead} ${sequence} ${touch}`, at })),
  );

/** `free`: the same leads with no caps; left out where there are none. */
export function forecastOf(
  stories: readonly LeadStory[],
  free: readonly LeadStory[] | null,
  zone: Zone,
): Forecast {
  const dayOf = (at: Instant): string => localDayOf(at, zone);
  const days = new Map<string, { -readonly [Name in keyof ForecastDay]: ForecastDay[Name] }>();
  const day = (at: Instant) => {
    const name = dayOf(at);
    const known = days.get(name) ?? { day: name, at, texts: 0, segments: 0, emails: 0, calls: 0, behind: 0 };
    days.set(name, known);
    return known;
  };
  for (const { happenings } of stories)
    for (const one of happenings) {
      if (one.kind === 'task') day(one.at).calls += 1;
      if (!isMessage(one)) continue;
      const sum = day(one.at);
      if (one.channel === 'email') sum.emails += 1;
      else {
        sum.texts += 1;
        sum.segments += one.segments ?? 0;
      }
    }
  const waits = free === null ? new Map<string, number>() : waiting(sentOf(stories), sentOf(free), dayOf);
  for (const [name, behind] of waits) {
    const known = days.get(name);
    if (known !== undefined) known.behind = behind;
    else if (behind > 0)
      days.set(name, { day: name, at: noon(name), texts: 0, segments: 0, emails: 0, calls: 0, behind });
  }
  const sorted = [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  const last = sorted.findLastIndex(({ behind }) => behind > 0);
  return {
    days: sorted,
    clears: last === -1 ? null : (sorted[last + 1]?.day ?? null),
    left: last === -1 ? 0 : last === sorted.length - 1 ? (sorted[last]?.behind ?? 0) : 0,
  };
}

const noon = (day: string): Instant => instant(Date.parse(`${day}T12:00:00Z`));

/** By day: how many messages had gone by its end without caps, and had not with them. What the caps made obsolete waits for nothing. */
function waiting(
  capped: readonly Sent[],
  free: readonly Sent[],
  dayOf: (at: Instant) => string,
): ReadonlyMap<string, number> {
  const real = new Map(capped.map(({ key, at }) => [key, at]));
  const behind = new Map<string, number>();
  for (const { key, at } of free) {
    const went = real.get(key);
    if (went === undefined) continue;
    const end = dayOf(went);
    for (let now = at; dayOf(now) < end; now = instant(now + DAY)) {
      const name = dayOf(now);
      behind.set(name, (behind.get(name) ?? 0) + 1);
    }
  }
  return behind;
}
