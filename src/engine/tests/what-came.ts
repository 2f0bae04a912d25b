/** What a test came to, in the terms in which it is expected. */
import type { SequenceId } from '../../domain/ids.ts';
import type { Instant, Zone } from '../../domain/time.ts';
import type { Sequence } from '../../sequence/sequence.ts';
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
  /** Touches that the tested sequence has, for whatever source. */
  readonly own: ReadonlySet<string>;
  /** Touches of the lead's own source that have time yet: the tested sequence goes on when the test ends. */
  readonly open: ReadonlySet<string>;
  readonly touches: readonly CameTouch[];
  readonly tasks: readonly CameTask[];
  readonly standings: LeadStory['standings'];
  readonly stage: string | null;
}

/** `inquired` is a sequence that is there for the test alone; `tried` differs from `written` where something is taken away. */
export function cameOf(
  played: Played,
  { happenings, standings, person, zone }: LeadStory,
  inquired: SequenceId | null,
  written: Sequence,
  tried: Sequence,
): Came {
  const { id: sequence } = written;
  const last = standings.findLast((one) => one.sequence === sequence);
  const idsOf = ({ variants }: Sequence, wanted: (source: string) => boolean): ReadonlySet<string> =>
    new Set(
      variants.filter(({ source }) => wanted(source)).flatMap(({ touches }) => touches.map(({ id }) => id)),
    );
  const own = ({ sequence: of }: { readonly sequence: string | null }): boolean => of !== inquired;
  return {
    enrolled: played.from,
    zone,
    sequence,
    own: idsOf(written, () => true),
    open: idsOf(tried, (source) => last?.state === 'active' && source === last.source),
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
  { becomes, touch, of }: { readonly becomes: Becomes; readonly touch: string; readonly of: string | null },
  time: string | null,
): string => `${becomes} ${touch}${of === null ? '' : ` of ${of}`}${time === null ? '' : `  ${time}`}`;

/** Its sequence is named where it would be taken for a touch of the tested one. */
export const cameLine = (
  { zone, own, sequence }: Came,
  { kind, touch, at, sequence: of }: CameTouch,
): string =>
  lineOf(
    { becomes: kind, touch, of: own.has(touch) && of !== sequence ? of : null },
    writeTestTime(at, zone),
  );
