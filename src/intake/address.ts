/** Email addresses, strictly: exactly one mailbox, or nothing. */
import { fail, ok, type Result } from '../domain/result.ts';

// Without the characters that let one address become two in a header: `b@y, evil@z` must never pass as one.
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all. */
const LONGEST = 254;

/** Lower-case, with the domain in ASCII; the error is what would have been allowed. */
export function parseAddress(cell: string): Result<string, string> {
  const text = cell
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  if (text.length > LONGEST) return fail(`an address of at most ${LONGEST} characters`);
  const at = text.indexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || local.length > 64 || !LOCAL.test(local)) return fail(ALLOWED);
  const host = text.slice(at + 1);
  const domain = asciiDomain(host);
  if (domain === null) return fail(ALLOWED);
  const address = domain === host ? text : `${local}@${domain}`;
  return address.length > LONGEST ? fail(`an address of at most ${LONGEST} characters`) : ok(address);
}

const ALLOWED = 'one email address such as maria@example.com';

function asciiDomain(domain: string): string | null {
  if (DOMAIN.test(domain)) return domain;
  if (!/^[\p{L}\p{N}\p{M}.-]+$/u.test(domain) || /^[\x20-\x7e]*$/.test(domain)) return null;
  // The URL parser applies the same IDNA mapping that mail libraries do, and refuses what it cannot map.
  const host = URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : '';
  return DOMAIN.test(host) ? host : null;
}
