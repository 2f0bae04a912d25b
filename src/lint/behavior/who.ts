/** What kind of lead a variant is for, which decides what wisdom asks of it. */
import type { TouchId } from '../../domain/ids.ts';
import { DAY } from '../../domain/time.ts';
import type { Sequence, Touch, Variant } from '../../sequence/sequence.ts';
import type { Place } from '../places.ts';
import type { RuleInput } from '../rules/rule.ts';

/** Whoever asked something and hears from this sequence first: not reminders, not letters, not what another sequence starts. */
export const answersInquiries = ({ sequence, sequences }: RuleInput): boolean =>
  sequence.kind === 'chase' && !startedIn(sequences).has(sequence.id);

/** Asked by many rules of each of a thousand files, and the same for all of them. */
const started = new WeakMap<ReadonlyMap<string, Sequence>, ReadonlySet<string>>();

/** Every sequence that one of these may start. */
function startedIn(sequences: ReadonlyMap<string, Sequence>): ReadonlySet<string> {
  const known = started.get(sequences) ?? new Set([...sequences.values()].flatMap(startsOf));
  started.set(sequences, known);
  return known;
}

/** Every sequence that this one may start. */
const startsOf = ({ when, variants }: Sequence): readonly string[] => [
  ...Object.values(when).flatMap((rule) => rule?.start ?? []),
  ...variants.flatMap(({ touches }) =>
    touches.flatMap(({ action }) => (action.kind === 'move' && action.start !== null ? [action.start] : [])),
  ),
];

/** Touches that reach the person. */
export const contactsOf = ({ touches }: Variant): readonly Touch[] =>
  touches.filter(({ channel }) => channel !== 'move');

/** Where the time of a touch is written, for one source: its day first, or its time of day first. */
export const timeOf = ({ places }: RuleInput, source: string, touch: TouchId): Place =>
  places.key(source, touch, 'day', 'after', 'before', 'at', 'between', 'within');
export const hourOf = ({ places }: RuleInput, source: string, { id, timing }: Touch): Place =>
  timing.kind === 'calendar' && timing.at !== null
    ? places.key(source, id, 'at', 'between')
    : places.key(source, id, 'within', 'after', 'before', 'day');

/** The last day on which a touch may be planned, counted from the anchor. */
export function lastDayOf({ timing }: Touch): number {
  switch (timing.kind) {
    case 'calendar':
      return Math.max(...timing.days);
    case 'elapsed':
      return timing.day + Math.floor(timing.after / DAY);
    case 'after_touch':
      return timing.day + Math.floor(timing.wait / DAY);
    case 'before_appointment':
      return 0;
  }
}
