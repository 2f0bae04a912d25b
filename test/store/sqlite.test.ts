/** The contract of the store, on SQLite files. */
import { openStore } from '../../src/store/open.ts';
import { storeContract } from './contract.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { scratchFile } from './scratch.ts';

storeContract('SQLite', () => openStore({ path: scratchFile(), pepper: PEPPER, now: TUESDAY, create: true }));
