/** What the YAML library complains of, in our words, at the place where the mistake is and not where the library noticed it. */
import type { YAMLError } from 'yaml';
import type { FindingParts } from './finding.ts';
import { rangeAt } from './limits.ts';
import type { Traps } from './traps.ts';

/** Its first complaint; what it says after that is mostly the same cause again. */
export function syntaxFinding(error: YAMLError, text: string, traps: Traps): FindingParts {
  const start = Math.min(error.pos[0], text.length);
  const range = rangeAt(text, start, Math.min(Math.max(error.pos[1], start + 1), text.length));
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = (text.indexOf('\n', start) + 1 || text.length + 1) - 1;
  const line = text.slice(lineStart, lineEnd);
  if (/^ *\t/.test(line) || error.code === 'TAB_AS_INDENT') {
    const tab = lineStart + Math.max(line.indexOf('\t'), 0);
    return {
      code: 'tab-indent',
      message: 'A tab is used for indentation; YAML allows only spaces there.',
      hint: 'Replace it by spaces.',
      range: rangeAt(text, tab, tab + 1),
    };
  }
  const cause =
    strangeBlank(text, lineStart, lineEnd) ?? traps.causeOf(start) ?? missingBlank(text, lineStart, lineEnd);
  if (cause) return cause;
  // The library blames the value for the lines below it that stand too far right.
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && !/:\s/.test(text.slice(start, lineEnd))) {
    const next = text.slice(lineEnd).search(/\S/) + lineEnd;
    return {
      code: 'yaml-syntax',
      message: 'This line is indented deeper than the one above it, which is already complete.',
      hint: 'Keys of one mapping start in the same column.',
      range: rangeAt(text, next, next + 1),
    };
  }
  const quote = /closing (["'])quote/.exec(error.message)?.[1];
  if (quote) {
    // Nothing closed it, so it is the last one of its kind.
    const open = text.lastIndexOf(quote);
    return {
      code: 'yaml-syntax',
      message: 'This quote is never closed.',
      hint: 'Close it at the end of the text.',
      range: rangeAt(text, open, open + 1),
    };
  }
  const goesOn = error.code === 'UNEXPECTED_TOKEN' && wordsAfter(text.slice(lineStart, start));
  const [message, hint] = goesOn ||
    SYNTAX[error.code] || [`This is not YAML: ${lowerFirst(error.message)}.`, undefined];
  return { code: 'yaml-syntax', message, hint, range };
}

/** Blanks that look like spaces come with what is pasted from web pages and word processors. */
function strangeBlank(text: string, lineStart: number, lineEnd: number): FindingParts | null {
  const from = text.lastIndexOf('\n', lineStart - 2) + 1;
  const near = text.slice(from, text.indexOf('\n', lineEnd + 1) + 1 || text.length);
  const blank = /^ *[\u00a0\u2000-\u200b\u202f\u3000]/m.exec(near);
  if (blank === null) return null;
  const at = from + blank.index + blank[0].length - 1;
  return {
    code: 'yaml-syntax',
    message: `The character U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')} is used for indentation; it only looks like a space.`,
    hint: 'Replace it by a space.',
    range: rangeAt(text, at, at + 1),
    mends: [{ start: at, end: at + 1, text: ' ' }],
  };
}

/** `-id: value` below a list: the item has no blank behind its dash. */
function missingBlank(text: string, lineStart: number, lineEnd: number): FindingParts | null {
  const near = text.slice(lineStart, text.indexOf('\n', lineEnd + 1) + 1 || text.length);
  const match = /^ *(-)[\w-]+:(?:\s|$)/m.exec(near);
  if (match === null) return null;
  const at = lineStart + match.index + match[0].indexOf('-');
  return {
    code: 'yaml-syntax',
    message: 'A space is missing behind this dash.',
    hint: 'An item of a list begins with a dash and a space.',
    range: rangeAt(text, at, at + 1),
    mends: [{ start: at + 1, end: at + 1, text: ' ' }],
  };
}

/** What stands on a line before words that are not expected there says why they are not. */
function wordsAfter(before: string): readonly [string, string] | null {
  const end = before.trimEnd();
  if (/[>|][-+0-9]*$/.test(end))
    return ['Words stand behind `>` or `|` here.', 'They begin on the next line, indented deeper.'];
  if (end.endsWith("'"))
    return [
      'The text ends before these words: an apostrophe closes it.',
      'Write two apostrophes for one, or put the text in double quotes.',
    ];
  if (end.endsWith('"')) return ['The quotes end before the text does.', QUOTE_IT];
  if (/[\]}]$/.test(end))
    return [
      'A text that begins with a bracket is read as a list or mapping, which ends before this.',
      QUOTE_IT,
    ];
  return null;
}

const QUOTE_IT = 'Put the whole text in double quotes, or on the lines after `>-`.';
const SYNTAX: Readonly<Partial<Record<YAMLError['code'], readonly [string, string?]>>> = {
  BAD_INDENT: [
    'The indentation does not fit the lines above it.',
    'Keys of one mapping start in the same column.',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'A second `key: value` stands on this line.',
    `If it is one text with a colon in it: ${lowerFirst(QUOTE_IT)}`,
  ],
  BLOCK_IN_FLOW: ['A block list or mapping stands inside { } or [ ].', 'Close the bracket first.'],
  MISSING_CHAR: [
    'A bracket or a quote is opened here or before and never closed.',
    'Close it, or quote the text it stands in.',
  ],
  MULTILINE_IMPLICIT_KEY: ['This key runs over several lines, or its `:` is missing.', 'Write `key: value`.'],
  BAD_SCALAR_START: ['No text may begin with this character.', QUOTE_IT],
  UNEXPECTED_TOKEN: ['This is not expected here.', `If it is part of a text: ${lowerFirst(QUOTE_IT)}`],
  BAD_DQ_ESCAPE: [
    'This is no escape that double quotes know.',
    'Use single quotes, or write \\\\ for a backslash.',
  ],
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
