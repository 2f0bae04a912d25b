/** Conditions are data: outcomes of calls, and the lead's source, stage, urgency and fields. */
import type { Range } from '../domain/diagnostic.ts';
import { asId, type TouchId } from '../domain/ids.ts';
import { RESERVED } from './layers.ts';
import type { Condition, Urgency } from './sequence.ts';
import { asMap, asText, itemsOf, type Tree, valueAt } from './tree.ts';

/** A condition, the place of its `source`, and where it names which call. */
export interface ConditionDraft {
  readonly condition: Condition;
  readonly range: Range;
  readonly calls: readonly { readonly touch: string; readonly range: Range }[];
}

export function conditionOf(tree: Tree): ConditionDraft {
  const map = asMap(tree);
  // Sorted, for the order in which facts are listed means nothing and must not make another revision.
  const entries = [...map.entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const calls = entries.filter(({ key }) => !RESERVED.includes(key));
  const values = (key: string): readonly string[] | null => {
    const value = valueAt(map, key);
    return value && textsOf(value);
  };
  const field = valueAt(map, 'field');
  const fields = field ? [...asMap(field).entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1)) : [];
  return {
    condition: {
      calls: calls.map(({ key, value }) => ({ touch: asId<TouchId>(key), outcomes: textsOf(value) })),
      source: values('source'),
      stage: values('stage'),
      urgency: values('urgency') as readonly Urgency[] | null,
      fields: fields.map(({ key, value }) => ({ name: key, values: textsOf(value) })),
    },
    range: map.entries.get('source')?.value.range ?? map.range,
    calls: calls.map(({ key, keyRange }) => ({ touch: key, range: keyRange })),
  };
}

const textsOf = (tree: Tree): readonly string[] => [...new Set(itemsOf(tree).map(asText))];
