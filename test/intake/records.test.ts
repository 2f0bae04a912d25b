/** Records of a file: whole however the text arrives, each with the line on which it begins, and an end in words where it breaks off. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSplitter } from '../../src/engine/csv-records.ts';
import { sniffDelimiter } from '../../src/intake/delimiter.ts';
import type { CsvRecord } from '../../src/intake/reading.ts';

interface Found {
  readonly records: readonly CsvRecord[];
  readonly problem: string | null;
}

async function split(text: string, delimiter: string, cuts: readonly number[] = []): Promise<Found> {
  const splitter = createSplitter(delimiter);
  const records: CsvRecord[] = [];
  const ends = [...cuts.map((one) => one % (text.length + 1)).sort((a, b) => a - b), text.length];
  let at = 0;
  try {
    for (const [index, end] of ends.entries()) {
      const found = await splitter.split(text.slice(at, end), index === ends.length - 1);
      records.push(...found.records);
      if (found.problem !== null) return { records, problem: found.problem.message };
      at = end;
    }
    return { records, problem: null };
  } finally {
    splitter.close();
  }
}

const cellsOf = ({ records }: Found): readonly (readonly string[])[] => records.map(({ cells }) => cells);

describe('records', () => {
  const cell = fc.stringMatching(/^[a-z ,;"\t\n]{0,6}$/);
  const quote = (text: string): string =>
    /[",;\t\n|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

  it('are what was written, for every delimiter, line end and cut, each on its own line', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(',', '\t', ';', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        fc.array(fc.nat(200), { maxLength: 6 }),
        async (rows, delimiter, end, closed, cuts) => {
          const lines = rows.map((row) => row.map(quote).join(delimiter).replaceAll('\n', end));
          let line = 1;
          const wanted = rows.map((cells) => {
            const record = { line, cells };
            line += 1 + cells.join('').split('\n').length - 1;
            return record;
          });
          const found = await split(lines.join(end) + (closed ? end : ''), delimiter, cuts);
          expect(found).toEqual({ records: wanted, problem: null });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are the same however arbitrary text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[ab,"\r\n]{0,40}$/),
        fc.array(fc.nat(50), { maxLength: 8 }),
        async (text, cuts) => {
          expect(await split(text, ',', cuts)).toEqual(await split(text, ','));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('without a quote are what the parser itself would say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[ab ,;\t\n]{0,60}$/),
        fc.constantFrom(',', '\t', ';'),
        fc.array(fc.nat(60), { maxLength: 4 }),
        async (text, delimiter, cuts) => {
          const wanted = parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
          expect(cellsOf(await split(text, delimiter, cuts))).toEqual(wanted);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('know the line on which each begins, also after a cell with line breaks', async () => {
    expect((await split('a,b\n"x\ny\r\nz",1\n\nlast,2', ',')).records).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x\ny\nz', '1'] },
      { line: 5, cells: [''] },
      { line: 6, cells: ['last', '2'] },
    ]);
  });

  it('take a quote inside a cell for a character', async () => {
    expect(cellsOf(await split('6" crown,"a ""b"" c","Bob" Smith,"x,y" z\n', ','))).toEqual([
      ['6" crown', 'a "b" c', '"Bob" Smith', '"x,y" z'],
    ]);
  });

  it('end at a quote that never closes, with its line, after everything before it', async () => {
    expect(await split('a\nb\n"c\nd\n', ',')).toEqual({
      records: [
        { line: 1, cells: ['a'] },
        { line: 2, cells: ['b'] },
      ],
      problem: 'line 3 has a cell that opens with a quote (") and never closes it',
    });
  });

  it('end at a quote that has not closed after a megabyte, without reading on', async () => {
    const found = await split(`a\n"b\n${'line\n'.repeat(300_000)}`, ',');
    expect(found.problem).toBe('line 2 has a cell that opens with a quote (") and never closes it');
    expect(cellsOf(found)).toEqual([['a']]);
  });

  it('end at a line of more than a megabyte', async () => {
    expect(await split(`a\n${'x'.repeat(1_000_001)}`, ',')).toEqual({
      records: [{ line: 1, cells: ['a'] }],
      problem: 'line 2 is longer than 1 MB; a lead never is',
    });
    expect((await split(`a\n${'x'.repeat(1_000_000)}`, ',')).records).toHaveLength(2);
  });

  it('keep a cell of nothing but doubled quotes whole', async () => {
    const records = await split(`"${'""'.repeat(200_000)}",z\n`, ',');
    expect(cellsOf(records)).toEqual([['"'.repeat(200_000), 'z']]);
  });

  it('come by the thousand out of one piece', async () => {
    const { records } = await split('a,b\n'.repeat(20_000), ',');
    expect(records).toHaveLength(20_000);
    expect(records.at(-1)).toEqual({ line: 20_000, cells: ['a', 'b'] });
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
