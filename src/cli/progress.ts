/** One line on a terminal while something long runs: how far, how fast, how much longer. Silent below 300 ms and in pipes. */
import type { Instant } from '../domain/time.ts';
import type { Io } from './io.ts';

export interface Progress {
  /** `done` of `total`, in whatever unit measures the whole; null when the whole is not known. */
  update(count: number, done: number, total: number | null): void;
  /** Takes the line away, so that what follows begins on a clean one. */
  clear(): void;
}

/** Whatever is over sooner needs no line. */
const PATIENCE = 300;

/** `what` is the plural of what is counted: `rows`. */
export function createProgress(io: Io, what: string): Progress {
  const started: Instant = io.now();
  let shown = false;
  return {
    update(count, done, total) {
      const spent = io.now() - started;
      if (!io.stderr.isTTY || spent < PATIENCE) return;
      const rate = Math.round((count / spent) * 1_000);
      const parts = [`${count.toLocaleString('en-US')} ${what}`, `${rate.toLocaleString('en-US')}/s`];
      if (total !== null && done > 0 && total > done)
        parts.push(
          `${Math.floor((done / total) * 100)} %`,
          `${seconds((spent / done) * (total - done))} left`,
        );
      io.stderr.write(`\r\u001b[2K${parts.join('  ').slice(0, io.stderr.columns - 1)}`);
      shown = true;
    },
    clear() {
      if (shown) io.stderr.write('\r\u001b[2K');
      shown = false;
    },
  };
}

function seconds(ms: number): string {
  const whole = Math.ceil(ms / 1_000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
