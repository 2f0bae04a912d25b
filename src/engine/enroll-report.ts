/** What an import did, as one versioned value: printed for people, or as it is with `--json`. */
import type { BusinessId, SequenceId, SourceId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { FileProblem, RowProblem } from '../intake/reading.ts';

/** Every row of the file is counted in exactly one of these. */
export interface RowCounts {
  /** A new enrollment: somebody new, or somebody known whose last sequence had ended. */
  readonly enrolled: number;
  /** Somebody who is being followed up already: the inquiry is recorded, and a task asks a person to look. */
  readonly again: number;
  /** A further inquiry, in this file, of somebody whom this file enrolled: recorded. */
  readonly repeated: number;
  /** This very inquiry was imported before. */
  readonly already: number;
  /** Opted out, or without a channel that is still open. */
  readonly suppressed: number;
  /** Received more than 30 days ago. */
  readonly old: number;
  /** The ad platform's own test leads. */
  readonly test: number;
  readonly blank: number;
  readonly rejected: number;
}

export interface EnrollReport {
  readonly version: 1;
  readonly dryRun: boolean;
  readonly at: Instant;
  readonly file: {
    readonly encoding: string;
    /** Lines that were not UTF-8 and were read as windows-1252. */
    readonly oldLines: number;
    readonly delimiter: string;
    /** The export that was recognized. */
    readonly format: string;
    readonly columns: readonly { readonly heading: string; readonly as: string }[];
  } | null;
  /** Rows below the heading. */
  readonly rows: number;
  readonly counts: RowCounts;
  readonly enrolled: readonly EnrolledCount[];
  /** First texts by what the rules allow now; budgets are not counted in. */
  readonly firstTexts: {
    readonly now: number;
    readonly later: number;
    /** When the last of them goes; null when there is none. */
    readonly lastAt: Instant | null;
    /** Enrolled, but no text is foreseen. */
    readonly none: number;
    /** Of these, those who get an email with the next tick. */
    readonly emailed: number;
  };
  /** The first hundred; `counts.rejected` counts them all. */
  readonly rejected: readonly RowProblem[];
  /** Cells that were left out of rows that were taken; the first hundred. */
  readonly notes: readonly RowProblem[];
  readonly noteCount: number;
  /** Why nothing, or nothing more, was read; null when the whole file was. */
  readonly stopped: Stopped | null;
}

export interface EnrolledCount {
  readonly business: BusinessId;
  readonly sequence: SequenceId;
  readonly source: SourceId;
  readonly count: number;
}

/**
 * `choice`, `configuration`: what was asked for cannot be. `heading`: the file is no list of leads. Nothing was written.
 * `file`: it cannot be read from here on; what came before stays.
 */
export interface Stopped extends FileProblem {
  readonly kind: 'choice' | 'configuration' | 'heading' | 'file';
  /** Which choice nobody has made. */
  readonly about?: 'business' | 'source' | 'sequence';
}

/** How many problems a report holds itself; a caller who wants all listens to them as they come. */
export const KEPT_PROBLEMS = 100;
