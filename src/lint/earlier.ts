/** What a sequence was at an earlier revision, for rules on what must not change once leads have got something. */
import { compileSequence } from '../sequence/compile.ts';
import { parseSequence, type SequenceAst } from '../sequence/parse.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { type TemplateFiles, templateNames } from '../sequence/template-files.ts';
import { textAt } from '../sequence/tree.ts';

/** The files of the workspace as they were. */
export interface Earlier {
  /** As it was asked for, such as `HEAD` or `origin/main`. */
  readonly revision: string;
  /** Path to text. */
  readonly sequences: ReadonlyMap<string, string>;
  readonly templates: TemplateFiles;
  /** By id, what leads of this workspace were last enrolled in. */
  readonly enrolledIn?: ReadonlyMap<string, Sequence>;
}

export interface Before {
  readonly revision: string;
  readonly sequence: Sequence;
}

/** What the file was, and what leads were last enrolled in under its id. */
export function beforesOf(
  file: { readonly path: string; readonly ast: SequenceAst },
  templates: TemplateFiles,
  earlier: Earlier,
): readonly Before[] {
  const then = beforeOf(file, templates, earlier);
  const enrolledIn = earlier.enrolledIn?.get(textAt(file.ast.root, 'id') ?? '');
  return [
    ...(then === null ? [] : [then]),
    ...(enrolledIn === undefined ? [] : [{ revision: 'the last enrollment', sequence: enrolledIn }]),
  ];
}

/** Null when the file says what it said then, was not there, or could not be read. */
function beforeOf(
  { path, ast }: { readonly path: string; readonly ast: SequenceAst },
  templates: TemplateFiles,
  { revision, ...then }: Earlier,
): Before | null {
  const text = then.sequences.get(path) ?? movedFrom(textAt(ast.root, 'id'), then.sequences);
  if (text === null) return null;
  const isSame = templateNames(ast).every((name) => then.templates.get(name) === templates.get(name));
  if (text === ast.text && isSame) return null;
  const was = parseSequence(text, path).ast;
  const sequence = was && compileSequence(was, path, then.templates).revision?.sequence;
  return sequence ? { revision, sequence } : null;
}

/** A file that was called otherwise is known by the id in it. */
function movedFrom(id: string | null, sequences: ReadonlyMap<string, string>): string | null {
  if (id === null) return null;
  for (const text of sequences.values()) if (text.split(/\r?\n/).includes(`id: ${id}`)) return text;
  return null;
}
