/** Lets one message try an account's login before the others follow: a wrong password is one failed login then, and not one for each message that is due. */
import type { Outcome } from '../domain/attempt.ts';

/** What became of a message, and what that says of the login. */
export interface Delivery {
  readonly outcome: Outcome;
  readonly loginRefused: boolean;
}

const AFTER_LOGIN: ReadonlySet<Outcome['kind']> = new Set(['sent', 'uncertain', 'refused']);

export type LoginGate = (
  deliver: () => Promise<Delivery>,
  /** How many milliseconds it waits for another's trial: one that hangs holds up nobody for ever. */
  wait: { readonly signal: AbortSignal; readonly patience: number },
) => Promise<Outcome>;

export function loginGate(): LoginGate {
  let accepted = false;
  /** Ends with the refusal, or with null where the others may go. */
  let trial: Promise<Outcome | null> | null = null;
  const judged = async (delivery: Promise<Delivery>): Promise<Outcome> => {
    const { outcome, loginRefused } = await delivery;
    if (loginRefused) accepted = false;
    // None of these comes before a login that was taken.
    else if (AFTER_LOGIN.has(outcome.kind)) accepted = true;
    return outcome;
  };
  return async (deliver, { signal, patience }) => {
    if (accepted) return judged(deliver());
    if (trial !== null) return (await atMost(patience, trial, signal)) ?? judged(deliver());
    const first = deliver();
    trial = first.then(
      ({ outcome, loginRefused }) => (loginRefused ? outcome : null),
      () => null,
    );
    try {
      return await judged(first);
    } finally {
      trial = null;
    }
  };
}

/** Null when that did not end in time, or is not waited for any longer. */
function atMost(
  patience: number,
  awaited: Promise<Outcome | null>,
  signal: AbortSignal,
): Promise<Outcome | null> {
  return new Promise((resolve) => {
    const done = (outcome: Outcome | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(outcome);
    };
    const giveUp = (): void => done(null);
    const timer = setTimeout(giveUp, patience);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    void awaited.then(done);
  });
}
