/** `seq lint` of one file and of a thousand, beside an empty script. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, must, race, report } from './harness.mjs';
import { emptyWorkspace, SEQ } from './workspace.mjs';

const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
const empty = join(dir, 'empty.mjs');
writeFileSync(empty, '');
const one = emptyWorkspace(dir, 'one');
const many = emptyWorkspace(dir, 'many');
const text = readFileSync(join(many, 'sequences/framework-14.yaml'), 'utf8');
for (let n = 0; n < 1_000; n++) {
  writeFileSync(join(many, `sequences/copy-${n}.yaml`), text.replace(/^id: .*/m, `id: copy-${n}`));
}
copyFileSync(join(one, 'sequences/framework-14.yaml'), join(one, 'one.yaml'));

process.stdout.write(`${machine()}\n`);
report(
  'lint of framework-14, five sources each',
  await race(
    [
      { name: 'node empty.mjs', run: () => void must(process.execPath, [empty]) },
      {
        name: 'seq lint, 1 file',
        run: () => void must(process.execPath, [SEQ, 'lint', 'sequences/framework-14.yaml'], { cwd: one }),
      },
      { name: 'seq lint, 1,004 files', run: () => void must(process.execPath, [SEQ, 'lint'], { cwd: many }) },
    ],
    { rounds: 5, warmups: 1 },
  ),
);
rmSync(dir, { recursive: true });
