/** What reading a file can yield: a problem of the whole file, or for each row a lead, a rejection or a test row. */
import type { NewLead } from '../domain/lead.ts';
import type { Instant, LocalDate, LocalTime } from '../domain/time.ts';

/** Why the file, or what is left of it, cannot be read. */
export interface FileProblem {
  /** One-based; null when it is about the file as a whole. */
  readonly line: number | null;
  readonly message: string;
  /** What to do next, when the message alone does not say. */
  readonly hint: string | null;
}

/** One cell, or one row, that is not as it should be. */
export interface RowProblem {
  /** One-based line on which the row begins. */
  readonly line: number;
  /** The column's heading as the file has it; null when it is about the whole row. */
  readonly column: string | null;
  /** What the cell holds, shortened. */
  readonly seen: string;
  /** What would have been right; a finished English clause. */
  readonly allowed: string;
}

export type Reading =
  /** `notes`: cells that were left out although the row was taken, such as a mistyped email beside a good phone. */
  | { readonly kind: 'lead'; readonly lead: NewLead; readonly notes: readonly RowProblem[] }
  | { readonly kind: 'rejected'; readonly problem: RowProblem }
  /** Sent by the ad platform's own test button. */
  | { readonly kind: 'test' };

/** One record of the file; `line` is where it begins, also when cells before it held line breaks. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What reading a row needs to know of the business whose lead it is. */
export interface Setting {
  readonly country: string;
  readonly now: Instant;
  /** A local time of the business as an instant. */
  readonly atLocal: (date: LocalDate, time: LocalTime) => Instant;
}

/** A record longer than this is a quote that never closes, or no CSV at all. */
export const MAX_RECORD = 1_000_000;

/** A cell as a message shows it: on one line and at most 60 characters. */
export function excerpt(cell: string): string {
  const line = cell.slice(0, 200).replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
