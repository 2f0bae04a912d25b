/** Enrolls the leads of a CSV: reads it as a stream, chooses for each row, and stores it piece by piece with exact counts. */
import type { DestinationKey } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { readColumns } from '../intake/columns.ts';
import type { FileProblem, RowProblem } from '../intake/reading.ts';
import { type Aside, openAside } from '../store/aside.ts';
import { transactAgain } from '../store/transact.ts';
import { type CsvStream, openCsv } from './csv-stream.ts';
import type { Candidate, ChunkResult } from './enroll-candidate.ts';
import { createChooser, explainNoChoice, type Wanted } from './enroll-choices.ts';
import { storeChunk } from './enroll-chunk.ts';
import { createPreparer } from './enroll-prepare.ts';
import { type Piece, type Reader, readPieces } from './enroll-read.ts';
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
  const aside = openAside(ws.db);
  const work: Work = {
    db: aside,
    options,
    tally,
    at,
    reader: {
      columns: columns.value,
      chooser: chooser.value,
      prepare: createPreparer(ws, at, options.oldLeads ?? false),
      source: options.source,
    },
    seen: options.dryRun ? new Set() : null,
  };
  try {
    return tally.report(await enrollPieces(work, csv.value));
  } finally {
    await aside.close();
  }
}

interface Work {
  readonly db: Aside;
  readonly options: EnrollOptions;
  readonly tally: Tally;
  readonly at: Instant;
  readonly reader: Reader;
  /** In a rehearsal each piece is rolled back by itself, so those of earlier pieces are remembered here. */
  readonly seen: Set<number> | null;
}

async function enrollPieces(work: Work, csv: CsvStream): Promise<Stopped | null> {
  const { tally, options } = work;
  let first = true;
  for await (const piece of oneAhead(readPieces(work.reader, csv))) {
    const done = await enrollPiece(work, piece, first);
    if (!done.ok) return done.error;
    first = false;
    options.onProgress?.({ rows: tally.rows(), bytes: piece.bytes });
    if (piece.problem) return asStopped(piece.problem, 'file');
    if (options.signal?.aborted)
      return {
        kind: 'file',
        line: null,
        message: 'stopped as asked',
        hint: 'Enroll the same file again to go on: nobody is enrolled twice.',
      };
  }
  return null;
}

async function enrollPiece(work: Work, piece: Piece, first: boolean): Promise<Result<null, Stopped>> {
  const { tally } = work;
  const { missing, candidates } = piece;
  tally.read(piece);
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

/** A source that is asked for its next while the one before it is being used. */
async function* oneAhead<T>(source: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const ask = () => {
    const next = source.next();
    // It is heard where it is awaited, or not at all when nobody wants it any more.
    next.catch(() => {});
    return next;
  };
  try {
    for (let next = await ask(); !next.done; ) {
      const coming = ask();
      yield next.value;
      next = await coming;
    }
  } finally {
    await source.return();
  }
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
  tally.repeated(candidates.length - fresh.length);
  return fresh;
}

async function store(
  { db, options, reader, at }: Work,
  candidates: readonly Candidate[],
): Promise<ChunkResult> {
  return transactAgain(db, !options.dryRun, async (handle) =>
    storeChunk(handle, candidates, await reader.prepare.pins(handle, candidates), at),
  );
}

const asStopped = (problem: FileProblem, kind: Stopped['kind']): Stopped => ({ kind, ...problem });
