/** A posted lead as a row of an import: what each thing is called, and its words. */
import { fail, ok, type Result } from '../domain/result.ts';
import { asObject, type Json } from './json-object.ts';

/** What senders put their own questions under. */
const INNER: ReadonlySet<string> = new Set(['fields', 'custom_fields', 'data', 'answers']);

/** More are no lead. */
const MOST = 200;

/** The error is a sentence for whoever posted it. */
export function leadCells(body: Json): Result<ReadonlyMap<string, string>, string> {
  const cells = new Map<string, string>();
  const add = (name: string, value: unknown): string | null => {
    const words = wordsOf(value);
    if (words === null)
      return `"${name.slice(0, 60)}" must be text, a number, true or false, or a list of these`;
    if (cells.has(name)) return `"${name.slice(0, 60)}" comes twice`;
    cells.set(name, words);
    return cells.size > MOST ? `it has more than ${MOST} fields` : null;
  };
  for (const [name, value] of Object.entries(body)) {
    const inner = asObject(value);
    const parts =
      inner === null
        ? [[name, value] as const]
        : INNER.has(name)
          ? Object.entries(inner)
          : name === 'consent'
            ? consentParts(inner)
            : [[name, inner] as const];
    for (const [key, each] of parts) {
      const problem = add(key, each);
      if (problem !== null) return fail(problem);
    }
  }
  return ok(cells);
}

/** `{ given, at, text }` as the three columns of an import. */
const consentParts = (consent: Json): readonly (readonly [string, unknown])[] =>
  Object.entries(consent).map(([name, value]) => [
    { given: 'consent', at: 'consent_at', text: 'consent_text' }[name] ?? `consent_${name}`,
    value,
  ]);

function wordsOf(value: unknown): string | null {
  if (value === null) return '';
  if (Array.isArray(value)) {
    const parts = value.map(wordsOf);
    return parts.some((part) => part === null) ? null : parts.join(', ');
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}
