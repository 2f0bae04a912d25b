/** Bundles the kill campaign and its child beside this package, so that both find its libraries, and runs it. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'node_modules/.cache/leadseq-campaign');
buildSync({
  entryPoints: ['main', 'child'].map((name) => join(root, `test/campaign/${name}.ts`)),
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outdir: built,
  outExtension: { '.js': '.mjs' },
  logLevel: 'silent',
});
const args = [join(built, 'main.mjs'), ...process.argv.slice(2), '--child', join(built, 'child.mjs')];
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
