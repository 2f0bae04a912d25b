/** Lists in SQL: values bound in a few fixed lengths, so that few texts are prepared and none is made of values. */
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
  const rows: Row[] = [];
  const distinct = [...new Set(values)];
  for (let from = 0; from < distinct.length; from += LONGEST) {
    const batch = distinct.slice(from, from + LONGEST);
    const length = LENGTHS.find((known) => known >= batch.length) ?? LONGEST;
    const last = batch[batch.length - 1] ?? null;
    const padded = [...batch, ...Array<SqlValue>(length - batch.length).fill(last)];
    for (const row of await db.all(sql(marks.get(length) ?? ''), [...params, ...padded])) rows.push(row);
  }
  return rows;
}
