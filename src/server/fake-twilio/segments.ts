/** How many parts a text is cut into on the air, by the provider's own count. */

/** The basic alphabet of GSM 03.38; anything else makes the whole text UCS-2. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** Reached by an escape, so each takes two places. */
const EXTENDED = new Set('\f^{}\\[~]|€');

/** One part holds 160 places or 70 UTF-16 units; in a longer text seven bytes of each part say how they belong together. */
export function segmentsOf(body: string): number {
  const widths = [...body].map((character) => (BASIC.has(character) ? 1 : EXTENDED.has(character) ? 2 : 0));
  return widths.includes(0)
    ? partsOf(
        [...body].map((character) => character.length),
        70,
        67,
      )
    : partsOf(widths, 160, 153);
}

/** A character of two places is never cut in half: it moves to the next part whole. */
function partsOf(widths: readonly number[], alone: number, each: number): number {
  if (widths.reduce((sum, width) => sum + width, 0) <= alone) return 1;
  let parts = 1;
  let filled = 0;
  for (const width of widths) {
    if (filled + width > each) {
      parts++;
      filled = 0;
    }
    filled += width;
  }
  return parts;
}
