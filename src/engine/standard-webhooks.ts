/** Signatures as standardwebhooks.com has them: an id, a time and the very bytes, by a secret that both sides have. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { elapsed, type Instant, MINUTE } from '../domain/time.ts';

const TOLERANCE = 5 * MINUTE;

/** `whsec_` and Base64, as the standard writes it; anything else is the secret itself. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);

const digest = (secret: string, id: string, seconds: string, body: Uint8Array): Buffer =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.`).update(body).digest();

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
  if (id === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(elapsed((Number(timestamp) * 1_000) as Instant, now)) > TOLERANCE) return false;
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
