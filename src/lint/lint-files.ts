/** Everything that `seq lint` says of a workspace: what is wrong with the form, and what is unwise in files whose form is right. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { inOrder } from '../sequence/finding.ts';
import { type LintInput, lintForm } from './form.ts';
import { RULES } from './rules/registry.ts';
import { type ActiveRule, runRules } from './run-rules.ts';
import { optionsOf } from './settings.ts';

export interface LintFilesInput extends LintInput {
  /** Only these files are asked about; all are known. Left out: all. */
  readonly only?: ReadonlySet<string>;
}

/** Sorted by file and place, each finding once, the same on every run. */
export function lintFiles(input: LintFilesInput): readonly Diagnostic[] {
  const { files, config, diagnostics } = lintForm(input);
  const rules = RULES.map(
    (rule): ActiveRule => ({ rule, severity: rule.severity, options: optionsOf(rule, {}) }),
  );
  const only = input.only ? { only: input.only } : {};
  return inOrder([
    ...diagnostics,
    ...runRules({ files, config, templates: input.templates, rules, ...only }),
  ]);
}
