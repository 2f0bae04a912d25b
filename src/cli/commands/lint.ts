/** `seq lint`: everything that is wrong in the files, each with its place, before any of it can reach a lead. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { findRoot, readOne, readWorkspaceFiles, SETTINGS_FILE } from '../../engine/workspace-files.ts';
import { lintFiles } from '../../lint/lint-files.ts';
import { placeOf, showDiagnostics } from '../diagnostics.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain } from '../problems.ts';
import { colorsFor } from '../terminal.ts';
import { rootFor } from '../with-workspace.ts';

interface Options {
  readonly strict?: boolean;
}

/** What one folder's files add up to; `checked` counts those that were looked at. */
interface Linted {
  readonly root: string;
  readonly checked: number;
  readonly diagnostics: readonly Diagnostic[];
}

export const run: Command<Options> = async (io, args, options) => {
  if (args.length > 0) return report(io, options, await lintNamed(io, options, args));
  const root = rootFor(io, options);
  return root === null ? EXIT.configuration : report(io, options, [await lintRoot(root)]);
};

async function lintRoot(root: string): Promise<Linted> {
  const files = await readWorkspaceFiles(root);
  const found = lintFiles({
    sequences: files.sequences,
    templates: files.templates,
    workspace: files.settings,
  });
  const checked = files.sequences.size + (files.settings === null ? 0 : 1);
  const none = files.sequences.size === 0 ? [NO_SEQUENCES] : [];
  return { root, checked, diagnostics: [...files.diagnostics, ...found, ...none] };
}

const NO_SEQUENCES: Diagnostic = {
  code: 'no-sequences',
  severity: 'warning',
  message: 'There is no .yaml file in sequences/, so nobody can be enrolled.',
  hint: 'To get the shipped ones, run init in another folder and copy its sequences/ and templates/.',
  file: 'sequences',
};

/** Files by name, each with the templates of the workspace it is in. */
async function lintNamed(
  io: Io,
  options: GlobalOptions,
  names: readonly string[],
): Promise<readonly Linted[]> {
  const byRoot = new Map<string, string[]>();
  for (const name of names) {
    const path = resolve(io.cwd, options.workspace ?? '.', name);
    const root = rootOf((await isFolder(path)) ? join(path, SETTINGS_FILE) : path);
    byRoot.set(root, [...(byRoot.get(root) ?? []), relative(root, path)]);
  }
  return Promise.all([...byRoot].map(([root, paths]) => lintSome(root, paths)));
}

/** The named files' own findings, in the light of the whole workspace: one sequence may start another. */
async function lintSome(root: string, paths: readonly string[]): Promise<Linted> {
  if (paths.includes('')) return lintRoot(root);
  const files = await readWorkspaceFiles(root);
  const sequences = new Map(files.sequences);
  const unread: Diagnostic[] = [];
  let workspace = files.settings;
  for (const path of paths) {
    const text = await readOne(root, path);
    if (!text.ok) unread.push(text.error);
    else if (basename(path) === SETTINGS_FILE) workspace = { path, text: text.value };
    else sequences.set(path, text.value);
  }
  const found = lintFiles({ sequences, templates: files.templates, workspace });
  const named = found.filter(({ file }) => paths.includes(file));
  return { root, checked: paths.length, diagnostics: [...unread, ...named] };
}

/** The workspace of a file; outside of one, the folder that has `sequences/` in it. */
function rootOf(path: string): string {
  const folder = dirname(path);
  return findRoot(folder) ?? (basename(folder) === 'sequences' ? dirname(folder) : folder);
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );

async function report(
  io: Io,
  options: Options & GlobalOptions,
  linted: readonly Linted[],
): Promise<ExitCode> {
  const all = linted.flatMap(({ diagnostics }) => diagnostics);
  const checked = linted.reduce((sum, each) => sum + each.checked, 0);
  const errors = all.filter(({ severity }) => severity === 'error').length;
  const warnings = all.length - errors;
  if (options.json) {
    const findings = linted.flatMap(({ root, diagnostics }) =>
      diagnostics.map((each) => ({ ...each, file: placeOf(io, root, { file: each.file }) })),
    );
    writeJson(io, 'lint', { checked, errors, warnings, diagnostics: findings });
  } else {
    for (const { root, diagnostics } of linted) {
      await showDiagnostics(io, options, io.stdout, root, diagnostics);
    }
    if (checked === 0) return nothingToCheck(io, options);
    const color = colorsFor(io, io.stdout, options);
    const paint = errors > 0 ? color.red : warnings > 0 ? color.yellow : color.green;
    io.stdout.write(`${paint(`${count(checked, 'file')}: ${verdict(errors, warnings)}`)}\n`);
  }
  return errors > 0 || (options.strict === true && warnings > 0) ? EXIT.problems : EXIT.ok;
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

const count = (n: number, noun: string): string =>
  `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
