/** A text that only names values is filled in without the engine: nobody could tell. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderTemplate } from '../../src/message/template.ts';

const NAMES = ['first_name', 'interest', 'a', 'missing', 'true', 'nil', 'blank', 'constructor', '__proto__'];
const piece = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(...NAMES).map((name) => `{{ ${name} }}`),
  fc.constantFrom(...NAMES).map((name) => `{{${name}}}`),
  fc.constantFrom(
    '{{ first_name | upcase }}',
    '{% if a %}x{% endif %}',
    '{{- a -}}',
    '{{ a.b }}',
    '{{',
    '}}',
    '%}',
  ),
);
const value = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('O’Brien', '{{ a }}', '*b* <i>', ''));

const at = (source: string) => ({ source, file: 'test.yaml', line: 1 });
/** Nothing to a reader, and a tag to the engine, which so is asked for certain. */
const ENGINE = '{% comment %}{% endcomment %}';

test.each(['plain', 'sms', 'markdown'] as const)('written as %s', (writing) => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.dictionary(fc.constantFrom(...NAMES.slice(0, 3), '__proto__'), value),
      (pieces, values) => {
        const source = `${pieces.join('')} `;
        const short = renderTemplate(at(source), values, writing);
        const long = renderTemplate(at(source + ENGINE), values, writing);
        expect(short.ok).toBe(long.ok);
        if (short.ok && long.ok) expect(short.value).toBe(long.value);
        if (!short.ok && !long.ok) expect(short.error.code).toBe(long.error.code);
      },
    ),
    { numRuns: 2_000 },
  );
});
