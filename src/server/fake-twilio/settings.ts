/** How the fake behaves, all of it changeable while it runs. */
import type { ErrorCode } from './errors.ts';
import type { Phone } from './phones.ts';
import { type Ending, type Pace, USUAL_PACE } from './statuses.ts';

export interface Settings {
  readonly pace: Pace;
  /** How long a message is missing from lists, in milliseconds; by its sid it can be fetched at once. */
  readonly lag: number;
  /** How far the Date header is ahead of the clock, in milliseconds. */
  readonly skew: number;
  /** Create requests a second beyond which the answer is 429; null: none. */
  readonly perSecond: number | null;
  /** Number → how messages to it end; all others are delivered. */
  readonly endings: ReadonlyMap<string, Ending>;
  /** Number → the code that messages to it are refused with. */
  readonly refusals: ReadonlyMap<string, ErrorCode>;
  /** Number → how its phone takes calls; all others are picked up, and press the key that is asked for. */
  readonly phones: ReadonlyMap<string, Phone>;
  /** Where webhooks are delivered instead of to their own host, as through a reverse proxy; the signature stays that of the public address. */
  readonly deliverTo: string | null;
}

export const USUAL: Settings = {
  pace: USUAL_PACE,
  lag: 0,
  skew: 0,
  perSecond: null,
  endings: new Map(),
  refusals: new Map(),
  phones: new Map(),
  deliverTo: null,
};
