/** Text inside XML 1.0. */

/** There is no way to write control characters in it. */
export const xml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids exactly these.
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** With its quotes. */
export const attribute = (text: string): string => `"${xml(text).replaceAll('\n', '&#10;')}"`;
