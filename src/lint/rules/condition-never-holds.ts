/** A condition that no lead of any source can fulfil hides a touch or a wording for ever. */
import type { Condition, Touch } from '../../sequence/sequence.ts';
import { fitsSource } from '../behavior/facts.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const conditionNeverHolds: Rule = {
  id: 'condition-never-holds',
  severity: 'warning',
  title: 'Every condition can hold for some source',
  why: 'Source and urgency of a lead are known when it comes in. A condition that asks for an urgency or a source which none of those that get the touch has is never true: its wording is never sent, and the touch is skipped without anybody noticing.',
  bad: `touches:
  - id: hello
    day: 1
    sms:
      - { if: { urgency: high }, text: "{{ first_name }}, we can be there today." }
      - text: "{{ first_name }}, when suits you?"
fallbacks: { first_name: Hi }
sources: { web_form: { urgency: medium } }
`,
  good: `touches:
  - id: hello
    day: 1
    sms:
      - { if: { urgency: high }, text: "{{ first_name }}, we can be there today." }
      - text: "{{ first_name }}, when suits you?"
fallbacks: { first_name: Hi }
sources: { web_form: { urgency: medium }, google_lsa: { urgency: high } }
`,
  check: ({ sequence: { variants }, places }) => {
    const ids = new Set(variants.flatMap(({ touches }) => touches.map(({ id }) => id)));
    return [...ids].flatMap((id) => {
      const own = variants.flatMap((variant) =>
        variant.touches.filter((touch) => touch.id === id).map((touch) => ({ variant, touch })),
      );
      const asked = new Map<string, Asked & { readonly source: string }>();
      const met = new Set<string>();
      for (const { variant, touch } of own)
        for (const one of conditionsOf(touch)) {
          const key = JSON.stringify(one.condition);
          if (!asked.has(key)) asked.set(key, { ...one, source: variant.source });
          if (fitsSource(one.condition, variant)) met.add(key);
        }
      return [...asked].flatMap(([key, { condition, wording, source }]): readonly RuleFinding[] =>
        met.has(key)
          ? []
          : [
              {
                message: `No lead that gets \`${id}\` has ${wanted(condition)}, so this condition never holds.`,
                hint: 'Correct it, or take out what depends on it.',
                at: places.condition(source, id, wording, condition.urgency ? 'urgency' : 'source'),
              },
            ],
      );
    });
  },
};

interface Asked {
  readonly condition: Condition;
  /** Counted from 0; null for the condition of the touch itself. */
  readonly wording: number | null;
}

const conditionsOf = ({ if: own, action }: Touch): readonly Asked[] => [
  ...(own ? [{ condition: own, wording: null }] : []),
  ...('alternatives' in action
    ? action.alternatives.flatMap(({ if: condition }, wording) => (condition ? [{ condition, wording }] : []))
    : []),
];

const wanted = ({ urgency, source }: Condition): string =>
  [
    ...(urgency ? [`urgency ${urgency.join(' or ')}`] : []),
    ...(source ? [`source ${source.join(' or ')}`] : []),
  ].join(' and ');
