/** A test's store, on the engine that the run is about: `LEADSEQ_TEST_ENGINE=postgres` runs the same tests on a server. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Driver } from '../../src/store/driver.ts';
import { putMeta } from '../../src/store/meta.ts';
import { type OpenOptions, openStore } from '../../src/store/open.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { testDatabase } from './postgres-server.ts';

const ON_POSTGRES = process.env.LEADSEQ_TEST_ENGINE === 'postgres';

/** Beside the path where SQLite has its file stands the address of the database, for other processes of the same test. */
export async function openTestStore(options: OpenOptions): Promise<Driver> {
  if (!ON_POSTGRES) return openStore(options);
  const { path, ...rest } = options;
  if (!options.create) return openPostgresStore({ ...rest, url: readFileSync(`${path}.url`, 'utf8') });
  const { db, url, drop } = await newOnServer(rest);
  writeFileSync(`${path}.url`, url);
  return {
    ...db,
    close: async () => {
      await db.close();
      await drop();
    },
  };
}

/** As if the program had made the tables just now: copied from those that it made once, with facts of their own. */
export async function newOnServer({ pepper, now }: Pick<OpenOptions, 'pepper' | 'now'>) {
  const { url, drop } = await testDatabase('tables');
  const db = await openPostgresStore({ url, pepper, now, create: false });
  await db.tx(async (handle) => {
    await putMeta(handle, 'instance', randomUUID());
    await putMeta(handle, 'created_at', String(now));
    await putMeta(handle, 'high_water', String(now));
  });
  return { db, url, drop };
}
