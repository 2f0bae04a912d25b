/** Input made to hurt a parser is refused in a sentence, quickly, and as often as it comes. */
import { describe, expect, it } from 'vitest';
import { MAX_CHARACTERS } from '../../src/sequence/limits.ts';
import { parseSequence } from '../../src/sequence/parse.ts';

const first = (text: string) => {
  const { ast, diagnostics } = parseSequence(text, 'a.yaml');
  return [ast, diagnostics.map(({ code }) => code)[0]];
};

describe('limits before the parser', () => {
  it('refuses 50,000 levels of nesting twice in one process, where the library would take Node down', () => {
    for (let again = 0; again < 2; again++) {
      expect(first('['.repeat(50_000))).toEqual([null, 'too-deep']);
      expect(first('{a: '.repeat(50_000))).toEqual([null, 'too-deep']);
      expect(first('- '.repeat(50_000))).toEqual([null, 'too-deep']);
      expect(first('? '.repeat(50_000))).toEqual([null, 'too-deep']);
      expect(first(`version: 1\n---\n${'['.repeat(50_000)}`)).toEqual([null, 'too-deep']);
    }
  });

  it('refuses nesting by indentation, as deep as 256 KB can hold', () => {
    const ladder = (levels: number, step: (i: number) => string) =>
      Array.from({ length: levels }, (_, i) => step(i)).join('\n');
    expect(first(ladder(700, (i) => `${' '.repeat(i)}a:`))).toEqual([null, 'too-deep']);
    expect(first(ladder(100, (i) => `${' '.repeat(i)}a:`))).toEqual([null, 'too-deep']);
    expect(first(ladder(4, (i) => `${' '.repeat(i * 60)}${'- '.repeat(30)}-`))).toEqual([null, 'too-deep']);
  });

  it('allows 64 levels, which the schema then has its say about: the limit is where it says', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(first(nested(64))).toEqual([null, 'wrong-type']);
    expect(first(nested(65))).toEqual([null, 'too-deep']);
  });

  it('refuses a file over 256 KB before reading any of it', () => {
    expect(first('#'.repeat(MAX_CHARACTERS + 1))).toEqual([null, 'too-large']);
    expect(first('#'.repeat(MAX_CHARACTERS))).toEqual([null, 'empty-file']);
  });

  it('refuses what is not text', () => {
    expect(first('version: 1\u0000')).toEqual([null, 'not-text']);
    expect(first('version: \ufffd')).toEqual([null, 'not-text']);
    expect(first('\u001f[')).toEqual([null, 'not-text']);
  });

  it('compares keys in linear time: 20,000 of them, and the one that comes twice', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n');
    const { diagnostics } = parseSequence(`${keys}\nk7: 2\n`, 'a.yaml');
    expect(diagnostics.find(({ code }) => code === 'duplicate-key')).toMatchObject({
      message: '`k7` stands here a second time; the first is on line 8.',
      range: { line: 20_001 },
    });
    expect(diagnostics.length).toBeLessThan(60);
  });

  it('keeps keys with a meaning to JavaScript as mere keys', () => {
    const { diagnostics } = parseSequence('__proto__: { version: 1 }\nconstructor: 1\n', 'a.yaml');
    expect(diagnostics.map(({ message }) => message.slice(0, 40))).toEqual(
      expect.arrayContaining([
        'A sequence has no key `__proto__`; it ha',
        'A sequence has no key `constructor`; it ',
        'A sequence needs `version`.',
      ]),
    );
  });
});
