/** A PostgreSQL server for one run of a bench, with every promise kept: fsync, full pages, synchronous commits. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

// The tests start theirs the same way; Node 20 reads no TypeScript by itself.
const outfile = join(import.meta.dirname, '../node_modules/.cache/leadseq-bench/postgres-process.mjs');
buildSync({
  entryPoints: [join(import.meta.dirname, '../test/store/postgres-process.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile,
  logLevel: 'silent',
});
const { startPostgres } = await import(pathToFileURL(outfile).href);

export const startServer = () =>
  startPostgres({ under: tmpdir(), settings: { max_connections: '64', shared_buffers: '256MB' } });
