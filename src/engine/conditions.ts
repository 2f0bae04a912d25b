/** What a sequence's `when:` says of an act, and whether its condition holds for one enrollment, by what is known of it now. */
import { type Condition, type ConditionFacts, holds } from '../domain/condition.ts';
import type { TouchId } from '../domain/ids.ts';
import type { LeadAct, WhenRule } from '../sequence/sequence.ts';
import type { Handle } from '../store/driver.ts';
import { type Enrollment, loadContactState } from '../store/enrollments.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { loadSituations } from './situation.ts';
import type { Workspace } from './workspace.ts';

/** What its `when:` says for this act, whether or not it holds; null when it says nothing. */
export async function ruleOf(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  act: LeadAct,
): Promise<WhenRule | null> {
  return (await pinnedSequence(ws, enrollment.revision, handle)).when[act] ?? null;
}

/** Null when the sequence has no rule for this act, or its condition does not hold. */
export async function ruleThatHolds(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  act: LeadAct,
  asked: 'to_follow' | 'to_know' = 'to_follow',
): Promise<WhenRule | null> {
  const rule = await ruleOf(handle, ws, enrollment, act);
  if (rule === null) return null;
  const held = rule.if === null || (await conditionHolds(handle, ws, enrollment, rule.if));
  const { contact, sequence } = enrollment;
  ws.onTurn?.({ kind: 'rule', contact, sequence, act, held, followed: asked === 'to_follow' });
  return held ? rule : null;
}

async function conditionHolds(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  condition: Condition,
): Promise<boolean> {
  const running = asksOfLead(condition) ? await factsOf(handle, ws, enrollment) : null;
  const facts = running ?? (await factsOfSource(handle, ws, enrollment));
  return facts !== null && holds(condition, facts);
}

/** Source, stage and urgency are known without all that has happened to a lead. */
const asksOfLead = ({ calls, fields }: Condition): boolean => calls.length > 0 || fields.length > 0;

/** Null for an enrollment that is over. */
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

/** Without its calls and the lead's own fields, which of one that is over are not read any more: no condition on them holds. */
async function factsOfSource(
  handle: Handle,
  ws: Workspace,
  { contact, revision, source }: Enrollment,
): Promise<ConditionFacts | null> {
  const { variants } = await pinnedSequence(ws, revision, handle);
  const variant = variants.find((one) => one.source === source);
  const state = await loadContactState(handle, contact);
  if (variant === undefined || state === null) return null;
  const { like, urgency } = variant;
  return { calls: new Map(), source: variant.source, like, stage: state.stage, urgency, fields: {} };
}
