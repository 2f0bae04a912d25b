/** One request to a provider: its states, the moves between them, and what a provider's answer means. */

/**
 * `prepared` exists only in memory. `wire` is committed before the request and may mean anything after a crash.
 * `uncertain` may have been delivered: it counts as sent everywhere and is never resent by default.
 */
export type AttemptState = 'wire' | 'sent' | 'refused' | 'unsent' | 'cancelled' | 'uncertain';

/** States that count against caps, and of which one touch may have only one. */
export const LIVE_STATES = ['wire', 'sent', 'uncertain'] as const satisfies readonly AttemptState[];

export const MOVES: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  wire: ['sent', 'refused', 'unsent', 'cancelled', 'uncertain'],
  uncertain: ['sent', 'unsent', 'refused'],
  sent: [],
  refused: [],
  unsent: [],
  cancelled: [],
};

export const ATTEMPT_STATES = Object.keys(MOVES) as readonly AttemptState[];

export const mayMove = (from: AttemptState, to: AttemptState): boolean => MOVES[from].includes(to);

/** What a transport learned from exactly one request. Anything it cannot prove is `uncertain`. */
export type Outcome =
  /** `detail`: what the provider calls it besides, such as the Message-ID that it put in place of ours. */
  | { readonly kind: 'sent'; readonly providerId: string; readonly detail?: string }
  /** Permanent. `suppress`: the provider itself says that this person opted out, or that the address is dead. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly detail: string;
      readonly suppress: boolean;
      /**
       * `dead_number` and `blocked`: no further text to this number, and yet nobody opted out; `dead_address`: no further
       * email; `unreached`: tried several times, and nobody knows whether it is the number or the account.
       */
      readonly why?: 'opted_out' | 'dead_number' | 'blocked' | 'dead_address' | 'unreached';
    }
  /** Proven never accepted; the touch is due again after `retryAfter` milliseconds. */
  | {
      readonly kind: 'unsent';
      readonly code: string;
      readonly detail: string;
      readonly retryAfter: number;
      /** The number may be why, or the account: tried a few times, and said of several numbers in a row it pauses the channel. */
      readonly why?: 'unreached';
    }
  /** Wrong credentials and the like: pause the business's channel, leave the touch due. */
  | { readonly kind: 'misconfigured'; readonly code: string; readonly detail: string }
  | { readonly kind: 'uncertain'; readonly code: string; readonly detail: string };

/** The state that an outcome settles an attempt in. */
export function settledState(outcome: Outcome): AttemptState {
  switch (outcome.kind) {
    case 'sent':
      return 'sent';
    case 'refused':
      return 'refused';
    case 'unsent':
    case 'misconfigured':
      return 'unsent';
    case 'uncertain':
      return 'uncertain';
  }
}
