/** X-Twilio-Signature: proof that a webhook comes from whoever holds the account's auth token. */
import { createHmac } from 'node:crypto';

export type Fields = ReadonlyMap<string, string>;

/** The URL as it was configured, then each field's name and value in the order of the names; HMAC-SHA1, Base64. */
export function signatureOf(token: string, url: string, fields: Fields): string {
  const signed = [...fields.keys()]
    .sort()
    .map((name) => name + (fields.get(name) ?? ''))
    .join('');
  return createHmac('sha1', token).update(`${url}${signed}`, 'utf8').digest('base64');
}
