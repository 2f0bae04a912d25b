/** Reads the heading: which column means what, in which export format, with the user's own `--map` on top. */
import { fail, ok, type Result } from '../domain/result.ts';
import { FORMATS, type Format } from './formats.ts';
import { excerpt, type FileProblem } from './reading.ts';
import {
  fieldName,
  type Meaning,
  meaningOf,
  normalizeHeading,
  rankOf,
  TARGETS,
  type Target,
} from './targets.ts';

export interface Columns {
  readonly format: Format;
  /** The headings as the file has them, by position. */
  readonly headings: readonly string[];
  /** What each column means, by position. */
  readonly meanings: readonly Meaning[];
  /** Columns of each known meaning, the one to ask first in front. */
  readonly of: Readonly<Record<Target, readonly number[]>>;
  /** Columns that become fields, with the field's name. */
  readonly fields: readonly { readonly at: number; readonly name: string }[];
  /** The name under which a column's text is kept when it is not used for what it means. */
  readonly own: readonly string[];
}

/** More is a mistaken delimiter or an attack: the widest CRM exports have a few hundred. */
const MAX_COLUMNS = 1_000;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** `nearest` proposes the word that was probably meant. */
export function readColumns(
  headings: readonly string[],
  map: ReadonlyMap<string, string>,
  nearest: (word: string, allowed: readonly string[]) => string | null,
): Result<Columns, FileProblem> {
  if (headings.length > MAX_COLUMNS)
    return problem(`the file has ${headings.length} columns; at most ${MAX_COLUMNS} are read`);
  const normalized = headings.map(normalizeHeading);
  const twice = repeated(headings, normalized) ?? forbidden(headings);
  if (twice) return twice;
  const present = new Set(normalized.filter((heading) => heading !== ''));
  if (present.size === 0)
    return problem(
      'the first line has no column names',
      'It must name the columns, such as: first_name,phone,email',
    );
  const format = FORMATS.find((candidate) => candidate.matches(present)) ?? PLAIN;
  const mapped = readMap(map, headings, normalized, nearest);
  if (!mapped.ok) return mapped;
  const meanings = normalized.map(
    (heading, at): Meaning =>
      mapped.value.get(at) ??
      format.meanings[heading] ??
      (heading === '' ? { kind: 'field', name: `column_${at + 1}` } : meaningOf(heading)),
  );
  const of = Object.fromEntries(
    TARGETS.map((target) => [
      target,
      meanings
        .flatMap((meaning, at) => (meaning.kind === 'target' && meaning.target === target ? [at] : []))
        // A column that the user or the format named comes before one that was guessed.
        .sort((a, b) => rank(mapped.value, normalized, a) - rank(mapped.value, normalized, b)),
    ]),
  ) as unknown as Columns['of'];
  if (of.phone.length === 0 && of.email.length === 0)
    return problem(
      `no column holds a phone number or an email address; the columns are ${listed(headings)}`,
      'Name it with --map, such as: --map "Contact=phone"',
    );
  const own = (at: number): string => fieldName(normalized[at] || `column_${at + 1}`);
  return ok({
    format,
    headings,
    meanings,
    of,
    fields: fieldsOf(meanings, own),
    own: headings.map((_, at) => own(at)),
  });
}

/** Where two columns would become one field, the first does and the second keeps its own name. */
function fieldsOf(meanings: readonly Meaning[], own: (at: number) => string): Columns['fields'] {
  const taken = new Set<string>();
  return meanings.flatMap((meaning, at) => {
    if (meaning.kind !== 'field') return [];
    const name = taken.has(meaning.name) ? own(at) : meaning.name;
    taken.add(name);
    return [{ at, name }];
  });
}

const PLAIN: Format = { id: 'plain', name: 'a plain list', source: null, meanings: {}, matches: () => true };

const rank = (mapped: ReadonlyMap<number, Meaning>, normalized: readonly string[], at: number): number =>
  mapped.has(at) ? -1 : rankOf(normalized[at] ?? '');

/** A second column of the same name would silently win in most readers. */
function repeated(
  headings: readonly string[],
  normalized: readonly string[],
): Result<never, FileProblem> | null {
  const seen = new Map<string, number>();
  for (const [at, heading] of normalized.entries()) {
    const first = seen.get(heading);
    if (first !== undefined && heading !== '')
      return problem(
        `columns ${first + 1} ("${excerpt(headings[first] ?? '')}") and ${at + 1} ("${excerpt(headings[at] ?? '')}") have the same name`,
        'Rename or delete one of them: which of the two holds is not for a program to guess.',
      );
    seen.set(heading, at);
  }
  return null;
}

function forbidden(headings: readonly string[]): Result<never, FileProblem> | null {
  const at = headings.findIndex((heading) => FORBIDDEN.has(heading.trim().toLowerCase()));
  return at === -1
    ? null
    : problem(`column ${at + 1} is named "${excerpt(headings[at] ?? '')}", which is reserved`, 'Rename it.');
}

function readMap(
  map: ReadonlyMap<string, string>,
  headings: readonly string[],
  normalized: readonly string[],
  nearest: (word: string, allowed: readonly string[]) => string | null,
): Result<ReadonlyMap<number, Meaning>, FileProblem> {
  const meanings = new Map<number, Meaning>();
  for (const [column, wanted] of map) {
    const at = normalized.indexOf(normalizeHeading(column));
    if (at === -1) {
      const near = nearest(column, headings);
      return problem(
        `--map names a column "${excerpt(column)}" that the file does not have; it has ${listed(headings)}`,
        near === null ? undefined : `Did you mean "${near}"?`,
      );
    }
    const name = normalizeHeading(wanted);
    if (name === '' || FORBIDDEN.has(wanted.trim()))
      return problem(
        `--map ${column}=${wanted} names no field`,
        `Allowed: ${TARGETS.join(', ')}, ignore, or a field of your own such as "interest".`,
      );
    meanings.set(at, targetNamed(name));
  }
  return ok(meanings);
}

function targetNamed(name: string): Meaning {
  if (name === 'ignore') return { kind: 'ignored' };
  const target = TARGETS.find((known) => known === name);
  return target === undefined ? { kind: 'field', name: fieldName(name) } : { kind: 'target', target };
}

function listed(headings: readonly string[]): string {
  const shown = headings.slice(0, 12).map((heading) => `"${excerpt(heading)}"`);
  return headings.length > 12 ? `${shown.join(', ')} and ${headings.length - 12} more` : shown.join(', ');
}

const problem = (message: string, hint?: string): Result<never, FileProblem> =>
  fail({ line: 1, message, hint: hint ?? null });
