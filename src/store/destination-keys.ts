/** The keys of many destinations in a row: what `destinationKey` gives, in a third of its time. */
import { hash } from 'node:crypto';
import { asId, type BusinessId, type DestinationKey } from '../domain/ids.ts';
import { type DestinationKind, destinationKey } from './destinations.ts';

/** SHA-256's block, which HMAC (RFC 2104) pads its key to. */
const BLOCK = 64;
const DIGEST = 32;
/** Long enough for every business, number and address; anything longer takes the usual way. */
const LONGEST = 512;

type Keyer = (business: BusinessId, kind: DestinationKind, value: string) => DestinationKey;

/**
 * HMAC is two plain hashes over the padded key, and the padded key is the same for every row: building a keyed object for
 * each costs 7 µs, two one-shot hashes 2.5.
 */
export function createKeyer(pepper: Uint8Array): Keyer {
  if (pepper.length > BLOCK) return (business, kind, value) => destinationKey(pepper, business, kind, value);
  const inner = Buffer.alloc(BLOCK + LONGEST);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  for (let at = 0; at < BLOCK; at++) {
    inner[at] = (pepper[at] ?? 0) ^ 0x36;
    outer[at] = (pepper[at] ?? 0) ^ 0x5c;
  }
  /** The beginning of `inner` up to each length, made once: with a view anew for each row a key takes an eighth longer. */
  const views: Uint8Array[] = [];
  return (business, kind, value) => {
    const text = `${business}\0${kind}\0${value}`;
    // Three bytes are the most that one UTF-16 unit takes.
    if (text.length * 3 > LONGEST) return destinationKey(pepper, business, kind, value);
    const length = inner.write(text, BLOCK, 'utf8');
    const view = views[length] ?? inner.subarray(0, BLOCK + length);
    views[length] = view;
    outer.write(hash('sha256', view, 'binary'), BLOCK, 'binary');
    return asId<DestinationKey>(hash('sha256', outer, 'hex').slice(0, 32));
  };
}
