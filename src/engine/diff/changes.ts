/** Two courses of one lead side by side: which touches come, go, move, or say something else. */
import type { TouchId } from '../../domain/ids.ts';
import { type CourseRow, keyOf } from './course.ts';

export interface TouchChange {
  readonly kind: 'added' | 'dropped' | 'earlier' | 'later' | 'words' | 'same';
  readonly touch: TouchId;
  readonly occurrence: number;
  /** Null where it was not there before, and where nothing changes. */
  readonly before: CourseRow | null;
  readonly after: CourseRow | null;
  /** Milliseconds: above zero when it goes later than before; zero when it goes at the same minute, or in one of the two only. */
  readonly by: number;
  /** Whether it says something else, or goes by another channel; false where it goes in one of the two only. */
  readonly saysElse: boolean;
  readonly otherChannel: boolean;
}

/** `named` gives an old row's touch the id that it has in the new revision. In the order of the new course. */
export function changesOf(
  before: readonly CourseRow[],
  after: readonly CourseRow[],
  named: (id: TouchId) => TouchId = (id) => id,
): readonly TouchChange[] {
  const old = new Map(before.map((row) => [keyOf({ ...row, touch: named(row.touch) }), row]));
  const fresh = new Set(after.map(keyOf));
  const changes = [
    ...after.map((row) => changeOf(old.get(keyOf(row)) ?? null, row)),
    ...before
      .filter((row) => !fresh.has(keyOf({ ...row, touch: named(row.touch) })))
      .map((row) => changeOf(row, null)),
  ];
  return changes.sort((a, b) => placeOf(a) - placeOf(b)).map(withoutSame);
}

/** What stays as it is, is counted and no more: the words of a hundred thousand leads need not be kept. */
const withoutSame = (change: TouchChange): TouchChange =>
  change.kind === 'same' ? { ...change, before: null, after: null } : change;

const placeOf = ({ before, after }: TouchChange): number =>
  after?.at ?? before?.at ?? Number.MAX_SAFE_INTEGER;

function changeOf(before: CourseRow | null, after: CourseRow | null): TouchChange {
  const { touch, occurrence } = (after ?? before) as CourseRow;
  const [goesNow, wentBefore] = [after?.state === 'goes', before?.state === 'goes'];
  const base = { touch, occurrence, before, after, by: 0, saysElse: false, otherChannel: false };
  if (goesNow && wentBefore && before?.at !== null && after?.at !== null && before && after) {
    const by = after.at - before.at;
    const otherChannel = before.channel !== after.channel;
    const saysElse = otherChannel || before.words !== after.words;
    const kind = by > 0 ? 'later' : by < 0 ? 'earlier' : saysElse ? 'words' : 'same';
    return { ...base, kind, by, saysElse, otherChannel };
  }
  // What waits on both sides, or is skipped on both, is no change; what waited and goes on waiting neither.
  if (goesNow) return { ...base, kind: 'added' };
  if (wentBefore) return { ...base, kind: 'dropped' };
  if (before?.state === 'waits' && after === null) return { ...base, kind: 'dropped' };
  if (after?.state === 'waits' && before === null) return { ...base, kind: 'added' };
  return { ...base, kind: 'same' };
}

/** How many of each kind; `words` counts all that say something else, whenever they go. */
export interface ChangeCounts {
  readonly earlier: number;
  readonly later: number;
  readonly added: number;
  readonly dropped: number;
  readonly words: number;
  readonly same: number;
}

export function countChanges(changes: readonly TouchChange[]): ChangeCounts {
  const of = (kind: TouchChange['kind']): number => changes.filter((each) => each.kind === kind).length;
  return {
    earlier: of('earlier'),
    later: of('later'),
    added: of('added'),
    dropped: of('dropped'),
    words: changes.filter(({ saysElse }) => saysElse).length,
    same: of('same'),
  };
}
