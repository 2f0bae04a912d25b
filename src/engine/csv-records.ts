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

/**
 * Text without a quote needs no parser: its records are its lines, and cutting them takes a sixth of the parser's time.
 * Where one record alone might be too long, the parser counts its bytes: three are the most that a UTF-16 unit takes.
 */
const LONGEST_PLAIN = MAX_RECORD / 3;

export function createSplitter(delimiter: string): Splitter {
  let line = 1;
  /** What is part of no record yet; with a parser, what it has taken in since its last record. */
  let open = '';
  /** A `\r` at the end of the last piece, which may be half of `\r\n`. */
  let half = '';
  let parser: PieceParser | null = null;

  const plain = (last: boolean, records: CsvRecord[]): void => {
    const end = last ? open.length : open.lastIndexOf('\n') + 1;
    const lines = open.slice(0, end).split('\n');
    // What follows the last line end is nothing, or a line that has none.
    if (lines.at(-1) === '') lines.pop();
    for (const text of lines) records.push({ line: line++, cells: text.split(delimiter) });
    open = open.slice(end);
  };

  const parsed = async (
    { parser, from }: PieceParser,
    text: string,
    last: boolean,
    records: CsvRecord[],
  ): Promise<FileProblem | null> => {
    const drain = (): void => {
      for (let cells: string[] | null = parser.read(); cells !== null; cells = parser.read()) {
        records.push({ line, cells });
        line += 1 + lineBreaksIn(cells);
      }
    };
    const done = new Promise<CsvError | null>((resolve) => {
      const told = (error?: Error | null): void => resolve((error as CsvError | null | undefined) ?? null);
      if (last) parser.end(text, told as () => void);
      else parser.write(text, told);
    });
    // The parser takes its piece at once, and asks for no more until its records have been taken away.
    drain();
    const error = await done;
    drain();
    return error === null ? null : explain(error, line, from);
  };

  return {
    async split(text, last) {
      const all = half + text;
      half = !last && all.endsWith('\r') ? '\r' : '';
      const whole = newlines(half === '' ? all : all.slice(0, -1));
      const records: CsvRecord[] = [];
      open += whole;
      if (parser === null && open.length < LONGEST_PLAIN && !open.includes('"')) {
        plain(last, records);
        return { records, problem: null };
      }
      const before = line;
      const fed = parser === null ? open : whole;
      parser ??= startParser(delimiter, line);
      const problem = await parsed(parser, fed, last, records);
      open = open.slice(afterLines(open, line - before));
      // It always keeps back the last few characters; where no quote is among them, they need it no more.
      if (open.length < LONGEST_PLAIN && !open.includes('"')) {
        parser.parser.destroy();
        parser = null;
      }
      return { records, problem };
    },
    close: () => void parser?.parser.destroy(),
  };
}

interface PieceParser {
  readonly parser: Parser;
  /** The line at which it began. */
  readonly from: number;
}

function startParser(delimiter: string, from: number): PieceParser {
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
  return { parser, from };
}

/** Where the text goes on after so many line ends. */
function afterLines(text: string, lines: number): number {
  let at = 0;
  for (let n = 0; n < lines && at >= 0; n++) at = text.indexOf('\n', at) + 1 || text.length;
  return at;
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
function explain(
  { code, lines }: CsvError & { readonly lines?: number },
  line: number,
  from: number,
): FileProblem {
  const seen = from + Number(lines) - 1;
  const open = code === 'CSV_QUOTE_NOT_CLOSED' || (code === 'CSV_MAX_RECORD_SIZE' && seen > line);
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
