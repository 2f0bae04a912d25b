/** A tree of the right form to a frozen sequence with one resolved variant per source, or to what makes no sense in it. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { asId, type SequenceId } from '../domain/ids.ts';
import type { Source } from './actions.ts';
import { checkHandOver, checkRepeat, checkWhen, repeatOf } from './check-sequence.ts';
import { compileVariants, declaredIds, sourceEntries } from './compile-sources.ts';
import type { Compiling } from './compile-variant.ts';
import { finding, inOrder, isError, type Report } from './finding.ts';
import { deepFreeze } from './freeze.ts';
import { hashSequence } from './hash.ts';
import { readTouches } from './layers.ts';
import type { SequenceAst } from './parse.ts';
import type { Revision, Sequence } from './sequence.ts';
import { type Piece, type TemplateFiles, templateReader } from './template-files.ts';
import { asMap, asNumber, asText, textAt, valueAt } from './tree.ts';
import { whenOf } from './when.ts';

export interface Compiled {
  /** Null when there is an error. */
  readonly revision: Revision | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Every template that any variant uses, once, for whoever checks their words. */
  readonly pieces: readonly UsedPiece[];
}

/** `when` templates know the reply; those of touches do not. */
export interface UsedPiece extends Piece {
  readonly place: 'touch' | 'when';
}

export function compileSequence(ast: SequenceAst, file: string, templates: TemplateFiles): Compiled {
  const found: Diagnostic[] = [];
  const report: Report = (parts) => void found.push(finding(file, parts));
  const { root } = ast;
  const readTemplate = templateReader(templates, report);
  const source: Source = { file, text: ast.text, templates, readTemplate, report };
  const anchor = (textAt(root, 'anchor') ?? 'enrollment') as Sequence['anchor'];
  const repeat = repeatOf(valueAt(root, 'repeat'), anchor, report);
  const kind = anchor === 'appointment' ? 'reminder' : repeat ? 'nurture' : 'chase';
  const entries = sourceEntries(root);
  const base = readTouches(valueAt(root, 'touches'), false, report);
  const declared = declaredIds(base, entries);
  const context: Compiling = { ...source, anchor, sources: entries?.map(({ key }) => key) ?? null, declared };

  const variants = compileVariants(base, entries, context);
  const drafts = variants.flatMap((variant) => variant.drafts);
  const when = whenOf(root.entries.has('when') ? asMap(valueAt(root, 'when') ?? root) : null, kind, source);
  checkWhen(
    when.conditions.flatMap(({ calls }) => calls),
    drafts,
    report,
  );
  checkHandOver(valueAt(root, 'when'), variants, report);
  checkRepeat(valueAt(root, 'repeat'), repeat, drafts, report);

  const diagnostics = inOrder(found);
  const used = [
    ...drafts.flatMap(({ pieces }) => pieces).map((piece): UsedPiece => ({ ...piece, place: 'touch' })),
    ...when.pieces.map((piece): UsedPiece => ({ ...piece, place: 'when' })),
  ];
  const pieces = [...new Map(used.map((piece) => [`${piece.file}:${piece.range.start}`, piece])).values()];
  if (diagnostics.some(isError)) return { revision: null, diagnostics, pieces };

  const id = asText(valueAt(root, 'id') ?? root);
  const priority = valueAt(root, 'priority');
  const fallbacks = valueAt(root, 'fallbacks');
  const sequence: Sequence = deepFreeze({
    formatVersion: 1,
    id: asId<SequenceId>(id),
    name: textAt(root, 'name') ?? id,
    priority: priority ? asNumber(priority) : 0,
    anchor,
    kind,
    repeat,
    fallbacks: Object.fromEntries(
      fallbacks ? [...asMap(fallbacks).entries.values()].map(({ key, value }) => [key, asText(value)]) : [],
    ),
    when: when.when,
    variants: variants.map(({ variant }) => variant),
  });
  return { revision: revisionOf(sequence), diagnostics, pieces };
}

/** Named when somebody asks: who only looks at a thousand files needs the name of none. */
function revisionOf(sequence: Sequence): Revision {
  let hash: Revision['hash'] | null = null;
  return Object.freeze({
    get hash(): Revision['hash'] {
      hash ??= hashSequence(sequence);
      return hash;
    },
    sequence,
  });
}
