/** Everything that `seq lint` says of a workspace: what is wrong with the form, and what is unwise in files whose form is right. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { inOrder } from '../sequence/finding.ts';
import { commentedSequence, commentedTemplate, MARK } from './comments.ts';
import { type RuleNames, withoutDisabled } from './disable.ts';
import type { Earlier } from './earlier.ts';
import { type LintInput, lintForm } from './form.ts';
import { RULES, TOMBSTONES } from './rules/registry.ts';
import { runRules } from './run-rules.ts';
import { activeRules } from './settings.ts';

export interface LintFilesInput extends LintInput {
  /** Only these files are asked about; all are known. Left out: all. */
  readonly only?: ReadonlySet<string>;
  /** The workspace at an earlier revision, for rules on what must not change. */
  readonly earlier?: Earlier;
}

/** Sorted by file and place, each finding once, the same on every run. */
export function lintFiles(input: LintFilesInput): readonly Diagnostic[] {
  const { files, config, diagnostics } = lintForm(input);
  const rules = activeRules(config?.lint ?? {});
  const asked = { ...(input.only && { only: input.only }), ...(input.earlier && { earlier: input.earlier }) };
  const found = runRules({ files, config, templates: input.templates, rules, ...asked });
  const names: RuleNames = {
    all: RULES.map(({ id }) => id),
    retired: new Map(TOMBSTONES.map(({ id, instead }) => [id, instead])),
    run: new Set(rules.map(({ rule }) => rule.id)),
  };
  const isAsked = (path: string): boolean => input.only?.has(path) ?? true;
  const commented = [
    ...files.flatMap(({ path, ast, compiled }) =>
      ast && compiled?.revision && isAsked(path) ? [commentedSequence(path, ast)] : [],
    ),
    // Which comments of a template excuse nothing is known when all that use it have been looked at.
    ...[...input.templates].flatMap(([path, text]) =>
      text.includes(MARK) ? [commentedTemplate(path, text)] : [],
    ),
  ];
  const isWhole = files.every(({ path, compiled }) => compiled?.revision && isAsked(path));
  const kept = withoutDisabled(commented, found, names).filter(
    ({ code, file }) => code !== 'disable-comment' || isWhole || !input.templates.has(file),
  );
  return inOrder([...diagnostics, ...kept]);
}
