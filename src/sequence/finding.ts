/** How this room reports: a closed list of codes, and findings in a fixed order without repeats. */
import type { Diagnostic, Edit, Range } from '../domain/diagnostic.ts';

/** Every code that a finding in a file can have. A retired one is never used again for something else. */
export type Code =
  | 'too-large'
  | 'not-text'
  | 'too-deep'
  | 'tab-indent'
  | 'yaml-syntax'
  | 'anchor'
  | 'tag'
  | 'several-documents'
  | 'empty-file'
  | 'duplicate-key'
  | 'wrong-version'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'wrong-value'
  | 'duplicate-touch'
  | 'unknown-touch'
  | 'unknown-source'
  | 'channel'
  | 'timing'
  | 'length'
  | 'alternative'
  | 'condition'
  | 'reference'
  | 'reference-cycle'
  | 'vary-from'
  | 'closes'
  | 'late'
  | 'consent'
  | 'source'
  | 'rule'
  | 'repeat'
  | 'missing-template'
  | 'front-matter'
  | 'duplicate-sequence'
  | 'unknown-sequence'
  | 'unknown-zone'
  | 'looser-than-rule'
  | 'unknown-stage'
  | 'unknown-hearer'
  | 'liquid-syntax'
  | 'endless-template'
  | 'unknown-variable'
  | 'no-fallback'
  | 'no-value'
  | 'disable-comment';

export interface FindingParts {
  readonly code: Code;
  readonly message: string;
  readonly range?: Range | undefined;
  readonly hint?: string | undefined;
  readonly suggestion?: string | null | undefined;
  readonly severity?: 'error' | 'warning';
  /** What stands rightly in place of the range; only where nothing else can be meant. */
  readonly mend?: string | undefined;
  /** The same, where more than the range has to be replaced. */
  readonly mends?: readonly Omit<Edit, 'file'>[] | undefined;
  /** When it is about another file than the one being read. */
  readonly file?: string;
}

export type Report = (parts: FindingParts) => void;

export const finding = (file: string, parts: FindingParts): Diagnostic => ({
  code: parts.code,
  severity: parts.severity ?? 'error',
  message: parts.message,
  ...(parts.hint && { hint: parts.hint }),
  ...(parts.suggestion && { suggestion: parts.suggestion }),
  file: parts.file ?? file,
  ...(parts.range && { range: parts.range }),
  ...(parts.mends && { edits: parts.mends.map((edit) => ({ file: parts.file ?? file, ...edit })) }),
  ...(parts.range &&
    parts.mend !== undefined && {
      edits: [{ file: parts.file ?? file, start: parts.range.start, end: parts.range.end, text: parts.mend }],
    }),
});

/** By file, place, code and words; the same finding twice is one. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = [...diagnostics].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      (a.range?.start ?? -1) - (b.range?.start ?? -1) ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
  return sorted.filter((one, i) => {
    const before = sorted[i - 1];
    return (
      !before ||
      before.file !== one.file ||
      before.code !== one.code ||
      before.message !== one.message ||
      before.range?.start !== one.range?.start
    );
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
