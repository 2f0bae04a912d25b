/** Tidies a sequence file without touching a word of it: line ends, blanks at the end of lines, empty lines, the editor's first line. */
import { parseSequence, type SequenceAst } from './parse.ts';
import { plain, type Tree } from './tree.ts';

/** Tells editors where the schema lies. */
const MODELINE = '# yaml-language-server: $schema=../schemas/sequence.schema.json';

/**
 * The same file, tidy; tidying it again changes nothing. Null when it has mistakes: then nobody knows what its blanks mean.
 * Texts over several lines stay as they are, to the last blank.
 */
export function formatSequence(text: string): string | null {
  const before = parseSequence(text, '').ast;
  if (before === null) return null;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const kept = linesOfTexts(before.root, text);
  const tidy: string[] = [];
  lines.forEach((line, n) => {
    const shown = kept.has(n + 1) ? line : withoutBlanks(line);
    // One empty line parts two things; a second one says nothing more.
    if (shown === '' && !kept.has(n + 1) && (tidy.at(-1) ?? '') === '') return;
    tidy.push(shown);
  });
  if (tidy.at(-1) === '') tidy.pop();
  const first = /^#\s*yaml-language-server:/m.test(text) ? [] : [MODELINE];
  const result = `${[...first, ...tidy].join('\n')}\n`;
  const after = parseSequence(result, '').ast;
  // What a person meant is worth more than a tidy file.
  return after !== null && meaning(after) === meaning(before) ? result : text;
}

/** By steps from the end: an expression would take the square of a line of blanks. */
function withoutBlanks(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' || line[end - 1] === '\t') end -= 1;
  return line.slice(0, end);
}

const meaning = ({ root }: SequenceAst): string => JSON.stringify(plain(root));

/** One-based numbers of the lines that a text of several lines has a part in. */
function linesOfTexts(tree: Tree, text: string): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (each: Tree): void => {
    if (each.kind === 'list') each.items.forEach(visit);
    else if (each.kind === 'map') for (const { value } of each.entries.values()) visit(value);
    else {
      const count = text.slice(each.range.start, each.range.end).split(/\r\n|\n|\r/).length;
      if (count === 1) return;
      for (let n = 0; n < count; n += 1) found.add(each.range.line + n);
    }
  };
  visit(tree);
  return found;
}
