/** `mail`, `webhooks` and `notify`: where answers come in, and who is told of what happens. */
import type { Business } from '../domain/business.ts';
import { asMap, asText, itemsOf, type Mapping, type Tree, valueAt } from './tree.ts';

/** The business's own word wins over the file's. */
export function mailOf(root: Mapping, business: Mapping): Business['mail'] {
  const [own, all] = [inside(business, 'mail'), inside(root, 'mail')];
  if (own === null && all === null) return undefined;
  const said = (key: string): Tree | null => (own && valueAt(own, key)) ?? (all && valueAt(all, key)) ?? null;
  const tokens = said('reply_tokens');
  const addresses = said('addresses');
  return {
    replyTokens: tokens !== null && asText(tokens) === 'on',
    addresses: addresses === null ? [] : itemsOf(addresses).map((one) => asText(one).toLowerCase()),
  };
}

const inside = (map: Mapping, key: string): Mapping | null => {
  const value = valueAt(map, key);
  return value && asMap(value);
};
