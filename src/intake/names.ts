/** Names of people, as they may stand in a message: on one line, without control characters, first and last apart. */

// C0, C1, line separators, zero-width and direction marks: a name must not forge a line, a header or a terminal command.
const UNWANTED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
  /[\u0000-\u001f\u007f-\u009f\u00a0\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/;
const UNWANTED_ALL = new RegExp(UNWANTED.source, 'g');

export const MAX_NAME = 100;

/** On one line, single spaces, nothing invisible. */
export function tidy(cell: string): string {
  const text = cell.trim();
  if (!UNWANTED.test(text) && !text.includes('  ')) return text;
  return text.replace(UNWANTED_ALL, ' ').replace(/ {2,}/g, ' ').trim();
}

/** `Maria del Mar`, `del Mar, Maria` and `Maria`. */
export function splitName(full: string): readonly [string, string] {
  const comma = full.indexOf(',');
  if (comma > 0) return [full.slice(comma + 1).trim(), full.slice(0, comma).trim()];
  const space = full.indexOf(' ');
  return space === -1 ? [full, ''] : [full.slice(0, space), full.slice(space + 1)];
}

/** A spreadsheet formula such as `=HYPERLINK(…)`, which is nobody's name and nothing to send. */
export const isFormula = (cell: string): boolean => FORMULA.test(cell);

const FORMULA = /^\s*(?:=|[@+-]\s*[A-Za-z][\w.]*\s*\()/;

/** Such as `+1+1`: an id may begin so, a name never does. */
export const isSum = (cell: string): boolean => /^\s*[@+-]\s*\d/.test(cell);
