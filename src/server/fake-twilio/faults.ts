/** What can go wrong on the way: each fault by name, when it strikes, and the seeded chance that decides. */
import { seeded } from '../../domain/seeded.ts';

interface Fault {
  /** How often the request is carried out before anything goes wrong. */
  readonly carriedOut: 0 | 1 | 2;
  /** What the client gets instead of the true answer; `late` is the true one. */
  readonly answer: 'true' | 'late' | 'none' | 'reset' | 'half' | 'garbage' | 'proxy' | 20429 | 20500 | 20503;
  /** Part of a mix: the others take minutes of the client's time, or are not the network's doing. */
  readonly inMix: boolean;
  readonly text: string;
}

export const FAULTS = {
  429: { carriedOut: 0, answer: 20429, inMix: true, text: 'refused for now, with Retry-After' },
  500: { carriedOut: 0, answer: 20500, inMix: true, text: 'nothing done, an error is answered' },
  503: { carriedOut: 0, answer: 20503, inMix: true, text: 'nothing done, an error is answered' },
  drop: { carriedOut: 0, answer: 'reset', inMix: true, text: 'nothing done, the connection is reset' },
  hang: { carriedOut: 0, answer: 'none', inMix: false, text: 'nothing done, never an answer' },
  proxy: { carriedOut: 0, answer: 'proxy', inMix: true, text: 'nothing done, a proxy answers in HTML' },
  slow: { carriedOut: 1, answer: 'late', inMix: true, text: 'done, the answer comes late' },
  'accept-then-drop': {
    carriedOut: 1,
    answer: 'reset',
    inMix: true,
    text: 'done, then the connection is reset',
  },
  'accept-then-hang': { carriedOut: 1, answer: 'none', inMix: false, text: 'done, but never an answer' },
  'accept-then-truncated': {
    carriedOut: 1,
    answer: 'half',
    inMix: true,
    text: 'done, half of the answer arrives',
  },
  'accept-then-garbage': {
    carriedOut: 1,
    answer: 'garbage',
    inMix: true,
    text: 'done, an answer that is no JSON',
  },
  'accept-then-500': { carriedOut: 1, answer: 20500, inMix: true, text: 'done, an error is answered' },
  'accept-then-503': { carriedOut: 1, answer: 20503, inMix: true, text: 'done, an error is answered' },
  duplicate: { carriedOut: 2, answer: 'true', inMix: false, text: 'done twice by the provider itself' },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = `${keyof typeof FAULTS}`;

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);
export const faultNamed = (name: FaultName): Fault => FAULTS[name];

/** Which requests a fault may strike: those that make a message, or all others. */
export type Operation = 'create' | 'read';

export interface FaultRule {
  readonly fault: FaultName;
  /** Left out: `create`. */
  readonly on?: Operation | 'any';
  /** How many of the requests it strikes, from 0 to 1; left out: all. */
  readonly share?: number;
  /** Only the next so many that it would strike. */
  readonly times?: number;
  /** How late a `slow` answer is, in milliseconds. */
  readonly ms?: number;
}

/** Decides for each request in turn; the same seed and the same requests give the same faults. */
export interface Faults {
  next(kind: Operation): FaultRule | null;
  rules(): readonly FaultRule[];
  set(rules: readonly FaultRule[], seed?: number): void;
}

export function createFaults(rules: readonly FaultRule[], seed: number): Faults {
  let random = seeded(seed);
  let left: { readonly rule: FaultRule; times: number }[] = [];
  const set = (next: readonly FaultRule[], newSeed?: number): void => {
    if (newSeed !== undefined) random = seeded(newSeed);
    left = next.map((rule) => ({ rule, times: rule.times ?? Number.POSITIVE_INFINITY }));
  };
  set(rules);
  return {
    set,
    rules: () => left.filter(({ times }) => times > 0).map(({ rule }) => rule),
    next(kind) {
      // One draw for all rules: their shares add up, as in "5 % this and 10 % that".
      let drawn = random();
      for (const each of left) {
        const { on = 'create', share = 1 } = each.rule;
        if (each.times === 0 || (on !== 'any' && on !== kind)) continue;
        if (drawn >= share) {
          drawn -= share;
          continue;
        }
        each.times--;
        return each.rule;
      }
      return null;
    },
  };
}

/** `share` of the requests, evenly over all faults of a bad network. */
export function mixOf(share: number): readonly FaultRule[] {
  const names = Object.keys(FAULTS)
    .filter(isFaultName)
    .filter((name) => faultNamed(name).inMix);
  return names.map((fault) => ({ fault, share: share / names.length }));
}
