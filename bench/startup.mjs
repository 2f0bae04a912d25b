/** How long cron waits each minute: `--version` and `tick` with nothing due over many enrollments, against an empty script. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, must, race, report } from './harness.mjs';
import { quietWorkspace } from './workspace.mjs';

const enrollments = Number(process.argv[2] ?? 1_000_000);
const seq = join(import.meta.dirname, '../bin/seq');
const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
const empty = join(dir, 'empty.mjs');
writeFileSync(empty, '');

const workspace = quietWorkspace(dir, enrollments);
const node = (args) => () => void must(process.execPath, args, { cwd: workspace });

process.stdout.write(`${machine()}\n`);
report(
  `start-up, ${enrollments.toLocaleString('en-US')} enrollments, nothing due`,
  await race(
    [
      { name: 'node empty.mjs', run: node([empty]) },
      { name: 'seq --version', run: node([seq, '--version']) },
      { name: 'seq tick', run: node([seq, 'tick']) },
    ],
    { rounds: 31, warmups: 3 },
  ),
  { limit: { 'seq --version': 1.3, 'seq tick': 1.3 } },
);
