/** What a proof sees of one lead: what went out and how each touch ended, beside the sequence's own times, reckoned here anew. */
import type { TouchId } from '../../domain/ids.ts';
import { DAY, HOUR, type Instant, MINUTE, type Zone } from '../../domain/time.ts';
import type { Gone, RunThrough } from '../../schedule/run-through.ts';
import type { EnrolledIn } from '../../schedule/situation.ts';
import type { Touch } from '../../sequence/sequence.ts';
import type { Claim, Scene, Started } from './scene.ts';
import { momentOf, type Wall, wallOf } from './walls.ts';

export interface Witness extends Claim {
  readonly scene: Scene;
  readonly started: Started;
  readonly run: RunThrough;
  /** The lead's enrollment at the end. */
  readonly enrolled: EnrolledIn;
  /** What went out, each with the touch as the claim has it. */
  readonly gone: readonly Gone[];
  /** What reached the person, or a desk as a call: everything but moves. */
  readonly contacts: readonly Gone[];
  /** On the wall of the zone whose days count. */
  readonly wall: (at: number) => Wall;
}

/** A law that does not hold of one lead. */
export interface Breach {
  readonly law: Law;
  readonly at: Instant;
  readonly touches: readonly string[];
  /** What happened, as the end of a sentence: `two texts on Monday`. */
  readonly says: string;
}

export type Law =
  | 'quiet-hours'
  | 'email-hours'
  | 'one-text-a-day'
  | 'texts-apart'
  | 'emails-apart'
  | 'contacts-in-a-day'
  | 'one-late-a-day'
  | 'business-hours'
  | 'never-early'
  | 'prompt'
  | 'vary-from'
  | 'order'
  | 'gap'
  | 'reference'
  | 'claim'
  | 'silence'
  | 'consent'
  | 'ends'
  | 'once'
  | 'late'
  | 'decision';

/** The least that any workspace may ask for; its policy may only ask for more. */
export const LEAST = {
  textsApart: 8 * HOUR,
  emailsApart: 48 * HOUR,
  contactsInADay: 3,
  openLeft: 15 * MINUTE,
  replyWithin: 15 * MINUTE,
  emailReplyWithin: HOUR,
  varyBy: 3 * HOUR,
} as const;

export function witnessOf(claim: Claim, scene: Scene, started: Started, run: RunThrough): Witness {
  const enrolled = run.situation.enrollments[0];
  if (enrolled === undefined) throw new Error('the lead is enrolled nowhere');
  const { home } = scene.place;
  const { business, policy, sequence, variant } = claim;
  const gone = run.gone.map((each) => {
    const own = variant.touches.find(({ id }) => id === each.key.touch) ?? each.touch;
    return own === each.touch ? each : { ...each, touch: own };
  });
  return {
    business,
    policy,
    sequence,
    variant,
    scene,
    started,
    run,
    enrolled,
    gone,
    contacts: gone.filter(({ touch }) => touch.channel !== 'move'),
    wall: (at) => wallOf(at, home),
  };
}

/** The sequence's own time for a touch when it is counted from `anchor`; null for one that follows another touch. */
export function ownTime(
  { timing }: Touch,
  anchor: number,
  home: Zone,
  defaultAt: number,
  occurrence = 0,
  repeat: number | null = null,
): number | null {
  const start = wallOf(anchor, home);
  const days = occurrence === 0 || repeat === null ? 0 : (repeat * occurrence) / DAY;
  // Whole days are counted on the calendar; a span that is none, in hours.
  const from = Number.isInteger(days) ? onDay(anchor, days, home) : anchor + (repeat ?? 0) * occurrence;
  switch (timing.kind) {
    case 'calendar': {
      const day = wallOf(from, home).day + Math.min(...timing.days);
      return Math.max(from, momentOf(day, timing.at ?? defaultAt, home));
    }
    case 'elapsed':
      return onDay(from, timing.day, home) + timing.after;
    case 'before_appointment':
      return anchor - timing.before;
    case 'after_touch':
      return timing.day === 0 ? null : momentOf(start.day + timing.day, 0, home);
  }
}

/** The same time on the wall so many days later; part of a minute is kept. */
function onDay(at: number, days: number, home: Zone): number {
  if (days === 0) return at;
  const { day, minute } = wallOf(at, home);
  return momentOf(day + days, minute, home) + (at % MINUTE);
}

/** When a call reached the person, by what is known at `now`: when it was done, and until then when its task was made. */
export function reachedAt(call: Gone, enrolled: EnrolledIn, now: number): number {
  const end = endOf(enrolled, call.key.touch, call.key.occurrence);
  if (end?.kind !== 'called' || end.outcome === 'not_done' || end.at > now) return call.at;
  return end.at;
}

export const endOf = ({ ends }: EnrolledIn, touch: TouchId, occurrence: number) =>
  ends.find((each) => each.touch === touch && each.occurrence === occurrence)?.end ?? null;
