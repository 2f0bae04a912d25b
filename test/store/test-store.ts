/** A test's store, on the engine that the run is about: `LEADSEQ_TEST_ENGINE=postgres` runs the same tests on a server. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { Driver } from '../../src/store/driver.ts';
import { putMeta } from '../../src/store/meta.ts';
import { type OpenOptions, openStore } from '../../src/store/open.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { dump } from './postgres-dump.ts';
import { testDatabase } from './postgres-server.ts';

export const ON_POSTGRES = process.env.LEADSEQ_TEST_ENGINE === 'postgres';

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

/** For the command line and programs in other processes, in whose environment it goes: where their database is. On SQLite they make its file. */
export async function databaseSetting(): Promise<Readonly<Record<string, string>>> {
  if (!ON_POSTGRES) return {};
  const { url, drop } = await testDatabase();
  onTestFinished(drop);
  return { LEADSEQ_DATABASE: url };
}

/** All that is stored, as text: the file of SQLite, or what the database of that setting holds. */
export async function stored(path: string, setting: Readonly<Record<string, string>>): Promise<string> {
  const url = setting.LEADSEQ_DATABASE;
  return url === undefined ? readFileSync(path, 'latin1') : dump(url);
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
