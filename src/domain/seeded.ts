/** Chances that repeat: the same seed gives the same numbers, so that a failure can be played again. */

/** Numbers from 0 up to, but not with, 1: mulberry32, whose 32 bits of state are plenty for choosing what goes wrong. Never for secrets. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
