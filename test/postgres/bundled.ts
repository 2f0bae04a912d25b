/** A test's own program as one file, beside this package, so that it finds the same libraries. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

let made = 0;

/** Its path; removed with the test. */
export async function bundled(entry: string): Promise<string> {
  made += 1;
  const folder = join(import.meta.dirname, '../../node_modules/.cache/leadseq-test');
  const outfile = join(folder, `postgres-${process.pid}-${made}.mjs`);
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'silent',
  });
  onTestFinished(() => rmSync(outfile, { force: true }));
  return outfile;
}
