/** A workspace without its store: settings and sequences as the files say them now, with everything that is wrong in them. */
import { basename } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { asId, type SequenceId } from '../domain/ids.ts';
import { compileSequence } from '../sequence/compile.ts';
import { parseSequence, type SequenceAst } from '../sequence/parse.ts';
import { parseWorkspace, type WorkspaceParsed } from '../sequence/parse-workspace.ts';
import { valueAt } from '../sequence/tree.ts';
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

/** `settings` leaves the sequences unread: compiling the four shipped ones takes 100 ms, which a list of leads need not pay. */
export type Reading = 'everything' | 'settings';

export async function readWorkspace(
  root: string,
  env: Environment,
  reading: Reading = 'everything',
): Promise<ReadWorkspace> {
  const files = await (reading === 'settings' ? readSettingsFile(root) : readWorkspaceFiles(root));
  const settings =
    files.settings === null
      ? { config: null, origins: new Map(), diagnostics: files.diagnostics }
      : parseWorkspace(files.settings.text, files.settings.path, env);
  return { root, files, settings, sequences: compileAll(files), unread: files.diagnostics };
}

/** Every sequence file by the id it declares; of two files with one id the first by name counts. */
function compileAll(files: WorkspaceFiles): ReadonlyMap<SequenceId, SequenceFile> {
  const sequences = new Map<SequenceId, SequenceFile>();
  for (const [path, text] of files.sequences) {
    const { id, ...file } = compileFile(path, text, files.templates);
    if (!sequences.has(id)) sequences.set(id, file);
  }
  return sequences;
}

/** One file through parsing and compiling. When it does not say its id, its name stands in, as the shipped files have it. */
export function compileFile(
  path: string,
  text: string,
  templates: ReadonlyMap<string, string>,
): SequenceFile & { readonly id: SequenceId } {
  const parsed = parseSequence(text, path);
  if (parsed.ast === null)
    return { id: idFromName(path), path, revision: null, diagnostics: parsed.diagnostics };
  const compiled = compileSequence(parsed.ast, path, templates);
  return {
    id: compiled.revision?.sequence.id ?? declaredId(parsed.ast) ?? idFromName(path),
    path,
    revision: compiled.revision,
    diagnostics: [...parsed.diagnostics, ...compiled.diagnostics],
  };
}

function declaredId(ast: SequenceAst): SequenceId | null {
  const id = valueAt(ast.root, 'id');
  return id?.kind === 'scalar' && typeof id.value === 'string' ? asId<SequenceId>(id.value) : null;
}

const idFromName = (path: string): SequenceId => asId<SequenceId>(basename(path).replace(/\.ya?ml$/, ''));
