/** `webhooks` and `notify`: who hears what happens to a business's leads. */
import { type Hearer, TOLD_EVENTS, type ToldKind } from '../domain/telling.ts';
import { asMap, asText, itemsOf, type Mapping, textAt, valueAt } from './tree.ts';

/** What a team wants to know without having said so. */
const USUAL: readonly ToldKind[] = ['replied', 'booked'];

/** The business's own word wins over the file's, each as a whole. */
export function hearersOf(root: Mapping, business: Mapping): readonly Hearer[] {
  const said = (key: string) => valueAt(business, key) ?? valueAt(root, key);
  const webhooks = said('webhooks');
  const notify = said('notify');
  return [
    ...(webhooks === null ? [] : itemsOf(webhooks).map((item) => hearerOf(asMap(item), 'webhook', 'url'))),
    ...(notify === null ? [] : [hearerOf(asMap(notify), 'email', 'email')]),
  ];
}

function hearerOf(map: Mapping, way: Hearer['way'], key: 'url' | 'email'): Hearer {
  const events = valueAt(map, 'events');
  const named = events === null ? null : new Set(itemsOf(events).map(asText));
  const kinds = named === null ? USUAL : TOLD_EVENTS.filter((kind) => named.has(kind));
  return { way, target: textAt(map, key) ?? '', kinds };
}
