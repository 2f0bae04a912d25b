/** Carrying every row of one database over to another: tables in the order of their references, rows in the order of their keys. */
import { createHash } from 'node:crypto';
import { int, intOrNull, only, text } from './decode.ts';
import { type Driver, type Handle, type Row, type SqlValue, StoreError } from './driver.ts';
import { schemaStatements } from './schema.ts';

export interface CarriedTable {
  readonly name: string;
  readonly key: readonly string[];
  /** The column whose numbers the engine gives out. */
  readonly counted: string | null;
}

const counted = (name: string, column = 'id'): CarriedTable => ({ name, key: [column], counted: column });
const keyed = (name: string, ...key: readonly string[]): CarriedTable => ({ name, key, counted: null });

/** `meta` is not among them: it comes last, because it makes the database one that can be opened. */
export const CARRIED: readonly CarriedTable[] = [
  counted('business'),
  counted('word'),
  counted('destination'),
  counted('contact'),
  counted('lead'),
  counted('revision'),
  counted('enrollment'),
  keyed('touch_end', 'enrollment_id', 'touch_id', 'occurrence'),
  keyed('shift', 'enrollment_id', 'n'),
  keyed('late_seen', 'enrollment_id', 'touch_id', 'occurrence'),
  counted('run'),
  counted('attempt'),
  counted('task'),
  counted('event', 'seq'),
  counted('suppression'),
  counted('pause'),
  counted('appointment'),
  counted('inbound'),
  keyed('poll', 'business_id'),
  keyed('mailbox', 'business_id'),
  counted('going_live'),
  counted('webhook'),
  keyed('acted', 'enrollment_id', 'act'),
  keyed('away', 'enrollment_id'),
  counted('link'),
  counted('click'),
  counted('notice'),
  counted('bridge'),
];

/** Rows of a table at a time; fewer when it has so many columns that the server would refuse the statement (65,535 values). */
const BATCH = 1_000;
const MOST_VALUES = 32_000;

const isGuard = (statement: string): boolean => /^CREATE (TRIGGER|FUNCTION) /.test(statement);

/** Without the guards: they would refuse an attempt that begins as sent. */
export async function makeBareTables(handle: Handle): Promise<void> {
  for (const statement of schemaStatements(handle.engine))
    if (!isGuard(statement)) await handle.run(statement);
}

export async function makeGuards(handle: Handle): Promise<void> {
  for (const statement of schemaStatements(handle.engine))
    if (isGuard(statement)) await handle.run(statement);
}

/** Takes away what an unfinished move has left, and nothing else. */
export async function dropTables(handle: Handle): Promise<void> {
  for (const { name } of [...CARRIED].reverse()) await handle.run(`DROP TABLE IF EXISTS ${name} CASCADE`);
  await handle.run('DROP TABLE IF EXISTS meta CASCADE');
  await handle.run('DROP FUNCTION IF EXISTS refuse() CASCADE');
}

export async function countRows(db: Handle, table: CarriedTable): Promise<number> {
  return int(only(await db.all(`SELECT count(*) AS n FROM ${table.name}`)), 'n');
}

const COLUMNS = `
  SELECT column_name AS name FROM information_schema.columns
  WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position`;

const columnsOf = async (server: Handle, { name }: CarriedTable): Promise<readonly string[]> =>
  (await server.all(COLUMNS, [name])).map((row) => text(row, 'name'));

/** Every row in the order of the key, a batch at a time. */
async function* batches(
  db: Handle,
  { name, key }: CarriedTable,
  columns: readonly string[],
): AsyncGenerator<readonly Row[]> {
  const size = Math.min(BATCH, Math.floor(MOST_VALUES / columns.length));
  const order = key.join(', ');
  const select = `SELECT ${columns.join(', ')} FROM ${name}`;
  const rest = `WHERE (${order}) > (${key.map(() => '?').join(', ')})`;
  let last: Row | undefined;
  for (;;) {
    const from = last;
    const rows: readonly Row[] =
      from === undefined
        ? await db.all(`${select} ORDER BY ${order} LIMIT ?`, [size])
        : await db.all(`${select} ${rest} ORDER BY ${order} LIMIT ?`, [
            ...key.map((k) => from[k] ?? null),
            size,
          ]);
    last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
  }
}

/** Tells how many rows have been written after each batch. */
export async function copyTable(
  from: Handle,
  to: Driver,
  table: CarriedTable,
  onRows: (rows: number) => void | Promise<void>,
): Promise<void> {
  const columns = await columnsOf(to, table);
  const row = `(${columns.map(() => '?').join(', ')})`;
  for await (const rows of batches(from, table, columns)) {
    const sql = `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES ${Array<string>(rows.length).fill(row).join(', ')}`;
    const values: SqlValue[] = rows.flatMap((each) => columns.map((column) => each[column] ?? null));
    await to.run(sql, values);
    await onRows(rows.length);
  }
  if (table.counted === null) return;
  const highest = (await to.all(`SELECT max(${table.counted}) AS n FROM ${table.name}`))[0];
  const n = highest === undefined ? null : intOrNull(highest, 'n');
  if (n !== null)
    await to.all(`SELECT setval(pg_get_serial_sequence('${table.name}', '${table.counted}'), ?)`, [n]);
}

export interface Compared {
  readonly rows: number;
  /** SHA-256 over every value of every row, the same on both sides. */
  readonly checksum: string;
}

/** Reads both tables side by side; the first difference ends it. */
export async function compareTable(from: Handle, to: Handle, table: CarriedTable): Promise<Compared> {
  const columns = await columnsOf(to, table);
  const [mine, theirs] = [rowsOf(from, table, columns), rowsOf(to, table, columns)];
  const hash = createHash('sha256');
  let rows = 0;
  for (;;) {
    const [a, b] = [await mine.next(), await theirs.next()];
    if (a.done === true && b.done === true) return { rows, checksum: hash.digest('hex') };
    const left = a.done === true ? null : canonical(a.value, columns);
    const right = b.done === true ? null : canonical(b.value, columns);
    if (left !== right) throw differs(table, a.done === true ? undefined : a.value, rows);
    rows += 1;
    hash.update(`${left}\n`);
  }
}

async function* rowsOf(db: Handle, table: CarriedTable, columns: readonly string[]): AsyncGenerator<Row> {
  for await (const rows of batches(db, table, columns)) yield* rows;
}

/** One text for a row's values, whichever engine gave them. A server keeps no NUL in a text, and has the sign for it instead. */
const canonical = (row: Row, columns: readonly string[]): string =>
  JSON.stringify(
    columns.map((column) => {
      const value = row[column] ?? null;
      return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('hex') } : value;
    }),
  ).replaceAll('\\u0000', '\u2400');

/** Names the row, never its values: they may be somebody's name or number. */
function differs({ name, key }: CarriedTable, row: Row | undefined, rows: number): StoreError {
  const place =
    row === undefined ? `after ${rows} rows` : key.map((k) => `${k} ${String(row[k])}`).join(', ');
  return new StoreError(
    'corrupt',
    `The copy of table ${name} differs from the original (${place}). The original is as it was, and stays in force.`,
  );
}
