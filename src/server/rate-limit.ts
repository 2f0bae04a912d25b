/** How often one address may ask for what proves nothing of itself: enough for any reader, too little for whoever guesses. */
import { elapsed, type Instant } from '../domain/time.ts';

/** So many at once, such as a mail gateway that opens the links of a morning, and then so many a second. */
const BURST = 120;
const PER_SECOND = 2;
/** Whoever has more addresses than this to ask from is not held up by any limit. */
const MOST_ADDRESSES = 10_000;

export interface RateLimit {
  /** False when the address has asked too often. */
  allows(address: string, now: Instant): boolean;
  /** Counts one asking. */
  count(address: string, now: Instant): void;
}

export function rateLimit(): RateLimit {
  const asked = new Map<string, { readonly count: number; readonly at: Instant }>();
  const countOf = (address: string, now: Instant): number => {
    const before = asked.get(address);
    if (before === undefined) return 0;
    // A clock that was set back forgives nothing.
    return Math.max(0, before.count - (Math.max(0, elapsed(before.at, now)) / 1_000) * PER_SECOND);
  };
  return {
    allows: (address, now) => countOf(address, now) < BURST,
    count: (address, now) => {
      const count = countOf(address, now) + 1;
      asked.delete(address);
      asked.set(address, { count, at: now });
      const [oldest] = asked.keys();
      if (asked.size > MOST_ADDRESSES && oldest !== undefined) asked.delete(oldest);
    },
  };
}
