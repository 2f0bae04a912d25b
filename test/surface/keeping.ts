/** What operators do to a database from outside the program: a file is copied, a database on a server dumped and loaded. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../src/domain/time.ts';
import type { Driver } from '../../src/store/driver.ts';
import { openStore } from '../../src/store/open.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { PEPPER } from '../engine/kit.ts';
import { dump } from '../store/postgres-dump.ts';
import { administer, type TestDatabase } from '../store/postgres-server.ts';
import { newOnServer, ON_POSTGRES } from '../store/test-store.ts';

export interface Keeping {
  open(now: Instant): Promise<Driver>;
  /** The path of a file's copy, or the statements that bring a database back. `open` is the connection there is, if any: a file that is open is not merely copied. */
  keep(open: Driver | null): Promise<string>;
  putBack(kept: string): Promise<void>;
  remove(): Promise<void>;
}

export const keepingIn = (state: string): Keeping => (ON_POSTGRES ? onServer() : inFile(state));

function inFile(state: string): Keeping {
  const path = join(state, 'leadseq.db');
  let copies = 0;
  return {
    open: (now) => openStore({ path, pepper: PEPPER, now, create: true }),
    keep: async (open) => {
      copies += 1;
      const copy = join(state, `copy-${copies}.db`);
      if (open === null) copyFileSync(path, copy);
      else await open.run('VACUUM INTO ?', [copy]);
      return copy;
    },
    putBack: async (kept) => copyFileSync(kept, path),
    remove: async () => undefined,
  };
}

function onServer(): Keeping {
  let made: TestDatabase | null = null;
  const database = async (now: Instant): Promise<TestDatabase> => {
    if (made !== null) return made;
    const { db, url, drop } = await newOnServer({ pepper: PEPPER, now });
    await db.close();
    made = { url, drop };
    return made;
  };
  return {
    open: async (now) =>
      openPostgresStore({ url: (await database(now)).url, pepper: PEPPER, now, create: false }),
    keep: async () => {
      if (made === null) throw new Error('there is nothing to keep yet');
      return dump(made.url);
    },
    putBack: async (kept) => administer((await database(0 as Instant)).url, kept),
    remove: async () => made?.drop(),
  };
}
