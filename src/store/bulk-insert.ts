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

/** What one row has in each column behind its id. */
export type Columns<T> = readonly ((item: T) => SqlValue)[];

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
  columns: Columns<T>,
): Promise<number[]> {
  if (items.length === 0) return [];
  const ids = await allot(handle, sql, items.length);
  const { common, shared, own } = sortedOut(handle, items, columns);
  // A server takes one statement after the other; a connection on a thread of its own goes through as many as there are.
  const running: Promise<number>[] = [];
  for (let from = 0; from < items.length; ) {
    const length = LENGTHS.find((known) => known <= items.length - from) ?? 1;
    const bound: SqlValue[] = [...common];
    for (let at = from; at < from + length; at++) {
      bound.push(ids[at] ?? null);
      const item = items[at] as T;
      for (const read of own) bound.push(read(item));
    }
    const done = handle.run(textOf(sql, shared, length), bound);
    if (handle.engine === 'postgres') await done;
    else running.push(done);
    from += length;
  }
  await Promise.all(running);
  return ids;
}

/** On SQLite, the columns in which every row has the same, and what that is. Nobody has another one's id. */
function sortedOut<T>(handle: Handle, items: readonly T[], columns: Columns<T>) {
  const common: SqlValue[] = [];
  const own: ((item: T) => SqlValue)[] = [];
  const shared = [false];
  for (const read of columns) {
    const first = read(items[0] as T);
    const is = handle.engine === 'sqlite' && items.every((item) => read(item) === first);
    shared.push(is);
    if (is) common.push(first);
    else own.push(read);
  }
  return { common, shared, own };
}
