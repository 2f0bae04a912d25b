/** Which business, sequence and variant a row is for: flags first, then its columns, then what the workspace leaves no doubt about. */
import type { Business } from '../domain/business.ts';
import type { BusinessId, SequenceId } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import type { Policy } from '../domain/policy.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { excerpt } from '../intake/reading.ts';
import type { Revision, Variant } from '../sequence/sequence.ts';
import { variantFor } from '../sequence/variant.ts';
import type { Stopped } from './enroll-report.ts';
import type { Workspace } from './workspace.ts';

export interface Choice {
  readonly business: Business;
  readonly policy: Policy;
  readonly revision: Revision;
  readonly variant: Variant;
}

export interface Wanted {
  readonly business?: string | undefined;
  readonly sequence?: string | undefined;
  readonly source?: string | undefined;
}

/** A row's word that names no choice: what was seen, and what is there to choose from. */
export interface NoChoice {
  readonly about: NonNullable<Stopped['about']>;
  readonly seen: string | null;
  readonly allowed: string;
}

export interface Chooser {
  business(text: string | null): Result<Business, NoChoice>;
  choice(business: Business, sourceText: string | null): Result<Choice, NoChoice>;
}

/** Checks the flags; what they leave open is chosen row by row. */
export function createChooser(ws: Workspace, wanted: Wanted): Result<Chooser, Stopped> {
  const { businesses } = ws.config;
  const named = wanted.business === undefined ? null : findBusiness(businesses, wanted.business);
  if (wanted.business !== undefined && named === null)
    return refuse(`there is no business "${wanted.business}"`, wanted.business, [...businesses.keys()]);
  const sequence = wanted.sequence === undefined ? null : sequenceNamed(ws, wanted.sequence);
  if (sequence && !sequence.ok) return sequence;
  if (wanted.source !== undefined) {
    const { source } = wanted;
    const asked = sequence?.ok ? [sequence.value] : chases(ws);
    const who = sequence?.ok ? `${idOf(sequence.value)} knows no source` : 'no sequence knows a source';
    if (asked.every((one) => variantFor(one.sequence, source, ws.config.sourceAliases) === null))
      return refuse(`${who} "${source}"`, source, [...new Set(asked.flatMap(sourcesOf))]);
  }

  const remembered = new Map<string, Result<Choice, NoChoice>>();
  const choose = (business: Business, text: string | null): Result<Choice, NoChoice> => {
    const revision = sequence?.ok ? ok(sequence.value) : sequenceOf(ws, business);
    if (!revision.ok) return revision;
    const sourceText = wanted.source ?? text ?? business.defaultSource ?? null;
    const variant = variantFor(revision.value.sequence, sourceText, ws.config.sourceAliases);
    if (variant === null)
      return fail({ about: 'source', seen: sourceText, allowed: sourcesOf(revision.value).join(', ') });
    const policy = ws.config.policies.get(business.id) ?? DEFAULT_POLICY;
    return ok({ business, policy, revision: revision.value, variant });
  };
  return ok({
    business(text) {
      if (named) return ok(named);
      const found = text === null ? onlyBusiness(businesses) : findBusiness(businesses, text);
      return found
        ? ok(found)
        : fail({ about: 'business', seen: text, allowed: [...businesses.keys()].join(', ') });
    },
    choice(business, sourceText) {
      const key = `${business.id}\0${sourceText ?? ''}`;
      const before = remembered.get(key);
      if (before) return before;
      const chosen = choose(business, sourceText);
      // A column of free text can have as many sources as rows.
      if (remembered.size < 10_000) remembered.set(key, chosen);
      return chosen;
    },
  });
}

/** By id or by name, whatever the case. */
function findBusiness(businesses: ReadonlyMap<BusinessId, Business>, text: string): Business | null {
  const wanted = text.trim().toLowerCase();
  for (const business of businesses.values())
    if (business.id === wanted || business.name.toLowerCase() === wanted) return business;
  return null;
}

function onlyBusiness(businesses: ReadonlyMap<BusinessId, Business>): Business | null {
  const [only, other] = businesses.values();
  return other === undefined ? (only ?? null) : null;
}

function sequenceNamed(ws: Workspace, name: string): Result<Revision, Stopped> {
  const id = name.trim().toLowerCase() as SequenceId;
  const file = ws.sequences.get(id);
  if (file === undefined) return refuse(`there is no sequence "${name}"`, name, chases(ws).map(idOf));
  if (file.revision === null)
    return fail({
      kind: 'configuration',
      line: null,
      message: `${file.path} has mistakes, so nobody can be enrolled in it`,
      hint: 'The lint command shows them.',
    });
  if (file.revision.sequence.anchor === 'appointment')
    return fail({
      kind: 'choice',
      line: null,
      message: `${id} counts back from an appointment, so leads cannot be enrolled in it; it starts when one is booked`,
      hint: `Choose one of: ${chases(ws).map(idOf).join(', ')}`,
    });
  return ok(file.revision);
}

/** The business's own sequence, or the only one there is. */
function sequenceOf(ws: Workspace, business: Business): Result<Revision, NoChoice> {
  const [only, other] = chases(ws).map(idOf);
  const id = business.defaultSequence ?? (other === undefined ? only : undefined);
  const revision = id === undefined ? null : (ws.sequences.get(id as SequenceId)?.revision ?? null);
  return revision
    ? ok(revision)
    : fail({ about: 'sequence', seen: id ?? null, allowed: chases(ws).map(idOf).join(', ') });
}

/** The sequences that a new lead may begin with. */
const chases = (ws: Workspace): readonly Revision[] =>
  [...ws.sequences.values()].flatMap(({ revision }) =>
    revision?.sequence.kind === 'chase' ? [revision] : [],
  );

const idOf = ({ sequence }: Revision): SequenceId => sequence.id;

const sourcesOf = ({ sequence }: Revision): readonly string[] =>
  sequence.variants.map(({ source }) => source);

function refuse(message: string, seen: string, allowed: readonly string[]): Result<never, Stopped> {
  const near = nearest(seen, allowed);
  const choices = allowed.length === 0 ? 'There are none.' : `There are: ${allowed.join(', ')}.`;
  const hint = near === null ? choices : `Did you mean ${near}? ${choices}`;
  return fail({ kind: 'choice', line: null, message, hint });
}

/** Rows of the file's beginning that name no choice: the whole file waits until somebody has said what is meant. */
export function explainNoChoice(missing: readonly NoChoice[], rows: number): Stopped {
  const { about, allowed } = missing[0] ?? { about: 'source', allowed: '' };
  const counts = new Map<string | null, number>();
  for (const one of missing) if (one.about === about) counts.set(one.seen, (counts.get(one.seen) ?? 0) + 1);
  const seen = [...counts]
    .slice(0, 5)
    .map(
      ([text, count]) =>
        `${text === null ? 'none' : `"${excerpt(text)}"`} (${count} ${count === 1 ? 'row' : 'rows'})`,
    );
  const more = counts.size > 5 ? ` and ${counts.size - 5} more` : '';
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const of = { source: 'source', business: 'business', sequence: 'sequence' }[about];
  const message =
    about === 'sequence'
      ? 'it is not clear which sequence these leads should get'
      : `${total} of ${rows} rows ${total === 1 ? 'names' : 'name'} no ${of} that is known: ${seen.join(', ')}${more}`;
  const example = allowed.split(', ')[0] || '…';
  const teach = about === 'source' ? ', or add the name to sources.aliases in leadseq.yaml' : '';
  return {
    kind: 'choice',
    about,
    line: null,
    message,
    hint: `Known: ${allowed || 'none'}. Say it for the whole file, as in --${of} ${example}${teach}. Nothing was written.`,
  };
}
