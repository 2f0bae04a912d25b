/** What a source changes: the touches of the file with its `skip`, `change` and `add` laid over them. */
import type { Range } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { DAY } from '../domain/time.ts';
import type { Report } from './finding.ts';
import { parseDuration } from './literals.ts';
import { asMap, asNumber, asText, type Entry, itemsOf, type Mapping, type Tree, valueAt } from './tree.ts';

/** A touch as one source sees it, still in the words of the file. */
export interface MergedTouch {
  readonly id: string;
  readonly range: Range;
  readonly keys: ReadonlyMap<string, Entry>;
  /** Given in `change` or `add`, so `length` leaves it alone. */
  readonly dayIsFinal: boolean;
}

const TIMING = ['at', 'between', 'after', 'before', 'within'];
const CHANNEL = ['sms', 'email', 'call', 'move'];

/** The touches of a list, each id once. */
export function readTouches(list: Tree | null, dayIsFinal: boolean, report: Report): readonly MergedTouch[] {
  const touches: MergedTouch[] = [];
  for (const item of list ? itemsOf(list) : []) {
    const map = asMap(item);
    const id = valueAt(map, 'id');
    if (!id) continue;
    const touch = { id: asText(id), range: id.range, keys: map.entries, dayIsFinal };
    if (isNewTouch(touch, touches, report)) touches.push(touch);
  }
  return touches;
}

function isNewTouch(touch: MergedTouch, others: readonly MergedTouch[], report: Report): boolean {
  if (RESERVED.includes(touch.id)) {
    report({
      code: 'duplicate-touch',
      message: `A touch cannot be called \`${touch.id}\`: in \`if\` the word already means the lead's ${touch.id}.`,
      range: touch.range,
    });
    return false;
  }
  const first = others.find(({ id }) => id === touch.id);
  if (first)
    report({
      code: 'duplicate-touch',
      message: `A second touch is called \`${touch.id}\`; the first is on line ${first.range.line}. History hangs on the id, so each needs its own.`,
      range: touch.range,
    });
  return !first;
}

/** Words of a condition that are no touch. */
export const RESERVED: readonly string[] = ['source', 'stage', 'field', 'urgency'];

/** The touches that leads of one source get: `layers` are its entry under `sources`, after the one it is like. */
export function layTouches(
  base: readonly MergedTouch[],
  layers: readonly Mapping[],
  report: Report,
): readonly MergedTouch[] {
  let touches = base;
  for (const layer of layers) {
    const added = readTouches(valueAt(layer, 'add'), true, report);
    const known = [...touches, ...added.filter((touch) => isNewTouch(touch, touches, report))];
    const changes = new Map(
      [
        ...(layer.entries.get('change') ? asMap(layer.entries.get('change')?.value ?? layer).entries : []),
      ].filter(([id, entry]) => isKnown(id, entry.keyRange, known, 'change', report)),
    );
    const skip = valueAt(layer, 'skip');
    const skipped = (skip ? itemsOf(skip) : []).filter((item) =>
      isKnown(asText(item), item.range, known, 'skip', report),
    );
    const gone = new Set(skipped.map(asText));
    for (const id of gone) {
      const change = changes.get(id);
      if (change)
        report({
          code: 'unknown-touch',
          severity: 'warning',
          message: `\`${id}\` is changed here and skipped on line ${skipped.find((item) => asText(item) === id)?.range.line}; the change has no effect.`,
          range: change.keyRange,
        });
    }
    touches = known
      .filter(({ id }) => !gone.has(id))
      .map((touch) => {
        const change = changes.get(touch.id);
        return change ? merge(touch, asMap(change.value)) : touch;
      });
  }
  return touches;
}

function isKnown(
  id: string,
  range: Range,
  touches: readonly MergedTouch[],
  verb: string,
  report: Report,
): boolean {
  const ids = touches.map((touch) => touch.id);
  if (ids.includes(id)) return true;
  report({
    code: 'unknown-touch',
    message: `There is no touch \`${id}\` to ${verb}; there are ${ids.join(', ')}.`,
    suggestion: nearest(id, ids),
    range,
  });
  return false;
}

/** Any timing key replaces the whole group, a channel the channel, `null` takes a key away, the rest replaces singly. */
function merge(touch: MergedTouch, change: Mapping): MergedTouch {
  const given = [...change.entries.keys()];
  const replaced = [
    ...(given.some((key) => TIMING.includes(key)) ? TIMING : []),
    ...(given.some((key) => CHANNEL.includes(key)) ? CHANNEL : []),
  ];
  const kept = [...touch.keys].filter(([key]) => !replaced.includes(key));
  return {
    ...touch,
    keys: new Map([...kept, ...change.entries]),
    dayIsFinal: touch.dayIsFinal || given.includes('day'),
  };
}

/** What `length` makes of a day: floor(day × length ÷ base), so that a longer pause never becomes a shorter one. */
export function dayScale(
  base: readonly MergedTouch[],
  length: Tree | null,
  report: Report,
): (day: number) => number {
  if (!length) return (day) => day;
  const days = (parseDuration(asText(length)) ?? 0) / DAY;
  const longest = Math.max(0, ...base.flatMap(({ keys }) => daysOf(keys.get('day')?.value)));
  if (!Number.isInteger(days) || days < 1) {
    report({
      code: 'length',
      message: `\`length\` is ${asText(length)}; it must be whole days, such as 7d or 3w.`,
      range: length.range,
    });
    return (day) => day;
  }
  if (longest === 0) {
    report({
      code: 'length',
      message: '`length` scales days, and no touch of the file has a `day` above 0.',
      range: length.range,
    });
    return (day) => day;
  }
  return (day) => Math.floor((day * days) / longest);
}

export const daysOf = (day: Tree | undefined): readonly number[] => (day ? itemsOf(day).map(asNumber) : []);
