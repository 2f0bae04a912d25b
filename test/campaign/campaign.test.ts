/** What a campaign is made of: the steps it knows, the deaths it deals, the guards it takes away, and the words it prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../scripts/campaign-controls.mjs';
import type { WorldReport } from './campaign.ts';
import { drawFrom } from './draw.ts';
import { drawFate, type Fate } from './orders.ts';
import { nothingDone } from './rounds.ts';
import { INSIDE, isInsideSend, STEPS, type Step } from './steps.ts';
import { lawsOf } from './verdict.ts';
import { type About, breaks, HELP, jsonOf, summaryOf, worldLine } from './words.ts';

const source = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

test('the steps are those that a tick names, no more and no fewer', () => {
  const files = ['tick.ts', 'send.ts', 'write-down.ts'].map((name) => source(`src/engine/${name}`));
  const named = files.flatMap((text) => [...text.matchAll(/step\('([^']+)'\)/g)].map(([, name]) => name));
  expect([...new Set(named)].sort()).toEqual([...STEPS].sort());
});

test('only what has an attempt committed and its result not is inside a send', () => {
  expect(STEPS.filter(isInsideSend)).toEqual([...INSIDE]);
  expect(isInsideSend('in reserve')).toBe(false);
});

describe('deaths', () => {
  const dealt = (seed: number): readonly Fate[] =>
    Array.from({ length: 40 }, (_, n) => drawFate(drawFrom(seed), n));
  const stepsOf = (fates: readonly Fate[]): readonly Step[] => fates.flatMap(({ die }) => die?.step ?? []);

  test('in forty, every step has its turn, and half of all are inside a send', () => {
    const steps = stepsOf(dealt(1));
    expect(new Set(steps)).toEqual(new Set(STEPS));
    expect(steps.filter(isInsideSend)).toHaveLength(20);
    expect(dealt(1).filter(({ moment }) => moment !== null)).toHaveLength(10);
  });

  test('nobody is dealt eternal life', () => {
    for (const { die, moment } of dealt(5)) expect(die === null).toBe(moment !== null);
  });

  test('the same seed deals the same, another seed another', () => {
    expect(dealt(1)).toEqual(dealt(1));
    expect(dealt(1)).not.toEqual(dealt(2));
  });

  test('who is to die on the way to the spill has a disk that stays full for so long', () => {
    for (const { die, full } of dealt(3))
      if (die?.step === 'before rescue' || die?.step === 'before spill')
        expect(full).toBeGreaterThan(die.left);
  });
});

describe('controls', () => {
  test.each(CONTROLS)('$name: its guard is in the program, once', ({ edits }) => {
    for (const { file, find } of edits) expect(source(file).split(find)).toHaveLength(2);
  });

  test.each(CONTROLS)('$name: what it must break is a law of both engines', ({ breaks: law }) => {
    for (const engine of ['sqlite', 'postgres'] as const) expect(lawsOf(engine)).toContain(law);
  });
});

describe('words', () => {
  const about: About = {
    engine: 'postgres',
    seed: 1000,
    kills: 300_000,
    seconds: 987_654,
    cpu: 1_234_567,
    control: null,
  };
  const world = (more: Partial<WorldReport> = {}): WorldReport => ({
    ...nothingDone(),
    kills: 300_000,
    insideSend: 150_000,
    byStep: new Map(STEPS.map((step) => [step, 16_667])),
    seed: 1000,
    broken: [],
    kept: null,
    texts: 1_234_567,
    emails: 1_234_567,
    doubles: 0,
    lost: 0,
    uncertain: { texts: 123_456, emails: 123_456 },
    leads: 456_789,
    ends: new Map([
      ['skipped: too_late', 1_234],
      ['sent', 2_345_678],
    ]),
    faults: new Map([['drop@accepted', 99_999]]),
    ...more,
  });
  const widest = (lines: readonly string[]): number => Math.max(...lines.map((line) => line.length));

  test('fit 80 columns, whatever the figures', () => {
    const long = world({ broken: [`${'a law that is long '.repeat(9)}: ${'x'.repeat(200)}`] });
    expect(widest(summaryOf([long], about, breaks([long])))).toBeLessThanOrEqual(80);
    expect(widest(HELP.split('\n'))).toBeLessThanOrEqual(80);
    expect(worldLine(world()).length).toBeLessThanOrEqual(100);
  });

  test('every law held: that is said last', () => {
    expect(breaks([world()])).toEqual([]);
    expect(summaryOf([world()], about, []).at(-1)).toBe('Every law held.');
  });

  test('what broke is named with the seed, and with what to type to see it again', () => {
    const bad = world({
      seed: 1007,
      broken: ['no touch reached anybody twice: touch 1 hello 0'],
      kills: 301,
      kept: '/tmp/world-1007',
    });
    const lines = summaryOf([world(), bad], about, breaks([world(), bad]));
    expect(lines).toContain('1 BREAKS');
    expect(lines).toContain('  seed 1007: no touch reached anybody twice: touch 1 hello 0');
    expect(lines).toContain('Left of seed 1007: /tmp/world-1007');
    expect(lines.at(-1)).toBe('Again: npm run campaign -- --engine postgres --seed 1007 --kills 301');
  });

  test.each([
    [
      'too few kills inside a send',
      world({ insideSend: 89_999 }),
      'fewer than 30 % of the kills were inside a send',
    ],
    ['a step at which nobody died', world({ byStep: new Map() }), 'nobody died at "in settle"'],
    ['nobody killed', world({ kills: 0, insideSend: 0 }), 'nobody was killed'],
  ])('%s is a break', (_what, one, words) => {
    expect(breaks([one])).toContain(words);
  });

  test('as JSON: one object with a version, the verdict and every figure', () => {
    const json = jsonOf([world()], about, true, []);
    expect(json).toMatchObject({
      version: 1,
      ok: true,
      engine: 'postgres',
      kills: 300_000,
      doubles: 0,
      lost: 0,
    });
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});
