/** The line of a file that a finding is about, with carets under the place: at most 76 columns, whatever the line holds. */
import type { Range } from '../domain/diagnostic.ts';

const WIDTH = 76;

/** The line before for context, the line itself, and the carets. */
export function codeFrame(text: string, range: Range): string {
  const lines = text.split(/\r\n|\n|\r/);
  const line = lines[range.line - 1];
  if (line === undefined) return '';
  const gutter = String(range.line).length;
  const numbered = (number: number | '', content: string): string =>
    `${String(number).padStart(gutter)} | ${content}`.trimEnd();

  const from = Math.min(range.column - 1, line.length);
  // A range over several lines is underlined to the end of its first.
  const to = Math.min(Math.max(from + (range.end - range.start), from + 1), Math.max(line.length, from + 1));
  const [before, marked, rest] = [
    show(line.slice(0, from)),
    show(line.slice(from, to)),
    show(line.slice(to)),
  ];
  const room = WIDTH - gutter - 3;
  const view = shorten(before, marked, rest, room);
  const context = lines[range.line - 2];
  const above = context?.trim() ? [numbered(range.line - 1, cut(show(context), room))] : [];
  return [...above, numbered(range.line, view.line), numbered('', view.carets)].join('\n');
}

/** Shortens what stands before the marked part, then what comes after, so that the marked part is always seen. */
function shorten(
  before: string,
  marked: string,
  rest: string,
  room: number,
): { readonly line: string; readonly carets: string } {
  const shown = cut(marked, Math.floor(room * 0.7));
  const lead =
    columns(before) + columns(shown) <= room - 8 ? before : tail(before, room - columns(shown) - 12);
  const line = cut(`${lead}${shown}${shown === marked ? rest : ''}`, room);
  return { line, carets: `${' '.repeat(columns(lead))}${'^'.repeat(Math.max(1, columns(shown)))}` };
}

/** A tab is two columns here; control characters could move the cursor and are shown as a box. */
const show = (text: string): string =>
  text.replaceAll('\t', '  ').replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '□');

function cut(text: string, room: number): string {
  if (columns(text) <= room) return text;
  let [kept, used] = ['', 0];
  for (const letter of text) {
    used += columns(letter);
    if (used > room - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

function tail(text: string, room: number): string {
  let [kept, used] = ['', 0];
  for (const letter of [...text].reverse()) {
    used += columns(letter);
    if (used > room) break;
    kept = letter + kept;
  }
  return `…${kept}`;
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** Terminal columns: emoji and East Asian letters take two, combining marks none. */
function columns(text: string): number {
  let sum = 0;
  for (const letter of text) sum += /\p{Mn}|\u200d|\ufe0f/u.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
  return sum;
}
