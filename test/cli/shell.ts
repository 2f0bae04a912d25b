/** The little of a shell that transcripts speak: words in quotes, `<`, `>`, `|`, and variables set for one command. */

export interface ShellLine {
  readonly env: Readonly<Record<string, string>>;
  /** One list of words for each part of a pipe. */
  readonly parts: readonly (readonly string[])[];
  readonly stdin: string | null;
  readonly stdout: string | null;
}

export function parseLine(line: string): ShellLine {
  const tokens = tokenize(line);
  const env: Record<string, string> = {};
  while (tokens[0]?.operator === false && /^[A-Z_]+=/.test(tokens[0].text)) {
    const [name = '', ...value] = tokens[0].text.split('=');
    env[name] = value.join('=');
    tokens.shift();
  }
  const parts: string[][] = [[]];
  let stdin: string | null = null;
  let stdout: string | null = null;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    if (!token.operator) parts.at(-1)?.push(token.text);
    else if (token.text === '|') parts.push([]);
    else {
      const name = tokens[++at]?.text;
      if (name === undefined) throw new Error(`a file name is missing after ${token.text} in: ${line}`);
      if (token.text === '<') stdin = name;
      else stdout = name;
    }
  }
  return { env, parts, stdin, stdout };
}

function tokenize(line: string): { text: string; operator: boolean }[] {
  const tokens: { text: string; operator: boolean }[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (quote !== null) {
      if (char === quote) quote = null;
      else if (char === '\\' && quote === '"' && /["\\$]/.test(line[at + 1] ?? '')) word += line[++at] ?? '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s|[<>|]/.test(char)) {
      if (word !== null) tokens.push({ text: word, operator: false });
      word = null;
      if (/[<>|]/.test(char)) tokens.push({ text: char, operator: true });
    } else if (char === '\\') word = (word ?? '') + (line[++at] ?? '');
    else if (char === '#' && word === null) break;
    else word = (word ?? '') + char;
  }
  if (quote !== null) throw new Error(`a quote is not closed in: ${line}`);
  if (word !== null) tokens.push({ text: word, operator: false });
  return tokens;
}
