/** Lines of at most so many columns, broken at spaces, and inside a word only when it alone is too long. */

/** `measure` says how many columns a text takes; characters, unless somebody else wrote the text. */
export function wrap(
  text: string,
  width: number,
  measure: (text: string) => number = (each) => each.length,
): readonly string[] {
  if (measure(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (measure(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (measure(line) > width) {
      const piece = head(line, width, measure);
      lines.push(piece);
      line = line.slice(piece.length);
    }
  }
  return [...lines, line];
}

/** As much of the start as fits, at least one character as people see it. */
export function head(text: string, width: number, measure: (text: string) => number): string {
  let kept = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    used += measure(segment);
    if (used > width && kept !== '') break;
    kept += segment;
  }
  return kept;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
