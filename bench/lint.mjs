/**
 * `seq lint` of one file beside an empty script, and of a thousand beside two linters that know only the schema: processor
 * time, children and all. Files that were linted before (`--cache`) stand in a line of their own; the first round, which fills it, is the warm-up.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, must, race, report } from './harness.mjs';
import { linters } from './peers/linters.mjs';
import { emptyWorkspace, SEQ } from './workspace.mjs';

const rounds = Number(process.argv[2] ?? 5);
const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
const empty = join(dir, 'empty.mjs');
writeFileSync(empty, '');
const one = emptyWorkspace(dir, 'one');
const many = emptyWorkspace(dir, 'many');
const text = readFileSync(join(many, 'sequences/framework-14.yaml'), 'utf8');
for (let n = 0; n < 1_000; n++) {
  writeFileSync(join(many, `sequences/copy-${n}.yaml`), text.replace(/^id: .*/m, `id: copy-${n}`));
}

/** Milliseconds of processor time, in the program and in the kernel, as the shell counts them. */
function cpuOf(words, cwd = dir) {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@" > /dev/null';
  const { stderr } = must('bash', ['-c', script, 'bash', ...words], { cwd });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(stderr);
  return (Number(user) + Number(system)) * 1_000;
}

const lint = (root, ...words) => ({ run: () => cpuOf([process.execPath, SEQ, 'lint', ...words], root) });
process.stdout.write(`${machine()}\n`);
report(
  'lint of framework-14, in its workspace of five more: processor time',
  await race(
    [
      { name: 'node empty.mjs', run: () => cpuOf([process.execPath, empty]) },
      { name: 'seq lint, 1 file', ...lint(one, 'sequences/framework-14.yaml') },
      { name: 'seq lint --cache, again', ...lint(one, '--cache', 'sequences/framework-14.yaml') },
    ],
    { rounds: 3 * rounds, warmups: 1 },
  ),
  { limit: { 'seq lint, 1 file': 2, 'seq lint --cache, again': 2 } },
);
const [spectral, ajv] = linters(many, join(many, 'schemas/sequence.schema.json'));
const thousand = await race(
  [
    { name: spectral.name, run: () => cpuOf(spectral.words) },
    { name: ajv.name, run: () => cpuOf(ajv.words) },
    { name: 'seq lint, all rules', ...lint(many) },
    { name: 'seq lint --cache, again', ...lint(many, '--cache') },
  ],
  { rounds, warmups: 1 },
);
report('lint of 1,006 files: processor time', thousand, {
  limit: { 'seq lint, all rules': 0.1, 'seq lint --cache, again': 0.1 },
});
report('the same beside the schema alone', thousand.slice(1), {
  limit: { 'seq lint, all rules': 1.5, 'seq lint --cache, again': 1.5 },
});
rmSync(dir, { recursive: true });
