/** Columns of a row, each checked as it is read: a value of the wrong kind is a damaged database, never a silent `undefined`. */
import { type Row, type SqlValue, StoreError } from './driver.ts';

/** Names the column and the kind of value, never the value: it may be somebody's name or number. */
function wrong(row: Row, column: string, expected: string): StoreError {
  const value = row[column];
  const seen =
    value === undefined
      ? 'nothing'
      : value === null
        ? 'an empty value'
        : value instanceof Uint8Array
          ? 'bytes'
          : typeof value;
  return new StoreError(
    'corrupt',
    `The database holds ${seen} in column ${column}, where ${expected} belongs. Nothing more is sent from it: keep the file as it is, and put back the last good copy.`,
  );
}

function present(row: Row, column: string, expected: string): SqlValue {
  const value = row[column];
  if (value === undefined) throw wrong(row, column, expected);
  return value;
}

export function text(row: Row, column: string): string {
  const value = present(row, column, 'text');
  if (typeof value !== 'string') throw wrong(row, column, 'text');
  return value;
}

export function int(row: Row, column: string): number {
  const value = present(row, column, 'a whole number');
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrong(row, column, 'a whole number');
  return value;
}

export function flag(row: Row, column: string): boolean {
  const value = present(row, column, '0 or 1');
  if (value !== 0 && value !== 1) throw wrong(row, column, '0 or 1');
  return value === 1;
}

export function oneOf<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
  const value = present(row, column, `one of ${allowed.join(', ')}`);
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw wrong(row, column, `one of ${allowed.join(', ')}`);
  return found;
}

export function hex(row: Row, column: string): string {
  const value = present(row, column, 'bytes');
  if (!(value instanceof Uint8Array)) throw wrong(row, column, 'bytes');
  return Buffer.from(value).toString('hex');
}

export const textOrNull = (row: Row, column: string): string | null =>
  present(row, column, 'text or nothing') === null ? null : text(row, column);

export const intOrNull = (row: Row, column: string): number | null =>
  present(row, column, 'a whole number or nothing') === null ? null : int(row, column);

/** A JSON object of plain values, as `fields` and `data` are stored. */
export function flatObject(
  row: Row,
  column: string,
): Readonly<Record<string, string | number | boolean | null>> {
  const expected = 'a flat JSON object';
  let value: unknown;
  try {
    value = JSON.parse(text(row, column));
  } catch {
    throw wrong(row, column, expected);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(row, column, expected);
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) throw wrong(row, column, expected);
  }
  return value as Readonly<Record<string, string | number | boolean | null>>;
}

/** The only row of an answer; more or fewer is a fault. */
export function only(rows: readonly Row[]): Row {
  const row = rows[0];
  if (row === undefined || rows.length !== 1)
    throw new StoreError('other', `The database answered with ${rows.length} rows where one was asked for.`);
  return row;
}
