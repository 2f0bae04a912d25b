/** A simulation for other programs: everything about each lead, and one event a line. */
import type { Forecast } from '../../engine/simulate-forecast.ts';
import type { Played } from '../../engine/simulate-run.ts';
import { countsOf, type Happening, type LeadStory } from '../../engine/simulate-story.ts';
import { iso, isoOrNull } from '../json.ts';

export const happeningJson = (one: Happening): object => ({ ...one, at: iso(one.at) });

export function storyJson(story: LeadStory): object {
  const { person, zone, source, standings, happenings } = story;
  return {
    lead: person.contact,
    name: person.name,
    phone: person.phone,
    email: person.email,
    business: person.business,
    zone,
    source,
    stage: person.stage,
    ...countsOf(happenings),
    enrollments: standings.map(({ sequence, source: from, state, enrolledAt, endedAt, endDetail }) => ({
      sequence,
      source: from,
      state,
      enrolledAt: iso(enrolledAt),
      endedAt: isoOrNull(endedAt),
      reason: endDetail,
    })),
    timeline: happenings.map(happeningJson),
  };
}

export const playedJson = ({ from, endedAt, endedBy, ticks }: Played): object => ({
  from: iso(from),
  endedAt: iso(endedAt),
  endedBy,
  ticks,
});

/** Costs are left out where no price was given. */
export function forecastJson({ days, clears, left }: Forecast, cost: Cost): object {
  return {
    days: days.map(({ at: _, ...day }) => ({ ...day, cost: costOf(day, cost) })),
    clears,
    left,
    cost: costOf(
      {
        segments: days.reduce((sum, day) => sum + day.segments, 0),
        emails: days.reduce((sum, day) => sum + day.emails, 0),
      },
      cost,
    ),
  };
}

/** What one of each costs, in whatever money; null where it was not said. */
export interface Cost {
  readonly segment: number | null;
  readonly email: number | null;
}

/** To a hundredth of a cent; null when no price was given. */
export function costOf(
  { segments, emails }: { readonly segments: number; readonly emails: number },
  { segment, email }: Cost,
): number | null {
  if (segment === null && email === null) return null;
  return Math.round((segments * (segment ?? 0) + emails * (email ?? 0)) * 10_000) / 10_000;
}
