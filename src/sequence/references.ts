/** Which touches a touch names, and in its templates where: `{{ touches.call-1.day_name }}`. */
import type { Range } from '../domain/diagnostic.ts';
import { rangeAt } from './limits.ts';
import type { Piece } from './template-files.ts';

export interface Mention {
  readonly touch: string;
  readonly property: string | null;
  /** The template's file, which need not be the sequence's. */
  readonly file: string;
  readonly range: Range;
}

const TAG = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const TOUCH = /\btouches\s*(?:\.\s*([A-Za-z_][\w-]*)|\[\s*(?:"([^"]*)"|'([^']*)')\s*\])(?:\s*\.\s*(\w+))?/g;

/** Every `touches.<id>` inside Liquid's brackets. */
export function mentionsOf(piece: Piece): readonly Mention[] {
  const found: Mention[] = [];
  for (const tag of piece.source.matchAll(TAG)) {
    for (const match of tag[0].matchAll(TOUCH)) {
      const touch = match[1] ?? match[2] ?? match[3] ?? '';
      const at = tag.index + match.index;
      found.push({
        touch,
        property: match[4] ?? null,
        file: piece.file,
        range: placeOf(piece, match[0], at),
      });
    }
  }
  return found;
}

/**
 * Where in its file a part of a piece's words stands. Folding and escapes move characters, so it is found again by
 * counting: the nth time it occurs in the words is the nth time it occurs in the file.
 */
export function placeOf(piece: Piece, part: string, offset: number): Range {
  let nth = 0;
  for (let i = piece.source.indexOf(part); i !== -1 && i < offset; i = piece.source.indexOf(part, i + 1))
    nth++;
  const { text, range } = piece;
  let at = text.indexOf(part, range.start);
  while (nth-- > 0 && at !== -1) at = text.indexOf(part, at + 1);
  return at === -1 || at >= range.end ? range : rangeAt(text, at, at + part.length);
}

/** Cycles among references, each once, beginning with its first touch in file order. */
export function cyclesOf(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const start = path.indexOf(id);
    if (start !== -1) cycles.push([...path.slice(start), id]);
    if (start !== -1 || done.has(id)) return;
    for (const next of edges.get(id) ?? []) visit(next, [...path, id]);
    done.add(id);
  };
  for (const id of edges.keys()) visit(id, []);
  return cycles;
}
