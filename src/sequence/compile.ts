/** A tree of the right form to a frozen sequence with one resolved variant per source, or to what makes no sense in it. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { asId, type SequenceId, type SourceId } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import { DAY, type Millis, millis } from '../domain/time.ts';
import type { Source } from './actions.ts';
import { type Compiling, compileTouches, type TouchDraft } from './compile-variant.ts';
import { type FindingParts, finding, inOrder, isError, type Report } from './finding.ts';
import { deepFreeze } from './freeze.ts';
import { hashSequence } from './hash.ts';
import { dayScale, layTouches, type MergedTouch, readTouches } from './layers.ts';
import { parseDuration } from './literals.ts';
import type { SequenceAst } from './parse.ts';
import type { LeadAct, Revision, Sequence, Urgency, Variant } from './sequence.ts';
import type { Piece, TemplateFiles } from './template-files.ts';
import { daySpan } from './timing.ts';
import {
  asMap,
  asNumber,
  asText,
  type Entry,
  itemsOf,
  type Mapping,
  type Tree,
  textAt,
  valueAt,
} from './tree.ts';
import { ANY_SOURCE, BASE_SOURCES } from './variant.ts';
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
  const source: Source = { file, text: ast.text, templates, report };
  const anchor = (textAt(root, 'anchor') ?? 'enrollment') as Sequence['anchor'];
  const repeat = repeatOf(valueAt(root, 'repeat'), anchor, report);
  const kind = anchor === 'appointment' ? 'reminder' : repeat ? 'nurture' : 'chase';
  const entries = sourceEntries(root);
  const context: Compiling = { ...source, anchor, sources: entries?.map(({ key }) => key) };

  const base = readTouches(valueAt(root, 'touches'), false, report);
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
  return { revision: Object.freeze({ hash: hashSequence(sequence), sequence }), diagnostics, pieces };
}

interface VariantDraft {
  readonly variant: Variant;
  readonly drafts: readonly TouchDraft[];
}

const sourceEntries = (root: Mapping): readonly Entry[] | null => {
  const sources = valueAt(root, 'sources');
  return sources && [...asMap(sources).entries.values()];
};

/** One variant a source; a finding that only some sources have says for which. */
function compileVariants(
  base: readonly MergedTouch[],
  entries: readonly Entry[] | null,
  context: Compiling,
): readonly VariantDraft[] {
  if (!entries) {
    const drafts = compileTouches(base, (day) => day, context);
    return [{ variant: { ...ANY_VARIANT, touches: drafts.map(({ touch }) => touch) }, drafts }];
  }
  const shared = new Map<string, { readonly parts: FindingParts; readonly sources: string[] }>();
  const variants = entries.map((entry) => {
    const report: Report = (parts) => {
      const key = JSON.stringify([parts.code, parts.message, parts.file, parts.range?.start]);
      const one = shared.get(key) ?? { parts, sources: [] };
      if (!one.sources.includes(entry.key)) one.sources.push(entry.key);
      shared.set(key, one);
    };
    return compileSource(entry, base, entries, { ...context, report });
  });
  for (const { parts, sources } of shared.values()) {
    const everywhere = sources.length === entries.length || !BINDING.includes(parts.code);
    context.report(
      everywhere
        ? parts
        : { ...parts, message: `${parts.message.slice(0, -1)} (for leads from ${sources.join(', ')}).` },
    );
  }
  return variants;
}

/** Findings about how touches fit together, which differ by source. */
const BINDING: readonly string[] = [
  'reference',
  'reference-cycle',
  'unknown-touch',
  'vary-from',
  'closes',
  'condition',
];

const ANY_VARIANT: Omit<Variant, 'touches'> = {
  source: asId<SourceId>(ANY_SOURCE),
  like: asId<SourceId>(ANY_SOURCE),
  match: [],
  urgency: 'medium',
  consent: 'not_required',
  inbound: true,
  startAfter: millis(0),
};

function compileSource(
  entry: Entry,
  base: readonly MergedTouch[],
  entries: readonly Entry[],
  context: Compiling,
): VariantDraft {
  const own = asMap(entry.value);
  const like = likeOf(entry, own, context.report);
  const model = like === entry.key ? undefined : entries.find(({ key }) => key === like);
  // What the model says holds first; the source's own keys are laid over it.
  const layers = [...(model ? [asMap(model.value)] : []), own];
  const said = (key: string): Tree | null =>
    layers.map((layer) => valueAt(layer, key)).findLast((value) => value !== null) ?? null;

  const merged = layTouches(base, layers, context.report);
  if (merged.length === 0)
    context.report({
      code: 'source',
      message: `Leads from \`${entry.key}\` get no touch at all: every one is skipped.`,
      range: entry.keyRange,
    });
  const drafts = compileTouches(merged, dayScale(base, said('length'), context.report), context);
  const isCold = like === 'cold';
  const [urgency, consent, startAfter, match] = [
    said('urgency'),
    said('consent'),
    said('start_after'),
    valueAt(own, 'match'),
  ];
  if (isCold && consent && asText(consent) !== 'required')
    context.report({
      code: 'consent',
      message: `\`${entry.key}\` cannot do without consent: people who did not ask may be texted only with recorded consent.`,
      hint: 'The TCPA (47 U.S.C. 227) sets $500 to $1,500 a text. Take the line out.',
      range: consent.range,
    });
  if (startAfter && context.anchor === 'appointment')
    context.report({
      code: 'source',
      message: '`start_after` moves the enrollment; this sequence is anchored to the appointment.',
      range: startAfter.range,
    });
  return {
    drafts,
    variant: {
      source: asId<SourceId>(entry.key),
      like: asId<SourceId>(like),
      match: match ? itemsOf(match).map(asText) : [],
      urgency: urgency ? (asText(urgency) as Urgency) : 'medium',
      consent: isCold || (consent && asText(consent) === 'required') ? 'required' : 'not_required',
      inbound: !isCold,
      startAfter: (startAfter && parseDuration(asText(startAfter))) || millis(0),
      touches: drafts.map(({ touch }) => touch),
    },
  };
}

function likeOf({ key, keyRange }: Entry, own: Mapping, report: Report): string {
  const like = valueAt(own, 'like');
  const isBase = (BASE_SOURCES as readonly string[]).includes(key);
  if (isBase && like && asText(like) !== key)
    report({
      code: 'source',
      message: `\`${key}\` is one of the five base sources and is like no other.`,
      hint: 'Take `like` out.',
      range: like.range,
    });
  if (!isBase && !like)
    report({
      code: 'source',
      message: `\`${key}\` does not say which base source it is \`like\`: ${BASE_SOURCES.join(', ')}.`,
      suggestion: nearest(key, BASE_SOURCES),
      range: keyRange,
    });
  return isBase ? key : like ? asText(like) : 'web_form';
}

function repeatOf(repeat: Tree | null, anchor: Sequence['anchor'], report: Report): Millis | null {
  const span = repeat && parseDuration(asText(repeat));
  if (!repeat || span === null) return null;
  if (anchor === 'appointment')
    report({
      code: 'repeat',
      message: 'A sequence anchored to an appointment does not repeat.',
      range: repeat.range,
    });
  if (span < DAY || span % DAY !== 0)
    report({
      code: 'repeat',
      message: `\`repeat\` is ${asText(repeat)}; it must be whole days, such as 30d.`,
      range: repeat.range,
    });
  return span;
}

function checkRepeat(
  repeat: Tree | null,
  span: Millis | null,
  drafts: readonly TouchDraft[],
  report: Report,
): void {
  if (!repeat || !span) return;
  const longest = Math.max(0, ...drafts.map(({ touch }) => daySpan(touch.timing)[1]));
  if (longest >= span / DAY)
    report({
      code: 'repeat',
      message: `It repeats after ${span / DAY} days, before the touch of day ${longest} has been sent.`,
      range: repeat.range,
    });
  const closing = drafts.find(({ touch }) => touch.closes);
  if (closing)
    report({
      code: 'closes',
      message: `\`${closing.touch.id}\` promises silence, and the sequence repeats (line ${repeat.range.line}).`,
      range: closing.merged.keys.get('closes')?.keyRange,
    });
}

function checkWhen(
  calls: readonly { readonly touch: string; readonly range: FindingParts['range'] }[],
  drafts: readonly TouchDraft[],
  report: Report,
): void {
  const known = new Set(
    drafts.filter(({ touch }) => touch.channel === 'call').map(({ touch }) => touch.id as string),
  );
  for (const { touch, range } of calls)
    if (!known.has(touch))
      report({
        code: 'unknown-touch',
        message: `There is no call \`${touch}\` whose outcome this could ask for.`,
        suggestion: nearest(touch, known),
        range,
      });
}

/** After a promise of silence nothing is started; where every variant makes one, `start` would never act. */
function checkHandOver(when: Tree | null, variants: readonly VariantDraft[], report: Report): void {
  const act: LeadAct = 'finished';
  const rule = when && valueAt(asMap(when), act);
  const start = rule && asMap(rule).entries.get('start');
  if (start && variants.every(({ variant }) => variant.touches.some(({ closes }) => closes)))
    report({
      code: 'closes',
      message: `\`start: ${asText(start.value)}\` never happens: the sequence ends with a promise of silence, after which nothing is started.`,
      hint: 'Take `start` out, or `closes: true`.',
      range: start.keyRange,
    });
}
