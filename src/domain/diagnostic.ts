/** A finding in a file: what was seen, what is allowed, why, and exactly where. */

/** Zero-based character offsets into the file's text, with the one-based line and column of the start. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** Characters of a file, from one offset up to another, replaced by a text. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Diagnostic {
  /** A stable kebab-case code from a closed list, such as `unknown-key`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** One sentence: what was seen and what is allowed. */
  readonly message: string;
  /** Why it matters, or what to type next, when the message alone does not say. */
  readonly hint?: string;
  /** The nearest allowed word, when one is near enough. */
  readonly suggestion?: string;
  /** Path as the user would type it. */
  readonly file: string;
  /** Missing when the finding is about the file as a whole. */
  readonly range?: Range;
  /** What would surely mend it. */
  readonly edits?: readonly Edit[];
}
