/** Reads a whole file as an import does, but without a store: what became of each row, in order. */
import { nearest } from '../../src/domain/nearest.ts';
import { type Instant, instant } from '../../src/domain/time.ts';
import { openCsv } from '../../src/engine/csv-stream.ts';
import { type Columns, readColumns } from '../../src/intake/columns.ts';
import type { FileProblem, Reading, Setting } from '../../src/intake/reading.ts';
import { isBlank, readRow } from '../../src/intake/row.ts';
import { bytesOf } from '../enroll/workspace.ts';

/** A business in Chicago on 2026-03-03 at 10:00, six hours behind UTC. */
const SETTING: Setting = {
  country: 'US',
  now: instant(Date.parse('2026-03-03T16:00:00Z')),
  atLocal: (date, time) => (Date.parse(`${date}T00:00:00Z`) + (time + 360) * 60_000) as Instant,
};

export interface ReadFile {
  readonly columns: Columns | null;
  readonly readings: readonly Reading[];
  readonly problem: FileProblem | null;
  readonly encoding: string | null;
}

export async function readFileText(
  bytes: string | Uint8Array,
  map: ReadonlyMap<string, string> = new Map(),
  setting: Setting = SETTING,
  size = 7,
): Promise<ReadFile> {
  const csv = await openCsv(bytesOf(bytes, size));
  if (!csv.ok) return { columns: null, readings: [], problem: csv.error, encoding: null };
  const columns = readColumns(csv.value.heading.cells, map, nearest);
  if (!columns.ok) return { columns: null, readings: [], problem: columns.error, encoding: null };
  const readings: Reading[] = [];
  for await (const piece of csv.value.pieces) {
    if (!piece.ok) return { columns: columns.value, readings, problem: piece.error, encoding: null };
    for (const record of piece.value)
      if (!isBlank(record)) readings.push(readRow(record, columns.value, setting));
  }
  return { columns: columns.value, readings, problem: null, encoding: csv.value.decoded().encoding };
}

/** Plain JSON of what was read, for comparison with a file that a person wrote. */
export function plainReading(reading: Reading): object {
  if (reading.kind !== 'lead') return reading;
  const { fields, receivedAt, ...lead } = reading.lead;
  return {
    kind: 'lead',
    ...lead,
    receivedAt: receivedAt === null ? null : new Date(receivedAt).toISOString(),
    fields: Object.fromEntries(fields),
    notes: reading.notes,
  };
}
