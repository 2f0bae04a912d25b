/** Text to records by csv-parse: pieces go in as they come, with each record comes the line on which it begins. */
import { type CsvError, Parser } from 'csv-parse';
import { type CsvRecord, type FileProblem, MAX_RECORD } from '../intake/reading.ts';

export interface Splitter {
  /** The records that this piece completes, and why no more can be read, if so. `last`: no text follows. */
  split(text: string, last: boolean): Promise<Split>;
  close(): void;
}

export interface Split {
  readonly records: readonly CsvRecord[];
  readonly problem: FileProblem | null;
}

export function createSplitter(delimiter: string): Splitter {
  const parser = new Parser({
    delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
    // A quote that does not open a cell is an ordinary character: `6" crown`.
    relax_quotes: true,
    // It is asked before a character is added, not after.
    max_record_size: MAX_RECORD - 1,
  });
  // The error arrives with the callback of its piece; without a listener the stream would throw it as well.
  parser.on('error', () => {});
  let line = 1;
  let held = '';

  const drain = (records: CsvRecord[]): void => {
    for (let cells: string[] | null = parser.read(); cells !== null; cells = parser.read()) {
      records.push({ line, cells });
      line += 1 + lineBreaksIn(cells);
    }
  };

  return {
    async split(text, last) {
      const all = held + text;
      // A `\r` at the very end may be half of `\r\n`: it waits for the next piece.
      held = !last && all.endsWith('\r') ? '\r' : '';
      const whole = newlines(held === '' ? all : all.slice(0, -1));
      const records: CsvRecord[] = [];
      const done = new Promise<CsvError | null>((resolve) => {
        const told = (error?: Error | null): void => resolve((error as CsvError | null | undefined) ?? null);
        if (last) parser.end(whole, told as () => void);
        else parser.write(whole, told);
      });
      // The parser takes its piece at once, and asks for no more until its records have been taken away.
      drain(records);
      const error = await done;
      drain(records);
      return { records, problem: error === null ? null : explain(error, line) };
    },
    close: () => void parser.destroy(),
  };
}

/**
 * One kind of line end, so that a cell's own line breaks are read the same from every system; the parser would also count
 * a `\r\n` within quotes as two lines.
 */
const newlines = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

// Asking the parser itself for the line nearly doubles its time.
function lineBreaksIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) if (cell.includes('\n')) count += cell.split('\n').length - 1;
  return count;
}

/** `line`: where the record begins that could not be read. One that is too long and spans lines has a quote open. */
function explain({ code, lines }: CsvError & { readonly lines?: number }, line: number): FileProblem {
  const open = code === 'CSV_QUOTE_NOT_CLOSED' || (code === 'CSV_MAX_RECORD_SIZE' && Number(lines) > line);
  return open ? unclosed(line) : tooLong(line);
}

const unclosed = (line: number): FileProblem => ({
  line,
  message: `line ${line} has a cell that opens with a quote (") and never closes it`,
  hint: 'Close the quote, or double it ("") where it is part of the text.',
});

const tooLong = (line: number): FileProblem => ({
  line,
  message: `line ${line} is longer than 1 MB; a lead never is`,
  hint: 'Is this a CSV file? Each lead must be on a line of its own.',
});
