/** `# seq-disable-next-line RULE -- reason`: what a file says about the rules that it means to break, and what is wrong with saying so. */
import type { Diagnostic, Range } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { finding } from '../sequence/finding.ts';
import { rangeAt } from '../sequence/limits.ts';
import type { SequenceAst } from '../sequence/parse.ts';
import type { Tree } from '../sequence/tree.ts';

const COMMENT = /^[ \t]*(#[ \t]*seq-disable-next-line\b(.*))$/;
const NAME = /[\w-]+/g;

interface Disabled {
  readonly rule: string;
  readonly range: Range;
  /** One-based line that it is about. */
  readonly line: number;
  readonly reason: string;
}

export interface RuleNames {
  readonly all: readonly string[];
  /** Retired ones, with what became of them. */
  readonly retired: ReadonlyMap<string, string>;
  /** Those that were run; only of these is known whether a comment disables anything. */
  readonly run: ReadonlySet<string>;
}

/** The findings of rules in one file without those that comments disable, with what is wrong with the comments. */
export function withoutDisabled(
  path: string,
  ast: SequenceAst,
  found: readonly Diagnostic[],
  names: RuleNames,
): readonly Diagnostic[] {
  if (!ast.text.includes('seq-disable-next-line')) return found;
  const used = new Set<Disabled>();
  const comments = disabledIn(ast);
  const kept = found.filter(({ code, file, range }) => {
    if (file !== path || range === undefined) return true;
    const by = comments.filter(({ rule, line }) => rule === code && line === range.line);
    for (const one of by) used.add(one);
    return by.length === 0;
  });
  return [...kept, ...comments.flatMap((one) => problemOf(path, one, used.has(one), names) ?? [])];
}

function disabledIn({ text, root }: SequenceAst): readonly Disabled[] {
  const texts: Range[] = [];
  scalarsOf(root, texts);
  const lines = text.split('\n');
  const found: Disabled[] = [];
  let offset = 0;
  for (const [index, whole] of lines.entries()) {
    const content = whole.replace(/\r$/, '');
    const match = COMMENT.exec(content);
    const start = offset + content.indexOf('#');
    offset += whole.length + 1;
    if (match === null || texts.some((one) => start >= one.start && start < one.end)) continue;
    const [said = '', reason = ''] = (match[2] ?? '').split(/\s--(?:\s|$)/, 2);
    const from = start + (match[1]?.length ?? 0) - (match[2]?.length ?? 0);
    let next = index + 1;
    while (COMMENT.test(lines[next]?.replace(/\r$/, '') ?? '')) next++;
    const about = { line: next + 1, reason: reason.trim() };
    const rules = [...said.matchAll(NAME)];
    if (rules.length === 0)
      found.push({
        ...about,
        rule: '',
        range: rangeAt(text, start, start + (match[1]?.trimEnd().length ?? 0)),
      });
    for (const { 0: rule, index: at } of rules)
      found.push({ ...about, rule, range: rangeAt(text, from + at, from + at + rule.length) });
  }
  return found;
}

/** Only in a text that is written as a block can a line look like a comment and be none. */
function scalarsOf(tree: Tree, into: Range[]): void {
  if (tree.kind === 'scalar') {
    if (tree.style !== 'plain') into.push(tree.range);
  } else if (tree.kind === 'list') for (const item of tree.items) scalarsOf(item, into);
  else for (const { value } of tree.entries.values()) scalarsOf(value, into);
}

const HOW = 'Write `# seq-disable-next-line RULE -- why it is right here`.';

function problemOf(
  path: string,
  { rule, range, line, reason }: Disabled,
  isUsed: boolean,
  { all, retired, run }: RuleNames,
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
  if (!isUsed && run.has(rule))
    return problem(
      `\`${rule}\` finds nothing on line ${line}, so this comment disables nothing.`,
      'Take it out.',
    );
  if (reason === '')
    return problem(`The comment does not say why \`${rule}\` is broken here on purpose.`, HOW);
  return null;
}
