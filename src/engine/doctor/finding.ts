/** What one look at the workspace or its machine came to: one line for a person, and what to do about it. */

export interface Finding {
  /** The check's name, stable for programs. */
  readonly check: string;
  /** `failure`: sending is held up, or unsafe. `warning`: it works, and somebody should look. */
  readonly level: 'ok' | 'warning' | 'failure';
  readonly seen: string;
  /** What to do, as a sentence, often with a command after its colon; null when nothing is, or `seen` says it. */
  readonly remedy: string | null;
}

export const fine = (check: string, seen: string): Finding => ({ check, level: 'ok', seen, remedy: null });
export const warning = (check: string, seen: string, remedy: string): Finding => ({
  check,
  level: 'warning',
  seen,
  remedy,
});
export const failure = (check: string, seen: string, remedy: string | null): Finding => ({
  check,
  level: 'failure',
  seen,
  remedy,
});
