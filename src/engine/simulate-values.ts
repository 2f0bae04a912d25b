/** The values of a script: times, durations, touches and words out of lists, each with what is wrong with it at its place. */
import type { Range } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { type FindingParts, orList } from '../sequence/finding.ts';
import { parseDuration } from '../sequence/literals.ts';
import { type Mapping, type Tree, valueAt } from '../sequence/tree.ts';
import { readMoment } from './simulate-moment.ts';
import type { Known, Moment, When } from './simulate-script.ts';

/** Every reader gives null for what it has reported. */
export function valuesOf(report: (parts: FindingParts) => void, known: Known) {
  const wrong = (range: Range, message: string, suggestion: string | null = null): null => {
    report({ code: 'wrong-value', message, range, suggestion });
    return null;
  };
  const kinds = { map: 'a mapping', list: 'a list', scalar: 'one value' } as const;
  const mapping = (tree: Tree, keys: readonly string[], what: string): Mapping | null => {
    if (tree.kind !== 'map') {
      report({
        code: 'wrong-type',
        message: `${what} is ${kinds[tree.kind]}; it takes a mapping.`,
        range: tree.range,
      });
      return null;
    }
    for (const { key, keyRange } of tree.entries.values())
      if (!keys.includes(key))
        report({
          code: 'unknown-key',
          message: `\`${key}\` is no key of ${what}; it takes ${orList(keys)}.`,
          range: keyRange,
          suggestion: nearest(key, keys),
        });
    return tree;
  };
  const list = (tree: Tree | null, what: string): readonly Tree[] => {
    if (tree === null) return [];
    if (tree.kind === 'list') return tree.items;
    report({
      code: 'wrong-type',
      message: `${what} is ${kinds[tree.kind]}; it takes a list.`,
      range: tree.range,
    });
    return [];
  };
  const word = (tree: Tree): string | null =>
    tree.kind === 'scalar' && tree.value !== null
      ? String(tree.value)
      : wrong(tree.range, `Here is ${kinds[tree.kind]}; it takes a text.`);
  const need = (map: Mapping, key: string, what: string): Tree | null => {
    const value = valueAt(map, key);
    if (value === null)
      report({ code: 'missing-key', message: `${what} has no \`${key}\`.`, range: map.range });
    return value;
  };
  const oneOf = <T extends string>(tree: Tree, allowed: readonly T[], what: string): T | null => {
    const said = word(tree);
    if (said === null) return null;
    return (
      allowed.find((one) => one === said) ??
      wrong(tree.range, `"${said}" is no ${what}; it takes ${orList(allowed)}.`, nearest(said, allowed))
    );
  };
  const span = (tree: Tree): number | null => {
    const said = word(tree);
    return said === null
      ? null
      : (parseDuration(said) ??
          wrong(tree.range, `"${said}" is no duration; it takes one such as 10m, 3h or 2d.`));
  };
  const touch = (name: string, range: Range): string | null => {
    if (known.touches.has(name)) return name;
    report({
      code: 'unknown-touch',
      message: `"${name}" is no touch of the simulated sequences; they have ${orList([...known.touches])}.`,
      range,
      suggestion: nearest(name, known.touches),
    });
    return null;
  };

  const local = (tree: Tree | null): Moment | null => {
    const said = tree === null ? null : word(tree);
    if (tree === null || said === null) return null;
    const at = readMoment(said);
    return at === null
      ? wrong(
          tree.range,
          `"${said}" is no time; it takes "2026-03-03 10:00", on the business's clock, or an ISO time.`,
        )
      : { kind: 'local', at };
  };
  const since = (tree: Tree): Exclude<When, { kind: 'after' }> | null => {
    const said = word(tree);
    if (said === null) return null;
    const [, plus] = /^T\s*\+\s*(\S+)$/.exec(said) ?? [];
    if (plus !== undefined) {
      const length = parseDuration(plus);
      return length === null
        ? wrong(tree.range, `"${said}" holds no duration; it takes one such as T+10m, T+3h or T+2d.`)
        : { kind: 'since', span: length };
    }
    const at = readMoment(said);
    return at === null
      ? wrong(
          tree.range,
          `"${said}" is no time; it takes T+3h, counted from the enrollment, or "2026-03-03 10:00".`,
        )
      : { kind: 'local', at };
  };
  const following = (tree: Tree): When | null => {
    const said = word(tree);
    if (said === null) return null;
    const [, name = '', plus] = /^([^\s+]+)(?:\s*\+\s*(\S+))?$/.exec(said) ?? [];
    const length = plus === undefined ? 0 : parseDuration(plus);
    if (name === '' || length === null)
      return wrong(tree.range, `"${said}" is no touch with a duration; it takes one such as hello + 10m.`);
    const id = touch(name, tree.range);
    return id === null ? null : { kind: 'after', touch: id, span: length };
  };

  return { wrong, mapping, list, word, need, oneOf, span, touch, local, since, following };
}
