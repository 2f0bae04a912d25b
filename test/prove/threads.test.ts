/** What a proof finds does not depend on how many threads look for it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const prove = (...words: readonly string[]): { readonly status: number | null; readonly stdout: string } =>
  spawnSync(
    process.execPath,
    ['bin/seq', 'prove', 'sequences/missed-call.yaml', '--year', '2026', ...words],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );

it('one thread and three say the same, letter by letter', () => {
  const [one, three] = ['1', '3'].map((jobs) => prove('--jobs', jobs, '--json'));
  expect(one?.status).toBe(0);
  expect(JSON.parse(one?.stdout ?? '')).toMatchObject({ holds: true, proofs: [{ source: 'missed_call' }] });
  expect(three).toMatchObject({ status: 0, stdout: one?.stdout });
  // A control: what is asked does change what is said.
  expect(prove('--jobs', '3', '--json', '--zones', 'Pacific/Honolulu').stdout).not.toBe(one?.stdout);
});
