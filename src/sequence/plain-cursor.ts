/** Where the plain reader stands in a text, line by line, and the scalars that end on the line they begin on. */
import type { Range } from '../domain/diagnostic.ts';
import type { Scalar, Tree } from './tree.ts';

export interface Cursor {
  readonly text: string;
  at: number;
  /** One-based. */
  line: number;
  lineStart: number;
  /** Column of the line's first letter, from 0; -1 at the end of the text. Set by `toNextLine`. */
  indent: number;
  /** Deepest column of a comment between the line before and this one, which no block has taken yet; -1 when there is none. */
  comment: number;
  /** Where the last of those comments ends. */
  commentEnd: number;
}

/** What has been read, and where it ends together with the comment behind it. */
export interface Read {
  readonly tree: Tree;
  readonly end: number;
}

const SPACE = 32;
const HASH = 35;
const BREAK = 10;

export const rangeFrom = ({ line, lineStart }: Cursor, start: number, end: number): Range => ({
  start,
  end,
  line,
  column: start - lineStart + 1,
});

/** The offset of the next letter on this line, or of its end. */
export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** Where the line ends that `from` is on. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** From the start of a line to the first letter of the next one that is neither empty nor a comment. */
export function toNextLine(cursor: Cursor): void {
  const { text } = cursor;
  cursor.comment = -1;
  for (;;) {
    const at = skipSpaces(text, cursor.at);
    const code = text.charCodeAt(at);
    if (at >= text.length) {
      [cursor.at, cursor.indent] = [at, -1];
      return;
    }
    const indent = at - cursor.lineStart;
    if (code !== BREAK && code !== HASH) {
      [cursor.at, cursor.indent] = [at, indent];
      return;
    }
    const end = lineEnd(text, at);
    if (code === HASH) {
      cursor.comment = Math.max(cursor.comment, indent);
      cursor.commentEnd = at + text.slice(at, end).trimEnd().length;
    }
    toLineStart(cursor, end);
  }
}

/** To the start of the line after the one that ends at `end`. */
export function toLineStart(cursor: Cursor, end: number): void {
  cursor.at = Math.min(end + 1, cursor.text.length);
  if (end < cursor.text.length) {
    cursor.line++;
    cursor.lineStart = cursor.at;
  }
}

/** Over the rest of a line after a value: the end of its comment, or of the value itself; null when something else stands there. */
export function restOfLine(cursor: Cursor, from: number): number | null {
  const { text } = cursor;
  const at = skipSpaces(text, from);
  const code = text.charCodeAt(at);
  if (code !== BREAK && at < text.length && (code !== HASH || at === from)) return null;
  const end = lineEnd(text, at);
  toLineStart(cursor, end);
  return code === HASH ? at + text.slice(at, end).trimEnd().length : from;
}

/** A text in quotes without escapes, on one line; null when it is anything else. */
export function quoted(cursor: Cursor): Read | null {
  const { text, at: start } = cursor;
  const quote = text.charAt(start);
  const close = text.indexOf(quote, start + 1);
  if (close === -1) return null;
  const value = text.slice(start + 1, close);
  // A break is folded, a backslash escapes, and a doubled quote is one.
  if (/[\n\\]/.test(value) || text.charAt(close + 1) === quote) return null;
  const end = close + 1;
  return { tree: { kind: 'scalar', value, style: 'quoted', range: rangeFrom(cursor, start, end) }, end };
}

/** A key and its colon: a simple word, or anything in quotes that needs no escape. */
export const KEY_FORM = `(?:[A-Za-z_][A-Za-z0-9_-]{0,99}|"[^"\\\\\\n]{1,100}"|'[^'\\n]{1,100}'):`;
/** Words that are no text, whoever writes them as keys. */
const NO_TEXT = /^(?:null|true|false)$/i;

/** What a key says; null for a word that YAML reads as something else. */
export function keyOf(written: string): string | null {
  if (/^["']/.test(written)) return written.slice(1, -1);
  return NO_TEXT.test(written) ? null : written;
}

const FIRST = /^(?:[A-Za-z0-9(+$/._\u00a1-\uffff]|-[0-9])/;
const WHOLE = /^(?:0|-?[1-9][0-9]{0,14})$/;
/** Null and every number of YAML 1.2 that is not simply whole: for the library. */
const OTHER =
  /^(?:null|Null|NULL|True|TRUE|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Words from `start` to `end`, read as text, as a whole number, or as true or false; null for what the library must judge. */
export function plainScalar(cursor: Cursor, start: number, end: number): Scalar | null {
  const words = cursor.text.slice(start, end);
  if (!FIRST.test(words)) return null;
  const range = rangeFrom(cursor, start, end);
  if (words === 'true' || words === 'false')
    return { kind: 'scalar', value: words === 'true', style: 'plain', range };
  if (WHOLE.test(words)) return { kind: 'scalar', value: Number(words), style: 'plain', range };
  return OTHER.test(words) ? null : { kind: 'scalar', value: words, style: 'plain', range };
}
