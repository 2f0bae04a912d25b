/** First come, first served: whose turn it is on the one connection. */

export interface Turns {
  /** Whether somebody holds the turn now. */
  readonly taken: boolean;
  /** Resolves when it is the caller's turn; whoever takes it must give it back. */
  take(): Promise<void>;
  giveBack(): void;
}

/** How to tell that the holder of the turn waits for somebody who waits for the turn, which would last for ever. */
export interface Watch {
  /** Grows with everything that the holder does. */
  readonly progress: () => number;
  /** What the one who waits is told. */
  readonly refusal: () => Error;
}

/**
 * A holder that does nothing for this long waits for whoever waits for it. Knowing it at once would take a storage that
 * follows every promise of the process, which costs a tick a tenth of its time.
 */
const STANDSTILL = 1_000;

export function makeTurns(watch?: Watch): Turns {
  let taken = false;
  const waiting: (() => void)[] = [];

  const wait = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let seen = watch?.progress();
      const look = watch && setInterval(refuse, STANDSTILL);
      const mine = (): void => {
        clearInterval(look);
        resolve();
      };
      waiting.push(mine);
      function refuse(): void {
        const progress = watch?.progress();
        if (progress === seen) {
          clearInterval(look);
          waiting.splice(waiting.indexOf(mine), 1);
          reject(watch?.refusal());
        }
        seen = progress;
      }
    });

  return {
    get taken() {
      return taken;
    },
    async take() {
      if (taken) await wait();
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
