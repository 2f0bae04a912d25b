/** What is planned closer together than the channel allows, and when it really goes. */
import { elapsed } from '../../domain/time.ts';
import { dayOf } from '../../schedule/calendar.ts';
import { dayAndTime, describeDuration } from '../../schedule/describe.ts';
import type { PlannedTouch } from '../../schedule/plan.ts';
import type { Sequence } from '../../sequence/sequence.ts';
import type { RuleFinding } from '../rules/rule.ts';
import { type Arrival, leadFor, type VariantCourses } from './courses.ts';

/** Neighbors of one channel as the sequence plans them, also from the end of one round of a repeating sequence to the next. */
export function neighbors(
  { repeat }: Sequence,
  { planned }: VariantCourses,
  arrival: Arrival,
  channel: string,
): readonly (readonly [PlannedTouch, PlannedTouch])[] {
  const rounds = repeat === null ? [0] : [0, 1];
  const all = rounds
    .flatMap((occurrence) => planned(arrival, occurrence))
    .filter(({ touch }) => touch.channel === channel)
    .sort((a, b) => a.planned - b.planned);
  return all.slice(1).map((second, n) => [all[n] as PlannedTouch, second]);
}

/** `16 hours after \`hello\``, for people who read the file. */
export const distance = (first: PlannedTouch, second: PlannedTouch): string => {
  const span = elapsed(first.planned, second.planned);
  return span === 0 ? 'at the same time as' : `${describeDuration(span)} after`;
};

/** When a touch goes that was planned too near another one: `Wed 10:00 instead of Tue 16:00`. */
export function insteadOf(
  { run, frame, variant }: VariantCourses,
  arrival: Arrival,
  { touch, key, planned }: PlannedTouch,
): string {
  const zone = frame(arrival).zone;
  const conditions = variant.touches.flatMap(({ id, if: own }) => (id === touch.id ? [own] : []));
  const { sent, skipped } = run(leadFor(arrival, conditions));
  const gone = sent.find((each) => each.touch.id === touch.id && each.key.occurrence === key.occurrence);
  if (gone === undefined) {
    const why = skipped.find((each) => each.touch === touch.id);
    return why === undefined ? 'it goes later' : `it is not sent: ${why.detail}`;
  }
  const days = dayOf(gone.at, zone) - dayOf(planned, zone);
  const later = days === 0 ? '' : days === 1 ? ', a day later' : `, ${days} days later`;
  return gone.at === planned
    ? 'it goes then only where nothing went before it'
    : `it goes ${dayAndTime(gone.at, zone)} instead${later}`;
}

/** One finding for each place: the same mistake shows for several arrivals. */
export function firstOfEach(findings: readonly RuleFinding[]): readonly RuleFinding[] {
  const places = new Set<number | undefined>();
  return findings.filter(({ at }) => {
    const start = at?.range.start;
    const isNew = !places.has(start);
    places.add(start);
    return isNew;
  });
}
