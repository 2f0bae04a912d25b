/** Comments that excuse a place: where they stand in a sequence, in the front matter of a template, or in Liquid within any text. */
import type { Range } from '../domain/diagnostic.ts';
import { rangeAt } from '../sequence/limits.ts';
import type { SequenceAst } from '../sequence/parse.ts';
import type { Tree } from '../sequence/tree.ts';

/** What a search for comments finds at once in files that have none. */
export const MARK = 'seq-disable-next-line';

const YAML = /^[ \t]*(#[ \t]*seq-disable-next-line\b(.*))$/;
/** `{% # … %}` or `{% comment %}…{% endcomment %}`; a reason has no `%` in it. */
const LIQUID = /\{%-?[ \t]*(?:#|comment[ \t]*-?%\})[ \t]*(seq-disable-next-line\b([^%{]*))/;
const NAME = /[\w-]+/g;

export interface Disabled {
  /** Empty when the comment names none. */
  readonly rule: string;
  /** The name of the rule; of a comment without one, the comment. */
  readonly range: Range;
  /** One-based lines that it is about: one, or a whole text that stands as a block. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  /** What has to go for the comment to be gone; for one rule of several, its name. */
  readonly alone: { readonly start: number; readonly end: number };
  readonly whole: { readonly start: number; readonly end: number };
}

export interface Commented {
  readonly path: string;
  readonly text: string;
  /** Texts in quotes and blocks, in which a # is no comment; offsets. */
  readonly texts: readonly Range[];
}

export const commentedSequence = (path: string, { text, root }: SequenceAst): Commented => {
  const texts: Range[] = [];
  if (text.includes(MARK)) textsOf(root, texts);
  return { path, text, texts };
};

/** Below its front matter a template is all text. */
export function commentedTemplate(path: string, text: string): Commented {
  const body = /^\ufeff?---[ \t]*\r?\n/.test(text) ? text.indexOf('\n---', 3) + 1 : 0;
  return { path, text, texts: [rangeAt(text, body, text.length)] };
}

/** Only in a text that is written as a block can a line look like a comment and be none. */
function textsOf(tree: Tree, into: Range[]): void {
  if (tree.kind === 'scalar') {
    if (tree.style !== 'plain') into.push(tree.range);
  } else if (tree.kind === 'list') for (const item of tree.items) textsOf(item, into);
  else for (const { value } of tree.entries.values()) textsOf(value, into);
}

export function disabledIn({ text, texts }: Commented): readonly Disabled[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const nextOf = linesBelow(lines);
  const found: Disabled[] = [];
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const begins = offset;
    offset = text.indexOf('\n', offset) + 1 || text.length;
    if (!line.includes(MARK)) continue;
    const isText = texts.some(({ start, end }) => begins + line.indexOf('#') >= start && begins < end);
    const match = (isText ? null : YAML.exec(line)) ?? LIQUID.exec(line);
    if (match === null) continue;
    const [said = '', reason = ''] = (match[2] ?? '').split(/\s--(?:\s|$)/, 2);
    const start = begins + line.indexOf(match[1] ?? '');
    const from = start + (match[1]?.length ?? 0) - (match[2]?.length ?? 0);
    const tag = isText || YAML.exec(line) === null ? tagIn(line, begins) : null;
    const isAlone = tag === null || line.trim().length === tag.end - tag.start;
    const whole = isAlone ? { start: begins, end: offset } : tag;
    const rangeOf = (at: number, end: number): Range => ({
      start: at,
      end,
      line: index + 1,
      column: at - begins + 1,
    });
    const next = nextOf[index] ?? index + 1;
    const about = {
      from: next + 1,
      to: endOf(next + 1, texts, text),
      reason: reason.replace(/-$/, '').trim(),
    };
    const rules = [...said.replace(/-$/, '').matchAll(NAME)];
    if (rules.length === 0)
      found.push({
        ...about,
        rule: '',
        range: rangeOf(start, start + (match[1]?.trimEnd().length ?? 0)),
        alone: whole,
        whole,
      });
    for (const [n, { 0: rule, index: at }] of rules.entries()) {
      const before = rules[n - 1];
      const end = at + rule.length;
      const own = before
        ? { start: from + before.index + before[0].length, end: from + end }
        : { start: from + at, end: from + (rules[1]?.index ?? end) };
      const range = rangeOf(from + at, from + at + rule.length);
      found.push({ ...about, rule, range, alone: rules.length === 1 ? whole : own, whole });
    }
  }
  return found;
}

/** For each line the first one below it that is no such comment: comments stand above each other. */
function linesBelow(lines: readonly string[]): readonly number[] {
  const below: number[] = [];
  for (let at = lines.length - 1; at >= 0; at--) {
    const under = lines[at + 1] ?? '';
    const isComment = under.includes(MARK) && (YAML.test(under) || LIQUID.test(under));
    below[at] = isComment ? (below[at + 1] ?? at + 1) : at + 1;
  }
  return below;
}

/** The Liquid of a comment, to its last bracket. */
function tagIn(line: string, begins: number): { readonly start: number; readonly end: number } {
  const start = line.search(LIQUID);
  const close = line.includes('endcomment', start) ? line.indexOf('endcomment', start) : start;
  const end = line.indexOf('%}', close);
  return { start: begins + start, end: begins + (end === -1 ? line.length : end + 2) };
}

/** The last line of the text that begins on a line as a block; else the line itself. */
function endOf(line: number, texts: readonly Range[], text: string): number {
  const block = texts.find(
    (one) => one.line === line && one.column > 1 && /[|>]/.test(text.charAt(one.start)),
  );
  return block ? line + text.slice(block.start, block.end).split('\n').length - 1 : line;
}
