/** YAML 1.2 text to a positioned tree, within limits: no anchors, no tags, one document, each key once. */
import { Composer, CST, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, type Node, Parser } from 'yaml';
import type { Range } from '../domain/diagnostic.ts';
import type { FindingParts, Report } from './finding.ts';
import { MAX_DEPTH, overLimit, rangeAt, tooDeep } from './limits.ts';
import { syntaxFinding } from './syntax.ts';
import { type Traps, watchTraps } from './traps.ts';
import type { Entry, Tree } from './tree.ts';

/** The tree, or null when the text cannot be read; every reason has been reported. */
export function readYaml(text: string, report: Report): Tree | null {
  const problem = overLimit(text);
  if (problem) {
    report(problem);
    return null;
  }
  const lines = new LineCounter();
  const traps = watchTraps(text);
  const tokens = tokenize(text, lines, report, traps);
  if (!tokens) return null;
  // Keys are compared in `treeOf`: the library's own comparison is quadratic, minutes for 256 KB of keys.
  const composer = new Composer({ version: '1.2', uniqueKeys: false, strict: true, prettyErrors: false });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  const [error] = document?.errors ?? [];
  if (error) {
    report(syntaxFinding(error, text, traps));
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
function tokenize(
  text: string,
  lines: LineCounter,
  report: Report,
  traps: Traps,
): readonly CST.Token[] | null {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  let [offset, flow, scalarNext, isBlock] = [0, 0, false, false];
  for (const lexeme of new Lexer().lex(text)) {
    const type = scalarNext ? null : CST.tokenType(lexeme);
    if (type !== 'scalar') {
      traps.see(type ?? (isBlock ? 'block' : 'plain'), lexeme, offset);
      if (type === 'block-scalar-header' || type === null) isBlock = type !== null;
    }
    scalarNext = type === 'scalar';
    const refuse = (parts: FindingParts): null => {
      report({ ...parts, range: rangeAt(text, offset, offset + lexeme.length) });
      return null;
    };
    if (type === 'flow-map-start' || type === 'flow-seq-start') flow++;
    if (type === 'flow-map-end' || type === 'flow-seq-end') flow--;
    if (flow > MAX_DEPTH) return refuse(tooDeep(rangeAt(text, offset, offset + 1)));
    if (type === 'anchor' || type === 'alias') return refuse(anchor(lexeme, text, offset));
    if (type === 'tag') return refuse(tag(lexeme));
    tokens.push(...parser.next(lexeme));
    // Three marks of the lexer are not part of the text.
    if (type !== 'scalar' && type !== 'doc-mode' && type !== 'flow-error-end') offset += lexeme.length;
  }
  tokens.push(...parser.end());
  return tokens;
}

/** An alias of nothing is a text: `match: [*]`. */
function anchor(lexeme: string, text: string, offset: number): FindingParts {
  const name = lexeme.slice(1);
  const isMerge = /<<\s*:\s*$/.test(text.slice(Math.max(0, offset - 20), offset));
  const isText = !isMerge && lexeme.startsWith('*') && (name === '' || !text.includes(`&${name}`));
  return {
    code: 'anchor',
    message: isText
      ? `\`${lexeme.slice(0, 40)}\` is read as a YAML alias, because it begins with *.`
      : `\`${lexeme.slice(0, 40)}\` is a YAML ${lexeme.startsWith('&') ? 'anchor' : 'alias'}; this file format has none, so that each touch can be read where it stands.`,
    hint: isText
      ? 'Put the whole text in double quotes.'
      : 'Write the value out; what differs by source goes under `sources: … change:`. A text that begins with & or * needs quotes.',
  };
}

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
    const isBraces = isMap(node) && reading.text.charAt(keyRange.start - 1) === '{';
    if (isBraces) {
      const { text, report } = reading;
      report({ ...BRACES, range: rangeAt(text, keyRange.start - 1, keyRange.end + 1) });
      return null;
    }
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

const BRACES = {
  code: 'wrong-type',
  message: 'A text that begins with `{{` is read as a YAML mapping here.',
  hint: 'Put the whole text in double quotes, or on the lines after `>-`.',
} as const;

const isSimple = (value: unknown): value is string | number | boolean | null =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function rangeOf(node: Node, { text, lines }: Reading): Range {
  const [start, end] = node.range ?? [0, 0];
  const { line, col } = lines.linePos(start);
  // An empty value starts at the end of the line before it; block values end with their line break.
  const trimmed = end > start ? start + text.slice(start, end).trimEnd().length : end;
  return { start, end: trimmed, line, column: col };
}
