/** Counts an import as it goes, so that every row is in the report exactly once. */
import type { Instant } from '../domain/time.ts';
import type { Columns } from '../intake/columns.ts';
import type { RowProblem } from '../intake/reading.ts';
import type { Meaning } from '../intake/targets.ts';
import type { CsvStream } from './csv-stream.ts';
import type { EnrollOptions } from './enroll.ts';
import type { Candidate, ChunkResult } from './enroll-candidate.ts';
import { createForecast } from './enroll-forecast.ts';
import {
  type EnrolledCount,
  type EnrollReport,
  KEPT_PROBLEMS,
  type RowCounts,
  type Stopped,
} from './enroll-report.ts';

export type Tally = ReturnType<typeof createTally>;

export function createTally(at: Instant, options: EnrollOptions) {
  const counts: { -readonly [Name in keyof RowCounts]: number } = {
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
  const enrolled = new Map<string, EnrolledCount>();
  const texts = { now: 0, later: 0, lastAt: null as Instant | null, none: 0 };
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
  const enroll = ({ choice, lead, zone, state }: Candidate): void => {
    const [business, sequence] = [choice.business.id, choice.revision.sequence.id];
    const key = `${business}\0${sequence}\0${choice.variant.source}`;
    const count = (enrolled.get(key)?.count ?? 0) + 1;
    enrolled.set(key, { business, sequence, source: choice.variant.source, count });
    const first = forecast(choice, lead, zone, state);
    if (first.kind === 'none') texts.none++;
    else if (first.kind === 'now') texts.now++;
    else texts.later++;
    const goes = first.kind === 'now' ? at : first.kind === 'at' ? first.at : null;
    if (goes !== null && (texts.lastAt === null || goes > texts.lastAt)) texts.lastAt = goes;
  };

  return {
    file(csv: CsvStream, columns: Columns): void {
      source = { csv, columns };
    },
    row(): void {
      rows++;
    },
    rows: () => rows,
    count(what: 'blank' | 'test' | 'repeated'): void {
      counts[what]++;
    },
    rejected: reject,
    note,
    stored(candidates: readonly Candidate[], result: ChunkResult): void {
      for (const [index, fate] of result.fates.entries()) {
        const candidate = candidates[index];
        if (candidate === undefined || fate === 'conflict') continue;
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
        enrolled: [...enrolled.values()].sort((a, b) => b.count - a.count),
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
