/** One mistake, one finding: what other rules say of a text that YAML has cut short is only what the cut made of it. */
import type { Diagnostic } from '../domain/diagnostic.ts';

const CAUSE = 'text-cut-by-comment';

/** Without the findings inside of texts that are cut: they are looked at when the whole text is there. */
export function withoutEchoes(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const cut = found.flatMap(({ code, edits }) => (code === CAUSE ? (edits ?? []) : []));
  if (cut.length === 0) return found;
  return found.filter(
    ({ code, file, range }) =>
      code === CAUSE ||
      !cut.some((edit) => edit.file === file && range && range.start >= edit.start && range.start < edit.end),
  );
}
