/** A revision is named by what it means: formatting leaves the hash alone, any change of meaning moves it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { decodeSequence } from '../../src/sequence/hash.ts';
import { compiled, framework, templatesFor } from './reading.ts';

const templates = templatesFor(framework);
const hash = (text: string) => compiled(text, templates).hash;
const original = hash(framework);

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** Another order of keys, except under `sources`: there the first match wins, so order is meaning. */
function shuffled(value: Json, random: () => number, ordered = false): Json {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => ({ key, inner, sort: random() }));
  const order = ordered ? entries : entries.sort((a, b) => a.sort - b.sort);
  return Object.fromEntries(order.map(({ key, inner }) => [key, shuffled(inner, random, key === 'sources')]));
}

describe('the hash', () => {
  it('is the same for every formatting, order of keys, comment and line end', () => {
    const meaning = parse(framework) as Json;
    const style = fc.record({
      seed: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      flow: fc.boolean(),
      indent: fc.integer({ min: 1, max: 6 }),
      // Narrower, the library folds some quoted texts into ones that it does not read back.
      width: fc.integer({ min: 60, max: 200 }),
      crlf: fc.boolean(),
      comments: fc.boolean(),
    });
    fc.assert(
      fc.property(style, ({ seed, flow, indent, width, crlf, comments }) => {
        const random = () => seed.next().value as number;
        const text = stringify(shuffled(meaning, random), {
          collectionStyle: flow ? 'flow' : 'any',
          defaultStringType: 'QUOTE_DOUBLE',
          defaultKeyType: 'PLAIN',
          indent,
          lineWidth: width,
        });
        const commented = comments ? `# one\n${text}\n# two\n` : text;
        expect(hash(crlf ? commented.replaceAll('\n', '\r\n') : commented)).toBe(original);
      }),
      { numRuns: 30 },
    );
  });

  it('does not depend on which file the words stand in, only on the words', () => {
    const inline = 'version: 1\nid: a\ntouches: [{ id: a, day: 1, sms: { text: Words. } }]';
    const inFile = 'version: 1\nid: a\ntouches: [{ id: a, day: 1, sms: { template: x } }]';
    expect(compiled(inline).hash).toBe(compiled(inFile).hash);
  });

  it.each([
    ['a day', 'day: 4,', 'day: 5,'],
    ['a time', 'at: "09:30"', 'at: "09:31"'],
    ['a promise', 'within: 5m ', 'within: 6m '],
    ['a text', 'easier to text?', 'simpler to text?'],
    ['a fallback', 'first_name: there', 'first_name: friend'],
    ['a condition', 'call-1: voicemail', 'call-1: busy'],
    ['a rule', 'review_after: 2d', 'review_after: 3d'],
    ['a match', '"GMB*"', '"GMC*"'],
    ['an urgency', 'urgency: low', 'urgency: medium'],
    ['a length', 'length: 21d', 'length: 28d'],
    ['a skip', 'skip: [breakup]', 'skip: [value]'],
    ['a promise of silence', 'closes: true', 'closes: false'],
    ['a reference', 'vary_from: call-1 ', 'late: skip '],
    ['the order of the sources', 'facebook:   {', 'facebook2: { like: facebook,'],
  ])('moves with %s', (_, before, after) => {
    expect(framework).toContain(before);
    expect(hash(framework.replace(before, after))).not.toBe(original);
  });

  it('moves with the words of a template file', () => {
    const name = [...templates.keys()][0] ?? '';
    const other = new Map([...templates, [name, 'Other words.']]);
    expect(compiled(framework, other).hash).not.toBe(original);
  });

  it('a stored revision is read back frozen, and a newer format is refused', () => {
    const { sequence } = compiled(framework);
    const read = decodeSequence(JSON.stringify(sequence));
    expect(read).toEqual(sequence);
    expect(Object.isFrozen(read.variants[0]?.touches[0]?.timing)).toBe(true);
    expect(() => decodeSequence(JSON.stringify({ ...sequence, formatVersion: 2 }))).toThrow(
      'a stored sequence has format 2; this program reads format 1',
    );
  });
});
