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
    const parts = pieces(word, width, measure);
    line = parts.pop() ?? '';
    for (const part of parts) lines.push(part);
  }
  return [...lines, line];
}

/** In one go from its start to its end: whoever wrote it may have written a million letters without a blank. */
function pieces(word: string, width: number, measure: (text: string) => number): string[] {
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const segment of asSeen(word)) {
    const columns = measure(segment);
    if (used + columns > width && part !== '') {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += segment;
    used += columns;
  }
  return [...parts, part];
}

/** As much of the start as fits, at least one character as people see it. */
export function head(text: string, width: number, measure: (text: string) => number): string {
  let kept = '';
  let used = 0;
  for (const segment of asSeen(text)) {
    used += measure(segment);
    if (used > width && kept !== '') break;
    kept += segment;
  }
  return kept;
}

/** Made when first used: a quarter of the time that an empty script takes, and most commands break no word. */
let graphemes: Intl.Segmenter | null = null;

/** Characters as people see them. */
function* asSeen(text: string): Generator<string> {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const slice of slices(text)) for (const { segment } of graphemes.segment(slice)) yield segment;
}

/** Telling characters apart takes the square of a text's length (80,000 of them 4 s on Node 20): a long one goes piece by piece. */
const SLICE = 250;

/** Never between the halves of a surrogate pair. */
export function* slices(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const to = from + SLICE;
    const isHalf = to < text.length && /[\ud800-\udbff]/.test(text.charAt(to - 1));
    yield text.slice(from, isHalf ? to + 1 : to);
    from = isHalf ? to + 1 : to;
  }
}
