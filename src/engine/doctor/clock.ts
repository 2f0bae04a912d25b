/** Whether this machine's clock agrees with somebody else's: all rules about hours hang on it. */
import type { Millis } from '../../domain/time.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

/** A few seconds move a text by as much; a minute may put it on the wrong side of a window. */
const WARNS = 5_000;
const FAILS = 60_000;

/** `ahead`: what the other clock is ahead of ours. */
export function clockFinding(check: string, ahead: Millis, whose: string): Finding {
  const off = Math.abs(ahead);
  if (off <= WARNS) return fine(check, `this clock agrees with ${whose}`);
  const seen = `this clock is ${Math.round(off / 1000)} s ${ahead > 0 ? 'behind' : 'ahead of'} ${whose}; it may be ${WARNS / 1000} s off`;
  return (off > FAILS ? failure : warning)(
    check,
    seen,
    'Let the system keep its time: timedatectl set-ntp true',
  );
}
