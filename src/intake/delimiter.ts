/** Which character parts the cells of a file, by the look of its heading. */

const DELIMITERS = [',', '\t', ';', '|'];

/** The delimiter that the heading uses most, outside quotes; a comma when it uses none. */
export function sniffDelimiter(heading: string): string {
  // Excel's own hint for systems where the comma is a decimal point.
  const told = /^sep=([,;\t|])\s*$/i.exec(heading)?.[1];
  if (told !== undefined) return told;
  const outside = heading.replace(/"(?:[^"]|"")*"/g, '');
  let best = ',';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const count = outside.split(delimiter).length - 1;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}
