/** The first line shows that the message is meant for this person. */
import type { Template, Touch } from '../../sequence/sequence.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const firstLineNamesLead: Rule = {
  id: 'first-line-names-lead',
  severity: 'warning',
  title: 'The first line of every text and email refers to the lead',
  why: 'A phone shows one line before a message is opened, and that line decides. One that could have been sent to anybody reads as advertising. A name, what they asked for, where they live, or when you last talked shows that a person wrote to a person. Values of the business, such as its name or booking link, do not.',
  bad: `touches: [{ id: news, day: 1, sms: "{{ business_name }} here: we would love to help! {{ booking_link }}" }]
`,
  good: `touches: [{ id: news, day: 1, sms: "{{ first_name }}, still looking into {{ interest }}? {{ booking_link }}" }]
fallbacks: { first_name: Hi, interest: your request }
`,
  check: ({ sequence, places }) =>
    sequence.variants.flatMap(({ source, touches }) =>
      touches.flatMap((touch) =>
        bodiesOf(touch).flatMap((template): readonly RuleFinding[] => {
          const line = firstLine(template.source);
          if (LEAD_VALUE.test(line)) return [];
          return [
            {
              message: `The first line of \`${touch.id}\` could have been sent to anybody.`,
              hint: 'Begin with something of this lead, such as {{ first_name }} or what was asked for.',
              at: places.words(template),
              source,
            },
          ];
        }),
      ),
    ),
};

const bodiesOf = ({ action }: Touch): readonly Template[] => {
  if (action.kind === 'sms') return action.alternatives.map(({ text }) => text);
  return action.kind === 'email' ? action.alternatives.map(({ body }) => body) : [];
};

/** The first with words in it: a line that only opens an `{% if %}` says nothing yet. */
const firstLine = (source: string): string =>
  source.split('\n').find((line) => line.replace(/\{%.*?%\}/g, '').trim() !== '') ?? '';

/** Any value but those that the business has. */
const LEAD_VALUE = /\{\{-?\s*(?!business_name|business_phone|agent_name|booking_link)[a-z]/;
