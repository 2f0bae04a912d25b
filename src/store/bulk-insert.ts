/** Inserts of many rows at a time, in two fixed lengths, so that only two texts of each are ever prepared. */
import { int } from './decode.ts';
import type { Handle, SqlValue } from './driver.ts';

/** Rows of one statement: beyond a hundred nothing is gained. */
const MANY = 100;

export interface BulkInsert {
  readonly many: string;
  readonly one: string;
}

export function bulkInsert(table: string, columns: string, tail = 'RETURNING id'): BulkInsert {
  const row = `(${columns
    .split(',')
    .map(() => '?')
    .join(', ')})`;
  const text = (rows: number): string =>
    `INSERT INTO ${table} (${columns}) VALUES ${Array<string>(rows).fill(row).join(', ')} ${tail}`;
  return { many: text(MANY), one: text(1) };
}

export type Bind<T> = (item: T, values: SqlValue[]) => void;

/**
 * The new ids in the order of `items`. No engine promises an order of RETURNING, but both number the rows of one statement
 * in the order in which it names them.
 */
export async function insertAll<T>(
  handle: Handle,
  sql: BulkInsert,
  items: readonly T[],
  bind: Bind<T>,
): Promise<number[]> {
  const ids: number[] = [];
  const full = items.length - (items.length % MANY);
  for (let at = 0; at < items.length; at += at < full ? MANY : 1) {
    const values: SqlValue[] = [];
    for (const item of items.slice(at, at < full ? at + MANY : at + 1)) bind(item, values);
    const made = await handle.all(at < full ? sql.many : sql.one, values);
    ids.push(...made.map((row) => int(row, 'id')).sort((a, b) => a - b));
  }
  return ids;
}
