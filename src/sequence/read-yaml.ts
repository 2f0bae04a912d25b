/** YAML 1.2 text to a positioned tree, within limits: no anchors, no tags, one document, each key once. */
import {
  Composer,
  CST,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type YAMLError,
} from 'yaml';
import type { Range } from '../domain/diagnostic.ts';
import type { FindingParts, Report } from './finding.ts';
import { MAX_DEPTH, overLimit, rangeAt, tooDeep } from './limits.ts';
import type { Entry, Tree } from './tree.ts';

/** The tree, or null when the text cannot be read; every reason has been reported. */
export function readYaml(text: string, report: Report): Tree | null {
  const problem = overLimit(text);
  if (problem) {
    report(problem);
    return null;
  }
  const lines = new LineCounter();
  const tokens = tokenize(text, lines, report);
  if (!tokens) return null;
  // Keys are compared in `treeOf`: the library's own comparison is quadratic, minutes for 256 KB of keys.
  const composer = new Composer({ version: '1.2', uniqueKeys: false, strict: true, prettyErrors: false });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  const [error] = document?.errors ?? [];
  if (error) {
    report(syntaxFinding(error, text));
    return null;
  }
  if (second) {
    const { range } = second;
    report({
      code: 'several-documents',
      message: 'The file holds more than one YAML document; it is read as one.',
      hint: 'Remove the line `---` or `...`, or put what follows into a file of its own.',
      range: rangeAt(text, range[0], range[0] + 3),
    });
    return null;
  }
  if (!document?.contents) {
    report({ code: 'empty-file', message: 'The file is empty.' });
    return null;
  }
  return treeOf(document.contents, { text, lines, report });
}

/** The library's tokens; null, and reported, when they nest too deeply or hold an anchor, an alias or a tag. */
function tokenize(text: string, lines: LineCounter, report: Report): readonly CST.Token[] | null {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  let [offset, flow, scalarNext] = [0, 0, false];
  for (const lexeme of new Lexer().lex(text)) {
    const type = scalarNext ? null : CST.tokenType(lexeme);
    scalarNext = type === 'scalar';
    const refuse = (parts: FindingParts): null => {
      report({ ...parts, range: rangeAt(text, offset, offset + lexeme.length) });
      return null;
    };
    if (type === 'flow-map-start' || type === 'flow-seq-start') flow++;
    if (type === 'flow-map-end' || type === 'flow-seq-end') flow--;
    if (flow > MAX_DEPTH) return refuse(tooDeep(rangeAt(text, offset, offset + 1)));
    if (type === 'anchor' || type === 'alias') return refuse(anchor(lexeme));
    if (type === 'tag') return refuse(tag(lexeme));
    tokens.push(...parser.next(lexeme));
    // Three marks of the lexer are not part of the text.
    if (type !== 'scalar' && type !== 'doc-mode' && type !== 'flow-error-end') offset += lexeme.length;
  }
  tokens.push(...parser.end());
  return tokens;
}

const anchor = (lexeme: string): FindingParts => ({
  code: 'anchor',
  message: `\`${lexeme.slice(0, 40)}\` is a YAML ${lexeme.startsWith('&') ? 'anchor' : 'alias'}; this file format has none, so that each touch can be read where it stands.`,
  hint: 'Write the value out; what differs by source goes under `sources: … change:`. A text that begins with & or * needs quotes.',
});

const tag = (lexeme: string): FindingParts => ({
  code: 'tag',
  message: `\`${lexeme.slice(0, 40)}\` is a YAML tag; this file format has none.`,
  hint: 'A text that begins with ! needs quotes.',
});

interface Reading {
  readonly text: string;
  readonly lines: LineCounter;
  readonly report: Report;
}

function treeOf(node: Node, reading: Reading, depth = 1): Tree {
  const range = rangeOf(node, reading);
  if (depth > MAX_DEPTH) {
    reading.report(tooDeep(range));
    return { kind: 'scalar', value: null, style: 'plain', range };
  }
  if (isMap(node)) {
    const entries = new Map<string, Entry>();
    for (const pair of node.items) {
      const entry = entryOf(pair.key, pair.value, reading, range, depth);
      const first = entry && entries.get(entry.key);
      if (first)
        reading.report({
          code: 'duplicate-key',
          message: `\`${entry.key}\` stands here a second time; the first is on line ${first.keyRange.line}.`,
          hint: 'Keep one of them.',
          range: entry.keyRange,
        });
      else if (entry) entries.set(entry.key, entry);
    }
    return { kind: 'map', entries, range };
  }
  if (isSeq(node)) {
    // In a flow list `[a: 1]` the library leaves a bare pair: a mapping of one key.
    const items = node.items.map((item) => {
      if (!isPair(item)) return treeOf(item as Node, reading, depth + 1);
      const entry = entryOf(item.key, item.value, reading, range, depth);
      return { kind: 'map' as const, entries: new Map(entry && [[entry.key, entry]]), range };
    });
    return { kind: 'list', items, range };
  }
  const style = !isScalar(node)
    ? 'plain'
    : node.type?.startsWith('BLOCK')
      ? 'block'
      : node.type?.startsWith('QUOTE')
        ? 'quoted'
        : 'plain';
  const value = isScalar(node) ? node.value : null;
  return { kind: 'scalar', value: isSimple(value) ? value : String(value), style, range };
}

function entryOf(key: unknown, value: unknown, reading: Reading, parent: Range, depth: number): Entry | null {
  const node = key as Node | null;
  const keyRange = node ? rangeOf(node, reading) : parent;
  if (!isScalar(node) || typeof node.value !== 'string') {
    const seen = isScalar(node)
      ? `\`${reading.text.slice(keyRange.start, keyRange.end)}\``
      : 'a list or mapping';
    reading.report({
      code: 'wrong-type',
      message: `${isScalar(node) ? seen : 'A list or mapping'} stands where a key is expected; keys are words.`,
      hint: isScalar(node)
        ? 'Put it in quotes if it is meant as a word.'
        : 'A text that begins with { or [ needs quotes.',
      range: keyRange,
    });
    return null;
  }
  const missing = { kind: 'scalar' as const, value: null, style: 'plain' as const, range: keyRange };
  return { key: node.value, keyRange, value: value ? treeOf(value as Node, reading, depth + 1) : missing };
}

const isSimple = (value: unknown): value is string | number | boolean | null =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function rangeOf(node: Node, { text, lines }: Reading): Range {
  const [start, end] = node.range ?? [0, 0];
  const { line, col } = lines.linePos(start);
  // An empty value starts at the end of the line before it; block values end with their line break.
  const trimmed = end > start ? start + text.slice(start, end).trimEnd().length : end;
  return { start, end: trimmed, line, column: col };
}

/** The first complaint of the library in our words; what it says after that is mostly the same cause again. */
function syntaxFinding(error: YAMLError, text: string): FindingParts {
  const [start, end] = error.pos;
  const range = rangeAt(text, Math.min(start, text.length), Math.min(Math.max(end, start + 1), text.length));
  const [message, hint] = SYNTAX[error.code] ?? [`This is not YAML: ${lowerFirst(error.message)}.`];
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const line = text.slice(lineStart, (text.indexOf('\n', start) + 1 || text.length + 1) - 1);
  if (
    /(?:[:[,{-]\s+|[[{])\{\{|^\s*\{\{/.test(line) ||
    (/[[{]\s*[^"'{]*\{\{/.test(line) && IN_FLOW.includes(error.code))
  )
    return {
      code: 'yaml-syntax',
      message: 'A text with `{{` in it is read as a YAML mapping here.',
      hint: 'Put the whole text in double quotes, or on the lines after `>-`.',
      range,
    };
  // The library blames the value for the lines below it that stand too far right.
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && !/:\s/.test(text.slice(start, lineStart + line.length))) {
    const next = text.slice(lineStart + line.length).search(/\S/) + lineStart + line.length;
    return {
      code: 'yaml-syntax',
      message: 'This line is indented deeper than the one above it, which is already complete.',
      hint: 'Keys of one mapping start in the same column.',
      range: rangeAt(text, next, next + 1),
    };
  }
  if (/^ *\t/.test(line) || error.code === 'TAB_AS_INDENT') {
    const [tabs, mend] = SYNTAX.TAB_AS_INDENT ?? [message];
    const tab = lineStart + Math.max(line.indexOf('\t'), 0);
    return { code: 'tab-indent', message: tabs, hint: mend, range: rangeAt(text, tab, tab + 1) };
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
  return { code: 'yaml-syntax', message, hint, range };
}

const IN_FLOW: readonly string[] = ['MISSING_CHAR', 'BLOCK_IN_FLOW', 'UNEXPECTED_TOKEN'];
const QUOTE_IT = 'Put the text in double quotes, or on the lines after `>-`.';
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
  TAB_AS_INDENT: ['A tab is used for indentation; YAML allows only spaces there.', 'Replace it by spaces.'],
  UNEXPECTED_TOKEN: ['This is not expected here.', `If it is part of a text: ${lowerFirst(QUOTE_IT)}`],
  BAD_DQ_ESCAPE: [
    'This is no escape that double quotes know.',
    'Use single quotes, or write \\\\ for a backslash.',
  ],
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
