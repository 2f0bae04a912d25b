/** When the program runs in virtual time: at once, unless the machine is off or cron comes by seldom. */
import { type Instant, instant } from '../domain/time.ts';

/** From `from` up to, not including, `to`. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** Ticks only at whole multiples of `every` milliseconds, as `cron` counts minutes. */
export interface SlowTicks extends Stretch {
  readonly every: number;
}

export interface Running {
  /** Nothing runs and nothing is heard; what came meanwhile is taken in at the end, before the first tick. */
  readonly outages: readonly Stretch[];
  readonly slow: readonly SlowTicks[];
}

export const ALWAYS: Running = { outages: [], slow: [] };

const within = (at: Instant, { from, to }: Stretch): boolean => at >= from && at < to;

/** The first instant from `at` on at which the machine is there to hear anything. */
export function heardAt(at: Instant, { outages }: Running): Instant {
  let now = at;
  for (;;) {
    const outage = outages.find((each) => within(now, each));
    if (outage === undefined) return now;
    now = outage.to;
  }
}

/** The first instant from `at` on at which a tick runs. */
export function tickAt(at: Instant, running: Running): Instant {
  let now = at;
  for (;;) {
    const awake = heardAt(now, running);
    const slow = running.slow.find((each) => within(awake, each));
    const next =
      slow === undefined ? awake : instant(Math.min(Math.ceil(awake / slow.every) * slow.every, slow.to));
    if (next === now) return now;
    now = next;
  }
}
