/** A text without quotes ends at ` #`: the rest is a comment to YAML, and no lead ever sees it. */
import { rangeAt } from '../../sequence/limits.ts';
import type { Tree } from '../../sequence/tree.ts';
import type { Rule, RuleFinding } from './rule.ts';

/** Keys whose texts people read. */
const WORDS = ['sms', 'text', 'subject', 'body', 'script', 'voicemail', 'note', 'task', 'purpose', 'name'];

export const textCutByComment: Rule = {
  id: 'text-cut-by-comment',
  severity: 'warning',
  title: 'No text is cut short by ` #`',
  why: 'In YAML a space and a # begin a comment. In a text without quotes everything from there on is dropped, silently: "We\'re #1" goes out as "We\'re". A comment with a space behind its # is taken for one that is meant, unless it has a `{{` in it: nobody fills in comments.',
  bad: `touches:
  - id: hello
    day: 1
    sms: Hi {{ first_name }}, we're #1 in town for a reason.
fallbacks: { first_name: there }
`,
  good: `touches:
  - id: hello
    day: 1
    sms: "Hi {{ first_name }}, we're #1 in town for a reason."
fallbacks: { first_name: there }
`,
  fix: 'Puts the whole text in double quotes.',
  check: ({ path, ast: { root, text } }) => {
    const found: RuleFinding[] = [];
    const visit = (tree: Tree, key: string): void => {
      if (tree.kind === 'map') for (const entry of tree.entries.values()) visit(entry.value, entry.key);
      else if (tree.kind === 'list') for (const item of tree.items) visit(item, key);
      else if (tree.style === 'plain' && typeof tree.value === 'string' && WORDS.includes(key)) {
        const { start, end } = tree.range;
        const cut = /^[ \t]+#(?=[^\s#]|[^\r\n]*\{[{%])[^\r\n]*/.exec(text.slice(end, lineEndOf(text, end)));
        if (cut === null) return;
        const from = end + cut[0].indexOf('#');
        const to = end + cut[0].trimEnd().length;
        found.push({
          message: 'The text is cut here: to YAML the rest of the line is a comment.',
          hint: 'Put the whole text in double quotes.',
          at: { file: path, range: rangeAt(text, from, to) },
          edits: [{ file: path, start, end: to, text: quoted(text.slice(start, to)) }],
        });
      }
    };
    visit(root, '');
    return found;
  },
};

const lineEndOf = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
};

/** Folded over several lines it stays so: double quotes fold in the same way. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
