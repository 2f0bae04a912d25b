/** Lists in SQL: values and rows bound in a few fixed lengths, so that few texts are prepared and none is made of values. */
import type { Handle, Row, SqlValue } from './driver.ts';

/** Both engines take far more (32,766 on SQLite); longer lists gain nothing. */
const LENGTHS = [1, 8, 64, 512] as const;
const LONGEST = 512;

const marks = new Map(LENGTHS.map((length) => [length, Array(length).fill('?').join(', ')]));

/** The rows for all of `values`. `sql` gets the `?, ?, …` of one batch; `params` come before the list's own. A short batch repeats its last value. */
export async function allIn(
  db: Handle,
  sql: (list: string) => string,
  values: readonly SqlValue[],
  params: readonly SqlValue[] = [],
): Promise<readonly Row[]> {
  const distinct = [...new Set(values)];
  if (distinct.length <= LONGEST)
    return distinct.length === 0 ? [] : db.all(...listed(sql, distinct, params));
  const asked: Promise<readonly Row[]>[] = [];
  for (let from = 0; from < distinct.length; from += LONGEST) {
    const answer = db.all(...listed(sql, distinct.slice(from, from + LONGEST), params));
    asked.push(answer);
    // A server takes one statement after the other.
    if (db.engine === 'postgres') await answer;
  }
  return (await Promise.all(asked)).flat();
}

/** As `allIn`, for a statement that only changes rows. */
export async function runIn(
  db: Handle,
  sql: (list: string) => string,
  values: readonly SqlValue[],
  params: readonly SqlValue[] = [],
): Promise<void> {
  const distinct = [...new Set(values)];
  for (let from = 0; from < distinct.length; from += LONGEST)
    await db.run(...listed(sql, distinct.slice(from, from + LONGEST), params));
}

function listed(
  sql: (list: string) => string,
  batch: readonly SqlValue[],
  params: readonly SqlValue[],
): [sql: string, params: readonly SqlValue[]] {
  const length = LENGTHS.find((known) => known >= batch.length) ?? LONGEST;
  const last = batch[batch.length - 1] ?? null;
  const values = [...params, ...batch];
  for (let n = batch.length; n < length; n += 1) values.push(last);
  return [textOf(sql, length, () => marks.get(length) ?? ''), values];
}

/** How many rows one statement takes: most batches are one turn of 20, or a piece of an import. */
const ROWS = [50, 20, 8, 3, 1] as const;

/**
 * Runs `sql` over all of `rows` and returns what it returns. `sql` gets the rows as `(?, ?), (?, ?), …`, each made like
 * `row`; `params` come after the rows' own. Unlike a list of values, no row may come twice: a short batch is cut up.
 */
export async function allRows(
  db: Handle,
  sql: (rows: string) => string,
  row: string,
  rows: readonly (readonly SqlValue[])[],
  params: readonly SqlValue[] = [],
): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (const [text, values] of cutUp(sql, row, rows, params))
    for (const each of await db.all(text, values)) found.push(each);
  return found;
}

/** As `allRows`, for a statement that only changes rows: how many. */
export async function runRows(
  db: Handle,
  sql: (rows: string) => string,
  row: string,
  rows: readonly (readonly SqlValue[])[],
): Promise<number> {
  let changed = 0;
  for (const [text, values] of cutUp(sql, row, rows, [])) changed += await db.run(text, values);
  return changed;
}

function* cutUp(
  sql: (rows: string) => string,
  row: string,
  rows: readonly (readonly SqlValue[])[],
  params: readonly SqlValue[],
): Generator<[sql: string, params: readonly SqlValue[]]> {
  for (let from = 0; from < rows.length; ) {
    const length = ROWS.find((known) => known <= rows.length - from) ?? 1;
    const values: SqlValue[] = [];
    for (let n = from; n < from + length; n += 1) for (const value of rows[n] ?? []) values.push(value);
    values.push(...params);
    yield [textOf(sql, length, () => Array(length).fill(row).join(', ')), values];
    from += length;
  }
}

/** The text of each statement and length, made once: joined anew, even equal texts would have to be compared letter by letter. */
const texts = new WeakMap<(list: string) => string, Map<number, string>>();

function textOf(sql: (list: string) => string, length: number, list: () => string): string {
  const known = texts.get(sql) ?? new Map<number, string>();
  texts.set(sql, known);
  const found = known.get(length) ?? sql(list());
  known.set(length, found);
  return found;
}
