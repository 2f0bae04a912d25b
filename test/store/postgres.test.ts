/** The contract of the store, on a PostgreSQL server. */
import { onTestFinished } from 'vitest';
import type { Driver } from '../../src/store/driver.ts';
import { storeContract } from './contract.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { newOnServer } from './test-store.ts';

storeContract('PostgreSQL', async (): Promise<Driver> => {
  const { db, drop } = await newOnServer({ pepper: PEPPER, now: TUESDAY });
  onTestFinished(drop);
  return db;
});
