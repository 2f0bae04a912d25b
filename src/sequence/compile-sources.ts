/** One resolved variant per source: the file's touches with the source's own words laid over them. */
import { asId, type SourceId } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import { millis } from '../domain/time.ts';
import { type Compiling, compileTouches, type TouchDraft } from './compile-variant.ts';
import type { FindingParts, Report } from './finding.ts';
import { dayScale, layTouches, type MergedTouch, readTouches } from './layers.ts';
import { parseDuration } from './literals.ts';
import type { Urgency, Variant } from './sequence.ts';
import { asMap, asText, type Entry, itemsOf, type Mapping, type Tree, valueAt } from './tree.ts';
import { ANY_SOURCE, BASE_SOURCES } from './variant.ts';

export interface VariantDraft {
  readonly variant: Variant;
  readonly drafts: readonly TouchDraft[];
}

export const sourceEntries = (root: Mapping): readonly Entry[] | null => {
  const sources = valueAt(root, 'sources');
  return sources && [...asMap(sources).entries.values()];
};

/** The file's own touches and those that any source adds. */
export const declaredIds = (
  base: readonly MergedTouch[],
  entries: readonly Entry[] | null,
): readonly string[] => [
  ...base.map(({ id }) => id),
  ...(entries ?? []).flatMap(({ value }) => {
    const added = valueAt(asMap(value), 'add');
    return readTouches(added, true, () => {}).map(({ id }) => id);
  }),
];

/** One variant a source; a finding that only some sources have says for which. */
export function compileVariants(
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
