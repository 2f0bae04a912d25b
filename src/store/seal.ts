/** A database file whose rows live elsewhere now: it can still be read, and nothing can be sent or taken down in it. */
import type { Handle } from './driver.ts';

const WORDS = 'this database was moved to a server, and is no longer the one in force';
/** Every act writes an event, and whoever sends begins a run. */
const SEALED = ['event', 'run'];

const IS_SEALED = `SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'event_moved'`;

/** In the transaction that ends the move: a program that waited for it finds the file sealed. */
export async function seal(handle: Handle): Promise<void> {
  for (const table of SEALED)
    await handle.run(
      `CREATE TRIGGER ${table}_moved BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, '${WORDS}'); END`,
    );
}

export async function isSealed(db: Handle): Promise<boolean> {
  return (await db.all(IS_SEALED)).length > 0;
}
