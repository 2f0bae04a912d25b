/** What a file may be before the YAML library sees it: past these limits the library takes minutes, or takes Node down with it. */
import type { Range } from '../domain/diagnostic.ts';
import type { FindingParts } from './finding.ts';

/** 256 KB: the largest sequence written so far has 12. */
export const MAX_CHARACTERS = 262_144;
/** Levels of mappings and lists; a sequence needs 7. */
export const MAX_DEPTH = 64;
/** Columns of indentation. Each block level costs one, and the library composes levels by recursion. */
const MAX_INDENT = 256;

/** `- - - -` opens a list in a list with each dash, and the library's lexer recurses on each. */
const DASHES = new RegExp(`(?:[-?:][ \\t]+){${MAX_DEPTH + 1}}`);
// biome-ignore lint/suspicious/noControlCharactersInRegex: YAML forbids exactly these (1.2.2, section 5.1).
const NOT_TEXT = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/;

/** The first limit that a text breaks, or null. */
export function overLimit(text: string): FindingParts | null {
  if (text.length > MAX_CHARACTERS)
    return {
      code: 'too-large',
      message: `The file has ${text.length.toLocaleString('en-US')} characters; ${MAX_CHARACTERS.toLocaleString('en-US')} is the most that is read.`,
    };
  const strange = NOT_TEXT.exec(text) ?? /\ufffd/.exec(text);
  if (strange) {
    const code = strange[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return {
      code: 'not-text',
      message: `The file is not plain text: it holds the character U+${code}.`,
      hint: 'Save it as UTF-8 text.',
      range: rangeAt(text, strange.index, strange.index + 1),
    };
  }
  let offset = 0;
  for (const line of text.split('\n')) {
    const indent = line.search(/[^ \t]/);
    if (indent > MAX_INDENT || DASHES.test(line))
      return tooDeep(rangeAt(text, offset + Math.max(indent, 0), offset + line.trimEnd().length));
    // After spaces a tab may be part of a text; there the parser decides.
    if (/^\t+[^\s#]/.test(line)) {
      return {
        code: 'tab-indent',
        message: 'A tab is used for indentation; YAML allows only spaces there.',
        hint: 'Replace each tab at the start of a line by two spaces.',
        range: rangeAt(text, offset, offset + 1),
      };
    }
    offset += line.length + 1;
  }
  return null;
}

export const tooDeep = (range: Range): FindingParts => ({
  code: 'too-deep',
  message: `More than ${MAX_DEPTH} levels of lists and mappings are nested here; nothing in this file format needs more than 10.`,
  range,
});

/** The range between two offsets of a text. */
export function rangeAt(text: string, start: number, end: number): Range {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < start; i = text.indexOf('\n', i + 1)) line++;
  return { start, end, line, column: start - lineStart + 1 };
}
