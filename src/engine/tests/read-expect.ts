/** What a test expects, each part with its place. */
import type { SequenceId } from '../../domain/ids.ts';
import { type FindingParts, orList } from '../../sequence/finding.ts';
import { type Mapping, type Tree, valueAt } from '../../sequence/tree.ts';
import type { Known } from '../simulate-script.ts';
import { valuesOf } from '../simulate-values.ts';
import {
  BECOMES,
  type Expected,
  type ExpectedTask,
  type ExpectedTouch,
  type Said,
  type TestTime,
} from './test-file.ts';
import { readTestTime } from './test-times.ts';

const STATES = ['active', 'paused', 'stopped', 'finished'] as const;

/** Of a tree that has the form the schema asks for; what is wrong with it has been reported. */
export function expectedFrom(
  map: Mapping,
  sequence: SequenceId,
  known: Known,
  report: (parts: FindingParts) => void,
): Expected {
  const { touch, wrong, oneOf } = valuesOf(report, known);
  /** White space counts for nothing, so words of it alone would be in every message. */
  const wordsAt = (from: Mapping, key: string): readonly Said[] =>
    saysAt(from, key).filter(
      ({ text, range }) => text.trim() !== '' || wrong(range, `\`${key}\` has no words; leave it out.`),
    );
  const timeAt = (from: Mapping, key: string): TestTime | null => {
    const said = saidAt(from, key);
    if (said === null) return null;
    const read = readTestTime(said.text);
    return read.ok ? { ...said, at: read.at } : wrong(said.range, read.message);
  };
  const touchFrom = (item: Mapping): readonly ExpectedTouch[] => {
    const given = BECOMES.filter((word) => valueAt(item, word) !== null);
    const [becomes, more] = given;
    const value = becomes === undefined ? null : saidAt(item, becomes);
    if (becomes === undefined || value === null || more !== undefined) {
      const seen = more === undefined ? '' : `; this one is ${given.join(' and ')}`;
      wrong(item.range, `What becomes of a touch is exactly one of ${orList(BECOMES)}${seen}.`);
      return [];
    }
    const id = touch(value.text, value.range);
    if (id === null) return [];
    const segments = valueAt(item, 'segments');
    const late = valueAt(item, 'late');
    return [
      {
        range: value.range,
        becomes,
        touch: id,
        of: saidAt(item, 'of')?.text ?? null,
        at: timeAt(item, 'at'),
        by: saidAt(item, 'by'),
        subject: saidAt(item, 'subject'),
        text: saidAt(item, 'text'),
        contains: wordsAt(item, 'contains'),
        lacks: wordsAt(item, 'lacks'),
        segments: segments && { value: Number(plain(segments)), range: segments.range },
        because: wordsAt(item, 'because')[0] ?? null,
        late: late && { value: plain(late) === true, range: late.range },
      },
    ];
  };
  const taskFrom = (item: Mapping): ExpectedTask => ({
    range: valueAt(item, 'title')?.range ?? item.range,
    title: saidAt(item, 'title')?.text ?? '',
    at: timeAt(item, 'at'),
    due: timeAt(item, 'due'),
    contains: wordsAt(item, 'contains'),
  });
  const listAt = <T>(key: string, read: (item: Mapping) => readonly T[]) => {
    const entry = map.entries.get(key);
    return entry?.value.kind === 'list'
      ? {
          range: entry.keyRange,
          items: entry.value.items.flatMap((item) => (item.kind === 'map' ? read(item) : [])),
        }
      : null;
  };
  const end = valueAt(map, 'end');
  const ends = new Map<string, Said>();
  if (end?.kind === 'map')
    for (const { key, value } of end.entries.values())
      ends.set(key, { text: String(plain(value)), range: value.range });
  else if (end !== null && oneOf(end, STATES, 'end of a sequence') !== null)
    ends.set(sequence, { text: String(plain(end)), range: end.range });
  return {
    touches: listAt('touches', touchFrom),
    some: listAt('some', touchFrom)?.items ?? [],
    never: saysAt(map, 'never').filter(({ text, range }) => touch(text, range) !== null),
    tasks: listAt('tasks', (item) => [taskFrom(item)]),
    ends,
    ended: timeAt(map, 'ended'),
    stage: saidAt(map, 'stage'),
  };
}

const plain = (tree: Tree): unknown => (tree.kind === 'scalar' ? tree.value : null);

function saidAt(map: Mapping, key: string): Said | null {
  const value = valueAt(map, key);
  return value?.kind === 'scalar' ? { text: String(value.value), range: value.range } : null;
}

/** One text, or a list of them. */
function saysAt(map: Mapping, key: string): readonly Said[] {
  const value = valueAt(map, key);
  const items = value === null ? [] : value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) =>
    item.kind === 'scalar' ? [{ text: String(item.value), range: item.range }] : [],
  );
}
