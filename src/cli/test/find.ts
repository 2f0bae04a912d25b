/** The tests that `seq test` is about: by sequence, by file, by folder, or all of the workspace. */
import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { asId, type SequenceId } from '../../domain/ids.ts';
import { nearest } from '../../domain/nearest.ts';
import { compileFile, readWorkspace } from '../../engine/read-workspace.ts';
import { type Around, readTests } from '../../engine/tests/read-tests.ts';
import type { TestFile } from '../../engine/tests/test-file.ts';
import {
  findRoot,
  readOne,
  readTestFiles,
  readWorkspaceFiles,
  type WorkspaceFiles,
} from '../../engine/workspace-files.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { EXAMPLE } from '../plan-sequence.ts';
import { usage } from '../problems.ts';
import { rootFor } from '../with-workspace.ts';

/** One folder with sequences, and what of it was asked for. */
export interface FoundTests {
  readonly around: Around;
  readonly files: WorkspaceFiles;
  /** In the order of their paths; `file` is null where there are mistakes in it. */
  readonly tests: readonly {
    readonly path: string;
    readonly text: string;
    readonly file: TestFile | null;
    readonly diagnostics: readonly Diagnostic[];
  }[];
  /** Sequences that the tests are about, or that were named. */
  readonly sequences: readonly SequenceId[];
  /** Files that could not be read. */
  readonly unread: readonly Diagnostic[];
}

/** The exit code after saying what is wrong, when a name means nothing. */
export async function findTests(
  io: Io,
  options: GlobalOptions,
  typed: readonly string[],
): Promise<readonly FoundTests[] | ExitCode> {
  if (typed.length === 0) {
    const root = rootFor(io, options);
    return root === null ? EXIT.configuration : [await readFolder(io, root, root, () => true)];
  }
  const byRoot = new Map<
    string,
    { readonly inner: string; readonly paths: string[]; readonly ids: string[] }
  >();
  for (const name of typed) {
    const path = resolve(io.cwd, options.workspace ?? '.', name);
    const kind = await kindOf(path);
    const isName = kind === null && !/\.ya?ml$/.test(name);
    if (kind === null && !isName) return usage(io, options, `there is no file ${name}`);
    const folder = isName
      ? resolve(io.cwd, options.workspace ?? '.')
      : kind === 'folder'
        ? path
        : dirname(path);
    const root = isName ? rootFor(io, options) : (findRoot(folder) ?? above(folder));
    if (root === null) return EXIT.configuration;
    const one = byRoot.get(root) ?? { inner: folder, paths: [], ids: [] };
    byRoot.set(root, one);
    if (isName) one.ids.push(name);
    else one.paths.push(relative(root, path));
  }
  const found: FoundTests[] = [];
  for (const [root, { inner, paths, ids }] of byRoot) {
    const all = await readFolder(io, root, inner, (path, id, ofSequence) => {
      const inPaths = paths.some((each) => each === '' || each === path || path.startsWith(`${each}/`));
      return inPaths || paths.includes(ofSequence) || ids.includes(id);
    });
    const known = [...all.around.sequences.keys()];
    const unknown = ids.find((id) => !known.some((each) => each === id));
    if (unknown !== undefined) return notThere(io, options, unknown, known);
    const named = ids.map((id) => asId<SequenceId>(id));
    const byFile = [...all.around.sequences].flatMap(([id, { path }]) => (paths.includes(path) ? [id] : []));
    found.push({ ...all, sequences: [...new Set([...all.sequences, ...named, ...byFile])] });
  }
  return found;
}

function notThere(io: Io, options: GlobalOptions, name: string, known: readonly string[]): ExitCode {
  const close = nearest(name, known);
  const meant = close === null ? '' : `; did you mean ${close}?`;
  return usage(
    io,
    options,
    `there is no sequence "${name}"${meant}`,
    known.length === 0 ? undefined : `This workspace has ${known.join(', ')}.`,
  );
}

/** The folder that has `sequences/` in it, where no workspace is around. */
const above = (folder: string): string => (basename(folder) === 'sequences' ? dirname(folder) : folder);

async function readFolder(
  io: Io,
  root: string,
  inner: string,
  wanted: (path: string, sequence: string, sequencePath: string) => boolean,
): Promise<FoundTests> {
  const { around, files } = await aroundOf(io, root, inner);
  const { texts, diagnostics } = await readTestFiles(root);
  const tests = [...texts].flatMap(([path, text]) => {
    const read = readTests(text, path, around);
    const beside = path.replace(/\.test(\.ya?ml)$/, '$1');
    const id = read.file?.sequence ?? idBeside(around, beside);
    return wanted(path, id, around.sequences.get(asId<SequenceId>(id))?.path ?? beside)
      ? [{ path, text, ...read }]
      : [];
  });
  const sequences = [...new Set(tests.flatMap(({ file }) => (file === null ? [] : [file.sequence])))];
  return { around, files, tests, sequences, unread: diagnostics };
}

const idBeside = ({ sequences }: Around, path: string): string =>
  [...sequences].find(([, file]) => file.path === path)?.[0] ?? '';

/** Mistakes in files of tests, without running one of them. `told`: those in the sequences have been. */
export async function checkTests(
  io: Io,
  root: string,
  paths: readonly string[],
  told = false,
): Promise<{
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: ReadonlyMap<string, string>;
}> {
  const { around: found } = await aroundOf(io, root, root);
  const around = { ...found, told };
  const texts = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const text = await readOne(root, path);
    if (text.ok) {
      texts.set(path, text.value);
      diagnostics.push(...readTests(text.value, path, around).diagnostics);
    } else diagnostics.push(text.error);
  }
  return { diagnostics, texts };
}

/** A workspace as it is; elsewhere the sequences under the settings of an example, with the templates above or beside them. */
async function aroundOf(
  io: Io,
  root: string,
  inner: string,
): Promise<{ readonly around: Around; readonly files: WorkspaceFiles }> {
  if (findRoot(root) === root) {
    const { settings, sequences, files } = await readWorkspace(root, io.env);
    return { around: { root, config: settings.config, sequences }, files };
  }
  const files = await readWorkspaceFiles(root);
  const templates = files.templates.size > 0 ? files.templates : (await readWorkspaceFiles(inner)).templates;
  const sequences = new Map(
    [...files.sequences].map(([path, text]) => {
      const one = compileFile(path, text, templates);
      return [asId<SequenceId>(one.revision?.sequence.id ?? basename(path).replace(/\.ya?ml$/, '')), one];
    }),
  );
  return { around: { root, config: EXAMPLE, sequences }, files: { ...files, templates } };
}

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const facts = await stat(path).catch(() => null);
  return facts === null ? null : facts.isDirectory() ? 'folder' : 'file';
}
