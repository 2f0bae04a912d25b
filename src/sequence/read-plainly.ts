/** The YAML that nearly every file is written in, read in a tenth of the library's time; a test holds that both read the same. */

/*
 * Plain is: printable text without tabs; mappings and lists in blocks; keys of letters, digits, `-` and `_`, or in quotes;
 * values on one line, or quoted without escapes, in brackets, or below `>` and `|`; comments that stand no deeper than what
 * is before them. Whatever is not plainly that is left to the library.
 */
import {
  type Cursor,
  KEY_FORM,
  keyOf,
  lineEnd,
  plainScalar,
  quoted,
  type Read,
  rangeFrom,
  restOfLine,
  skipSpaces,
  toLineStart,
  toNextLine,
} from './plain-cursor.ts';
import { readFlow } from './read-flow.ts';
import type { Entry, Tree } from './tree.ts';

/** Deeper than any sequence goes, and less deep than what is forbidden. */
const MOST_DEEP = 16;
const PLAIN = /^[\n\x20-\x7e\u00a1-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*$/;
const KEY = new RegExp(`${KEY_FORM}(?=[ \\n])`, 'y');

/** The tree of a text that is one mapping, or null when it is for the library to read. */
export function readPlainly(text: string): Tree | null {
  if (!PLAIN.test(text)) return null;
  const cursor: Cursor = { text, at: 0, line: 1, lineStart: 0, indent: 0, comment: -1, commentEnd: 0 };
  toNextLine(cursor);
  const root = cursor.indent === 0 ? blockMap(cursor, 0, MOST_DEEP) : null;
  return root && cursor.at === text.length ? root.tree : null;
}

/** At the first key, which stands in column `indent`; leaves the cursor at the first line that belongs to it no more. */
function blockMap(cursor: Cursor, indent: number, depth: number): Read | null {
  const { text, at: start } = cursor;
  const range = rangeFrom(cursor, start, start);
  const entries = new Map<string, Entry>();
  let end = start;
  do {
    KEY.lastIndex = cursor.at;
    const written = KEY.exec(text)?.[0].slice(0, -1) ?? '';
    const key = keyOf(written);
    if (written === '' || key === null || entries.has(key)) return null;
    const keyRange = rangeFrom(cursor, cursor.at, cursor.at + written.length);
    cursor.at = skipSpaces(text, cursor.at + written.length + 1);
    const value = valueAfter(cursor, indent, depth);
    if (value === null) return null;
    entries.set(key, { key, keyRange, value: value.tree });
    end = value.end;
  } while (cursor.indent === indent);
  return cursor.indent > indent
    ? null
    : closed({ kind: 'map', entries, range: { ...range, end } }, cursor, indent);
}

function blockList(cursor: Cursor, indent: number, depth: number): Read | null {
  const { text, at: start } = cursor;
  const range = rangeFrom(cursor, start, start);
  const items: Tree[] = [];
  let end = start;
  do {
    if (!text.startsWith('- ', cursor.at)) return null;
    cursor.at = skipSpaces(text, cursor.at + 2);
    KEY.lastIndex = cursor.at;
    const isMap = KEY.test(text);
    if (isMap && depth === 0) return null;
    const item = isMap
      ? blockMap(cursor, cursor.at - cursor.lineStart, depth - 1)
      : text.charAt(cursor.at) === '\n' || text.charAt(cursor.at) === '#'
        ? null
        : valueAfter(cursor, indent, depth);
    if (item === null) return null;
    items.push(item.tree);
    end = item.end;
  } while (cursor.indent === indent && text.startsWith('- ', cursor.at));
  return cursor.indent > indent
    ? null
    : closed({ kind: 'list', items, range: { ...range, end } }, cursor, indent);
}

/** A block with the comments below it that stand in its own column; those of column 0 are nobody's, and deeper ones are for the library. */
function closed(tree: Tree, cursor: Cursor, indent: number): Read | null {
  const { comment, commentEnd } = cursor;
  if (comment > indent) return null;
  if (indent === 0 || comment < indent) return { tree, end: tree.range.end };
  cursor.comment = -1;
  return { tree, end: commentEnd };
}

/** What stands behind a key or a dash of the column `indent`, or below it; then goes on to the next line. */
function valueAfter(cursor: Cursor, indent: number, depth: number): Read | null {
  const { text, at: start } = cursor;
  const first = text.charAt(start);
  if (first === '' || depth === 0) return null;
  if (first === '\n' || first === '#') return blockBelow(cursor, indent, depth);
  if (first === '>' || first === '|') return blockScalar(cursor, indent);
  const read =
    first === '"' || first === "'"
      ? quoted(cursor)
      : first === '{' || first === '['
        ? readFlow(cursor, indent, depth)
        : plainOnLine(cursor);
  const end = read && restOfLine(cursor, read.end);
  if (read === null || end === null) return null;
  toNextLine(cursor);
  return { tree: read.tree, end };
}

function blockBelow(cursor: Cursor, indent: number, depth: number): Read | null {
  toLineStart(cursor, lineEnd(cursor.text, cursor.at));
  toNextLine(cursor);
  const isList = cursor.text.startsWith('- ', cursor.at);
  if (cursor.indent > indent)
    return isList ? blockList(cursor, cursor.indent, depth - 1) : blockMap(cursor, cursor.indent, depth - 1);
  // A list may stand right below its key.
  return isList && cursor.indent === indent ? blockList(cursor, indent, depth - 1) : null;
}

/** Up to a comment or the end of the line. */
function plainOnLine(cursor: Cursor): Read | null {
  const { text, at: start } = cursor;
  const line = text.slice(start, lineEnd(text, start));
  const comment = line.indexOf(' #');
  const words = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
  if (words.endsWith(':') || words.includes(': ')) return null;
  const end = start + words.length;
  const tree = plainScalar(cursor, start, end);
  return tree && { tree, end };
}

/** `>` folds lines into one, `|` keeps them; with `-` there is no line break at the end. */
function blockScalar(cursor: Cursor, indent: number): Read | null {
  const { text, at: start } = cursor;
  const place = rangeFrom(cursor, start, start);
  HEAD.lastIndex = start;
  const head = HEAD.exec(text)?.[0];
  if (head === undefined) return null;
  toLineStart(cursor, start + head.length);
  const column = skipSpaces(text, cursor.at) - cursor.at;
  if (column <= indent || text.charAt(cursor.at + column) === '\n') return null;
  let [value, end, breaks] = ['', start, 0];
  while (cursor.at < text.length) {
    const from = skipSpaces(text, cursor.at);
    const until = lineEnd(text, from);
    const indented = from - cursor.at;
    if (from === until) {
      // An empty line that is longer than the indentation is text.
      if (indented > column || until === text.length) return null;
      breaks++;
    } else {
      if (indented < column) break;
      const line = text.slice(cursor.at + column, until);
      if (line.startsWith(' ') || line.endsWith(' ')) return null;
      if (value !== '')
        value += head[0] === '|' || breaks > 1 ? '\n'.repeat(head[0] === '|' ? breaks : breaks - 1) : ' ';
      value += line;
      [end, breaks] = [until, 1];
    }
    toLineStart(cursor, until);
  }
  // Without a break at the end of the text there is none to keep.
  if (value === '' || (end === text.length && !head.endsWith('-'))) return null;
  toNextLine(cursor);
  const tree: Tree = {
    kind: 'scalar',
    value: head.endsWith('-') ? value : `${value}\n`,
    style: 'block',
    range: { ...place, end },
  };
  return { tree, end };
}

const HEAD = /[>|]-?(?=\n)/y;
