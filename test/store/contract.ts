/** What every engine behind the driver must do. Not a word here knows which engine runs it. */
import { describe } from 'vitest';
import type { Driver } from '../../src/store/driver.ts';
import { attemptContract } from './contract-attempts.ts';
import { driverContract } from './contract-driver.ts';
import { migratingContract } from './contract-migrating.ts';
import { recordContract } from './contract-records.ts';

/** `makeDriver` gives an open database with the tables in it and no rows but those of `meta`. */
export function storeContract(name: string, makeDriver: () => Promise<Driver>): void {
  describe(name, () => {
    describe('the driver', () => driverContract(makeDriver));
    describe('attempts', () => attemptContract(makeDriver));
    describe('enrollments that are moved', () => migratingContract(makeDriver));
    describe('the other records', () => recordContract(makeDriver));
  });
}
