/** The frame shows the line and puts its carets under the place, within 76 columns, whatever the line holds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../src/lint/frame.ts';
import { rangeAt } from '../../src/sequence/limits.ts';

const frame = (text: string, part: string): string => {
  const start = text.indexOf(part);
  return codeFrame(text, rangeAt(text, start, start + part.length));
};

describe('codeFrame', () => {
  it('shows the line before, the line, and carets under the part', () => {
    expect(frame('a: 1\nb: two\nc: 3\n', 'two')).toBe('1 | a: 1\n2 | b: two\n  |    ^^^');
  });

  it('aligns the numbers and leaves out an empty line before', () => {
    const text = `${'x\n'.repeat(9)}here`;
    expect(frame(text, 'here')).toBe(' 9 | x\n10 | here\n   | ^^^^');
    expect(frame('x\n\nhere', 'here')).toBe('3 | here\n  | ^^^^');
  });

  it('counts a tab as two columns and an emoji as two', () => {
    expect(frame('\tkey: x', 'key')).toBe('1 |   key: x\n  |   ^^^');
    expect(frame('😀 key', 'key')).toBe('1 | 😀 key\n  |    ^^^');
  });

  it('underlines a part of several lines to the end of its first', () => {
    expect(frame('a: [1,\n 2]\n', '[1,\n 2]')).toBe('1 | a: [1,\n  |    ^^^');
  });

  it('cuts long lines around the part', () => {
    const shown = frame(`${'before '.repeat(30)}HERE${' after'.repeat(30)}`, 'HERE');
    expect(shown.split('\n').map((line) => line.length)).toEqual([76, expect.any(Number)]);
    const [line = '', carets = ''] = shown.split('\n');
    expect(line.indexOf('HERE')).toBe(carets.indexOf('^^^^'));
    expect(line).toMatch(/^1 \| ….*…$/);
  });

  it('shows control characters as boxes, so that a file cannot write to the terminal', () => {
    expect(frame('a: \u001b[31mred\u202e', 'red')).toBe('1 | a: □[31mred□\n  |         ^^^');
  });

  it('points at the end of a line, and says nothing about a line that is not there', () => {
    expect(codeFrame('ab', { start: 2, end: 2, line: 1, column: 3 })).toBe('1 | ab\n  |   ^');
    expect(codeFrame('ab', { start: 9, end: 9, line: 7, column: 1 })).toBe('');
  });

  it('never throws and never passes 76 letters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.nat(300),
        fc.nat(300),
        (text, from, length) => {
          const start = Math.min(from, text.length);
          const end = Math.min(start + length, text.length);
          for (const line of codeFrame(text, rangeAt(text, start, end)).split('\n'))
            expect([...line.replace(/\p{Mn}|\u200d|\ufe0f/gu, '')].length).toBeLessThanOrEqual(76);
        },
      ),
      { numRuns: 300 },
    );
  });
});
