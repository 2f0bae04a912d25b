/** A workspace without its store: settings and sequences as the files say them now, with everything that is wrong in them. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { asId, type SequenceId } from '../domain/ids.ts';
import { ok, type Result } from '../domain/result.ts';
import { type CheckedFile, checkSequence, checkSequences } from '../lint/form.ts';
import { parseWorkspace, type WorkspaceParsed } from '../sequence/parse-workspace.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';
import { withEnvFile } from './env-file.ts';
import type { GitProblem } from './git.ts';
import { filesAtRevision } from './git-files.ts';
import type { SequenceFile } from './workspace.ts';
import { readSettingsFile, readWorkspaceFiles, type WorkspaceFiles } from './workspace-files.ts';

export interface ReadWorkspace {
  readonly root: string;
  readonly files: WorkspaceFiles;
  readonly settings: WorkspaceParsed;
  readonly sequences: ReadonlyMap<SequenceId, SequenceFile>;
  /** Files that are there but were not read, and why. */
  readonly unread: readonly Diagnostic[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `settings` leaves the sequences unread: compiling the four shipped ones and checking their words takes 150 ms, which a list of leads need not pay. */
export type Reading = 'everything' | 'settings';

export async function readWorkspace(
  root: string,
  env: Environment,
  reading: Reading = 'everything',
): Promise<ReadWorkspace> {
  // One that others can read counts for nothing; whatever sends refuses to begin.
  const known = withEnvFile(root, env);
  const inForce = known.ok ? known.value : env;
  const files = await (reading === 'settings' ? readSettingsFile(root) : readWorkspaceFiles(root));
  return compiledWorkspace(root, files, inForce);
}

export interface CommittedWorkspace extends ReadWorkspace {
  /** Full id of the commit. */
  readonly commit: string;
}

/** The workspace below `root` at a git revision (branch, tag, commit), compiled as the working tree is: `sequences` by id, `files` as text; settings are those of that time. */
export async function readWorkspaceAt(
  root: string,
  revision: string,
  env: Environment,
): Promise<Result<CommittedWorkspace, GitProblem>> {
  const read = await filesAtRevision(root, revision);
  if (!read.ok) return read;
  return ok({ ...compiledWorkspace(root, read.value.files, env), commit: read.value.commit });
}

function compiledWorkspace(root: string, files: WorkspaceFiles, inForce: Environment): ReadWorkspace {
  const settings =
    files.settings === null
      ? { config: null, origins: new Map(), diagnostics: files.diagnostics }
      : parseWorkspace(files.settings.text, files.settings.path, inForce);
  return { root, files, settings, sequences: compileAll(files, settings.config), unread: files.diagnostics };
}

/** Every sequence file by the id it declares; of two files with one id the first by name counts. */
function compileAll(
  files: WorkspaceFiles,
  config: WorkspaceConfig | null,
): ReadonlyMap<SequenceId, SequenceFile> {
  const sequences = new Map<SequenceId, SequenceFile>();
  for (const checked of checkSequences(files.sequences, files.templates, config)) {
    const id = asId<SequenceId>(checked.id);
    if (!sequences.has(id)) sequences.set(id, sequenceFile(checked));
  }
  return sequences;
}

/** One file by itself, such as `plan` looks at. */
export const compileFile = (
  path: string,
  text: string,
  templates: ReadonlyMap<string, string>,
): SequenceFile => sequenceFile(checkSequence(path, text, templates));

/** A revision is good only when lint finds no error in it: a misspelled value in a template would cost every new lead that message. */
function sequenceFile({ path, compiled, diagnostics }: CheckedFile): SequenceFile {
  const isGood = diagnostics.every(({ severity }) => severity !== 'error');
  return { path, revision: isGood ? (compiled?.revision ?? null) : null, diagnostics };
}
