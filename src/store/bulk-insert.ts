/** Inserts of many rows at a time, in two fixed lengths, so that only two texts of each are ever prepared. */
import { int, only } from './decode.ts';
import type { Handle, SqlValue } from './driver.ts';

/** Rows of one statement: beyond a hundred nothing is gained. */
const MANY = 100;

export interface BulkInsert {
  readonly many: string;
  readonly one: string;
  readonly firstFree: string;
  readonly nextIds: string;
}

/** `columns` without the id, which is bound first. */
export function bulkInsert(table: string, columns: string): BulkInsert {
  const all = `id, ${columns}`;
  const row = `(${all
    .split(',')
    .map(() => '?')
    .join(', ')})`;
  const text = (rows: number): string =>
    `INSERT INTO ${table} (${all}) VALUES ${Array<string>(rows).fill(row).join(', ')}`;
  return {
    many: text(MANY),
    one: text(1),
    firstFree: `SELECT COALESCE(MAX(id), 0) + 1 AS id FROM ${table}`,
    nextIds: `SELECT nextval(pg_get_serial_sequence('${table}', 'id')) AS id FROM generate_series(1, ?)`,
  };
}

/** Appends the values of one row, without its id. */
export type Bind<T> = (item: T, values: SqlValue[]) => void;

/**
 * Asking for the ids back (`RETURNING`) makes SQLite's inserts a fifth slower, and no engine promises their order. So they
 * are allotted first: there, nobody else can take them inside a write transaction; on PostgreSQL the table's own sequence
 * gives each of them to nobody else.
 */
async function allot(handle: Handle, sql: BulkInsert, count: number): Promise<number[]> {
  if (handle.engine === 'postgres')
    return (await handle.all(sql.nextIds, [count])).map((row) => int(row, 'id'));
  const first = int(only(await handle.all(sql.firstFree)), 'id');
  return Array.from({ length: count }, (_, index) => first + index);
}

/** The new ids, in the order of `items`. */
export async function insertAll<T>(
  handle: Handle,
  sql: BulkInsert,
  items: readonly T[],
  bind: Bind<T>,
): Promise<number[]> {
  if (items.length === 0) return [];
  const ids = await allot(handle, sql, items.length);
  const full = items.length - (items.length % MANY);
  for (let at = 0; at < items.length; at += at < full ? MANY : 1) {
    const values: SqlValue[] = [];
    for (const [index, item] of items.slice(at, at < full ? at + MANY : at + 1).entries()) {
      values.push(ids[at + index] ?? null);
      bind(item, values);
    }
    await handle.run(at < full ? sql.many : sql.one, values);
  }
  return ids;
}
