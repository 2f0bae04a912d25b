/** What `seq test` says in the end: for people, for programs, and for CI. */
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { expectLines } from '../../engine/tests/write-expect.ts';
import { placeOf, showDiagnostics } from '../diagnostics.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { colorsFor } from '../terminal.ts';
import type { Coverage } from './coverage.ts';
import { junitOf } from './junit.ts';
import type { Mutated, RanFile } from './run-all.ts';
import {
  count,
  coverageLines,
  failed,
  failureLines,
  fileLine,
  mutationLines,
  unwrittenLines,
} from './words.ts';

export interface Outcome {
  readonly ran: readonly RanFile[];
  readonly mistakes: readonly { readonly root: string; readonly finding: Diagnostic }[];
  /** Null where it was not asked for. */
  readonly coverage: readonly Coverage[] | null;
  readonly min: number | null;
  readonly mutated: readonly Mutated[] | null;
}

export type Format = 'text' | 'json' | 'junit';

export async function report(
  io: Io,
  options: GlobalOptions,
  format: Format,
  outcome: Outcome,
): Promise<void> {
  if (format === 'json') return writeObject(io, outcome);
  if (format === 'junit') {
    const mistakes = outcome.mistakes.map(({ root, finding }) => ({
      place: placeOf(io, root, finding),
      finding,
    }));
    io.stdout.write(junitOf(outcome, mistakes));
    return;
  }
  for (const { root, finding } of outcome.mistakes)
    await showDiagnostics(io, options, io.stdout, root, [finding]);
  for (const line of lines(io, options, outcome)) io.stdout.write(`${line}\n`);
}

function lines(
  io: Io,
  options: GlobalOptions,
  { ran, coverage, min, mutated, mistakes }: Outcome,
): readonly string[] {
  const color = colorsFor(io, io.stdout, options);
  const all = ran.flatMap(({ rans }) => rans);
  const bad = all.filter(failed).length;
  const files = ran.flatMap(({ shown, rans }) => [
    fileLine(shown, rans, color),
    ...rans
      .filter(failed)
      .flatMap((one) =>
        one.test.expect === null && one.came !== null && one.failures.length === 0
          ? unwrittenLines(shown, one, expectLines(one.came), color)
          : failureLines(shown, one, color),
      ),
    ...(rans.some(failed) && ran.at(-1)?.rans !== rans ? [''] : []),
  ]);
  const wrong =
    mistakes.length === 0 ? [] : [`${count(mistakes.length, 'mistake')} in files, which were not run`];
  const passed =
    all.length === 0 ? [] : [`${count(all.length, 'test')}: ${bad === 0 ? 'all pass' : `${bad} failed`}`];
  const total = [...passed, ...wrong].join('; ');
  return [
    ...files,
    ...(coverage ?? []).flatMap((one) => ['', ...coverageLines(one, min, color)]),
    ...(mutated ?? []).flatMap((one) => ['', ...mutationLines(one, color)]),
    ...(coverage || mutated || bad > 0 ? [''] : []),
    (bad + mistakes.length === 0 ? color.green : color.red)(total),
  ];
}

function writeObject(io: Io, { ran, mistakes, coverage, mutated }: Outcome): void {
  const all = ran.flatMap(({ rans }) => rans);
  writeJson(io, 'test', {
    tests: all.length,
    failed: all.filter(failed).length,
    diagnostics: mistakes.map(({ root, finding }) => ({
      ...finding,
      file: placeOf(io, root, { file: finding.file }),
    })),
    files: ran.map(({ shown, file, rans }) => ({
      file: shown,
      sequence: file.sequence,
      tests: rans.map((one) => ({
        name: one.test.name,
        source: one.test.lead.source,
        line: one.test.range.line,
        passed: !failed(one),
        expectsNothing: one.test.expect === null,
        failures: one.failures.map(({ range, message, lines: diff }) => ({
          line: range.line,
          column: range.column,
          message,
          diff: diff.map(({ mark, text }) => `${mark} ${text}`),
        })),
      })),
    })),
    ...(coverage && { coverage }),
    ...(mutated && {
      mutants: mutated.map(({ sequence, mutations, unnoticed, stale }) => ({
        sequence,
        tried: mutations.length,
        unnoticed,
        stale,
      })),
    }),
  });
}
