/** Conditions of a sequence as data, and the one function that says whether they hold for a lead. */
import type { TouchId } from './ids.ts';

export type Urgency = 'high' | 'medium' | 'low';

/** All listed facts must hold; a list of values means any of them. */
export interface Condition {
  readonly calls: readonly { readonly touch: TouchId; readonly outcomes: readonly string[] }[];
  readonly source: readonly string[] | null;
  readonly stage: readonly string[] | null;
  readonly urgency: readonly Urgency[] | null;
  readonly fields: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** What is known of one lead at the moment of asking. */
export interface ConditionFacts {
  /** How each call ended; a call that was skipped or has not ended is absent, and no condition on it holds. */
  readonly calls: ReadonlyMap<TouchId, string>;
  /** The variant's source, and the base source it is like: a condition may name either. */
  readonly source: string;
  readonly like: string;
  readonly stage: string | null;
  readonly urgency: Urgency;
  readonly fields: Readonly<Record<string, string>>;
}

/** No condition always holds. Words that people typed are compared without case and outer blanks. */
export function holds(condition: Condition | null, facts: ConditionFacts): boolean {
  if (!condition) return true;
  const { calls, source, stage, urgency, fields } = condition;
  return (
    calls.every(({ touch, outcomes }) => outcomes.includes(facts.calls.get(touch) ?? '')) &&
    (!source || source.includes(facts.source) || source.includes(facts.like)) &&
    (!stage || (facts.stage !== null && sameWord(stage, facts.stage))) &&
    (!urgency || urgency.includes(facts.urgency)) &&
    fields.every(
      ({ name, values }) => Object.hasOwn(facts.fields, name) && sameWord(values, facts.fields[name] ?? ''),
    )
  );
}

function sameWord(allowed: readonly string[], seen: string): boolean {
  const word = seen.trim().toLowerCase();
  return allowed.some((each) => each.trim().toLowerCase() === word);
}
