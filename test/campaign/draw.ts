/** Repeatable randomness for the campaign: one seed, and a failure can be played again. */

export interface Draw {
  /** From 0 up to, but not with, 1. */
  next(): number;
  /** A whole number from 0 up to, but not with, `below`. */
  below(below: number): number;
  chance(share: number): boolean;
  of<T>(all: readonly [T, ...T[]]): T;
}

/** mulberry32: 32 bits of state are enough for choosing what to break. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, chance: (share) => next() < share, of: (all) => all[below(all.length)] ?? all[0] };
}
