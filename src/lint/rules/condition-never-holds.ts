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
      const asked = new Map<string, { readonly condition: Condition; readonly source: string }>();
      const met = new Set<string>();
      for (const { variant, touch } of own)
        for (const condition of conditionsOf(touch)) {
          const key = JSON.stringify(condition);
          if (!asked.has(key)) asked.set(key, { condition, source: variant.source });
          if (fitsSource(condition, variant)) met.add(key);
        }
      return [...asked].flatMap(([key, { condition, source }]): readonly RuleFinding[] =>
        met.has(key)
          ? []
          : [
              {
                message: `No lead that gets \`${id}\` has ${wanted(condition)}, so this condition never holds.`,
                hint: 'Correct it, or take out what depends on it.',
                at: places.channel(source, id),
              },
            ],
      );
    });
  },
};

const conditionsOf = ({ if: own, action }: Touch): readonly Condition[] => [
  ...(own ? [own] : []),
  ...('alternatives' in action ? action.alternatives.flatMap((one) => one.if ?? []) : []),
];

const wanted = ({ urgency, source }: Condition): string =>
  [
    ...(urgency ? [`urgency ${urgency.join(' or ')}`] : []),
    ...(source ? [`source ${source.join(' or ')}`] : []),
  ].join(' and ');
