/** Splits text into records as RFC 4180 has it, with the line on which each begins. */
// A line without a quote, which is nearly every line, is one native `split`. A quote that does not open a cell is an ordinary
// character (`6" crown`), as csv-parse has it with `relax_quotes`; a test holds the two against each other.
import { fail, ok, type Result } from '../domain/result.ts';
import { type CsvRecord, type FileProblem, MAX_RECORD } from './reading.ts';

export interface Splitter {
  push(text: string): Result<readonly CsvRecord[], FileProblem>;
  end(): Result<readonly CsvRecord[], FileProblem>;
}

export function createSplitter(delimiter: string): Splitter {
  let rest = '';
  let line = 1;

  const split = (text: string, last: boolean): Result<readonly CsvRecord[], FileProblem> => {
    const records: CsvRecord[] = [];
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      const found = text.indexOf('\n', at);
      if (found === -1 && !last) break;
      const end = found === -1 ? text.length : found;
      if (quote !== -1 && quote < at) quote = text.indexOf('"', at);
      if (quote === -1 || quote >= end) {
        if (end - at > MAX_RECORD) return fail(tooLong(line));
        records.push({ line, cells: text.slice(at, end).split(delimiter) });
        at = end + 1;
        line++;
        continue;
      }
      const record = quoted(text, at, delimiter, last);
      if (record === 'open' && last) return fail(unclosed(line));
      if (record === 'open') break;
      if (record.next - at > MAX_RECORD) return fail(tooLong(line));
      records.push({ line, cells: record.cells });
      line += record.lines;
      at = record.next;
    }
    rest = text.slice(at);
    if (rest.length > MAX_RECORD) return fail(rest.includes('"') ? unclosed(line) : tooLong(line));
    return ok(records);
  };

  return {
    push(text) {
      const all = rest + text;
      // A `\r` at the very end may be half of `\r\n`: it waits for the next piece.
      const half = all.endsWith('\r');
      const result = split(newlines(half ? all.slice(0, -1) : all), false);
      if (half) rest += '\r';
      return result;
    },
    end() {
      return split(newlines(rest), true);
    },
  };
}

/** One kind of line end, so that a cell's own line breaks are read the same from every system. */
const newlines = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

interface Quoted {
  readonly cells: readonly string[];
  readonly next: number;
  readonly lines: number;
}

/** Reads the record at `start`, which has a quote somewhere; `open` when the text ends before the record does. */
function quoted(text: string, start: number, delimiter: string, last: boolean): Quoted | 'open' {
  const cells: string[] = [];
  let at = start;
  let lines = 1;
  for (;;) {
    let opening = '';
    if (text[at] === '"') {
      const close = closing(text, at + 1);
      // A quote at the very end may be the first half of a doubled one.
      if (close === -1 || (close + 1 === text.length && !last)) return 'open';
      const after = text[close + 1];
      lines += newlinesIn(text, at, close);
      if (after === undefined || after === '\n' || after === delimiter) {
        cells.push(text.slice(at + 1, close).replaceAll('""', '"'));
        if (after !== delimiter) return { cells, next: close + 2, lines };
        at = close + 2;
        continue;
      }
      // `"Bob" Smith`: the quotes belong to the text, and the cell goes on to the next delimiter.
      opening = text.slice(at, close + 1);
      at = close + 1;
    }
    const eol = text.indexOf('\n', at);
    if (eol === -1 && !last) return 'open';
    const end = eol === -1 ? text.length : eol;
    const stop = text.indexOf(delimiter, at);
    if (stop === -1 || stop >= end) {
      cells.push(opening + text.slice(at, end));
      return { cells, next: end + 1, lines };
    }
    cells.push(opening + text.slice(at, stop));
    at = stop + 1;
  }
}

/** The quote that closes the cell, passing over doubled ones; -1 when there is none. */
function closing(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
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

const DELIMITERS = [',', '\t', ';', '|'];

/** The delimiter that the heading uses most, outside quotes; a comma when it uses none. */
export function sniffDelimiter(heading: string): string {
  // Excel's own hint for systems where the comma is a decimal point.
  const told = /^sep=([,;\t|])\s*$/i.exec(heading)?.[1];
  if (told !== undefined) return told;
  const outside = heading.replace(/"(?:[^"]|"")*"/g, '');
  let best = ',';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const count = outside.split(delimiter).length - 1;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}
