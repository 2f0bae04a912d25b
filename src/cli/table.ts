/** Tables that stay inside the terminal's width, whatever a lead is called, and their tab-separated twin for pipes. */
import stringWidth from 'string-width';
import { plain } from './terminal.ts';
import { head, slices, wrap as wrapBy } from './wrap.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** What gives way when the table is too wide: cut to `…`, or go on below. Columns without it keep their width. */
  readonly fit?: 'cut' | 'wrap';
}

/** Text is made harmless and measured first and painted last, so colors never count as width. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

const GAP = 2;
const INDENT = 2;
const NARROWEST = 8;

/** Lines without trailing spaces; the header is left out when every title is empty. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): readonly string[] {
  const laid = layTable(columns, rows, width);
  return [...laid.header, ...laid.rows.flat()];
}

/** The same with the lines of each row kept together, for tables that say more below a row. */
export function layTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const texts = rows.map((row) => columns.map((_, at) => plain(textOf(row[at]))));
  const widths = fitWidths(columns, texts, width - INDENT);
  const titles = columns.map((column) => column.title);
  return {
    header: titles.some((title) => title !== '') ? layOut(columns, titles, titles, widths) : [],
    rows: rows.map((row, at) => layOut(columns, texts[at] ?? [], row, widths)),
  };
}

/** One header line and one line a row; tabs and line breaks cannot occur inside a cell. */
export function tsv(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, ...rows.map((row) => row.map((cell) => inertInSpreadsheets(plain(cell))))];
  return lines.map((line) => `${line.join('\t')}\n`).join('');
}

/** A cell that a lead wrote must not become a formula when the list is pasted into a spreadsheet; numbers stay numbers. */
function inertInSpreadsheets(cell: string): string {
  return /^[=@]|^[+-](?![\d.]+$)/.test(cell) ? `'${cell}` : cell;
}

function fitWidths(
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  available: number,
): readonly number[] {
  const widths = columns.map((column, at) =>
    Math.max(widthOf(column.title), ...texts.map((row) => widthOf(row[at] ?? ''))),
  );
  const gaps = GAP * (columns.length - 1);
  let excess = widths.reduce((sum, each) => sum + each, gaps) - available;
  while (excess > 0) {
    // The widest flexible column gives first, so that short ones stay readable.
    const giver = columns
      .map((column, at) => ({ at, width: widths[at] ?? 0, flexible: column.fit !== undefined }))
      .filter((each) => each.flexible && each.width > NARROWEST)
      .sort((a, b) => b.width - a.width)[0];
    if (giver === undefined) break;
    const second = columns.map((column, at) =>
      at !== giver.at && column.fit ? (widths[at] ?? 0) : NARROWEST,
    );
    const give = Math.max(1, Math.min(excess, giver.width - Math.max(NARROWEST, ...second)));
    widths[giver.at] = giver.width - give;
    excess -= give;
  }
  return widths;
}

function layOut(
  columns: readonly Column[],
  texts: readonly string[],
  cells: readonly Cell[],
  widths: readonly number[],
): readonly string[] {
  const parts = columns.map((column, at) => {
    const text = texts[at] ?? '';
    const width = widths[at] ?? 0;
    return column.fit === 'wrap' ? wrap(text, width) : [cut(text, width)];
  });
  const height = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: height }, (_, line) => {
    const shown = columns.map((column, at) => {
      const text = parts[at]?.[line] ?? '';
      const space = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(text)));
      const painted = paintOf(cells[at])(text);
      return column.align === 'right' ? space + painted : painted + space;
    });
    return (' '.repeat(INDENT) + shown.join(' '.repeat(GAP))).trimEnd();
  });
}

/** Lines of at most `width` columns, measured as terminals show them: for text that somebody else wrote. */
export const wrap = (text: string, width: number): readonly string[] => wrapBy(text, width, widthOf);

/** At most `width` columns; what was left out shows as `…`. */
export function cut(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${head(text, width - 1, widthOf).trimEnd()}…`;
}

/** Columns that a terminal gives it. */
function widthOf(text: string): number {
  let columns = 0;
  for (const slice of slices(text)) columns += stringWidth(slice);
  return columns;
}

const textOf = (cell: Cell | undefined): string => (typeof cell === 'object' ? cell.text : (cell ?? ''));
const paintOf = (cell: Cell | undefined) => (typeof cell === 'object' ? cell.paint : (text: string) => text);
