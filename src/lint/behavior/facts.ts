/** Every set of facts that conditions can tell apart: small, so that whether one of them ever holds is answered, not guessed. */
import type { Condition, ConditionFacts } from '../../domain/condition.ts';
import type { TouchId } from '../../domain/ids.ts';
import { CALL_OUTCOMES } from '../../domain/touch.ts';
import type { Sequence, Variant } from '../../sequence/sequence.ts';

/** After these nothing of a chase goes to the lead any more. */
const LAST_OUTCOMES: readonly string[] = ['booked', 'not_interested', 'wrong_number', 'opted_out'];
/** More than this is no condition that a person wrote. */
const MOST = 5_000;

/** Null when there are too many to look at. */
export function allFacts(
  { kind }: Sequence,
  variant: Variant,
  conditions: readonly Condition[],
): readonly ConditionFacts[] | null {
  const outcomes = [...CALL_OUTCOMES, 'not_done'].filter(
    (outcome) => kind === 'reminder' || !LAST_OUTCOMES.includes(outcome),
  );
  const none: ConditionFacts = {
    calls: new Map(),
    source: variant.source,
    like: variant.like,
    stage: null,
    urgency: variant.urgency,
    fields: {},
  };
  let all: readonly ConditionFacts[] = [none];
  const spread = (
    choices: readonly string[],
    put: (facts: ConditionFacts, choice: string) => ConditionFacts,
  ): void => {
    if (all.length > MOST) return;
    all = all.flatMap((facts) => [facts, ...choices.map((choice) => put(facts, choice))]);
  };
  for (const call of distinct(conditions.flatMap(({ calls }) => calls.map(({ touch }) => touch))))
    spread(outcomes, (facts, outcome) => ({
      ...facts,
      calls: new Map([...facts.calls, [call as TouchId, outcome]]),
    }));
  for (const name of distinct(conditions.flatMap(({ fields }) => fields.map((field) => field.name))))
    spread(
      distinct(
        conditions.flatMap(({ fields }) => fields.flatMap((each) => (each.name === name ? each.values : []))),
      ),
      (facts, value) => ({ ...facts, fields: { ...facts.fields, [name]: value } }),
    );
  spread(distinct(conditions.flatMap(({ stage }) => stage ?? [])), (facts, stage) => ({ ...facts, stage }));
  return all.length > MOST ? null : all;
}

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)];

/** Whether leads of this source have the source and the urgency that a condition asks for, whatever else it asks. */
export const fitsSource = ({ urgency, source }: Condition, variant: Variant): boolean =>
  (urgency?.includes(variant.urgency) ?? true) &&
  (source?.some((one) => one === variant.source || one === variant.like) ?? true);
