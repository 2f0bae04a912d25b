/** `webhooks` and `notify`: who hears what happens to a business's leads. */
import { type Hearer, TOLD_EVENTS, type ToldKind } from '../domain/telling.ts';
import type { Report } from './finding.ts';
import { asMap, asText, itemsOf, type Mapping, textAt, valueAt } from './tree.ts';

/** What a team wants to know without having said so. */
const USUAL: readonly ToldKind[] = ['replied', 'booked'];

/** The business's own word wins over the file's, each as a whole. */
export function hearersOf(root: Mapping, business: Mapping, report: Report): readonly Hearer[] {
  const said = (key: string) => valueAt(business, key) ?? valueAt(root, key);
  const webhooks = said('webhooks');
  const notify = said('notify');
  for (const item of webhooks === null ? [] : itemsOf(webhooks).map(asMap))
    if (valueAt(item, 'name') === null && valueAt(item, 'events') === null)
      report({
        code: 'missing-key',
        message:
          'This webhook hears nothing: it needs `events`, or a `name` by which rules of sequences tell it.',
        range: { ...item.range, end: item.range.start + 1 },
      });
  return [
    ...(webhooks === null ? [] : itemsOf(webhooks).map((item) => hearerOf(asMap(item), 'webhook', 'url'))),
    ...(notify === null ? [] : [hearerOf(asMap(notify), 'email', 'email')]),
  ];
}

function hearerOf(map: Mapping, way: Hearer['way'], key: 'url' | 'email'): Hearer {
  const events = valueAt(map, 'events');
  const named = events === null ? null : new Set(itemsOf(events).map(asText));
  const usual = way === 'email' ? USUAL : [];
  const kinds = named === null ? usual : TOLD_EVENTS.filter((kind) => named.has(kind));
  const name = textAt(map, 'name') ?? (way === 'email' ? TEAM : null);
  return { ...(name !== null && { name }), way, target: textAt(map, key) ?? '', kinds };
}

/** What rules call the address of `notify` unless it says otherwise. */
const TEAM = 'team';
