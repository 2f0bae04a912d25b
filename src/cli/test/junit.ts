/** Tests as JUnit's XML: a suite for each file, a case for each test. */
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { Ran } from '../../engine/tests/run-test.ts';
import { attribute, xml } from '../xml.ts';
import type { Outcome } from './report.ts';
import { failed } from './words.ts';

interface Mistake {
  readonly place: string;
  readonly finding: Diagnostic;
}

/** Mistakes in the files, too little coverage and unnoticed mutants are cases that fail as well. */
export function junitOf(
  { ran, coverage, min, mutated }: Omit<Outcome, 'mistakes'>,
  mistakes: readonly Mistake[],
): string {
  const suites = [
    ...ran.map(({ shown, rans }) => ({ name: shown, cases: rans.map((one) => caseOf(shown, one)) })),
    ...(mistakes.length === 0 ? [] : [{ name: 'files', cases: mistakes.map(mistakeOf) }]),
    ...(coverage === null
      ? []
      : [
          {
            name: 'coverage',
            cases: coverage.map(({ sequence, percent, unseen }) =>
              one(
                'coverage',
                sequence,
                min !== null && percent < min
                  ? {
                      message: `${percent} % covered, below ${min} %`,
                      text: unseen.map(({ what, place }) => `${place} ${what}`).join('\n'),
                    }
                  : null,
              ),
            ),
          },
        ]),
    ...(mutated === null
      ? []
      : [
          {
            name: 'mutants',
            cases: mutated.flatMap(({ sequence, mutations, unnoticed }) =>
              mutations.map(({ mutant }) =>
                one(
                  `mutants of ${sequence}`,
                  mutant.what,
                  unnoticed.includes(mutant.what)
                    ? { message: 'no test misses it', text: mutant.what }
                    : null,
                ),
              ),
            ),
          },
        ]),
  ];
  const failuresIn = (cases: readonly Case[]): number => cases.filter(({ fails }) => fails).length;
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="leadseq test" tests="${all.length}" failures="${failuresIn(all)}" errors="0" time="0">`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name=${attribute(name)} tests="${cases.length}" failures="${failuresIn(cases)}" errors="0" time="0">`,
      ...cases.map(({ text }) => text),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Case {
  readonly text: string;
  readonly fails: boolean;
}

function one(
  suite: string,
  name: string,
  failure: { readonly message: string; readonly text: string } | null,
): Case {
  const head = `    <testcase classname=${attribute(suite)} name=${attribute(name)} time="0"`;
  return failure === null
    ? { text: `${head}/>`, fails: false }
    : {
        text: `${head}><failure type="failed" message=${attribute(failure.message)}>${xml(failure.text)}</failure></testcase>`,
        fails: true,
      };
}

function caseOf(file: string, ran: Ran): Case {
  const { test, failures } = ran;
  if (!failed(ran)) return one(file, test.name, null);
  const [first] = failures;
  const text = failures.flatMap(({ range, message, lines }) => [
    `${file}:${range.line}:${range.column} ${message}`,
    ...lines.map((line) => `${line.mark} ${line.text}`),
  ]);
  return one(file, test.name, {
    message: first?.message ?? 'It expects nothing yet.',
    text: text.length === 0 ? `${file}:${test.range.line}:${test.range.column}` : text.join('\n'),
  });
}

const mistakeOf = ({ place, finding }: Mistake): Case =>
  one('files', `${finding.code} ${place}`, { message: finding.message, text: `${place} ${finding.message}` });
