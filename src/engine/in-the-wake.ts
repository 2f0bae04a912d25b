/** What follows a webhook: one tick at a time, and one more when something came in meanwhile. */

export interface Wake {
  /** Something was stored that may make somebody due. */
  readonly call: () => void;
  /** Begins nothing more, and resolves when what is under way is done. */
  readonly end: () => Promise<void>;
}

/** `beat` never throws: what goes wrong in it stands in the log, and the next word from outside tries again. */
export function inTheWake(beat: () => Promise<void>): Wake {
  let running: Promise<void> | null = null;
  let again = false;
  let over = false;

  const run = async (): Promise<void> => {
    do {
      again = false;
      await beat();
    } while (again && !over);
    running = null;
  };

  return {
    call() {
      if (over) return;
      if (running !== null) {
        again = true;
        return;
      }
      // The answer goes out first.
      running = new Promise<void>((resolve) => setImmediate(resolve)).then(run);
    },
    async end() {
      over = true;
      await running;
    },
  };
}
