/** `# seq-disable-next-line RULE -- reason`: what a file says about the rules that it means to break, and what is wrong with saying so. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { finding } from '../sequence/finding.ts';
import { type Commented, type Disabled, disabledIn, MARK } from './comments.ts';

export interface RuleNames {
  readonly all: readonly string[];
  /** Retired ones, with what became of them. */
  readonly retired: ReadonlyMap<string, string>;
  /** Those that were run; only of these is known whether a comment disables anything. */
  readonly run: ReadonlySet<string>;
}

/** The findings of rules without those that comments disable, with what is wrong with the comments. */
export function withoutDisabled(
  files: readonly Commented[],
  found: readonly Diagnostic[],
  names: RuleNames,
): readonly Diagnostic[] {
  const comments = new Map(
    files.filter(({ text }) => text.includes(MARK)).map((file) => [file.path, disabledIn(file)]),
  );
  if (comments.size === 0) return found;
  const used = new Set<Disabled>();
  const kept = found.filter(({ code, file, range }) => {
    if (range === undefined) return true;
    const by = (comments.get(file) ?? []).filter(
      ({ rule, from, to }) => rule === code && range.line >= from && range.line <= to,
    );
    for (const one of by) used.add(one);
    return by.length === 0;
  });
  const problems = [...comments].flatMap(([path, all]) => {
    const isIdle = (one: Disabled): boolean =>
      names.retired.has(one.rule) || (!used.has(one) && names.run.has(one.rule));
    const needed = new Set(all.filter((one) => !isIdle(one)).map(({ whole }) => whole.start));
    return all.flatMap((one) => {
      const idle = isIdle(one);
      const cut = needed.has(one.whole.start) ? one.alone : one.whole;
      const problem = problemOf(path, one, idle, names);
      if (problem === null || !idle) return problem ?? [];
      return { ...problem, edits: [{ file: path, ...cut, text: '' }] };
    });
  });
  return [...kept, ...problems];
}

const HOW = 'Write `# seq-disable-next-line RULE -- why it is right here`.';

function problemOf(
  path: string,
  { rule, range, from, reason }: Disabled,
  isIdle: boolean,
  { all, retired }: RuleNames,
): Diagnostic | null {
  const problem = (message: string, hint: string, suggestion: string | null = null): Diagnostic =>
    finding(path, { code: 'disable-comment', severity: 'warning', message, hint, suggestion, range });
  if (rule === '') return problem('This comment names no rule, so it disables nothing.', HOW);
  const instead = retired.get(rule);
  if (instead !== undefined)
    return problem(`The rule \`${rule}\` is retired: ${instead}`, 'Take the comment out.');
  if (!all.includes(rule))
    return problem(
      `There is no rule \`${rule}\`, so this comment disables nothing.`,
      'A rule is named in brackets behind what it finds. What is wrong with the form of a file cannot be disabled.',
      nearest(rule, all),
    );
  if (isIdle)
    return problem(
      `\`${rule}\` finds nothing on line ${from}, so this comment disables nothing.`,
      'Take it out.',
    );
  if (reason === '')
    return problem(`The comment does not say why \`${rule}\` is broken here on purpose.`, HOW);
  return null;
}
