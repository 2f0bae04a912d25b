/** Where the parts of a sequence stand in its file, so that a rule can point at what it is about, also when a source changed it. */
import type { Range } from '../domain/diagnostic.ts';
import type { UsedPiece } from '../sequence/compile.ts';
import { placeOf } from '../sequence/references.ts';
import type { LeadAct, Template } from '../sequence/sequence.ts';
import { type Entry, itemsOf, type Mapping, type Tree, valueAt } from '../sequence/tree.ts';

export interface Place {
  readonly file: string;
  readonly range: Range;
}

export interface Places {
  /** The id of a touch as leads of one source get it: in the source's `change` when that changes it, else where it is declared. */
  readonly touch: (source: string, touch: string) => Place;
  /** The id of a touch where it is declared, in `touches` or in a source's `add`. */
  readonly declared: (source: string, touch: string) => Place;
  /** The key of a touch that holds for one source, such as `at` or `closes`: the last word on it; else the touch's id. */
  readonly key: (source: string, touch: string, ...keys: readonly string[]) => Place;
  /** The value under that key. */
  readonly value: (source: string, touch: string, ...keys: readonly string[]) => Place;
  /** `sms:`, `email:`, `call:` or `move:` of a touch, as one source has it. */
  readonly channel: (source: string, touch: string) => Place;
  /** A part of a condition, such as `urgency`: the touch's own, or with a number that wording's, counted from 0. */
  readonly condition: (source: string, touch: string, wording: number | null, part: string) => Place;
  /** The key of an act under `when:`; else `when:`; else the head of the file. */
  readonly when: (act?: LeadAct) => Place;
  /** The key of a source under `sources:`, or one of its own keys; else the head of the file. */
  readonly source: (source: string, key?: string) => Place;
  /** A part of a template's words, wherever they stand; without a part, their beginning. */
  readonly words: (template: Template, part?: string, offset?: number) => Place;
  /** Keys from the root, as far as they lead. */
  readonly path: (...keys: readonly string[]) => Place;
}

const CHANNELS = ['sms', 'email', 'call', 'move'];

export function placesOf(file: string, root: Mapping, pieces: readonly UsedPiece[]): Places {
  const at = (range: Range): Place => ({ file, range });
  const start = at({ ...root.range, end: root.range.start + 1 });
  const head = keyAt(root, 'id');
  const top = head ? at(head.keyRange) : start;

  const declaredEntries = (source: string, touch: string): Mapping | null => {
    for (const layer of [...layersOf(root, source)].reverse())
      for (const item of listOf(layer, 'add')) if (idOf(item) === touch) return item;
    return listOf(root, 'touches').find((item) => idOf(item) === touch) ?? null;
  };
  const changes = (source: string, touch: string): readonly Entry[] =>
    layersOf(root, source).flatMap((layer) => {
      const change = valueAt(layer, 'change');
      const entry = change?.kind === 'map' ? change.entries.get(touch) : undefined;
      return entry ? [entry] : [];
    });
  const declared = (source: string, touch: string): Place => {
    const id = declaredEntries(source, touch)?.entries.get('id');
    return id ? at(id.value.range) : top;
  };
  const touchPlace = (source: string, touch: string): Place => {
    const change = changes(source, touch).at(-1);
    return change ? at(change.keyRange) : declared(source, touch);
  };
  const entryOf = (source: string, touch: string, keys: readonly string[]): Entry | null => {
    const own = declaredEntries(source, touch);
    const given = [
      ...(own ? [own] : []),
      ...changes(source, touch).flatMap(({ value }) => (value.kind === 'map' ? [value] : [])),
    ];
    for (const map of given.reverse())
      for (const key of keys) {
        const found = keyAt(map, key);
        if (found) return found;
      }
    return null;
  };
  const key = (source: string, touch: string, ...keys: readonly string[]): Place => {
    const found = entryOf(source, touch, keys);
    return found ? at(found.keyRange) : touchPlace(source, touch);
  };
  return {
    touch: touchPlace,
    declared,
    key,
    value: (source, touch, ...keys) => {
      const found = entryOf(source, touch, keys);
      return found ? at(found.value.range) : touchPlace(source, touch);
    },
    channel: (source, touch) => key(source, touch, ...CHANNELS),
    condition: (source, touch, wording, part) => {
      const channel = entryOf(source, touch, CHANNELS);
      const items = channel && wording !== null ? itemsOf(channel.value) : [];
      const item = wording === null ? null : items[wording];
      const entry = item?.kind === 'map' ? keyAt(item, 'if') : entryOf(source, touch, ['if']);
      if (!entry) return key(source, touch, ...CHANNELS);
      const inner = entry.value.kind === 'map' ? keyAt(entry.value, part) : null;
      return at(inner?.keyRange ?? entry.keyRange);
    },
    when: (act) => {
      const when = keyAt(root, 'when');
      const entry = act && when?.value.kind === 'map' ? keyAt(when.value, act) : null;
      const found = entry ?? when;
      return found ? at(found.keyRange) : top;
    },
    source: (source, name) => {
      const sources = valueAt(root, 'sources');
      const entry = sources?.kind === 'map' ? keyAt(sources, source) : null;
      const inner = name && entry?.value.kind === 'map' ? keyAt(entry.value, name) : null;
      const found = inner ?? entry;
      return found ? at(found.keyRange) : top;
    },
    words: (template, part, offset = 0) => {
      const piece = pieces.find(
        (one) => one.file === template.file && one.line === template.line && one.source === template.source,
      );
      if (!piece) return top;
      const range = part === undefined ? { ...piece.range, end: piece.range.start + 1 } : null;
      return { file: piece.file, range: range ?? placeOf(piece, part ?? '', offset) };
    },
    path: (...keys) => {
      let [map, place]: [Tree, Place] = [root, start];
      for (const name of keys) {
        const entry: Entry | null = map.kind === 'map' ? keyAt(map, name) : null;
        if (!entry) break;
        [map, place] = [entry.value, at(entry.keyRange)];
      }
      return place;
    },
  };
}

const keyAt = (map: Mapping, key: string): Entry | null => map.entries.get(key) ?? null;

const listOf = (map: Mapping, key: string): readonly Mapping[] => {
  const value = valueAt(map, key);
  return value ? itemsOf(value).flatMap((item) => (item.kind === 'map' ? [item] : [])) : [];
};

const idOf = (map: Mapping): unknown => {
  const id = valueAt(map, 'id');
  return id?.kind === 'scalar' ? id.value : null;
};

/** The entry of a source, after the one that it is like: as `layTouches` lays them. */
function layersOf(root: Mapping, source: string): readonly Mapping[] {
  const sources = valueAt(root, 'sources');
  const entry = (id: string): Mapping | null => {
    const value = sources?.kind === 'map' ? valueAt(sources, id) : null;
    return value?.kind === 'map' ? value : null;
  };
  const own = entry(source);
  const like = own && valueAt(own, 'like');
  const model = like?.kind === 'scalar' && like.value !== source ? entry(String(like.value)) : null;
  return [...(model ? [model] : []), ...(own ? [own] : [])];
}
