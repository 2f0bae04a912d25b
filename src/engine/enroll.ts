/** Enrolls the leads of a CSV: reads it as a stream, chooses for each row, and stores it piece by piece with exact counts. */

import type { DestinationKey } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { type Columns, readColumns } from '../intake/columns.ts';
import type { CsvRecord, FileProblem, RowProblem } from '../intake/reading.ts';
import { businessTextOf, isBlank, readRow } from '../intake/row.ts';
import { transact } from '../store/transact.ts';
import { type CsvStream, openCsv } from './csv-stream.ts';
import type { Candidate, ChunkResult } from './enroll-candidate.ts';
import {
  type Chooser,
  createChooser,
  explainNoChoice,
  type NoChoice,
  type Wanted,
} from './enroll-choices.ts';
import { storeChunk } from './enroll-chunk.ts';
import { createPreparer, type Preparer } from './enroll-prepare.ts';
import type { EnrollReport, Stopped } from './enroll-report.ts';
import { createTally, type Tally } from './enroll-tally.ts';
import type { Workspace } from './workspace.ts';

export interface EnrollOptions extends Wanted {
  /** Column → meaning, over what the heading says. */
  readonly map?: ReadonlyMap<string, string>;
  readonly dryRun?: boolean;
  /** Also take leads that were received more than 30 days ago. */
  readonly oldLeads?: boolean;
  /** Called for each row that is not taken, as soon as it is known. */
  readonly onRejected?: (problem: RowProblem) => void;
  /** Called for each cell that was left out of a row that was taken. */
  readonly onNote?: (problem: RowProblem) => void;
  readonly onProgress?: (progress: { readonly rows: number; readonly bytes: number }) => void;
  /** When it aborts, the piece at hand is finished and no further one begun. */
  readonly signal?: AbortSignal;
}

/**
 * Rows of one transaction: a fraction of a second of the database's only write lock, so that no tick waits long. Nothing is
 * written before the first of them have all been looked at, so a source that nobody knows is found in time.
 */
const PIECE = 5_000;

/** The time is read once: everything that one import enrolls begins at the same instant. */
export async function enrollStream(
  ws: Workspace,
  stream: AsyncIterable<Uint8Array>,
  options: EnrollOptions,
  clock: () => Instant,
): Promise<EnrollReport> {
  const at = clock();
  const tally = createTally(at, options);
  const chooser = createChooser(ws, options);
  if (!chooser.ok) return tally.report(chooser.error);
  const csv = await openCsv(stream);
  if (!csv.ok) return tally.report(asStopped(csv.error, 'heading'));
  const columns = readColumns(csv.value.heading.cells, options.map ?? new Map(), nearest);
  if (!columns.ok) return tally.report(asStopped(columns.error, 'heading'));
  tally.file(csv.value, columns.value);
  const work: Work = {
    ws,
    options,
    tally,
    at,
    columns: columns.value,
    chooser: chooser.value,
    prepare: createPreparer(ws, at, options.oldLeads ?? false),
    seen: options.dryRun ? new Set() : null,
  };
  const stopped = await enrollPieces(work, csv.value);
  return tally.report(stopped);
}

interface Work {
  readonly ws: Workspace;
  readonly options: EnrollOptions;
  readonly tally: Tally;
  readonly at: Instant;
  readonly columns: Columns;
  readonly chooser: Chooser;
  readonly prepare: Preparer;
  /** In a rehearsal each piece is rolled back by itself, so those of earlier pieces are remembered here. */
  readonly seen: Set<number> | null;
}

async function enrollPieces(work: Work, csv: CsvStream): Promise<Stopped | null> {
  let first = true;
  for await (const { records, problem } of inPieces(csv)) {
    const done = await enrollPiece(work, records, first);
    if (!done.ok) return done.error;
    first = false;
    work.options.onProgress?.({ rows: work.tally.rows(), bytes: csv.bytes() });
    if (problem) return asStopped(problem, 'file');
    if (work.options.signal?.aborted)
      return {
        kind: 'file',
        line: null,
        message: 'stopped as asked',
        hint: 'Enroll the same file again to go on: nobody is enrolled twice.',
      };
  }
  return null;
}

/** The records regrouped into pieces of one transaction each; a problem comes with the records before it. */
async function* inPieces(
  csv: CsvStream,
): AsyncGenerator<{ readonly records: readonly CsvRecord[]; readonly problem: FileProblem | null }, void> {
  let records: CsvRecord[] = [];
  for await (const piece of csv.pieces) {
    if (!piece.ok) {
      yield { records, problem: piece.error };
      return;
    }
    for (const record of piece.value) {
      records.push(record);
      if (records.length < PIECE) continue;
      yield { records, problem: null };
      records = [];
    }
  }
  yield { records, problem: null };
}

async function enrollPiece(
  work: Work,
  records: readonly CsvRecord[],
  first: boolean,
): Promise<Result<null, Stopped>> {
  const { tally } = work;
  const missing: { readonly line: number; readonly why: NoChoice }[] = [];
  const candidates: Candidate[] = [];
  for (const record of records) {
    const read = readCandidate(work, record);
    if (read.ok) candidates.push(read.value);
    else if (read.error !== null) missing.push({ line: record.line, why: read.error });
  }
  if (first && missing.length > 0)
    return fail(
      explainNoChoice(
        missing.map(({ why }) => why),
        candidates.length + missing.length,
      ),
    );
  for (const { line, why } of missing)
    tally.rejected({
      line,
      column: null,
      seen: `${why.about} ${why.seen ?? 'missing'}`,
      allowed: why.allowed,
    });
  const fresh = work.seen === null ? candidates : notSeenBefore(candidates, work.seen, tally);
  if (fresh.length > 0) tally.stored(fresh, await store(work, fresh));
  return ok(null);
}

/** Null as the error: the row has been counted already. */
function readCandidate(work: Work, record: CsvRecord): Result<Candidate, NoChoice | null> {
  const { tally, columns, chooser, prepare } = work;
  tally.row();
  if (isBlank(record)) {
    tally.count('blank');
    return fail(null);
  }
  const business = chooser.business(businessTextOf(record, columns));
  if (!business.ok) return fail(business.error);
  const reading = readRow(record, columns, prepare.setting(business.value));
  if (reading.kind === 'rejected') {
    tally.rejected(reading.problem);
    return fail(null);
  }
  if (reading.kind === 'test') {
    tally.count('test');
    return fail(null);
  }
  const choice = chooser.choice(business.value, reading.lead.sourceText);
  if (!choice.ok) return fail(choice.error);
  for (const note of reading.notes) tally.note(note);
  return ok(prepare.candidate(record.line, reading.lead, choice.value, work.options.source));
}

/** 52 bits of a key, as a number: a set of a million texts would take several times the memory. */
const short = (key: DestinationKey): number => Number.parseInt(key.slice(0, 13), 16);

function notSeenBefore(
  candidates: readonly Candidate[],
  seen: Set<number>,
  tally: Tally,
): readonly Candidate[] {
  const keysOf = ({ phone, email }: Candidate): readonly number[] =>
    [phone, email].filter((key) => key !== null).map(short);
  const fresh = candidates.filter((candidate) => !keysOf(candidate).some((key) => seen.has(key)));
  for (const candidate of fresh) for (const key of keysOf(candidate)) seen.add(key);
  for (let repeated = candidates.length - fresh.length; repeated > 0; repeated--) tally.count('repeated');
  return fresh;
}

async function store(
  { ws, options, prepare, at }: Work,
  candidates: readonly Candidate[],
): Promise<ChunkResult> {
  return transact(ws.db, !options.dryRun, async (handle) =>
    storeChunk(handle, candidates, await prepare.pins(handle, candidates), at),
  );
}

const asStopped = (problem: FileProblem, kind: Stopped['kind']): Stopped => ({ kind, ...problem });
