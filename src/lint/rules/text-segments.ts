/** What a text costs at most: with long names filled in, and with every letter that makes it dearer. */
import { measureSms } from '../../message/segments.ts';
import { numberOf, type Rule, type RuleFinding } from './rule.ts';

export const textSegments: Rule = {
  id: 'text-segments',
  severity: 'warning',
  title: 'A text takes few segments, also with the longest values, and no odd letter',
  why: 'Carriers bill by the segment: 160 plain characters for one, 153 each for more. A single character outside GSM-7, such as a curly quote, a dash or an emoji, cuts that to 70 and 67 for the whole text, and doubles its price. Counted with the longest value that is likely for each name.',
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
      description: 'How many characters a value that is filled in may have; a link may have twice as many.',
      default: 30,
      minimum: 1,
      maximum: 200,
    },
  },
  check: (input) => {
    const [most, length] = [numberOf(input, 'segments'), numberOf(input, 'value_length')];
    return input.sequence.variants.flatMap(({ source, touches }) =>
      touches.flatMap(({ action }) =>
        action.kind !== 'sms'
          ? []
          : action.alternatives.flatMap(({ text }): readonly RuleFinding[] => {
              const words = text.source.replace(/\{%[\s\S]*?%\}/g, '');
              const literal = measureSms(words.replace(/\{\{[\s\S]*?\}\}/g, ''));
              const [odd] = literal.odd;
              if (odd !== undefined)
                return [
                  {
                    message: `\`${odd}\` is outside GSM-7, so this text costs about twice as much.`,
                    hint: 'Write plain quotes, a hyphen for a dash, and words for an emoji.',
                    at: input.places.words(text, odd),
                    source,
                  },
                ];
              const longest = words.replace(/\{\{([\s\S]*?)\}\}/g, (_, name: string) =>
                'x'.repeat(/link|url/.test(name) ? 2 * length : length),
              );
              const { segments } = measureSms(longest);
              if (segments <= most) return [];
              return [
                {
                  message: `With long values this text takes ${segments} segments; ${most} is the most.`,
                  hint: `Each is billed like a text. Shorten it, or allow more: \`text-segments: { segments: ${segments} }\`.`,
                  at: input.places.words(text),
                  source,
                },
              ];
            }),
      ),
    );
  },
};
