/** `links: tracked`: which links of a business's messages lead by us. */
import type { Business } from '../domain/business.ts';
import type { Report } from './finding.ts';
import { asText, itemsOf, type Mapping, type Tree, textAt, valueAt } from './tree.ts';

/** The business's own word wins over the file's; undefined where links stay as they were written. */
export function trackedLinksOf(
  root: Mapping,
  business: Mapping,
  bookingLink: string | undefined,
  publicUrl: string | null,
  report: Report,
): Business['trackedLinks'] {
  const said = (key: string): Tree | null => valueAt(business, key) ?? valueAt(root, key);
  const links = said('links');
  if ((textAt(business, 'links') ?? textAt(root, 'links')) !== 'tracked' || links === null) return undefined;
  if (publicUrl === null) {
    report({
      code: 'missing-key',
      message: '`links: tracked` needs `public_url`: that is where the links lead first.',
      hint: 'Write where the internet reaches `seq serve`, such as public_url: https://seq.example.com',
      range: links.range,
    });
    return undefined;
  }
  const hosts = said('link_hosts');
  const booking =
    bookingLink !== undefined && URL.canParse(bookingLink) ? [new URL(bookingLink).hostname] : [];
  return { base: publicUrl, hosts: [...booking, ...(hosts ? itemsOf(hosts).map(asText) : [])] };
}
