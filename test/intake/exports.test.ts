/** The exports of ad platforms and CRMs, read as they come: each file in fixtures stands beside what it must become. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainReading, readFileText } from './read.ts';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name));
const expected = (name: string): unknown => JSON.parse(fixture(`${name}.json`).toString('utf8'));

/** As Facebook writes its exports: UTF-16 with a mark. */
const utf16 = (text: string, order: 'le' | 'be', mark: boolean): Uint8Array => {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

describe('exports are read as they come', () => {
  it.each([
    ['facebook.tsv', 'facebook'],
    ['hubspot.csv', 'hubspot'],
    ['gohighlevel.csv', 'gohighlevel'],
    ['google-lsa.csv', 'google_lsa'],
    ['google-ads.csv', 'google_ads'],
  ])('%s', async (name, format) => {
    const read = await readFileText(fixture(name));
    expect(read.problem).toBeNull();
    expect(read.columns?.format.id).toBe(format);
    expect(read.readings.map(plainReading)).toEqual(expected(name));
  });

  it.each([
    ['UTF-16LE', 'le', true],
    ['UTF-16BE', 'be', true],
    ['UTF-16LE', 'le', false],
    ['UTF-16BE', 'be', false],
  ] as const)('facebook.tsv in %s (%s, mark: %s)', async (encoding, order, mark) => {
    const read = await readFileText(utf16(fixture('facebook.tsv').toString('utf8'), order, mark));
    expect(read.encoding).toBe(encoding);
    expect(read.readings.map(plainReading)).toEqual(expected('facebook.tsv'));
  });
});

describe('--map', () => {
  const LIST = 'Who,Reach at,Wants\nMaria Lopez,312-555-0142,crown\n';

  it('reads a column under another name', async () => {
    const map = new Map([
      ['who', 'full_name'],
      ['Reach At', 'phone'],
      ['Wants', 'interest'],
    ]);
    const [reading] = (await readFileText(LIST, map)).readings;
    expect(reading).toMatchObject({
      kind: 'lead',
      lead: {
        firstName: 'Maria',
        lastName: 'Lopez',
        phone: '+13125550142',
        fields: new Map([['interest', 'crown']]),
      },
    });
  });

  it('asks back when the column is misspelled', async () => {
    const { problem } = await readFileText(LIST, new Map([['Reech at', 'phone']]));
    expect(problem).toEqual({
      line: 1,
      message:
        '--map names a column "Reech at" that the file does not have; it has "Who", "Reach at", "Wants"',
      hint: 'Did you mean "Reach at"?',
    });
  });

  it('can leave a column out', async () => {
    const read = await readFileText('phone,secret\n3125550142,x\n', new Map([['secret', 'ignore']]));
    expect(read.readings[0]).toMatchObject({ kind: 'lead', lead: { fields: new Map() } });
  });
});
