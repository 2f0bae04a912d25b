/** Repeatable randomness for the campaign: one seed, and a failure can be played again. */
import { seeded } from '../../src/domain/seeded.ts';

export interface Draw {
  /** From 0 up to, but not with, 1. */
  next(): number;
  /** A whole number from 0 up to, but not with, `below`. */
  below(below: number): number;
  chance(share: number): boolean;
  of<T>(all: readonly [T, ...T[]]): T;
}

export function drawFrom(seed: number): Draw {
  const next = seeded(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, chance: (share) => next() < share, of: (all) => all[below(all.length)] ?? all[0] };
}
