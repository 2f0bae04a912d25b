/** Signatures of webhooks over the raw bytes, compared in constant time, with every key that is in force. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { elapsed, type Instant, MINUTE } from '../domain/time.ts';

/** Older, or further ahead than clocks differ, is a replay. */
const TOLERANCE = 5 * MINUTE;

/** `seconds` is what the sender says the time is. */
export function isFresh(seconds: string, now: Instant): boolean {
  if (!/^\d{1,12}$/.test(seconds)) return false;
  return Math.abs(elapsed((Number(seconds) * 1_000) as Instant, now)) <= TOLERANCE;
}

/** Hex of HMAC-SHA256 by one of the keys. */
export function isHexSignature(keys: readonly string[], signed: Uint8Array, given: string): boolean {
  if (!/^[\da-f]{64}$/i.test(given)) return false;
  const said = Buffer.from(given, 'hex');
  // Every key is tried, whichever fits, so that the time it takes says nothing.
  return (
    keys.filter((key) => timingSafeEqual(createHmac('sha256', key).update(signed).digest(), said)).length > 0
  );
}
