/** Whether the condition of a `when:` rule holds for one enrollment, by what is known of it now. */
import { type ConditionFacts, holds } from '../domain/condition.ts';
import type { TouchId } from '../domain/ids.ts';
import type { LeadAct, WhenRule } from '../sequence/sequence.ts';
import type { Handle } from '../store/driver.ts';
import type { Enrollment } from '../store/enrollments.ts';
import { ruleOf } from './lifecycle.ts';
import { loadSituations } from './situation.ts';
import type { Workspace } from './workspace.ts';

/** Null when the sequence has no rule for this act, or its condition does not hold. */
export async function ruleThatHolds(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  act: LeadAct,
): Promise<WhenRule | null> {
  const rule = await ruleOf(handle, ws, enrollment, act);
  if (rule === null || rule.if === null) return rule;
  const facts = await factsOf(handle, ws, enrollment);
  return facts !== null && holds(rule.if, facts) ? rule : null;
}

/** Null for an enrollment that is over: then nothing but its own history is known any more. */
async function factsOf(
  handle: Handle,
  ws: Workspace,
  { id, contact }: Enrollment,
): Promise<ConditionFacts | null> {
  const situation = (await loadSituations(ws, [contact], handle)).get(contact);
  const enrolled = situation?.enrollments.find((one) => one.id === id);
  if (situation === undefined || enrolled === undefined) return null;
  const { variant, lead, ends } = enrolled;
  const calls = new Map<TouchId, string>();
  for (const { touch, end } of ends)
    if (end.kind === 'called' && end.outcome !== null) calls.set(touch, end.outcome);
  return {
    calls,
    source: variant.source,
    like: variant.like,
    stage: situation.contact.stage,
    urgency: variant.urgency,
    fields: lead.fields,
  };
}
