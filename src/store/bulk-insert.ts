/** Inserts of many rows at a time, in three fixed lengths, and on SQLite with what all rows share said once. */
import { int, only } from './decode.ts';
import type { Handle, SqlValue } from './driver.ts';

/** Rows of one statement: beyond a hundred nothing is gained. */
const LENGTHS = [100, 10, 1] as const;

export interface BulkInsert {
  readonly table: string;
  /** The id first. */
  readonly columns: readonly string[];
  /** Statements by length and by the columns that all rows share, so that equal texts are prepared once. */
  readonly texts: Map<string, string>;
  readonly firstFree: string;
  readonly nextIds: string;
}

/** `columns` without the id, which is bound first. */
export function bulkInsert(table: string, columns: string): BulkInsert {
  return {
    table,
    columns: ['id', ...columns.split(', ')],
    texts: new Map(),
    firstFree: `SELECT COALESCE(MAX(id), 0) + 1 AS id FROM ${table}`,
    nextIds: `SELECT nextval(pg_get_serial_sequence('${table}', 'id')) AS id FROM generate_series(1, ?)`,
  };
}

/** Shared columns are bound before the rows: half of an import's values, each of which costs 0.1 µs to bind. */
function textOf({ table, columns, texts }: BulkInsert, shared: readonly boolean[], length: number): string {
  const key = `${length} ${shared.map(Number).join('')}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  let own = 0;
  const taken = columns.map((_, at) => (shared[at] ? '?' : `column${++own}`));
  const row = `(${Array<string>(own).fill('?').join(', ')})`;
  const rows = `VALUES ${Array<string>(length).fill(row).join(', ')}`;
  // PostgreSQL tells a value's type by the column it goes to, and only where it stands in the insert's own list.
  const from = shared.includes(true) ? `SELECT ${taken.join(', ')} FROM (${rows})` : rows;
  const text = `INSERT INTO ${table} (${columns.join(', ')}) ${from}`;
  texts.set(key, text);
  return text;
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
  const width = sql.columns.length;
  const values: SqlValue[] = [];
  for (const [index, item] of items.entries()) {
    values.push(ids[index] ?? null);
    bind(item, values);
  }
  const shared = sql.columns.map((_, at) => handle.engine === 'sqlite' && at > 0 && same(values, at, width));
  const common = shared.flatMap((is, at) => (is ? [values[at] ?? null] : []));
  for (let row = 0; row < items.length; ) {
    const length = LENGTHS.find((known) => known <= items.length - row) ?? 1;
    const bound: SqlValue[] = [...common];
    for (let at = row * width; at < (row + length) * width; at++)
      if (!shared[at % width]) bound.push(values[at] ?? null);
    await handle.run(textOf(sql, shared, length), bound);
    row += length;
  }
  return ids;
}

/** Whether every row has the same in this column. */
function same(values: readonly SqlValue[], column: number, width: number): boolean {
  const first = values[column];
  for (let at = column + width; at < values.length; at += width) if (values[at] !== first) return false;
  return true;
}
