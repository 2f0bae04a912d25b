/** What lead data may do to the text around it: nothing. Cleans values, and writes them so that they stay plain text. */

/**
 * Control characters, bidi marks and overrides, zero-width spaces and lone surrogates. The zero-width joiners stay:
 * names in several scripts are spelled with them.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking control characters out is the purpose
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

/** Printable ASCII with single blanks inside: nearly every value, and nothing to clean. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;

/** One line of visible text: what every value from a lead or a settings file becomes before a template sees it. */
export function cleanValue(value: string): string {
  if (CLEAN.test(value)) return value;
  return value.replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

/** Pictures that people put beside their name, with their joiners and skin tones; digits, # and * are not among them. */
const PICTURES =
  /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\ufe0f|\u20e3|\u200d(?=\p{Extended_Pictographic}))+/gu;

/**
 * A name as one would say it: without pictures, which triple the price of a text. A "name" that holds a link is how forms are
 * abused to send advertisements through somebody else's business, so it counts as no name.
 */
export function cleanName(value: string): string {
  const name = CLEAN.test(value) ? value : cleanValue(value.replace(PICTURES, ' '));
  return /:\/\/|\bwww\.|\.[a-z]{2,}\/|@/i.test(name) ? '' : name;
}

/** Every mark that could mean something to HTML or Markdown becomes a numeric entity; letters and digits stay. */
export function toInertMarkdown(value: string): string {
  return value.replace(/[^\p{L}\p{M}\p{N}\p{S} ]|[<>=+`^|~$]/gu, (mark) => `&#${mark.codePointAt(0)};`);
}

/** Undoes `toInertMarkdown`, and the five entities that a Markdown writer makes. */
export function fromEntities(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d{1,7})|(amp|lt|gt|quot|apos));/g, (entity, code: string, name: string) => {
    if (name) return named[name] ?? entity;
    const point = Number(code);
    return point <= 0x10ffff ? String.fromCodePoint(point) : entity;
  });
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** One line: a subject that could carry a line break could carry a header. */
export const oneLine = (text: string): string => cleanValue(text);

/** Soft-wrapped lines become one; a blank line, which the author meant, stays as a single line break. */
export function foldLines(text: string): string {
  return text
    .split(/\r?\n[ \t]*\r?\n\s*/)
    .map(cleanValue)
    .filter(Boolean)
    .join('\n');
}

/** What unfinished texts look like. */
const LEFTOVERS = [/\{\{|\}\}/, /\{%|%\}/, /\bundefined\b/, /\[object\b/, /\bNaN\b/];
/** Nearly every text is answered by this one alone. */
const ANY_LEFTOVER = /[{}]|undefined|\[object|NaN/;

/** The first leftover of a template in a finished text, unless a value of this lead holds it word for word. */
export function leftover(text: string, values: Readonly<Record<string, unknown>>): string | null {
  if (!ANY_LEFTOVER.test(text)) return null;
  for (const pattern of LEFTOVERS) {
    const found = pattern.exec(text)?.[0];
    if (found && !heldBy(values, found)) return found;
  }
  return null;
}

function heldBy(values: Readonly<Record<string, unknown>>, part: string): boolean {
  return Object.values(values).some((value) =>
    typeof value === 'string'
      ? value.includes(part)
      : typeof value === 'object' && value !== null && heldBy(value as Record<string, unknown>, part),
  );
}
