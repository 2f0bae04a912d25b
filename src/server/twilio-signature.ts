/** X-Twilio-Signature: proof that a webhook comes from whoever holds the account's auth token. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type Fields = ReadonlyMap<string, string>;

/** The URL as it was configured, then each field's name and value in the order of the names; HMAC-SHA1, Base64. */
export function signatureOf(token: string, url: string, fields: Fields): string {
  const signed = [...fields.keys()]
    .sort()
    .map((name) => name + (fields.get(name) ?? ''))
    .join('');
  return createHmac('sha1', token).update(`${url}${signed}`, 'utf8').digest('base64');
}

/** Whether any of the tokens made the signature, of the URL with or without its scheme's own port; every pair is compared, in constant time. */
export function isSignedByOneOf(
  tokens: readonly string[],
  url: string,
  fields: Fields,
  signature: string,
): boolean {
  const given = Buffer.from(signature);
  let isSigned = false;
  for (const token of tokens) {
    for (const form of withAndWithoutPort(url)) {
      const expected = Buffer.from(signatureOf(token, form, fields));
      if (given.length === expected.length && timingSafeEqual(given, expected)) isSigned = true;
    }
  }
  return isSigned;
}

/** Twilio signs some addresses with `:443` although nobody wrote it, and some without although somebody did. */
function withAndWithoutPort(url: string): readonly string[] {
  const [, scheme = '', host = '', port, rest = ''] = /^(https?:\/\/)([^/:]+)(:\d+)?(.*)$/s.exec(url) ?? [];
  const usual = scheme === 'https://' ? ':443' : ':80';
  if (port === undefined) return [url, `${scheme}${host}${usual}${rest}`];
  return port === usual ? [url, `${scheme}${host}${rest}`] : [url];
}
