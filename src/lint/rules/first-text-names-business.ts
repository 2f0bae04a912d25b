/** Whoever gets a first text can see who sends it and how to end it. */
import { completeFirstText } from '../../message/first-text.ts';
import type { Template, Variant } from '../../sequence/sequence.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const firstTextNamesBusiness: Rule = {
  id: 'first-text-names-business',
  severity: 'warning',
  title: 'The first text names the business and the way out',
  why: "Carriers (CTIA, 5.1) ask that the first text of a conversation says who sends it and how to stop it, and filter what does not. The program appends what is missing before a number is texted for the first time, in words that are nobody's style and may cost a segment: write them where they sound like you.",
  bad: `touches: [{ id: hello, day: 0, within: 5m, sms: "Hi {{ first_name }}, when suits you?" }]
fallbacks: { first_name: there }
`,
  good: `touches: [{ id: hello, day: 0, within: 5m, sms: "Hi {{ first_name }}, it's {{ business_name }}. When suits you? Reply STOP to opt out." }]
fallbacks: { first_name: there }
`,
  check: ({ sequence, business, places }) =>
    sequence.kind !== 'chase'
      ? []
      : sequence.variants.flatMap((variant) =>
          firstTexts(variant).flatMap((template): readonly RuleFinding[] => {
            const written = template.source.replace(/\{\{-?\s*business_name\b[^}]*\}\}/g, business.name);
            if (completeFirstText(written, business.name).appended.length === 0) return [];
            return [
              {
                message:
                  'The first text does not say both who sends it and how to end it; the program appends what is missing.',
                hint: 'Write {{ business_name }} and "Reply STOP to opt out" in it.',
                at: places.words(template),
                source: variant.source,
              },
            ];
          }),
        ),
};

/** The words of the first text that a variant has. */
function firstTexts({ touches }: Variant): readonly Template[] {
  const first = touches.find(({ channel }) => channel === 'sms');
  return first?.action.kind === 'sms' ? first.action.alternatives.map(({ text }) => text) : [];
}
