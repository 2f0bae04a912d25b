/** The lead of a test, key by key over the one that stands above all tests, as the columns of an import. */
import type { Range } from '../../domain/diagnostic.ts';
import { type Mapping, type Tree, valueAt } from '../../sequence/tree.ts';
import type { GivenLead } from './test-file.ts';

/** Nobody's number: its area code is set aside for ever and belongs to no state, whose holidays would hold. */
const NOBODY = [
  ['first_name', 'Maria'],
  ['phone', '+19995550101'],
  ['email', 'maria@example.com'],
] as const;
const COLUMNS = ['first_name', 'last_name', 'phone', 'email', 'zone', 'state'] as const;

/** What is not there at all. */
const NONE = 'none';

/** One for each source that is named; one without a source where none is. */
export function leadsFrom(own: Tree | null, above: Tree | null, range: Range): readonly GivenLead[] {
  const layers = [above, own].flatMap((tree) => (tree?.kind === 'map' ? [tree] : []));
  const said = (key: string): Tree | null =>
    layers.map((layer) => valueAt(layer, key)).findLast((value) => value !== null) ?? null;
  const cells = new Map<string, string>(NOBODY);
  for (const column of COLUMNS) {
    const value = textOf(said(column));
    if (value === NONE) cells.delete(column);
    else if (value !== null) cells.set(column, value);
  }
  const consent = textOf(said('consent'));
  if (consent !== null) cells.set('consent', consent === 'true' ? 'yes' : 'no');
  for (const layer of layers) for (const [name, value] of fieldsOf(layer)) cells.set(name, value);
  const source = said('source');
  const sources = source?.kind === 'list' ? source.items.map(textOf) : [textOf(source)];
  const place = own?.range ?? range;
  return sources.map((one) => ({ range: source?.range ?? place, source: one, cells }));
}

const fieldsOf = (lead: Mapping): readonly (readonly [string, string])[] => {
  const fields = valueAt(lead, 'fields');
  return fields?.kind === 'map'
    ? [...fields.entries.values()].map(({ key, value }) => [key, textOf(value) ?? ''] as const)
    : [];
};

const textOf = (tree: Tree | null): string | null =>
  tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : null;
