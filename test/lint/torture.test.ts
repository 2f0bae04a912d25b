/** Files that are made to hurt get findings with places, in bounded time, and never an error of the program. */
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';

const HEAD = 'version: 1\nid: a\n';
const many = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('');
const sms = (words: string): string => `${HEAD}touches:\n  - {id: a, day: 1, sms: "${words}"}\n`;

const FILES: Readonly<Record<string, readonly [text: string, code: string]>> = {
  '100,000 touches': [
    `${HEAD}touches:\n${many(100_000, (n) => `- {id: t${n},day: 1,sms: Hi}\n`)}`,
    'too-large',
  ],
  '3,000 touches': [
    `${HEAD}touches:\n${many(3_000, (n) => `- {id: t${n},day: ${n},sms: Hi}\n`)}`,
    'wrong-value',
  ],
  'a bomb of aliases': [`${HEAD}a: &a [x,x]\n${many(30, (n) => `b${n}: &b${n} [*a,*a]\n`)}`, 'anchor'],
  'sources in a circle': [`${sms('Hi')}sources: {x: {like: y}, y: {like: x}, z: {like: z}}\n`, 'wrong-value'],
  'a sequence that starts itself': [`${HEAD}touches: [{id: a, day: 1, move: {start: a}}]\n`, ''],
  'a text of 180 KB': [sms('Hi {{ first_name }} '.repeat(9_000)), 'liquid-syntax'],
  '1,900 conditions that are never closed': [sms('{% if a %}'.repeat(1_900)), 'liquid-syntax'],
  '80,000 colons': [`${HEAD}name: ${'a: '.repeat(80_000)}\n`, 'yaml-syntax'],
  '60,000 quotes': [`${HEAD}name: ${'"a" '.repeat(60_000)}\n`, 'yaml-syntax'],
  '8,000 comments that excuse nothing': [
    `${'# seq-disable-next-line x -- y\n'.repeat(8_000)}${sms('Hi')}`,
    'disable-comment',
  ],
  'NUL bytes': [`${HEAD}name: a\0b\n`, 'not-text'],
  'UTF-16': [[...HEAD].map((letter) => `${letter}\0`).join(''), 'not-text'],
  'half a letter': [sms('Hi \ud800'), 'text-segments'],
  'a mark of byte order': [`\ufeff${sms('Hi')}`, 'first-line-names-lead'],
  'line ends of Windows': [sms('Hi').replaceAll('\n', '\r\n'), 'first-line-names-lead'],
  '250,000 empty lines': ['\n'.repeat(250_000), 'empty-file'],
};

describe('a file with', () => {
  it.each(Object.entries(FILES))('%s', (_, [text, code]) => {
    const found = lintFiles({
      sequences: new Map([['a.yaml', text]]),
      templates: new Map(),
      workspace: null,
    });
    if (code !== '') expect(found.map((one) => one.code)).toContain(code);
    for (const { range } of found) {
      if (range === undefined) continue;
      expect(range.start).toBeLessThanOrEqual(text.length);
      const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
      expect(range.column).toBe(range.start - lineStart + 1);
    }
  });

  it('a chain of 100 calls that each wait for the one before', () => {
    const chain = many(100, (n) => `- {id: t${n + 1},day: ${n},if: {t${n}: answered},call: {script: Hi}}\n`);
    const text = `${HEAD}touches:\n- {id: t0,day: 0,call: {script: Hi}}\n${chain}`;
    const found = lintFiles({
      sequences: new Map([['a.yaml', text]]),
      templates: new Map(),
      workspace: null,
    });
    expect(found.filter(({ code }) => code === 'unreachable-touch')).toEqual([]);
    expect(found.filter(({ code }) => code === 'every-call-has-voicemail')).toHaveLength(101);
  });

  it('so many leads to simulate that some are left out says so, and one with fewer does not', () => {
    const chain = many(190, (n) => `- {id: t${n + 1},day: ${n},if: {t${n}: answered},call: {script: Hi}}\n`);
    const touches = `${HEAD}touches:\n- {id: t0,day: 0,call: {script: Hi}}\n${chain}`;
    const sources = `sources:\n${many(3, (n) => `  s${n}: {match: [s${n}], like: facebook, length: ${n + 5}d}\n`)}`;
    const told = (text: string): readonly (number | undefined)[] =>
      lintFiles({ sequences: new Map([['a.yaml', text]]), templates: new Map(), workspace: null })
        .filter(({ code }) => code === 'not-all-simulated')
        .map(({ range }) => range?.line);
    expect(told(`${touches}${sources}`)).toEqual([3]);
    expect(told(touches)).toEqual([]);
  });
});
