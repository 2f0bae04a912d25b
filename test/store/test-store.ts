/** A test's store, on the engine that the run is about: `LEADSEQ_TEST_ENGINE=postgres` runs the same tests on a server. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Driver } from '../../src/store/driver.ts';
import { type OpenOptions, openStore } from '../../src/store/open.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { testDatabase } from './postgres-server.ts';

export const ON_POSTGRES = process.env.LEADSEQ_TEST_ENGINE === 'postgres';

/** Beside the path where SQLite has its file stands the address of the database, for other processes of the same test. */
export async function openTestStore(options: OpenOptions): Promise<Driver> {
  if (!ON_POSTGRES) return openStore(options);
  const { path, ...rest } = options;
  if (!options.create) return openPostgresStore({ ...rest, url: readFileSync(`${path}.url`, 'utf8') });
  const { url, drop } = await testDatabase();
  writeFileSync(`${path}.url`, url);
  const db = await openPostgresStore({ ...rest, url });
  return {
    ...db,
    close: async () => {
      await db.close();
      await drop();
    },
  };
}
