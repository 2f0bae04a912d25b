/** `seq prove` of framework-14 beside an empty script: as it is asked for every day, and one source minute by minute. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, must, timed } from './harness.mjs';
import { emptyWorkspace, SEQ } from './workspace.mjs';

const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
const empty = join(dir, 'empty.mjs');
writeFileSync(empty, '');
const cwd = emptyWorkspace(dir, 'one');

/** The limit is about seconds on the clock, of as many threads as there are processors; on a machine that does other things they are more. */
async function measure(name, args, limit) {
  must(process.execPath, [empty]);
  const { cpu, ms } = await timed(process.execPath, args, { cwd });
  const verdict =
    limit === null ? '' : ms / 1000 <= limit ? `  limit ${limit} s: held` : `  limit ${limit} s: MISSED`;
  process.stdout.write(
    `  ${name.padEnd(44)} ${(cpu / 1000).toFixed(1).padStart(7)} s of processor, ${(ms / 1000).toFixed(1)} s${verdict}\n`,
  );
}

process.stdout.write(`${machine()}\n\nproof of framework-14, five sources\n`);
await measure('node empty.mjs', [empty], null);
await measure('seq prove framework-14', [SEQ, 'prove', 'framework-14'], 5);
await measure('seq prove framework-14 --exhaustive', [SEQ, 'prove', 'framework-14', '--exhaustive'], 600);
rmSync(dir, { recursive: true });
