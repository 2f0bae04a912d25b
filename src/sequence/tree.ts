/** YAML as a tree in which every key and every value knows where it stands. */
import type { Range } from '../domain/diagnostic.ts';

export type Tree = Scalar | List | Mapping;

export interface Scalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly style: 'plain' | 'quoted' | 'block';
  readonly range: Range;
}
interface List {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly range: Range;
}
export interface Mapping {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly range: Range;
}
export interface Entry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: Tree;
}

/** The value under a key; `null` in the file counts as absent. */
export function valueAt(map: Mapping, key: string): Tree | null {
  const value = map.entries.get(key)?.value;
  return value === undefined || (value.kind === 'scalar' && value.value === null) ? null : value;
}

/** The entry found by walking these keys and indexes from `tree`; null where the path leaves the tree. */
export function walk(
  tree: Tree,
  path: readonly string[],
): { readonly value: Tree; readonly entry: Entry | null } {
  let value = tree;
  let entry: Entry | null = null;
  for (const step of path) {
    if (value.kind === 'map') {
      const found: Entry | undefined = value.entries.get(step);
      if (!found) break;
      [value, entry] = [found.value, found];
    } else if (value.kind === 'list') {
      const item = value.items[Number(step)];
      if (!item) break;
      [value, entry] = [item, null];
    } else break;
  }
  return { value, entry };
}

/** Plain values, as a JSON schema sees them. */
export function plain(tree: Tree): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(plain);
    case 'map':
      return Object.fromEntries([...tree.entries.values()].map(({ key, value }) => [key, plain(value)]));
  }
}

/*
 * Readers of what the schema has already checked. A wrong kind here is a gap between schema and compiler, so it throws.
 */

export function asMap(tree: Tree): Mapping {
  if (tree.kind !== 'map') throw new Error(`expected a mapping at line ${tree.range.line}`);
  return tree;
}

export function asText(tree: Tree): string {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string')
    throw new Error(`expected text at line ${tree.range.line}`);
  return tree.value;
}

export function asNumber(tree: Tree): number {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'number')
    throw new Error(`expected a number at line ${tree.range.line}`);
  return tree.value;
}

/** The items of a list, or the one value that stands for a list of itself. */
export const itemsOf = (tree: Tree): readonly Tree[] => (tree.kind === 'list' ? tree.items : [tree]);

export const textAt = (map: Mapping, key: string): string | null => {
  const value = valueAt(map, key);
  return value && asText(value);
};
