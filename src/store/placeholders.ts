/** One text of a statement for both engines: `?` as the store writes it, `$1` as PostgreSQL reads it. */

/** Quoted text, quoted names and comments are left alone: a `?` in them is no placeholder. */
const PARTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g;

export function numbered(sql: string): string {
  let n = 0;
  return sql.replace(PARTS, (part) => {
    if (part !== '?') return part;
    n += 1;
    return `$${n}`;
  });
}
