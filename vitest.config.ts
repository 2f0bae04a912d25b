/** How the tests run: one process pool sized for two cores, no globals, one seed for all random tests. */
import { defineConfig } from 'vitest/config';

/** Whose tests ask for a store of whichever engine the run is about. */
const ON_EITHER_ENGINE = [
  'test/{actions,engine,enroll,live}/**/*.test.ts',
  'test/server/{attack,site,status-callbacks,unsubscribe,twilio-inbound,leads,answered-at-once,missed-calls,ad-leads,watching}.test.ts',
  'test/server/hooks/**/*.test.ts',
  'test/security/every-address.test.ts',
  'test/people/**/*.test.ts',
  'test/surface/{health,instance,pause-file}.test.ts',
  'test/{schedule/handed-on,transport/twilio-tick}.test.ts',
];
/** What is SQLite's own: its file, its switches, its plans. */
const SQLITE_ONLY = '**/*.sqlite.test.ts';
const onPostgres = process.env.LEADSEQ_TEST_ENGINE === 'postgres';

export default defineConfig({
  test: {
    include: onPostgres ? ON_EITHER_ENGINE : ['test/**/*.test.ts'],
    exclude: onPostgres ? [SQLITE_ONLY] : [],
    pool: 'forks',
    // By itself vitest keeps one core free, and two of them would do the work of one.
    maxWorkers: '100%',
    setupFiles: ['test/seed.ts'],
    globalSetup: ['test/store/postgres-setup.ts'],
    // For what hangs, not for what is slow: on a machine with eight times as much to do, the longest took 89 s.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
