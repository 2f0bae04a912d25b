/** Counts an import as it goes, so that every row is in the report exactly once. */
import type { Business } from '../domain/business.ts';
import type { Instant } from '../domain/time.ts';
import type { Columns } from '../intake/columns.ts';
import type { RowProblem } from '../intake/reading.ts';
import type { Meaning } from '../intake/targets.ts';
import type { Variant } from '../sequence/sequence.ts';
import type { CsvStream } from './csv-stream.ts';
import type { EnrollOptions } from './enroll.ts';
import type { Candidate, ChunkResult } from './enroll-candidate.ts';
import type { Choice } from './enroll-choices.ts';
import { createForecast } from './enroll-forecast.ts';
import type { Piece } from './enroll-read.ts';
import {
  type EnrolledCount,
  type EnrollReport,
  KEPT_PROBLEMS,
  type RowCounts,
  type Stopped,
} from './enroll-report.ts';

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

export type Tally = ReturnType<typeof createTally>;

export function createTally(at: Instant, options: EnrollOptions) {
  const counts: Mutable<RowCounts> = {
    enrolled: 0,
    again: 0,
    repeated: 0,
    already: 0,
    suppressed: 0,
    old: 0,
    test: 0,
    blank: 0,
    rejected: 0,
  };
  const enrolled: Mutable<EnrolledCount>[] = [];
  /** By objects that stay the same for a whole import: a text made for each row costs more than its counting. */
  const found = new Map<Business, Map<Variant, Mutable<EnrolledCount>>>();
  const texts = { now: 0, later: 0, lastAt: null as Instant | null, none: 0, emailed: 0 };
  const rejected: RowProblem[] = [];
  const notes: RowProblem[] = [];
  const forecast = createForecast(at);
  let rows = 0;
  let noteCount = 0;
  let source: { readonly csv: CsvStream; readonly columns: Columns } | null = null;

  const reject = (problem: RowProblem): void => {
    counts.rejected++;
    if (rejected.length < KEPT_PROBLEMS) rejected.push(problem);
    options.onRejected?.(problem);
  };
  const note = (problem: RowProblem): void => {
    noteCount++;
    if (notes.length < KEPT_PROBLEMS) notes.push(problem);
    options.onNote?.(problem);
  };
  const countOf = ({ business, revision, variant }: Choice): Mutable<EnrolledCount> => {
    const variants = found.get(business) ?? new Map<Variant, Mutable<EnrolledCount>>();
    found.set(business, variants);
    const known = variants.get(variant);
    if (known) return known;
    const sequence = revision.sequence.id;
    const count = { business: business.id, sequence, source: variant.source, count: 0 };
    variants.set(variant, count);
    enrolled.push(count);
    return count;
  };
  const enroll = (candidate: Candidate): void => {
    countOf(candidate.choice).count++;
    const first = forecast(candidate);
    if (first.kind === 'none') {
      texts.none++;
      if (first.emailed) texts.emailed++;
    } else if (first.kind === 'now') texts.now++;
    else texts.later++;
    const goes = first.kind === 'now' ? at : first.kind === 'at' ? first.at : null;
    if (goes !== null && (texts.lastAt === null || goes > texts.lastAt)) texts.lastAt = goes;
  };

  return {
    file(csv: CsvStream, columns: Columns): void {
      source = { csv, columns };
    },
    rows: () => rows,
    /** What a piece of the file had to tell by itself. */
    read(piece: Piece): void {
      rows += piece.rows;
      counts.blank += piece.blank;
      counts.test += piece.test;
      for (const { what, problem } of piece.told) {
        if (what === 'note') note(problem);
        else reject(problem);
      }
    },
    /** Rows of somebody whom an earlier piece would have enrolled. */
    repeated(count: number): void {
      counts.repeated += count;
    },
    rejected: reject,
    note,
    stored(candidates: readonly Candidate[], result: ChunkResult): void {
      let at = 0;
      for (const candidate of candidates) {
        const fate = result.fates[at++];
        if (fate === undefined || fate === 'conflict') continue;
        if (fate === 'new' || fate === 'anew') {
          counts.enrolled++;
          enroll(candidate);
        } else counts[fate]++;
      }
      for (const problem of result.rejected) reject(problem);
      for (const problem of result.notes) note(problem);
    },
    report(stopped: Stopped | null): EnrollReport {
      return {
        version: 1,
        dryRun: options.dryRun ?? false,
        at,
        file: source === null ? null : describeFile(source.csv, source.columns),
        rows,
        counts: { ...counts },
        enrolled: enrolled.map((count) => ({ ...count })).sort((a, b) => b.count - a.count),
        firstTexts: { ...texts },
        rejected,
        notes,
        noteCount,
        stopped,
      };
    },
  };
}

function describeFile(csv: CsvStream, columns: Columns): EnrollReport['file'] {
  const { encoding, oldLines } = csv.decoded();
  return {
    encoding,
    oldLines,
    delimiter: csv.delimiter,
    format: columns.format.name,
    columns: columns.headings.map((heading, at) => ({
      heading,
      as: nameOf(columns.meanings[at], at, columns),
    })),
  };
}

function nameOf(meaning: Meaning | undefined, at: number, columns: Columns): string {
  if (meaning?.kind === 'target') return meaning.target;
  return columns.fields.find((field) => field.at === at)?.name ?? 'ignored';
}
