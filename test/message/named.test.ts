/** What a text only names is found without the engine, and the engine finds the same: the same values at the same places. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Liquid } from 'liquidjs';
import { expect, it } from 'vitest';
import { checkTemplate, templateVariables } from '../../src/message/template.ts';

const TEMPLATES = join(import.meta.dirname, '../../sequences/templates');

/** As the engine alone tells it. */
function byEngine(source: string) {
  const liquid = new Liquid();
  const { globals } = liquid.analyzeSync(liquid.parse(source), { partials: false });
  return Object.values(globals)
    .flat()
    .map(({ segments, location: { row, col } }) => ({ name: segments.join('.'), line: row, column: col }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

it('in every shipped template', () => {
  for (const name of readdirSync(TEMPLATES)) {
    const text = readFileSync(join(TEMPLATES, name), 'utf8');
    expect(templateVariables(text), name).toEqual(byEngine(text));
    expect(checkTemplate({ source: text, file: name, line: 1 })).toMatchObject({ ok: true });
  }
});

it('in any text of words and names, of groups and of lines', () => {
  const pieces = fc.constantFrom(
    ...['Hi ', '\n', ' and ', '{{ first_name }}', '{{first_name}}', '{{  interest }}', '{{ reply.text }}'],
    ...[
      '{{ touches.call-1.day_name }}',
      '{{ appointment.day }}',
      '{{ a }}',
      '{{ a.b }}',
      '{{ a.b.c }}',
      '- ',
      '}',
    ],
    ...['{{ a.size }}', '{{ true }}', '{{ "x" }}', '{{ a | upcase }}', '{% if a %}b{% endif %}', '{', '…'],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (words) => {
      const source = words.join('');
      let expected: ReturnType<typeof byEngine>;
      try {
        expected = byEngine(source);
      } catch {
        return;
      }
      expect(templateVariables(source), source).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

it('a control: another place is another answer', () => {
  expect(templateVariables('Hi {{ first_name }}')).toEqual([{ name: 'first_name', line: 1, column: 7 }]);
  expect(byEngine('Hi  {{ first_name }}')).toEqual([{ name: 'first_name', line: 1, column: 8 }]);
});
