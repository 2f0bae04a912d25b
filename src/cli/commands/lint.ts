/** `seq lint`: everything that is wrong in the files, each with its place, before any of it can reach a lead. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { unifiedDiff } from '../../lint/unified-diff.ts';
import { placeOf, showDiagnostics } from '../diagnostics.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { earlierFiles } from '../lint-earlier.ts';
import type { CheckedText } from '../lint-formats.ts';
import { buildId, judgeAnew, judgeKept } from '../lint-kept.ts';
import { testsInFolders, testsOfAll } from '../lint-tests.ts';
import {
  type Linted,
  lintNamed,
  lintRoot,
  type Mended,
  mendedOf,
  type Piped,
  writeMended,
} from '../lint-work.ts';
import { complain, usage } from '../problems.ts';
import { colorsFor } from '../terminal.ts';
import { readVersion } from '../version.ts';
import { rootFor } from '../with-workspace.ts';

interface Options {
  readonly strict?: boolean;
  readonly maxWarnings?: string;
  readonly format?: 'text' | 'json' | 'github' | 'sarif' | 'junit';
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly stdinPath?: string;
  readonly since?: string;
  readonly cache?: boolean;
}

type Given = Options & GlobalOptions;

/** Few ask for them. */
const formats = () => import('../lint-formats.ts');

/** What one mend uncovers, the next may mend. */
const MOST_PASSES = 5;
const STDIN = '-';

export const run: Command<Options> = async (io, args, options) => {
  const { maxWarnings, fix, diff } = options;
  if (maxWarnings !== undefined && !/^\d{1,9}$/.test(maxWarnings))
    return usage(io, options, `--max-warnings is "${maxWarnings}"; it is a whole number, such as 0`);
  if (fix && diff)
    return usage(io, options, 'it takes --fix or --diff, not both: --diff shows what --fix would do');
  const isPiped = args.includes(STDIN);
  if (isPiped && fix)
    return usage(
      io,
      options,
      '--fix writes into the file, and a pipe has none',
      'Take --diff to see the change.',
    );
  if (options.stdinPath !== undefined && !isPiped)
    return usage(io, options, '--stdin-path names what comes over a pipe', `Write: ${io.name} lint - < file`);
  const piped = isPiped ? await pipedOf(io, options) : null;
  const names = args.filter((arg) => arg !== STDIN);
  const root = args.length === 0 ? rootFor(io, options) : '';
  if (root === null) return EXIT.configuration;
  const judge = options.cache ? judgeKept(await buildId(io)) : judgeAnew;
  const earlier = earlierFiles(options.since, args.length > 0);
  const look = async (): Promise<readonly Linted[]> => {
    if (args.length === 0) return testsOfAll(io, [await lintRoot(root, await earlier.at(root), judge)]);
    const linted = await lintNamed(io, options, names, piped, earlier.at, judge);
    return testsInFolders(io, options, names, linted);
  };

  let linted = await look();
  const problem = earlier.problem();
  if (problem !== null) {
    complain(io, options, problem.message, problem.hint);
    return problem.kind === 'bad-name' ? EXIT.usage : EXIT.configuration;
  }
  const mended = new Set<string>();
  for (let pass = 0; fix && pass < MOST_PASSES; pass++) {
    const mends = linted.flatMap(mendedOf);
    if (mends.length === 0) break;
    for (const mend of mends) {
      await writeMended(mend);
      mended.add(`${mend.root}/${mend.path}`);
    }
    linted = await look();
  }
  if (diff) return showDiff(io, linted.flatMap(mendedOf));
  if (mended.size > 0) io.stderr.write(`${count(mended.size, 'file')} mended\n`);
  return report(io, options, linted);
};

async function pipedOf(io: Io, { stdinPath }: Options): Promise<Piped> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return { path: stdinPath ?? 'stdin.yaml', text: new TextDecoder().decode(Buffer.concat(chunks)) };
}

/** Fails when there is something to mend, so that CI can ask for files that need nothing. */
function showDiff(io: Io, mends: readonly Mended[]): ExitCode {
  for (const { root, path, before, after } of mends)
    io.stdout.write(unifiedDiff(placeOf(io, root, { file: path }), before, after));
  return mends.length === 0 ? EXIT.ok : EXIT.problems;
}

async function report(io: Io, options: Given, linted: readonly Linted[]): Promise<ExitCode> {
  const all = linted.flatMap(({ diagnostics }) => diagnostics);
  const checked = linted.reduce((sum, each) => sum + each.checked.length, 0);
  const errors = all.filter(({ severity }) => severity === 'error').length;
  const warnings = all.length - errors;
  const most = options.strict ? 0 : Number(options.maxWarnings ?? Number.POSITIVE_INFINITY);
  const format = options.json ? 'json' : (options.format ?? 'text');
  switch (format) {
    case 'json': {
      const findings = linted.flatMap(({ root, diagnostics }) =>
        diagnostics.map((each) => ({ ...each, file: placeOf(io, root, { file: each.file }) })),
      );
      writeJson(io, 'lint', { checked, errors, warnings, diagnostics: findings });
      break;
    }
    case 'github':
      io.stdout.write((await formats()).githubOf(await textsOf(io, linted)));
      break;
    case 'sarif':
      io.stdout.write((await formats()).sarifOf(await textsOf(io, linted), readVersion(), io.cwd));
      break;
    case 'junit': {
      const failing = ({ severity }: Diagnostic): boolean => severity === 'error' || warnings > most;
      io.stdout.write((await formats()).junitOf(await textsOf(io, linted), failing));
      break;
    }
    case 'text': {
      for (const { root, diagnostics, texts } of linted)
        await showDiagnostics(io, options, io.stdout, root, diagnostics, texts);
      if (checked === 0) return nothingToCheck(io, options);
      const color = colorsFor(io, io.stdout, options);
      const paint = errors > 0 ? color.red : warnings > 0 ? color.yellow : color.green;
      io.stdout.write(`${paint(`${count(checked, 'file')}: ${verdict(errors, warnings)}`)}\n`);
    }
  }
  if (checked === 0) return nothingToCheck(io, options);
  if (errors === 0 && warnings > most && options.maxWarnings !== undefined)
    io.stderr.write(`${count(warnings, 'warning')}; --max-warnings allows ${most}\n`);
  return errors > 0 || warnings > most ? EXIT.problems : EXIT.ok;
}

/** Checked files and those that findings are about, each once, with what is said of it. */
async function textsOf(io: Io, linted: readonly Linted[]): Promise<readonly CheckedText[]> {
  const files: CheckedText[] = [];
  for (const { root, checked, diagnostics, texts } of linted) {
    for (const path of [...new Set([...checked, ...diagnostics.map(({ file }) => file)])].sort()) {
      const text = texts.get(path) ?? (await readFile(`${root}/${path}`, 'utf8').catch(() => ''));
      const findings = diagnostics.filter(({ file }) => file === path);
      files.push({ path: relative(io.cwd, `${root}/${path}`) || path, text, findings });
    }
  }
  return files;
}

function nothingToCheck(io: Io, options: GlobalOptions): ExitCode {
  complain(io, options, 'there is nothing to check here');
  return EXIT.problems;
}

function verdict(errors: number, warnings: number): string {
  if (errors === 0 && warnings === 0) return 'nothing wrong';
  return [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ].join(', ');
}

/** The runtime's own words for numbers take longer to load than a file takes to read. */
const count = (n: number, noun: string): string =>
  `${n < 1_000 ? n : n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
