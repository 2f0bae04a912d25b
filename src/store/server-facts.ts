/** What a database server says of itself: its version, what it promises, its time, and what this user may do there. */
import { flag, int, text } from './decode.ts';
import type { Handle, Row } from './driver.ts';

export interface ServerFacts {
  /** Such as `PostgreSQL 15.18`. */
  readonly version: string;
  readonly user: string;
  readonly schema: string;
  /** Switches that an acknowledged commit hangs on, as they are for this connection: `on`, `off` … */
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
  /** Milliseconds UTC. */
  readonly time: number;
}

const FACTS = `
  SELECT version() AS version, current_user::text AS role, current_schema()::text AS area,
    current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_pages,
    current_setting('synchronous_commit') AS durability,
    CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS time`;

export async function serverFacts(db: Handle): Promise<ServerFacts> {
  const [row = {}] = await db.all(FACTS);
  return {
    version: text(row, 'version').split(' ').slice(0, 2).join(' '),
    user: text(row, 'role'),
    schema: text(row, 'area'),
    fsync: text(row, 'fsync'),
    fullPageWrites: text(row, 'full_pages'),
    synchronousCommit: text(row, 'durability'),
    time: int(row, 'time'),
  };
}

export interface Right {
  /** The table, or the sequence that numbers its rows. */
  readonly name: string;
  /** Read, add and change; of a sequence: take numbers and set them. */
  readonly works: boolean;
  /** An upgrade of the program changes tables, which only their owner may. */
  readonly owns: boolean;
}

/** Rows are deleted in two tables only; the others keep them for ever. */
const RIGHTS = `
  SELECT c.relname::text AS name, pg_has_role(c.relowner, 'USAGE') AS owns,
    CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'UPDATE')
      ELSE has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
        AND has_table_privilege(c.oid, 'UPDATE')
        AND (c.relname NOT IN ('meta', 'touch_end') OR has_table_privilege(c.oid, 'DELETE'))
    END AS works
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'S') ORDER BY c.relkind DESC, c.relname`;

export const serverRights = async (db: Handle): Promise<readonly Right[]> =>
  (await db.all(RIGHTS)).map(decodeRight);

const decodeRight = (row: Row): Right => ({
  name: text(row, 'name'),
  works: flag(row, 'works'),
  owns: flag(row, 'owns'),
});
