/** All that a database on a server holds, as statements that bring it back. */
import pg from 'pg';
import { openPostgres } from '../../src/store/postgres-driver.ts';

/** Every row and every counter at one moment, for a database with the same tables. */
export async function dump(url: string): Promise<string> {
  const db = await openPostgres(url);
  try {
    const tables = await db.tables();
    const load = await db.tx(async (handle) => {
      await handle.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const statements: string[] = [];
      for (const table of tables) {
        const [row] = await handle.all(
          `SELECT CAST(COALESCE(json_agg(one), '[]') AS TEXT) AS rows FROM ${table} AS one`,
        );
        const rows = pg.escapeLiteral(String(row?.rows));
        statements.push(
          `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${table}, ${rows})`,
        );
      }
      for (const { name, last } of await handle.all(COUNTERS))
        if (last !== null) statements.push(`SELECT setval('${name}', ${last})`);
      return statements;
    });
    // Rows are loaded in the order of the alphabet, not in that of who refers to whom.
    return [
      'BEGIN',
      'SET LOCAL session_replication_role = replica',
      `TRUNCATE ${tables.join(', ')} RESTART IDENTITY`,
      ...load,
      'COMMIT',
    ].join(';\n');
  } finally {
    await db.close();
  }
}

const COUNTERS = 'SELECT sequencename AS name, last_value AS last FROM pg_sequences';
