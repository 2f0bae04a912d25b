/** The sequences that `prove` is about: by id, by file, by folder, or all of the workspace. */
import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { compileFile, readWorkspace } from '../engine/read-workspace.ts';
import type { SequenceFile } from '../engine/workspace.ts';
import { findRoot, looseRoot, readWorkspaceFiles, SETTINGS_FILE } from '../engine/workspace-files.ts';
import type { Sequence } from '../sequence/sequence.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';
import { showDiagnostics } from './diagnostics.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { EXAMPLE, readSequence } from './plan-sequence.ts';
import { complain } from './problems.ts';
import { rootFor } from './with-workspace.ts';

export interface FoundSequences {
  readonly sequences: readonly Sequence[];
  readonly config: WorkspaceConfig;
}

/** The exit code after saying what is wrong, when one of them cannot be read. */
export async function readSequences(
  io: Io,
  options: GlobalOptions,
  typed: readonly string[],
): Promise<FoundSequences | ExitCode> {
  if (typed.length === 0) {
    const root = rootFor(io, options);
    return root === null ? EXIT.configuration : readAll(io, options, root, null);
  }
  const found: FoundSequences[] = [];
  for (const name of typed) {
    const path = resolve(io.cwd, options.workspace ?? '.', name);
    const read = (await isFolder(path)) ? await fromFolder(io, options, path) : await one(io, options, name);
    if (typeof read === 'number') return read;
    found.push(read);
  }
  const [first] = found;
  if (first === undefined) return EXIT.problems;
  const byId = new Map(found.flatMap(({ sequences }) => sequences.map((each) => [each.id, each])));
  return { config: first.config, sequences: [...byId.values()] };
}

async function one(io: Io, options: GlobalOptions, name: string): Promise<FoundSequences | ExitCode> {
  const read = await readSequence(io, options, name);
  return typeof read === 'number' ? read : { config: read.config, sequences: [read.sequence] };
}

/** A workspace's folder, its `sequences/`, or such a folder that is in none and may have its templates inside. */
async function fromFolder(io: Io, options: GlobalOptions, path: string): Promise<FoundSequences | ExitCode> {
  const root = findRoot(path);
  if (root !== null) return readAll(io, options, root, path === root ? null : relative(root, path));
  const above = looseRoot(path);
  const { sequences, templates } = await readWorkspaceFiles(above);
  const compiled = [...sequences].map(([file, text]) => compileFile(file, text, templates));
  if (EXAMPLE === null) throw new Error('the example workspace has mistakes');
  return checked(io, options, above, compiled, EXAMPLE);
}

async function readAll(
  io: Io,
  options: GlobalOptions,
  root: string,
  under: string | null,
): Promise<FoundSequences | ExitCode> {
  const { settings, sequences } = await readWorkspace(root, io.env);
  if (settings.config === null) {
    complain(io, options, `${SETTINGS_FILE} has mistakes:`);
    await showDiagnostics(io, options, io.stderr, root, settings.diagnostics);
    return EXIT.configuration;
  }
  const files = [...sequences.values()].filter(
    ({ path }) => under === null || path.startsWith(join(under, '/')),
  );
  return checked(io, options, root, files, settings.config);
}

async function checked(
  io: Io,
  options: GlobalOptions,
  root: string,
  files: readonly SequenceFile[],
  config: WorkspaceConfig,
): Promise<FoundSequences | ExitCode> {
  if (files.length === 0) {
    complain(io, options, 'there is no sequence here to prove: no .yaml file in sequences/');
    return EXIT.problems;
  }
  for (const { path, revision, diagnostics } of files) {
    if (revision !== null) continue;
    complain(io, options, `${path} has mistakes:`);
    await showDiagnostics(io, options, io.stderr, root, diagnostics);
    return EXIT.problems;
  }
  return { config, sequences: files.flatMap(({ revision }) => revision?.sequence ?? []) };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
