/** Signatures of webhooks over the raw bytes, compared in constant time, with every key that is in force. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hex of HMAC-SHA256 by one of the keys. */
export function isHexSignature(keys: readonly string[], signed: Uint8Array, given: string): boolean {
  if (!/^[\da-f]{64}$/i.test(given)) return false;
  const said = Buffer.from(given, 'hex');
  // Every key is tried, whichever fits, so that the time it takes says nothing.
  return (
    keys.filter((key) => timingSafeEqual(createHmac('sha256', key).update(signed).digest(), said)).length > 0
  );
}
