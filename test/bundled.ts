/** A test's own program as one file, beside this package, so that it finds the same libraries. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const folder = join(import.meta.dirname, `../node_modules/.cache/leadseq-test/${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

/** Its path; removed when the file's tests are over. */
export async function bundled(entry: string): Promise<string> {
  made += 1;
  const outfile = join(folder, `${made}.mjs`);
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}
