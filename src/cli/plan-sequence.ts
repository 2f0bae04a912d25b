/** The sequence that `plan` is about: by id from the workspace, or a file, checked before it is planned. */
import { dirname, relative, resolve } from 'node:path';
import { nearest } from '../domain/nearest.ts';
import { compileFile, type ReadWorkspace, readWorkspace } from '../engine/read-workspace.ts';
import type { SequenceFile, Workspace } from '../engine/workspace.ts';
import { findRoot, looseRoot, readOne, readWorkspaceFiles } from '../engine/workspace-files.ts';
import { parseWorkspace } from '../sequence/parse-workspace.ts';
import type { Sequence } from '../sequence/sequence.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';
import { showDiagnostics } from './diagnostics.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { complain, usage } from './problems.ts';
import { rootFor } from './with-workspace.ts';

export interface FoundSequence {
  readonly sequence: Sequence;
  readonly config: WorkspaceConfig;
  readonly root: string;
  /** Those of the workspace with it; it alone where it is in none. */
  readonly sequences: Workspace['sequences'];
}

/** The exit code after saying what is wrong, when there is none. */
export async function readSequence(
  io: Io,
  options: GlobalOptions,
  typed: string | undefined,
): Promise<FoundSequence | ExitCode> {
  if (typed !== undefined && /\.ya?ml$/.test(typed)) return fromFile(io, options, typed);
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const read = await readWorkspace(root, io.env);
  const file = pick(io, options, read, typed);
  if (typeof file === 'number') return file;
  return checked(io, options, root, file, read.settings.config, read);
}

function pick(
  io: Io,
  options: GlobalOptions,
  { sequences }: ReadWorkspace,
  typed: string | undefined,
): SequenceFile | ExitCode {
  const ids = [...sequences.keys()];
  if (ids.length === 0) {
    complain(io, options, 'there are no sequences in this workspace: sequences/ has no .yaml file');
    return EXIT.problems;
  }
  if (typed === undefined && ids.length > 1) {
    return usage(io, options, 'there are several sequences; say which', `It takes ${ids.join(', ')}.`);
  }
  const id = ids.find((each) => each === (typed ?? ids[0]));
  const file = id === undefined ? undefined : sequences.get(id);
  if (file !== undefined) return file;
  const close = nearest(typed ?? '', ids);
  const meant = close === null ? '' : `; did you mean ${close}?`;
  // What a lead is looked up by.
  const ofLead = /@|^\+?[\d ()-]+$/.test(typed ?? '') ? ` For a lead: ${io.name} plan --lead ${typed}` : '';
  return usage(
    io,
    options,
    `there is no sequence "${typed}"${meant}`,
    `This workspace has ${ids.join(', ')}.${ofLead}`,
  );
}

async function fromFile(io: Io, options: GlobalOptions, typed: string): Promise<FoundSequence | ExitCode> {
  const path = resolve(io.cwd, options.workspace ?? '.', typed);
  const folder = dirname(path);
  const workspace = findRoot(folder);
  const root = workspace ?? looseRoot(folder);
  const name = relative(root, path);
  const text = await readOne(root, name);
  if (!text.ok) {
    complain(io, options, `${typed}: ${text.error.message}`, text.error.hint);
    return EXIT.problems;
  }
  const { templates } = await readWorkspaceFiles(root);
  const file = compileFile(name, text.value, templates);
  const read = workspace === null ? null : await readWorkspace(workspace, io.env);
  return checked(io, options, root, file, read === null ? EXAMPLE : read.settings.config, read);
}

async function checked(
  io: Io,
  options: GlobalOptions,
  root: string,
  file: SequenceFile,
  config: WorkspaceConfig | null,
  read: ReadWorkspace | null,
): Promise<FoundSequence | ExitCode> {
  if (config === null) {
    complain(io, options, 'leadseq.yaml has mistakes:');
    await showDiagnostics(io, options, io.stderr, root, read?.settings.diagnostics ?? []);
    return EXIT.configuration;
  }
  if (file.revision === null) {
    complain(io, options, `${file.path} has mistakes:`);
    await showDiagnostics(io, options, io.stderr, root, file.diagnostics);
    return EXIT.problems;
  }
  const { sequence } = file.revision;
  return { sequence, config, root, sequences: new Map([...(read?.sequences ?? []), [sequence.id, file]]) };
}

/** Stands in for a workspace when a file is looked at that is in none. */
export const EXAMPLE = parseWorkspace(
  `version: 1
businesses:
  example:
    name: Example Business
    zone: America/New_York
    booking_link: https://example.com/book
    postal_address: 1 Example Street, Springfield, IL 62701
`,
  'leadseq.yaml',
).config;
