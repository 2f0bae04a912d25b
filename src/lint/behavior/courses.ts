/** What leads of each source would really get: simulated sends, made once and shared by all rules that ask. */
import type { Business } from '../../domain/business.ts';
import type { Policy } from '../../domain/policy.ts';
import { HOUR, type Instant, instant } from '../../domain/time.ts';
import { CALL_OUTCOMES, type CallOutcome } from '../../domain/touch.ts';
import { SOMEBODY, situationFor } from '../../schedule/hypothetical.ts';
import { type RunThrough, runThrough } from '../../schedule/run-through.ts';
import type { Sequence, Variant } from '../../sequence/sequence.ts';

export interface Course {
  readonly variant: Variant;
  /** How every call ended. */
  readonly call: CallOutcome;
  readonly from: Instant;
  readonly run: RunThrough;
}

export type Courses = readonly Course[];

/** A Tuesday, 10:00 in New York. */
const TUESDAY = instant(Date.UTC(2026, 2, 3, 15));

export function coursesOf(sequence: Sequence, business: Business, policy: Policy): Courses {
  return sequence.variants.flatMap((variant) =>
    CALL_OUTCOMES.map((call): Course => {
      const situation = situationFor({
        ...SOMEBODY,
        business,
        sequence,
        variant,
        at: TUESDAY,
        zone: business.zone,
      });
      const until = instant(TUESDAY + 90 * 24 * HOUR);
      const run = runThrough(situation, policy, TUESDAY, {
        call: () => ({ after: HOUR, outcome: call }),
        until,
      });
      return { variant, call, from: TUESDAY, run };
    }),
  );
}
