/** Durations, times, stretches, weeks, zones and source names as people write them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/domain/nearest.ts';
import { parseDuration, parseStretch, parseTime } from '../../src/sequence/literals.ts';
import { matches, variantFor } from '../../src/sequence/variant.ts';
import { zoneNamed } from '../../src/sequence/zone-names.ts';
import { compiled } from './reading.ts';

const HOUR = 3_600_000;

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h', 2 * HOUR],
    ['3d', 72 * HOUR],
    ['1w', 168 * HOUR],
    ['0m', 0],
    ['PT90M', 1.5 * HOUR],
    ['P1DT12H', 36 * HOUR],
    ['P2W', 336 * HOUR],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '5', '5 m', 'm', '-5m', '1.5h', '1h30m', 'P', 'PT', 'P1M', 'P1Y', 'P1DT', '1234567s', '5M'])(
    '"%s" is none',
    (text) => expect(parseDuration(text)).toBe(null),
  );
});

describe('times of day', () => {
  it('are minutes after midnight', () => {
    expect(['0:00', '9:05', '09:05', '23:59', '24:00'].map(parseTime)).toEqual([0, 545, 545, 1439, 1440]);
    expect(['24:01', '9', '9:5', '09:60', '1:000', 'noon', '-1:00'].map(parseTime)).toEqual(
      Array(7).fill(null),
    );
  });

  it('make stretches that end after they begin', () => {
    expect(parseStretch('10:00-11:30')).toEqual({ opens: 600, closes: 690 });
    expect(parseStretch('0:00 - 24:00')).toEqual({ opens: 0, closes: 1440 });
    expect(['11:00-10:00', '10:00-10:00', '10:00', '10:00-11:00-12:00'].map(parseStretch)).toEqual(
      Array(4).fill(null),
    );
  });
});

describe('zones', () => {
  it('are places; abbreviations and bare cities are answered with the place that is meant', () => {
    expect(zoneNamed('America/Chicago')).toEqual({ zone: 'America/Chicago' });
    expect(['Asia/Kolkata', 'UTC', 'Europe/Kyiv'].map((name) => zoneNamed(name).zone)).toEqual([
      'Asia/Kolkata',
      'UTC',
      'Europe/Kyiv',
    ]);
    expect(
      [
        'EST',
        'Pacific Time',
        'chicago',
        'America/Los Angeles',
        'America/Chcago',
        '+05:00',
        'Mars/Olympus',
      ].map(zoneNamed),
    ).toEqual(
      [
        'America/New_York',
        'America/Los_Angeles',
        'America/Chicago',
        'America/Los_Angeles',
        'America/Chicago',
        null,
        null,
      ].map((meant) => ({ zone: null, meant })),
    );
  });
});

describe('source names', () => {
  it('match without regard to case and white space, with * for anything', () => {
    expect(matches('Google LSA', ' google  lsa ')).toBe(true);
    expect(matches('GMB*', 'gmb')).toBe(true);
    expect(matches('*form', 'Contact Form')).toBe(true);
    expect(matches('a*b*c', 'a-b-b-c')).toBe(true);
    expect(matches('ab*ba', 'aba')).toBe(false);
    expect(matches('fb', 'fbx')).toBe(false);
    expect(matches('a.c', 'abc')).toBe(false);
  });

  it('agree with the regular expression that they stand for', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, name) => {
        expect(matches(pattern, name)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
      }),
    );
  });

  it('are looked up among the aliases first, then in file order; one variant for any takes every lead', () => {
    const { sequence } = compiled(`version: 1
id: a
touches: [{ id: a, day: 1, sms: Hi }]
sources:
  web_form: { match: ["*form*"] }
  facebook: { match: ["*form*", fb] }
`);
    const alias = (pattern: string, source: string) => [{ pattern, source: source as never }];
    expect(variantFor(sequence, 'Lead form', [])?.source).toBe('web_form');
    expect(variantFor(sequence, 'Lead form', alias('lead*', 'facebook'))?.source).toBe('facebook');
    expect(variantFor(sequence, 'Lead form', alias('lead*', 'referral'))?.source).toBe('web_form');
    const plain = compiled('version: 1\nid: a\ntouches: [{ id: a, day: 1, sms: Hi }]\n').sequence;
    expect([null, 'Anything'].map((name) => variantFor(plain, name, [])?.source)).toEqual(['any', 'any']);
  });
});

describe('did you mean', () => {
  it('names the nearest word, and none when none is near', () => {
    const allowed = ['within', 'between', 'before', 'after'];
    expect(
      ['witihn', 'Within', 'beetween', 'befor', 'aftr', 'x', 'purpose', ''].map((word) =>
        nearest(word, allowed),
      ),
    ).toEqual(['within', 'within', 'between', 'before', 'after', null, null, null]);
  });

  it('always takes the word itself', () => {
    const words = fc.uniqueArray(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 9 }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(words, fc.nat(), (allowed, pick) => {
        const word = allowed[pick % allowed.length] ?? '';
        expect(nearest(word, allowed)).toBe(word);
      }),
    );
  });
});
