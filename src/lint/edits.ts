/** Mending a text by cutting and splicing: nothing that is not named is touched, so comments and layout stay. */
import type { Diagnostic, Edit } from '../domain/diagnostic.ts';

/** By file; of edits that overlap the first holds, the others can be made on another pass. */
export function editsOf(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Edit[]> {
  const byFile = new Map<string, Edit[]>();
  for (const { edits = [] } of diagnostics) {
    // What mends one thing in several places is made as a whole or not at all.
    if (edits.some((edit) => (byFile.get(edit.file) ?? []).some((other) => overlap(edit, other)))) continue;
    for (const edit of edits) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
  }
  return byFile;
}

const overlap = (a: Edit, b: Edit): boolean => a.start === b.start || (a.start < b.end && b.start < a.end);

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let mended = text;
  for (const { start, end, text: words } of [...edits].sort((a, b) => b.start - a.start))
    mended = mended.slice(0, start) + words + mended.slice(end);
  return mended;
}
