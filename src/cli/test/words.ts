/** Tests as people read them: a line for each file, and what is wrong where, with what was expected and what came. */
import type { ChalkInstance } from 'chalk';
import type { DiffLine, Failure } from '../../engine/tests/compare.ts';
import type { Ran } from '../../engine/tests/run-test.ts';
import { plain } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import type { Coverage } from './coverage.ts';
import type { Mutated } from './run-all.ts';

const WIDTH = 80;

export const count = (n: number, one: string): string =>
  `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`;

export const failed = ({ failures, test }: Ran): boolean => failures.length > 0 || test.expect === null;

/** `sequences/a.test.yaml  12 tests, 1 failed`. */
export function fileLine(path: string, rans: readonly Ran[], color: ChalkInstance): string {
  const bad = rans.filter(failed).length;
  const verdict = bad === 0 ? color.green('ok') : color.red(`${bad} failed`);
  return `${plain(path)}  ${count(rans.length, 'test')}, ${verdict}`;
}

/** The places of one test that are not as expected. */
export function failureLines(path: string, { test, failures }: Ran, color: ChalkInstance): readonly string[] {
  return failures.flatMap((failure) => [
    '',
    ...place(path, failure, color),
    ...wrap(plain(test.name), WIDTH - 2).map((line) => `  ${color.bold(line)}`),
    ...wrap(plain(failure.message), WIDTH - 2).map((line) => `  ${line}`),
    ...failure.lines.flatMap((line) => diffLines(line, color)),
  ]);
}

const place = (path: string, { range }: Pick<Failure, 'range'>, color: ChalkInstance): readonly string[] => [
  `${color.bold(`${plain(path)}:${range.line}:${range.column}`)} ${color.red('failed')}`,
];

function diffLines({ mark, text }: DiffLine, color: ChalkInstance): readonly string[] {
  const paint = mark === '-' ? color.red : mark === '+' ? color.green : (line: string) => line;
  return wrap(plain(text), WIDTH - 6).map((line, at) =>
    paint(`    ${at === 0 ? mark : ' '} ${line}`).trimEnd(),
  );
}

/** Of a test that expects nothing yet: what to write into it. */
export function unwrittenLines(
  path: string,
  { test }: Ran,
  paste: readonly string[],
  color: ChalkInstance,
): readonly string[] {
  return [
    '',
    ...place(path, test, color),
    ...wrap(plain(test.name), WIDTH - 2).map((line) => `  ${color.bold(line)}`),
    '  It expects nothing yet. What happens, to paste when it is right (or --update):',
    ...paste.map((line) => plain(`    ${line}`)),
  ];
}

/** What no test has seen; `min` is the percentage that is asked for. */
export function coverageLines(
  { sequence, path, branches, percent, unseen }: Coverage,
  min: number | null,
  color: ChalkInstance,
): readonly string[] {
  const seen = branches - unseen.length;
  const low = min !== null && percent < min ? `, below ${min} %` : '';
  const paint = low === '' && unseen.length === 0 ? color.green : low === '' ? color.yellow : color.red;
  return [
    `${color.bold(plain(sequence))}  ${paint(`${percent} % covered${low}`)} (${seen} of ${count(branches, 'branch').replace(/branchs$/, 'branches')})`,
    ...unseen.flatMap(({ what, place: at }) => [
      ...hanging(`not seen: ${plain(what)}`),
      `    ${plain(at === '' ? path : at)}`,
    ]),
  ];
}

/** What could be taken away without any test failing. */
export function mutationLines(
  { sequence, mutations, unnoticed, stale }: Mutated,
  color: ChalkInstance,
): readonly string[] {
  const verdict =
    unnoticed.length === 0
      ? color.green('the tests would notice each')
      : color.red(`no test would notice ${unnoticed.length}`);
  return [
    `${color.bold(plain(sequence))}  ${count(mutations.length, 'thing')} taken away in turn: ${verdict}`,
    ...unnoticed.flatMap((what) => hanging(`unnoticed: ${plain(what)}`)),
    ...stale.flatMap((what) => hanging(`called redundant, and is not: ${plain(what)}`)),
  ];
}

const hanging = (text: string): readonly string[] =>
  wrap(text, WIDTH - 4).map((line, at) => `${at === 0 ? '  ' : '    '}${line}`);
