/** What a test came to, in the terms in which it is expected. */
import type { SequenceId } from '../../domain/ids.ts';
import type { Instant, Zone } from '../../domain/time.ts';
import type { Played } from '../simulate-run.ts';
import type { Happening, LeadStory } from '../simulate-story.ts';
import { BECOMES, type Becomes } from './test-file.ts';
import { writeTestTime } from './test-times.ts';

export interface CameTouch extends Happening {
  readonly kind: Becomes;
  readonly touch: NonNullable<Happening['touch']>;
}

export interface CameTask {
  readonly title: string;
  readonly note: string;
  readonly at: Instant;
  readonly due: Instant;
}

export interface Came {
  /** When the lead came, and the lead's own zone. */
  readonly enrolled: Instant;
  readonly zone: Zone;
  readonly sequence: SequenceId;
  readonly touches: readonly CameTouch[];
  readonly tasks: readonly CameTask[];
  readonly standings: LeadStory['standings'];
  readonly stage: string | null;
}

/** `inquired` is a sequence that is there for the test alone. */
export function cameOf(
  played: Played,
  { happenings, standings, person, zone }: LeadStory,
  inquired: SequenceId | null,
  sequence: SequenceId,
): Came {
  const own = ({ sequence: of }: { readonly sequence: string | null }): boolean => of !== inquired;
  return {
    enrolled: played.from,
    zone,
    sequence,
    touches: happenings.filter(isTouch).filter((one) => inquired === null || own(one)),
    tasks: played.tasks
      .filter(({ key }) => key === null)
      .map(({ title, script, madeAt, dueAt }) => ({ title, note: script ?? '', at: madeAt, due: dueAt })),
    standings: standings.filter((one) => inquired === null || own(one)),
    stage: person.stage,
  };
}

const isTouch = (one: Happening): one is CameTouch =>
  one.touch !== null && BECOMES.some((word) => word === one.kind);

/** `sent hello  Tue 2026-03-03 10:00`: what is compared, and what is shown. */
export const lineOf = (
  { becomes, touch }: { readonly becomes: Becomes; readonly touch: string },
  time: string | null,
): string => `${becomes} ${touch}${time === null ? '' : `  ${time}`}`;

export const cameLine = ({ zone }: Came, { kind, touch, at }: CameTouch): string =>
  lineOf({ becomes: kind, touch }, writeTestTime(at, zone));
