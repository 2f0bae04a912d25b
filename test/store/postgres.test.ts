/** The contract of the store, on a PostgreSQL server. */
import { onTestFinished } from 'vitest';
import type { Driver } from '../../src/store/driver.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { storeContract } from './contract.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { testDatabase } from './postgres-server.ts';

storeContract('PostgreSQL', async (): Promise<Driver> => {
  const { url, drop } = await testDatabase();
  onTestFinished(drop);
  return openPostgresStore({ url, pepper: PEPPER, now: TUESDAY, create: true });
});
