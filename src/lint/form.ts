/** Everything that is wrong with the form of a workspace's files: syntax, schema, references, templates, and names across files. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { type Compiled, compileSequence } from '../sequence/compile.ts';
import { finding, inOrder } from '../sequence/finding.ts';
import { parseSequence, type SequenceAst } from '../sequence/parse.ts';
import { parseWorkspace } from '../sequence/parse-workspace.ts';
import type { TemplateFiles } from '../sequence/template-files.ts';
import { asText, type Scalar, type Tree, textAt, valueAt } from '../sequence/tree.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';
import { lintValues } from './values.ts';
import { lintWords } from './words.ts';

export interface LintInput {
  /** Path to text. */
  readonly sequences: ReadonlyMap<string, string>;
  readonly templates: TemplateFiles;
  readonly workspace: { readonly path: string; readonly text: string } | null;
}

/** The same on every run. */
export function lintForm({ sequences, templates, workspace }: LintInput): FormChecked {
  const settings = workspace && parseWorkspace(workspace.text, workspace.path);
  const config = settings?.config ?? null;
  const files = checkSequences(sequences, templates, config);
  const compiled = files.flatMap((file) => file.compiled ?? []);
  const diagnostics = inOrder([
    ...(settings?.diagnostics ?? []),
    ...(workspace && config ? defaultsOf(workspace.path, config, files) : []),
    ...(workspace && config ? lintValues(config, workspace.path, compiled) : []),
    ...files.flatMap((file) => file.diagnostics),
  ]);
  return { files, config, diagnostics };
}

export interface FormChecked {
  readonly files: readonly CheckedFile[];
  /** Null without settings, or with some that cannot be read. */
  readonly config: WorkspaceConfig | null;
  /** Sorted by file and place, each once. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CheckedFile {
  readonly path: string;
  /** As the file declares it; its name stands in when it does not. */
  readonly id: string;
  readonly ast: SequenceAst | null;
  /** Null when the form is wrong already. */
  readonly compiled: Compiled | null;
  /** In the file and in the templates that it uses. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Every sequence file, by path, with all that is wrong in it and in its templates, in the light of the others. */
export function checkSequences(
  sequences: ReadonlyMap<string, string>,
  templates: TemplateFiles,
  config: Pick<WorkspaceConfig, 'stages' | 'businesses'> | null,
): readonly CheckedFile[] {
  const files = [...sequences]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => checkSequence(path, text, templates));
  // A file that cannot be read still counts under its name: who points at it is not to blame.
  const ids = new Map([...files].reverse().map(({ id, path }) => [id, path]));
  const hearers = [...(config?.businesses.values() ?? [])].flatMap(({ hearers = [] }) => hearers);
  const known: Known = {
    ids: idsOf(files),
    stages: config?.stages ?? [],
    hearers: config && [...new Set(hearers.flatMap(({ name }) => name ?? []))],
  };
  return files.map((file) => ({
    ...file,
    diagnostics: [...file.diagnostics, ...lintNames(file, ids, known)],
  }));
}

/** One file by itself: what it says of other files is not looked at. */
export function checkSequence(path: string, text: string, templates: TemplateFiles): CheckedFile {
  const { ast, diagnostics } = parseSequence(text, path);
  const compiled = ast && compileSequence(ast, path, templates);
  const found = [...diagnostics, ...(compiled?.diagnostics ?? []), ...lintWordsOf(ast, compiled)];
  return { path, id: idOf(path, ast), ast, compiled, diagnostics: found };
}

const idsOf = (files: readonly CheckedFile[]): readonly string[] => [...new Set(files.map(({ id }) => id))];

interface Known {
  readonly ids: readonly string[];
  /** Empty when any word may be a stage. */
  readonly stages: readonly string[];
  /** Names of those who are told things, of any business; null without settings. */
  readonly hearers: readonly string[] | null;
}

const idOf = (path: string, ast: SequenceAst | null): string =>
  (ast && textAt(ast.root, 'id')) ?? path.replace(/^.*\//, '').replace(/\.ya?ml$/, '');

function lintWordsOf(ast: SequenceAst | null, compiled: Compiled | null): readonly Diagnostic[] {
  const fallbacks = ast && valueAt(ast.root, 'fallbacks');
  const context = {
    fallbacks: fallbacks?.kind === 'map' ? [...fallbacks.entries.keys()] : [],
    hasAppointment: ast !== null && textAt(ast.root, 'anchor') === 'appointment',
  };
  return (compiled?.pieces ?? []).flatMap((piece) => lintWords(piece, context));
}

/** What points outside the file: other sequences, stages, and the id itself, which must be the only one. */
function lintNames(
  { path, ast }: CheckedFile,
  ids: ReadonlyMap<string, string>,
  known: Known,
): readonly Diagnostic[] {
  if (!ast) return [];
  const found: Diagnostic[] = [];
  const id = valueAt(ast.root, 'id');
  const first = id && ids.get(asText(id));
  if (id && first !== path)
    found.push(
      finding(path, {
        code: 'duplicate-sequence',
        message: `A second sequence is called \`${asText(id)}\`; the first is ${first}. Enrolled leads know theirs by this id.`,
        range: id.range,
      }),
    );
  for (const { key, value } of pointersIn(ast.root)) {
    const name = asText(value);
    if (key === 'start' && !known.ids.includes(name))
      found.push(
        finding(path, {
          code: 'unknown-sequence',
          message: `There is no sequence \`${name}\` to start; there are ${known.ids.join(', ')}.`,
          suggestion: nearest(name, known.ids),
          range: value.range,
        }),
      );
    if (key === 'notify' && known.hearers !== null && !known.hearers.includes(name))
      found.push(
        finding(path, {
          code: 'unknown-hearer',
          message: `Nobody is called \`${name}\`${known.hearers.length === 0 ? ': leadseq.yaml names nobody who is told' : `; leadseq.yaml has ${known.hearers.join(', ')}`}.`,
          hint: 'Write there `notify: { email: … }`, which is called team, or give a webhook a `name`.',
          suggestion: nearest(name, known.hearers),
          range: value.range,
        }),
      );
    if (key === 'stage' && known.stages.length > 0 && !known.stages.includes(name))
      found.push(
        finding(path, {
          code: 'unknown-stage',
          message: `\`${name}\` is not a stage; leadseq.yaml lists ${known.stages.join(', ')}.`,
          suggestion: nearest(name, known.stages),
          range: value.range,
        }),
      );
  }
  return found;
}

interface Pointer {
  readonly key: 'start' | 'stage' | 'notify';
  readonly value: Scalar;
}

/** Every `start`, `stage`, `move_to`, plain `move` and `notify` of a file. */
function pointersIn(tree: Tree): readonly Pointer[] {
  if (tree.kind === 'list') return tree.items.flatMap(pointersIn);
  if (tree.kind === 'scalar') return [];
  return [...tree.entries.values()].flatMap(({ key, value }): readonly Pointer[] => {
    if (key === 'fallbacks') return [];
    const isStage = key === 'stage' || key === 'move_to' || key === 'move';
    if (value.kind === 'scalar' && (key === 'start' || key === 'notify' || isStage))
      return [{ key: isStage ? 'stage' : key, value }];
    if (value.kind === 'list' && (key === 'stage' || key === 'notify'))
      return value.items.flatMap((item) => (item.kind === 'scalar' ? [{ key, value: item }] : []));
    return pointersIn(value);
  });
}

/** A business whose default sequence is not there. */
function defaultsOf(
  file: string,
  config: WorkspaceConfig,
  files: readonly CheckedFile[],
): readonly Diagnostic[] {
  const ids = idsOf(files);
  return [...config.businesses.values()].flatMap(({ id, defaultSequence }) =>
    defaultSequence === undefined || ids.includes(defaultSequence)
      ? []
      : [
          finding(file, {
            code: 'unknown-sequence',
            message: `\`${id}\` has the default sequence \`${defaultSequence}\`, which is not in sequences/.`,
            suggestion: nearest(defaultSequence, ids),
          }),
        ],
  );
}
