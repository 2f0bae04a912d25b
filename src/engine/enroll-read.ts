/** Reads an import piece by piece, as far as it can be known without the store: what was read runs ahead of what is stored. */
import { setImmediate } from 'node:timers/promises';
import type { Columns } from '../intake/columns.ts';
import type { CsvRecord, FileProblem, RowProblem } from '../intake/reading.ts';
import { businessTextOf, isBlank, readRow } from '../intake/row.ts';
import type { CsvStream } from './csv-stream.ts';
import type { Candidate } from './enroll-candidate.ts';
import type { Chooser, NoChoice } from './enroll-choices.ts';
import type { Preparer } from './enroll-prepare.ts';

/**
 * Rows of one transaction: half a second of the database's only write lock, so that no tick waits long. Smaller ones would
 * write more: each of them touches nearly every page of the index of keys, which are in no order. Nothing is written before
 * the first of them have all been looked at, so a source that nobody knows is found in time.
 */
const PIECE = 10_000;
/** Rows that are read before others, such as those who wait for the store's answer, have their turn. */
const TURN = 250;

/** What was read, to be told and stored when it is its turn. */
export interface Piece {
  readonly rows: number;
  readonly blank: number;
  readonly test: number;
  /** In the order of the rows. */
  readonly told: readonly { readonly what: 'rejected' | 'note'; readonly problem: RowProblem }[];
  readonly missing: readonly { readonly line: number; readonly why: NoChoice }[];
  readonly candidates: readonly Candidate[];
  /** Of the file, so far. */
  readonly bytes: number;
  /** Why nothing after these rows can be read. */
  readonly problem: FileProblem | null;
}

export interface Reader {
  readonly columns: Columns;
  readonly chooser: Chooser;
  readonly prepare: Preparer;
  /** The source that was given for the whole file. */
  readonly source: string | undefined;
}

type Growing = {
  -readonly [Name in keyof Piece]: Piece[Name] extends readonly (infer T)[] ? T[] : Piece[Name];
};

const nothing = (): Growing => ({
  rows: 0,
  blank: 0,
  test: 0,
  told: [],
  missing: [],
  candidates: [],
  bytes: 0,
  problem: null,
});

/** The rows of the file in pieces of one transaction each; a problem comes with the rows before it. */
export async function* readPieces(reader: Reader, csv: CsvStream): AsyncGenerator<Piece, void> {
  let piece = nothing();
  for await (const records of csv.pieces) {
    if (!records.ok) {
      yield { ...piece, bytes: csv.bytes(), problem: records.error };
      return;
    }
    for (const record of records.value) {
      read(reader, record, piece);
      if (piece.rows % TURN === 0) await setImmediate();
      if (piece.rows < PIECE) continue;
      yield { ...piece, bytes: csv.bytes() };
      piece = nothing();
    }
  }
  yield { ...piece, bytes: csv.bytes() };
}

function read({ columns, chooser, prepare, source }: Reader, record: CsvRecord, piece: Growing): void {
  const { line } = record;
  piece.rows++;
  if (isBlank(record)) {
    piece.blank++;
    return;
  }
  const business = chooser.business(businessTextOf(record, columns));
  if (!business.ok) {
    piece.missing.push({ line, why: business.error });
    return;
  }
  const reading = readRow(record, columns, prepare.setting(business.value));
  if (reading.kind === 'rejected') piece.told.push({ what: 'rejected', problem: reading.problem });
  else if (reading.kind === 'test') piece.test++;
  else {
    const choice = chooser.choice(business.value, reading.lead.sourceText);
    if (!choice.ok) {
      piece.missing.push({ line, why: choice.error });
      return;
    }
    for (const problem of reading.notes) piece.told.push({ what: 'note', problem });
    piece.candidates.push(prepare.candidate(line, reading.lead, choice.value, source));
  }
}
