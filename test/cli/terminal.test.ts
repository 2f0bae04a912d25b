/** What reaches a terminal: never a control character from outside, never a line wider than it, colors only when wanted. */
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Io, OutStream } from '../../src/cli/io.ts';
import { cut, table, tsv, wrap } from '../../src/cli/table.ts';
import { colorsFor, plain } from '../../src/cli/terminal.ts';

const ESC = '\u001b';
/** Everything that moves a cursor, rings, hides, or turns the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const ACTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    `${ESC}[2J`,
    `${ESC}]0;title\u0007`,
    `${ESC}]8;;http://example.com\u0007x`,
    'a\rb',
    'a\nb',
    '\u202eevil',
  ),
);

describe('text from outside', () => {
  it.each([
    [`Maria${ESC}[2J`, 'Maria\\x1b[2J'],
    ['a\rb', 'a b'],
    ['line\nforged: ok', 'line forged: ok'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['\u0085next', '\\x85next'],
    ['José 🎉', 'José 🎉'],
  ])('%j is shown as %j', (text, shown) => expect(plain(text)).toBe(shown));

  it('no text at all makes a table act on the terminal, or wider than 80 columns', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText, anyText), { maxLength: 6 }), (rows) => {
        const columns = [
          { title: 'id', fit: 'cut' as const },
          { title: 'name', fit: 'cut' as const },
          { title: 'note', fit: 'wrap' as const },
        ];
        for (const line of table(columns, rows, 80)) {
          expect(line).not.toMatch(ACTIVE);
          expect(stringWidth(line)).toBeLessThanOrEqual(80);
        }
      }),
    );
  });

  it('no text adds a column or a line to tab-separated output', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText), { maxLength: 6 }), (rows) => {
        const lines = tsv(['a', 'b'], rows).split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        for (const line of lines.slice(0, -1)) expect(line.split('\t')).toHaveLength(2);
      }),
    );
  });

  it('a cell that would be a formula in a spreadsheet is none, and a phone number stays one', () => {
    expect(tsv(['x'], [['=1+1'], ['@SUM(A1)'], ['+cmd|x'], ['-2+3'], ['+13125550142'], ['-5']])).toBe(
      "x\n'=1+1\n'@SUM(A1)\n'+cmd|x\n'-2+3\n+13125550142\n-5\n",
    );
  });
});

describe('fitting', () => {
  it('cuts by columns, not by code units', () => {
    expect(cut('日本語のとても長い名前', 9)).toBe('日本語の…');
    expect(cut('short', 9)).toBe('short');
  });

  it('breaks a word only when it alone is too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('breaks a word of a hundred thousand letters in one go', () => {
    const lines = wrap(`see ${'é'.repeat(100_000)} there`, 70);
    expect([lines.length, lines[1]?.length, lines.at(-1)]).toEqual([1_430, 70, `${'é'.repeat(40)} there`]);
  });

  it('takes from the widest column first, and keeps columns that may not give', () => {
    const columns = [
      { title: 'id' },
      { title: 'long', fit: 'cut' as const },
      { title: 'tail', fit: 'cut' as const },
    ];
    expect(table(columns, [['12345678', 'x'.repeat(40), 'y'.repeat(10)]], 40)).toEqual([
      '  id        long              tail',
      `  12345678  ${'x'.repeat(15)}…  ${'y'.repeat(10)}`,
    ]);
  });
});

describe('colors', () => {
  const stream = (isTTY: boolean): OutStream => ({ write: () => {}, isTTY, columns: 80 });
  const colored = (env: Io['env'], isTTY: boolean, color?: boolean): boolean =>
    colorsFor({ env } as Io, stream(isTTY), color === undefined ? {} : { color }).red('x') !== 'x';

  it.each([
    ['a terminal has them', {}, true, undefined, true],
    ['a pipe does not', {}, false, undefined, false],
    ['NO_COLOR wins over the terminal', { NO_COLOR: '1' }, true, undefined, false],
    ['an empty NO_COLOR says nothing', { NO_COLOR: '' }, true, undefined, true],
    ['NO_COLOR wins over FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, undefined, false],
    ['FORCE_COLOR wins over the pipe', { FORCE_COLOR: '1' }, false, undefined, true],
    ['FORCE_COLOR=0 means none', { FORCE_COLOR: '0' }, true, undefined, false],
    ['the flag wins over NO_COLOR', { NO_COLOR: '1' }, false, true, true],
    ['the flag wins over FORCE_COLOR', { FORCE_COLOR: '1' }, true, false, false],
  ] as const)('%s', (_, env, isTTY, flag, expected) => expect(colored(env, isTTY, flag)).toBe(expected));
});
