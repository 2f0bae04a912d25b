/** An enrollment as it was before it was moved to another revision: what went then went by that one. */
import { asId, type TouchId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import type { EnrolledIn } from '../schedule/situation.ts';
import type { Touch } from '../sequence/sequence.ts';
import type { TouchRecord } from '../store/lead-records.ts';
import type { TimetableNote } from '../store/listings.ts';
import { revisionsBeginning } from '../store/revisions.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import type { Workspace } from './workspace.ts';

export interface Form {
  readonly until: Instant;
  readonly enrolledIn: EnrolledIn;
  /** The id that a touch had then. */
  readonly idThen: (id: TouchId) => TouchId;
}

/** Oldest first; none for an enrollment that was never moved. */
export async function formsBefore(
  ws: Workspace,
  enrolledIn: EnrolledIn,
  notes: readonly TimetableNote[],
): Promise<readonly Form[]> {
  const forms: Form[] = [];
  let back = (id: TouchId): TouchId => id;
  for (const { enrollment, at, moved } of notes.toReversed()) {
    if (enrollment !== enrolledIn.id || moved === null) continue;
    const [stored] = await revisionsBeginning(ws.db, moved.from);
    const sequence = stored && (await pinnedSequence(ws, stored.id, ws.db));
    const variant = sequence?.variants.find(({ source }) => source === enrolledIn.variant.source);
    back = backBy(moved.map, back);
    if (sequence === undefined || variant === undefined) continue;
    const idThen = back;
    const named = <T extends TouchKey>(keys: readonly T[]): readonly T[] =>
      keys.map((key) => ({ ...key, touch: idThen(key.touch) }));
    const then: EnrolledIn = {
      ...enrolledIn,
      sequence,
      variant,
      ends: named(enrolledIn.ends),
      openCalls: named(enrolledIn.openCalls),
      lateSeen: named(enrolledIn.lateSeen),
      shifts: enrolledIn.shifts.map(({ from, days }) => ({
        from: { ...from, touch: idThen(from.touch) },
        days,
      })),
    };
    forms.unshift({ until: at, enrolledIn: then, idThen });
  }
  return forms;
}

function backBy(map: string, after: (id: TouchId) => TouchId): (id: TouchId) => TouchId {
  const olds = new Map(
    map
      .split(',')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [old = '', fresh = ''] = pair.split('=');
        return [asId<TouchId>(fresh), asId<TouchId>(old)] as const;
      }),
  );
  return (id) => {
    const later = after(id);
    return olds.get(later) ?? later;
  };
}

/** The form in which a touch ended; null when it is the present one. */
export const formOf = (record: TouchRecord | null, forms: readonly Form[]): Form | null =>
  (record !== null && forms.find(({ until }) => (record.taskAt ?? record.at) < until)) || null;

interface Keyed {
  readonly key: TouchKey;
  readonly touch: Touch;
}

/** The touches of the present revision, and among them, by time, what has ended under an id that it has no more. */
export function withGone(
  present: readonly Keyed[],
  { id }: EnrolledIn,
  records: readonly TouchRecord[],
  forms: readonly Form[],
): readonly Keyed[] {
  const mine = records.filter(({ enrollment }) => enrollment === id);
  const all = [...present];
  const known = new Set(present.map(({ key }) => key.touch));
  for (const { touch: name, occurrence, at } of mine) {
    if (known.has(name)) continue;
    const then = forms.findLast((form) => touchIn(form, name) !== undefined);
    const touch = then && touchIn(then, name);
    if (touch === undefined) continue;
    const before = all.findLastIndex(({ key }) =>
      mine.some((one) => one.touch === key.touch && one.occurrence === key.occurrence && one.at <= at),
    );
    all.splice(before + 1, 0, { key: { touch: name, occurrence }, touch });
  }
  return all;
}

const touchIn = ({ enrolledIn, idThen }: Form, id: TouchId): Touch | undefined =>
  enrolledIn.variant.touches.find((touch) => touch.id === idThen(id));
