/**
 * How long cron waits each minute: `--version` and `tick` with nothing due against an empty script, in workspaces of one
 * or several sizes (`node bench/startup.mjs 1000000 10000000`), all of them in the same rounds.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, must, race, report } from './harness.mjs';
import { quietWorkspace } from './workspace.mjs';

const ROUNDS = 31;
/** What ten times the people may cost. */
const FLAT = 1.1;

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1_000_000];
const seq = join(import.meta.dirname, '../bin/seq');
const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
const empty = join(dir, 'empty.mjs');
writeFileSync(empty, '');

process.stdout.write(`${machine()}\n`);
const workspaces = sizes.map((enrollments) => {
  const parent = join(dir, String(enrollments));
  mkdirSync(parent);
  return { enrollments, root: quietWorkspace(parent, enrollments) };
});
const [{ root: first }] = workspaces;
const node = (cwd, args) => () => void must(process.execPath, args, { cwd });
const tick = (enrollments) => `seq tick, ${enrollments.toLocaleString('en-US')} enrollments`;

const results = await race(
  [
    { name: 'node empty.mjs', run: node(first, [empty]) },
    { name: 'seq --version', run: node(first, [seq, '--version']) },
    ...workspaces.map(({ enrollments, root }) => ({
      name: tick(enrollments),
      run: node(root, [seq, 'tick']),
    })),
  ],
  { rounds: ROUNDS, warmups: 3 },
);
const limit = Object.fromEntries(results.slice(1).map(({ name }) => [name, 1.3]));
report('start-up, nothing due', results, { limit });
const [least, ...larger] = results.slice(2);
for (const { name, median } of larger) {
  const ratio = median / least.median;
  process.stdout.write(
    `  ${name}: × ${ratio.toFixed(3)} of ${least.name}, limit ${FLAT}: ${ratio <= FLAT ? 'held' : 'MISSED'}\n`,
  );
}
rmSync(dir, { recursive: true });
