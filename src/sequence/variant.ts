/** Which variant of a sequence a lead gets, by the name that its import gave the source. */
import type { SourceId } from '../domain/ids.ts';
import type { Sequence, Variant } from './sequence.ts';

/** Every other source says which of these it is like. */
export const BASE_SOURCES = ['google_lsa', 'facebook', 'referral', 'web_form', 'cold'] as const;
/** The source of a sequence that makes no difference between sources. */
export const ANY_SOURCE = 'any';

/** The sources that a sequence knows, in file order; empty when it treats all leads alike. */
export const baseSources = (sequence: Sequence): readonly SourceId[] =>
  sequence.variants.map(({ source }) => source).filter((source) => source !== ANY_SOURCE);

/** Workspace aliases first, then each variant's id and `match` list in file order; null when nothing matches. */
export function variantFor(
  sequence: Sequence,
  sourceText: string | null,
  aliases: readonly { readonly pattern: string; readonly source: SourceId }[],
): Variant | null {
  const [only] = sequence.variants;
  if (only?.source === ANY_SOURCE) return only;
  const name = sourceText?.trim();
  if (!name) return null;
  const alias = aliases.find(({ pattern }) => matches(pattern, name));
  const aliased = alias && sequence.variants.find(({ source }) => source === alias.source);
  return (
    aliased ??
    sequence.variants.find(
      ({ source, match }) => isId(source, name) || match.some((one) => matches(one, name)),
    ) ??
    null
  );
}

/** `google_lsa` is also written `Google LSA` and `google-lsa`. */
const isId = (source: SourceId, name: string): boolean => plainName(source) === plainName(name);
const plainName = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, ' ');

/** Upper and lower case are one, runs of white space are one space, `*` stands for anything. */
export function matches(pattern: string, name: string): boolean {
  const [text, parts] = [fold(name), fold(pattern).split('*')];
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  // Leftmost fits, one after another: linear, where a regular expression with several `.*` is not.
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

const fold = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');
