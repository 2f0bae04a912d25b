/** Mappings and lists in brackets, for the plain reader: simple keys, scalars on one line, no comments inside. */
import {
  type Cursor,
  KEY_FORM,
  keyOf,
  plainScalar,
  quoted,
  type Read,
  rangeFrom,
  skipSpaces,
  toLineStart,
} from './plain-cursor.ts';
import type { Entry, Tree } from './tree.ts';

/** Of a key in brackets; what follows must be on the same line. */
const KEY = new RegExp(`${KEY_FORM} +(?=[^ \\n#])`, 'y');
const WORDS = /[^,[\]{}\n]+/y;

/** At an opening bracket of a value below the column `indent`; null when it is not plain, or nests more than `depth` levels. */
export function readFlow(cursor: Cursor, indent: number, depth: number): Read | null {
  if (depth === 0) return null;
  return cursor.text.charAt(cursor.at) === '{'
    ? flowMap(cursor, indent, depth)
    : flowList(cursor, indent, depth);
}

function flowMap(cursor: Cursor, indent: number, depth: number): Read | null {
  const { text, at: start } = cursor;
  const range = rangeFrom(cursor, start, start);
  const entries = new Map<string, Entry>();
  cursor.at++;
  for (;;) {
    if (!skipBreaks(cursor, indent)) return null;
    if (text.charAt(cursor.at) === '}') break;
    KEY.lastIndex = cursor.at;
    const [found] = KEY.exec(text) ?? [];
    if (found === undefined) return null;
    const written = found.trimEnd().slice(0, -1);
    const key = keyOf(written);
    if (key === null || entries.has(key)) return null;
    const keyRange = rangeFrom(cursor, cursor.at, cursor.at + written.length);
    cursor.at += found.length;
    const value = flowValue(cursor, indent, depth);
    if (value === null) return null;
    entries.set(key, { key, keyRange, value });
    if (!toNextItem(cursor, indent, '}')) return null;
  }
  cursor.at++;
  return { tree: { kind: 'map', entries, range: { ...range, end: cursor.at } }, end: cursor.at };
}

function flowList(cursor: Cursor, indent: number, depth: number): Read | null {
  const { text, at: start } = cursor;
  const range = rangeFrom(cursor, start, start);
  const items: Tree[] = [];
  cursor.at++;
  for (;;) {
    if (!skipBreaks(cursor, indent)) return null;
    if (text.charAt(cursor.at) === ']') break;
    const item = flowValue(cursor, indent, depth);
    if (item === null) return null;
    items.push(item);
    if (!toNextItem(cursor, indent, ']')) return null;
  }
  cursor.at++;
  return { tree: { kind: 'list', items, range: { ...range, end: cursor.at } }, end: cursor.at };
}

/** One value, with the cursor behind it. */
function flowValue(cursor: Cursor, indent: number, depth: number): Tree | null {
  const { text, at: start } = cursor;
  const first = text.charAt(start);
  if (first === '{' || first === '[') return readFlow(cursor, indent, depth - 1)?.tree ?? null;
  if (first === '"' || first === "'") {
    const read = quoted(cursor);
    if (read) cursor.at = read.end;
    return read?.tree ?? null;
  }
  WORDS.lastIndex = start;
  const words = WORDS.exec(text)?.[0].trimEnd() ?? '';
  // A colon or a comment would make something else of it.
  if (words === '' || /:(?: |$)| #/.test(words)) return null;
  cursor.at = start + words.length;
  return plainScalar(cursor, start, cursor.at);
}

/** Over a comma; true also before the closing bracket. */
function toNextItem(cursor: Cursor, indent: number, close: string): boolean {
  if (!skipBreaks(cursor, indent)) return false;
  const next = cursor.text.charAt(cursor.at);
  if (next === ',') cursor.at++;
  return next === ',' || next === close;
}

/** Over blanks and line breaks; false when the text goes on where the brackets may not. */
function skipBreaks(cursor: Cursor, indent: number): boolean {
  const { text } = cursor;
  cursor.at = skipSpaces(text, cursor.at);
  while (text.charAt(cursor.at) === '\n') {
    toLineStart(cursor, cursor.at);
    cursor.at = skipSpaces(text, cursor.at);
    if (text.charAt(cursor.at) !== '\n' && cursor.at - cursor.lineStart <= indent) return false;
  }
  return cursor.at < text.length;
}
