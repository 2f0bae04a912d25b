/** The provider's clock: it runs, or stands still until it is told to move, and does what was to be done on the way. */
import { type Instant, instant } from '../../domain/time.ts';

export interface FakeClock {
  now(): Instant;
  /** Runs `work` once when the clock is at `at`; ties in the order in which they were planned. */
  plan(at: Instant, work: () => Promise<void>): void;
  /** Moves forward and waits for all that was due on the way; a running clock runs on from there. */
  moveTo(at: Instant): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Resolves when no work is under way; what is planned for later stays planned. */
  idle(): Promise<void>;
  close(): void;
}

interface Plan {
  readonly at: Instant;
  readonly work: () => Promise<void>;
}

/** With `start` the clock stands still there; without, it goes as `wall` does. */
export function createClock(start: Instant | null, wall: () => number = Date.now): FakeClock {
  let standing = start;
  let ahead = 0;
  let timer: NodeJS.Timeout | undefined;
  const plans: Plan[] = [];
  const underWay = new Set<Promise<void>>();

  const now = (): Instant => standing ?? instant(wall() + ahead);

  const begin = (work: () => Promise<void>): Promise<void> => {
    const done = work().finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  };

  const takeDue = (until: Instant): readonly Plan[] => plans.splice(0, firstAfter(plans, until));

  const wake = (): void => {
    clearTimeout(timer);
    const [next] = plans;
    if (standing !== null || next === undefined) return;
    timer = setTimeout(
      () => {
        for (const { work } of takeDue(now())) void begin(work);
        wake();
      },
      Math.max(0, next.at - now()),
    );
    // Nothing planned keeps a process alive: an operator's Ctrl-C ends it.
    timer.unref();
  };

  const clock: FakeClock = {
    now,
    plan(at, work) {
      const place = firstAfter(plans, at);
      plans.splice(place, 0, { at, work });
      if (place === 0) wake();
    },
    async moveTo(at) {
      // Step by step, so that work planned on the way is done in its turn.
      for (let next = plans[0]; next !== undefined && next.at <= at; next = plans[0]) {
        if (standing !== null) standing = instant(Math.max(standing, next.at));
        await Promise.all(takeDue(next.at).map(({ work }) => begin(work)));
      }
      if (standing !== null) standing = instant(Math.max(standing, at));
      else ahead += Math.max(0, at - now());
      wake();
    },
    advance: (ms) => clock.moveTo(instant(now() + ms)),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close() {
      clearTimeout(timer);
      plans.length = 0;
    },
  };
  return clock;
}

/** The first place in a sorted list that is later than `at`. */
function firstAfter(plans: readonly Plan[], at: Instant): number {
  let low = 0;
  let high = plans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((plans[middle]?.at ?? at) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
