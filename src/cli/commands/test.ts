/** `seq test`: the tests that lie beside sequences, played by the program itself. */
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { complain, usage } from '../problems.ts';
import { coverageOf } from '../test/coverage.ts';
import { type FoundTests, findTests } from '../test/find.ts';
import { type Format, type Outcome, report } from '../test/report.ts';
import { mutateFound, type RanFile, runFound } from '../test/run-all.ts';
import { updateFound } from '../test/update.ts';
import { failed } from '../test/words.ts';

interface Options {
  readonly only?: string;
  readonly coverage?: boolean;
  readonly minCoverage?: string;
  readonly mutate?: boolean;
  readonly update?: boolean;
  readonly format?: Format;
}

type Asked = Options & GlobalOptions;

export const run: Command<Options> = async (io, typed, options) => {
  const min = percentFrom(io, options);
  if (typeof min === 'object' && min !== null) return min.exit;
  const found = await findTests(io, options, typed);
  if (typeof found === 'number') return found;
  if (options.update === true) return updateFound(io, options, found, typed.length > 0);
  if (found.every(({ tests }) => tests.length === 0)) return nothingToTest(io, options, found);
  const ran = await runFound(io, found, options.only);
  if (ran === null) return endedEarly(io, options);
  if (options.only !== undefined && ran.every(({ rans }) => rans.length === 0) && ran.length > 0)
    return usage(io, options, `no test has "${options.only}" in its name`);
  return finish(io, options, found, ran, min);
};

async function finish(
  io: Io,
  options: Asked,
  found: readonly FoundTests[],
  ran: readonly RanFile[],
  min: number | null,
): Promise<ExitCode> {
  const mistakes = found.flatMap(({ around, tests, unread }) =>
    [...unread, ...tests.flatMap(({ diagnostics }) => diagnostics)].map((finding) => ({
      root: around.root,
      finding,
    })),
  );
  const broken = mistakes.length + ran.flatMap(({ rans }) => rans).filter(failed).length;
  const asksCoverage = options.coverage === true || min !== null;
  const coverage = asksCoverage ? found.flatMap((each) => coverageOf(io, each, ran)) : null;
  // What a test would notice is only known of tests that pass.
  const mutated = options.mutate === true && broken === 0 ? await mutateFound(io, found, ran) : null;
  if (io.signal.aborted) return endedEarly(io, options);
  const outcome: Outcome = { ran, mistakes, coverage, min, mutated };
  await report(io, options, options.json === true ? 'json' : (options.format ?? 'text'), outcome);
  if (options.mutate === true && broken > 0)
    complain(io, options, 'nothing was taken away: first all tests have to pass');
  const low = (coverage ?? []).some(({ percent }) => min !== null && percent < min);
  const unnoticed = (mutated ?? []).some((one) => one.unnoticed.length + one.stale.length > 0);
  return broken > 0 || low || unnoticed ? EXIT.problems : EXIT.ok;
}

/** Null where none is asked for. */
function percentFrom(io: Io, options: Asked): number | null | { readonly exit: ExitCode } {
  const { minCoverage: typed } = options;
  if (typed === undefined) return null;
  if (/^\d{1,3}$/.test(typed) && Number(typed) <= 100) return Number(typed);
  return { exit: usage(io, options, `--min-coverage takes a percentage from 0 to 100, "${typed}" is none`) };
}

function endedEarly(io: Io, options: GlobalOptions): ExitCode {
  complain(io, options, 'stopped before the end');
  return EXIT.problems;
}

function nothingToTest(io: Io, options: GlobalOptions, found: readonly FoundTests[]): ExitCode {
  const [id] = found.flatMap(({ sequences, around }) => [...sequences, ...around.sequences.keys()]);
  complain(
    io,
    options,
    'there are no tests here: they stand beside a sequence, in a file such as hello.test.yaml',
    id === undefined ? undefined : `To begin with some: ${io.name} test ${id} --update`,
  );
  return EXIT.problems;
}
