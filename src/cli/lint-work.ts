/** What `seq lint` looks at: the files of a workspace, named ones in its light, or one that comes over a pipe; and mending them. */
import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import {
  findRoot,
  isTestFile,
  readOne,
  readWorkspaceFiles,
  rootOfFolder,
  SETTINGS_FILE,
} from '../engine/workspace-files.ts';
import type { Earlier } from '../lint/earlier.ts';
import { applyEdits, editsOf } from '../lint/edits.ts';
import type { LintFilesInput } from '../lint/lint-files.ts';
import type { GlobalOptions, Io } from './io.ts';
import type { Judge } from './lint-kept.ts';

/** What one folder's files add up to. */
export interface Linted {
  readonly root: string;
  /** Files that were looked at, relative to the root. */
  readonly checked: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Every text that findings may be about, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Null as name: the text comes over a pipe, and cannot be mended in place. */
export interface Piped {
  readonly path: string;
  readonly text: string;
}

const NO_SEQUENCES: Diagnostic = {
  code: 'no-sequences',
  severity: 'warning',
  message: 'There is no .yaml file in sequences/, so nobody can be enrolled.',
  hint: 'To get the shipped ones, run init in another folder and copy its sequences/ and templates/.',
  file: 'sequences',
};

export async function lintRoot(root: string, earlier: Earlier | null, judge: Judge): Promise<Linted> {
  const { sequences, templates, settings, ...read } = await readWorkspaceFiles(root);
  // A folder that is no workspace was named as it is: it has no settings to miss.
  const diagnostics = read.diagnostics.filter(
    ({ file }) => file !== SETTINGS_FILE || findRoot(root) !== null,
  );
  const input = { sequences, templates, workspace: settings, ...(earlier && { earlier }) };
  const found = await judge(root, input);
  const none = sequences.size === 0 ? [NO_SEQUENCES] : [];
  return {
    root,
    checked: [...(settings ? [settings.path] : []), ...sequences.keys()],
    diagnostics: [...diagnostics, ...found, ...none],
    texts: textsOf(input),
  };
}

const textsOf = ({ sequences, templates, workspace }: LintFilesInput): ReadonlyMap<string, string> =>
  new Map([...sequences, ...templates, ...(workspace ? [[workspace.path, workspace.text] as const] : [])]);

/** What a workspace was at the revision that is asked for. */
export type EarlierAt = (root: string) => Promise<Earlier | null>;

/** Files by name, each with the templates of the workspace it is in. */
export async function lintNamed(
  io: Io,
  options: GlobalOptions,
  names: readonly string[],
  piped: Piped | null,
  earlierAt: EarlierAt,
  judge: Judge,
): Promise<readonly Linted[]> {
  const byRoot = new Map<string, string[]>();
  const given = new Map<string, string>();
  for (const name of [...names, ...(piped ? [piped.path] : [])]) {
    const path = resolve(io.cwd, options.workspace ?? '.', name);
    const root = rootOfFolder((await isFolder(path)) ? path : dirname(path));
    const within = relative(root, path);
    // A folder over the one that stands for its workspace is all of that.
    byRoot.set(root, [...(byRoot.get(root) ?? []), within.startsWith('..') ? '' : within]);
    if (piped && name === piped.path) given.set(within, piped.text);
  }
  return Promise.all(
    [...byRoot].map(async ([root, paths]) => {
      const tests = paths.filter((path) => isTestFile(path) && !given.has(path));
      const others = paths.filter((path) => !tests.includes(path));
      const linted =
        others.length === 0 ? null : await lintSome(root, others, given, await earlierAt(root), judge);
      return withTests(io, root, tests, linted);
    }),
  );
}

/** Tests that are named are read as `seq test` reads them; whether they pass is for that to say. */
async function withTests(
  io: Io,
  root: string,
  paths: readonly string[],
  linted: Linted | null,
): Promise<Linted> {
  const { checked = [], diagnostics = [], texts = new Map() } = linted ?? {};
  if (paths.length === 0) return { root, checked, diagnostics, texts };
  const { checkTests } = await import('./test/find.ts');
  const tests = await checkTests(io, root, paths);
  return {
    root,
    checked: [...checked, ...paths],
    diagnostics: [...diagnostics, ...tests.diagnostics],
    texts: new Map([...texts, ...tests.texts]),
  };
}

/** The named files' own findings, in the light of the whole workspace: one sequence may start another. */
async function lintSome(
  root: string,
  paths: readonly string[],
  given: ReadonlyMap<string, string>,
  earlier: Earlier | null,
  judge: Judge,
): Promise<Linted> {
  if (paths.includes('')) return lintRoot(root, earlier, judge);
  const files = await readWorkspaceFiles(root);
  const sequences = new Map(files.sequences);
  const templates = new Map(files.templates);
  const unread: Diagnostic[] = [];
  let workspace = files.settings;
  const checked: string[] = [];
  for (const path of paths) {
    const inside = [...files.sequences.keys(), ...files.templates.keys()].filter((file) =>
      file.startsWith(`${path}/`),
    );
    checked.push(...(inside.length > 0 ? inside : [path]));
    if (inside.length > 0) continue;
    const typed = given.get(path);
    const text = typed === undefined ? await readOne(root, path) : { ok: true as const, value: typed };
    if (!text.ok) unread.push(text.error);
    else if (files.templates.has(path)) templates.set(path, text.value);
    else if (basename(path) === SETTINGS_FILE) workspace = { path, text: text.value };
    else sequences.set(path, text.value);
  }
  const input = { sequences, templates, workspace, ...(earlier && { earlier }) };
  // Only the sequences that use a template can tell what is wrong with it.
  const asks = checked.some((path) => templates.has(path)) ? {} : { only: new Set(checked) };
  const found = await judge(root, { ...input, ...asks });
  const theirs = new Set(
    found.some(({ file }) => templates.has(file)) ? await templatesOf(checked, sequences) : [],
  );
  const named = found.filter(({ file }) => checked.includes(file) || theirs.has(file));
  return { root, checked, diagnostics: [...unread, ...named], texts: textsOf(input) };
}

/** The templates that these sequences name: their words are part of them. */
async function templatesOf(
  paths: readonly string[],
  sequences: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const [{ parseSequence }, { templateNames }] = await Promise.all([
    import('../sequence/parse.ts'),
    import('../sequence/template-files.ts'),
  ]);
  return paths.flatMap((path) => {
    const { ast } = parseSequence(sequences.get(path) ?? '', path);
    return ast ? templateNames(ast) : [];
  });
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );

export interface Mended {
  readonly root: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What the findings' edits make of the files; nothing is written. */
export const mendedOf = ({ root, diagnostics, texts }: Linted): readonly Mended[] =>
  [...editsOf(diagnostics)].flatMap(([path, edits]): readonly Mended[] => {
    const before = texts.get(path);
    if (before === undefined) return [];
    return [{ root, path, before, after: applyEdits(before, edits) }];
  });

export const writeMended = ({ root, path, after }: Mended): Promise<void> =>
  writeFile(join(root, path), after);
