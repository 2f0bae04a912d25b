/** Signatures as standardwebhooks.com has them, made and checked: an id, a time and the very bytes, by a secret that both sides have. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { elapsed, type Instant, MINUTE } from '../domain/time.ts';

/** Older, or further ahead than clocks differ, is a replay. */
const TOLERANCE = 5 * MINUTE;

/** Whether what the sender says the time is, in seconds, is about now. */
export function isFresh(seconds: string, now: Instant): boolean {
  if (!/^\d{1,12}$/.test(seconds)) return false;
  return Math.abs(elapsed((Number(seconds) * 1_000) as Instant, now)) <= TOLERANCE;
}

/** `whsec_` and Base64, as the standard writes it; anything else is the secret itself. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);

const digest = (secret: string, id: string, seconds: string, body: Uint8Array): Buffer =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.`).update(body).digest();

/** What goes with a body so that whoever has the secret can check it. */
export function signedHeaders(
  secret: string,
  id: string,
  body: string,
  at: Instant,
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(at / 1_000));
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${digest(secret, id, seconds, Buffer.from(body)).toString('base64')}`,
  };
}

export interface SignedHeaders {
  readonly id: string;
  readonly timestamp: string;
  /** Several, with blanks between them, while a secret is changed. */
  readonly signature: string;
}

export function isSignedBy(
  secrets: readonly string[],
  { id, timestamp, signature }: SignedHeaders,
  body: Uint8Array,
  now: Instant,
): boolean {
  if (id === '' || !isFresh(timestamp, now)) return false;
  const given = signature
    .split(' ')
    .slice(0, 10)
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []));
  // Each is tried, whichever fits.
  const fits = secrets.flatMap((secret) => {
    const expected = digest(secret, id, timestamp, body);
    return given.filter((one) => one.length === expected.length && timingSafeEqual(one, expected));
  });
  return fits.length > 0;
}
