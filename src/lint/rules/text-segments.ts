/** What a text costs at most: with the longest values that are likely, and with every letter that makes it dearer. */
import { completeFirstText } from '../../message/first-text.ts';
import { measureSms } from '../../message/segments.ts';
import { renderTemplate, templateVariables } from '../../message/template.ts';
import type { Template } from '../../sequence/sequence.ts';
import { longestValues } from '../behavior/longest.ts';
import { numberOf, type Rule, type RuleFinding, type RuleInput } from './rule.ts';

export const textSegments: Rule = {
  id: 'text-segments',
  severity: 'warning',
  title: 'A text takes few segments, also with the longest values, and no odd letter',
  why: "Carriers bill by the segment: 160 plain characters for one, 153 each for more. A single character outside GSM-7, such as a curly quote, a dash or an emoji, cuts that to 70 and 67 for the whole text, and doubles its price. The text is filled in as it would go: with the name, agent, phone and booking link of each business of leadseq.yaml, with what the program appends to a first text, with the longest branch of its conditions, and with the longest values that are likely of a lead: 11 letters for a first name, 13 for a last name, the longest day and time, and `value_length` for any other field, or its fallback where that is longer. Not counted is that some leads' own names have such letters (Zoë, Łukasz): they cost what they cost.",
  bad: `touches: [{ id: hello, day: 1, sms: "Hi {{ first_name }} – we’re glad that you wrote to us." }]
fallbacks: { first_name: there }
`,
  good: `touches: [{ id: hello, day: 1, sms: "Hi {{ first_name }} - we're glad that you wrote to us." }]
fallbacks: { first_name: there }
`,
  options: {
    segments: {
      type: 'integer',
      description: 'The most segments that a text may take at its longest.',
      default: 3,
      minimum: 1,
      maximum: 10,
    },
    value_length: {
      type: 'integer',
      description:
        'How many characters a field of the lead may have that is no name, such as what was asked for.',
      default: 30,
      minimum: 1,
      maximum: 200,
    },
  },
  check: (input) =>
    input.sequence.variants.flatMap(({ source, touches }) => {
      const first = input.sequence.kind === 'chase' && touches.find(({ channel }) => channel === 'sms');
      return touches.flatMap((touch) =>
        touch.action.kind !== 'sms'
          ? []
          : touch.action.alternatives.flatMap(({ text }) => {
              const found = oddIn(text, input) ?? tooLong(text, touch === first, input);
              return found === null ? [] : [{ ...found, source }];
            }),
      );
    }),
};

/** A letter that the author typed; what stands in brackets is Liquid's. */
function oddIn(text: Template, { places }: RuleInput): RuleFinding | null {
  const [odd] = measureSms(text.source.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, '')).odd;
  if (odd === undefined) return null;
  return {
    message: `\`${odd}\` is outside GSM-7, so this text costs about twice as much.`,
    hint: 'Write plain quotes, a hyphen for a dash, and words for an emoji.',
    at: places.words(text, odd),
  };
}

function tooLong(text: Template, isFirst: boolean, input: RuleInput): RuleFinding | null {
  const { business, config, sequence, places } = input;
  const most = numberOf(input, 'segments');
  const names = templateVariables(text.source).map(({ name }) => name);
  const isKnown = (config?.businesses.size ?? 0) > 0;
  const { fallbacks } = sequence;
  const { values, counted } = longestValues(
    names,
    business,
    isKnown,
    fallbacks,
    numberOf(input, 'value_length'),
  );
  const name = String(values.business_name ?? business.name);
  const written = filledIn(text, values, isFirst ? name : null);
  if (written === null) return null;
  const { segments, odd } = measureSms(written);
  if (odd[0] !== undefined && segments > 1)
    return {
      message: `\`${odd[0]}\`, which the business brings into this text, is outside GSM-7: it takes ${segments} segments.`,
      hint: 'Spell the name, the agent or the link in leadseq.yaml with plain letters, or leave it out here.',
      at: places.words(text),
    };
  if (segments <= most) return null;
  const counts = counted.length === 0 ? '' : ` Counted: ${counted.join(', ')}.`;
  return {
    message: `At its longest this text takes ${segments} segments (${written.length} characters); ${most} is the most.`,
    hint: `Each is billed like a text. Shorten it, or allow more: \`text-segments: { segments: ${segments} }\`.${counts}`,
    at: places.words(text),
  };
}

/** The longest of its branches: with everything known, and with nothing known of the lead. */
function filledIn(
  text: Template,
  values: Readonly<Record<string, unknown>>,
  nameIfFirst: string | null,
): string | null {
  const ways = text.source.includes('{%') ? [values, { touches: values.touches }] : [values];
  const texts = ways.flatMap((way) => {
    const rendered = renderTemplate(text, way, 'sms');
    if (!rendered.ok) return [];
    const body = rendered.value.trim();
    return [nameIfFirst === null ? body : completeFirstText(body, nameIfFirst, text.source).body];
  });
  return texts.sort((a, b) => b.length - a.length)[0] ?? null;
}
