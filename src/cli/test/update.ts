/** Writes what happens into tests that expect nothing yet, and the first tests of a sequence that has none. */
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { SequenceId } from '../../domain/ids.ts';
import { type Around, readTests } from '../../engine/tests/read-tests.ts';
import { type Ran, runTest } from '../../engine/tests/run-test.ts';
import type { TestFile } from '../../engine/tests/test-file.ts';
import { expectLines } from '../../engine/tests/write-expect.ts';
import { ANY_SOURCE } from '../../sequence/variant.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { complain } from '../problems.ts';
import type { FoundTests } from './find.ts';
import { count } from './words.ts';

/** `named`: sequences without tests get their first ones. */
export async function updateFound(
  io: Io,
  options: GlobalOptions,
  found: readonly FoundTests[],
  named: boolean,
): Promise<ExitCode> {
  let [written, wrong] = [0, 0];
  for (const each of found) {
    const { around, tests, sequences } = each;
    const begun = named
      ? sequences
          .filter((id) => !tests.some(({ file }) => file?.sequence === id))
          .flatMap((id) => firstTests(around, id))
      : [];
    for (const { path, text, file, diagnostics } of [...tests, ...begun]) {
      await showDiagnostics(io, options, io.stdout, around.root, diagnostics, new Map([[path, text]]));
      if (file === null) {
        wrong += 1;
        continue;
      }
      const isNew = begun.some((one) => one.path === path);
      const filled = await fill(io, options, file);
      if (io.signal.aborted) return EXIT.problems;
      wrong += filled.left;
      if (filled.count === 0) continue;
      const absolute = join(around.root, path);
      await writeFile(absolute, filled.text, { flag: isNew ? 'wx' : 'w' });
      written += filled.count;
      io.stdout.write(`${relative(io.cwd, absolute)}: ${count(filled.count, 'test')} written\n`);
    }
  }
  if (written === 0 && wrong === 0)
    io.stdout.write('Every test expects something already; nothing was written.\n');
  else if (written > 0)
    io.stdout.write('Read them: they say what happens now, and whether that is right only you know.\n');
  return wrong > 0 ? EXIT.problems : EXIT.ok;
}

interface Filled {
  readonly text: string;
  readonly count: number;
  /** Tests that could not be written. */
  readonly left: number;
}

async function fill(io: Io, options: GlobalOptions, file: TestFile): Promise<Filled> {
  const groups = new Map<number, Ran[]>();
  for (const test of file.tests.filter(({ expect }) => expect === null)) {
    const ran = await runTest(file, test, io.signal);
    groups.set(test.range.start, [...(groups.get(test.range.start) ?? []), ran]);
  }
  let [left, done] = [0, 0];
  let { text } = file;
  // From the end, so that what stands before keeps its place.
  for (const rans of [...groups.values()].reverse()) {
    const [first] = rans;
    const kinds = new Set(rans.map(({ came }) => came && expectLines(came).join('\n')));
    const [lines] = kinds;
    if (first === undefined || kinds.size !== 1 || !lines) {
      left += 1;
      const { line, column } = first?.test.range ?? { line: 1, column: 1 };
      const why =
        kinds.size > 1
          ? 'its sources do not get the same: make a test of each'
          : (first?.failures[0]?.message ?? 'nobody came');
      complain(io, options, `${file.path}:${line}:${column} is not written: ${why}`);
      continue;
    }
    const { offset, indent } = first.test.end;
    const block = lines
      .split('\n')
      .map((line) => `${' '.repeat(indent)}${line}\n`)
      .join('');
    const before = text.slice(0, offset);
    text = `${before}${before.endsWith('\n') ? '' : '\n'}${block}${text.slice(offset)}`;
    done += 1;
  }
  return { text, count: done, left };
}

/** A test for each source of a sequence that has none, in a file that is not there yet. */
function firstTests(around: Around, id: SequenceId) {
  const file = around.sequences.get(id);
  const sequence = file?.revision?.sequence;
  if (file === undefined || sequence === undefined) return [];
  const path = file.path.replace(/\.ya?ml$/, '.test.yaml');
  const depth = path.split('/').length - 1;
  const appointment = sequence.anchor === 'appointment' ? '    appointment: T+9d\n' : '';
  const tests = sequence.variants.map(({ source }) =>
    source === ANY_SOURCE
      ? `  - name: A lead who never answers\n${appointment}`
      : `  - name: A lead from ${source} who never answers\n    lead: { source: ${source} }\n${appointment}`,
  );
  const text = `# yaml-language-server: $schema=${'../'.repeat(depth)}schemas/test.schema.json\nversion: 1\ntests:\n${tests.join('\n')}`;
  return [{ path, text, ...readTests(text, path, around) }];
}
