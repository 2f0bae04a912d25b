/** Splitting into records: agrees with csv-parse on everything that is CSV, however the text is cut into pieces. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CsvRecord } from '../../src/intake/reading.ts';
import { createSplitter, sniffDelimiter } from '../../src/intake/split.ts';

function split(text: string, delimiter: string, cuts: readonly number[] = []): readonly CsvRecord[] | string {
  const splitter = createSplitter(delimiter);
  const records: CsvRecord[] = [];
  let at = 0;
  for (const cut of [...cuts.map((one) => one % (text.length + 1)).sort((a, b) => a - b), text.length]) {
    const found = splitter.push(text.slice(at, cut));
    if (!found.ok) return found.error.message;
    records.push(...found.value);
    at = cut;
  }
  const end = splitter.end();
  return end.ok ? [...records, ...end.value] : end.error.message;
}

const cells = (records: readonly CsvRecord[] | string): unknown =>
  typeof records === 'string' ? records : records.map((record) => record.cells);

describe('records', () => {
  const cell = fc.stringMatching(/^[a-z ,;"\t\n]{0,6}$/);
  const quote = (text: string): string =>
    /[",;\t\n|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

  it('are what csv-parse reads, for every delimiter, line end and cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(',', '\t', ';', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        fc.array(fc.nat(200), { maxLength: 6 }),
        (rows, delimiter, end, closed, cuts) => {
          const text = rows.map((row) => row.map(quote).join(delimiter)).join(end) + (closed ? end : '');
          const wanted = parse(text, {
            delimiter,
            relax_column_count: true,
            record_delimiter: end,
          }) as string[][];
          expect(cells(split(text, delimiter, cuts))).toEqual(wanted);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('are the same however arbitrary text is cut', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ab,"\r\n]{0,40}$/),
        fc.array(fc.nat(50), { maxLength: 8 }),
        (text, cuts) => {
          expect(split(text, ',', cuts)).toEqual(split(text, ','));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('know the line on which each begins, also after a cell with line breaks', () => {
    expect(split('a,b\n"x\ny\r\nz",1\n\nlast,2', ',')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x\ny\nz', '1'] },
      { line: 5, cells: [''] },
      { line: 6, cells: ['last', '2'] },
    ]);
  });

  it('take a quote inside a cell for a character', () => {
    expect(cells(split('6" crown,"a ""b"" c","Bob" Smith,"x,y" z\n', ','))).toEqual([
      ['6" crown', 'a "b" c', '"Bob" Smith', '"x,y" z'],
    ]);
  });

  it('end at a quote that never closes, with its line', () => {
    expect(split('a\nb\n"c\nd\n', ',')).toBe(
      'line 3 has a cell that opens with a quote (") and never closes it',
    );
  });

  it('end at a line of more than a megabyte', () => {
    expect(split(`a\n${'x'.repeat(1_000_001)}`, ',')).toBe('line 2 is longer than 1 MB; a lead never is');
    expect(split(`a\n${'x'.repeat(1_000_000)}`, ',')).toHaveLength(2);
  });

  it('keep a cell of nothing but doubled quotes whole', () => {
    const records = split(`"${'""'.repeat(200_000)}",z\n`, ',');
    expect(cells(records)).toEqual([['"'.repeat(200_000), 'z']]);
  });
});

describe('the delimiter', () => {
  it.each([
    ['a,b,c', ','],
    ['a\tb,c\td', '\t'],
    ['"a,b,c,d";e;f', ';'],
    ['a|b', '|'],
    ['alone', ','],
    ['sep=;', ';'],
  ])('of %j is %j', (heading, delimiter) => {
    expect(sniffDelimiter(heading)).toBe(delimiter);
  });
});
