/** How the tests run: one process pool sized for two cores, no globals, one seed for all random tests. */
import { defineConfig } from 'vitest/config';

/** Whose tests ask for a store of whichever engine the run is about. */
const ON_EITHER_ENGINE = 'test/{actions,engine,enroll,live,server,surface}/**/*.test.ts';
/** What is SQLite's own: its file, its switches, its plans. */
const SQLITE_ONLY = '**/*.sqlite.test.ts';
const onPostgres = process.env.LEADSEQ_TEST_ENGINE === 'postgres';

export default defineConfig({
  test: {
    include: [onPostgres ? ON_EITHER_ENGINE : 'test/**/*.test.ts'],
    exclude: onPostgres ? [SQLITE_ONLY] : [],
    pool: 'forks',
    setupFiles: ['test/seed.ts'],
    globalSetup: ['test/store/postgres-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
