/** When a person of the business may text or ring a lead: the same hours that hold for what is automatic, asked for one moment. */
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { frameOf } from './frame.ts';
import { openInAll } from './gates.ts';
import type { Situation } from './situation.ts';

/** Where the lead lives it is night, or a day on which nobody may be texted, until then; null: it is not. */
export function quietUntil(situation: Situation, policy: Policy, now: Instant): Instant | null {
  const opens = openInAll(frameOf(situation, policy, now).quiet, now, 0);
  return opens > now ? opens : null;
}
/** The first instant from now on at which the lead may be rung and the business is open; infinitely late when there is none. */
export function callableFrom(situation: Situation, policy: Policy, now: Instant): Instant {
  const { quiet, business } = frameOf(situation, policy, now);
  return openInAll([...quiet, business], now, 0);
}
