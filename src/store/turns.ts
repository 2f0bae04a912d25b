/** First come, first served: whose turn it is on the one connection. */

export interface Turns {
  /** Whether somebody holds the turn now. */
  readonly taken: boolean;
  /** Resolves when it is the caller's turn; whoever takes it must give it back. */
  take(): Promise<void>;
  giveBack(): void;
}

export function makeTurns(): Turns {
  let taken = false;
  const waiting: (() => void)[] = [];
  return {
    get taken() {
      return taken;
    },
    async take() {
      if (taken) await new Promise<void>((mine) => waiting.push(mine));
      taken = true;
    },
    giveBack() {
      const next = waiting.shift();
      // The turn passes from hand to hand: `taken` stays true, so that nobody slips in before `next` wakes up.
      if (next) next();
      else taken = false;
    },
  };
}
