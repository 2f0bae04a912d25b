/** Variants that differ in words alone: whoever of them is proved speaks for the others. */
import type { Condition } from '../../domain/condition.ts';
import type { Action, Touch } from '../../sequence/sequence.ts';
import type { Claim } from './scene.ts';

/** The same text for claims whose leads are reached at the same times, whatever is said to them. */
export function timesOf({ sequence, variant, business }: Claim): string {
  const { consent, inbound, startAfter, urgency, touches } = variant;
  const conditions = touches.flatMap(({ if: own, action }) => [own, ...conditionsOf(action)]);
  const asked = [...conditions, sequence.when.no_reply?.if ?? null];
  const sources = asked.some((each) => each !== null && each.source !== null)
    ? [variant.source, variant.like]
    : [];
  const own = touches.map((touch) => ({ ...touch, ...wordless(touch) }));
  return JSON.stringify([business.id, sequence.id, consent, inbound, startAfter, urgency, sources, own]);
}

/** `within` is a promise to the author, and moves nothing. */
const wordless = ({ timing, action }: Touch) => ({
  purpose: null,
  timing: timing.kind === 'elapsed' ? { ...timing, within: null } : timing,
  action: [conditionsOf(action), action.kind === 'call' ? action.expires : null],
});

const conditionsOf = (action: Action): readonly (Condition | null)[] =>
  action.kind === 'sms' || action.kind === 'email' ? action.alternatives.map((each) => each.if) : [];
