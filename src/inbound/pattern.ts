/** Phrases as the rules write them, made into one expression over folded words; none of it can take longer than linear. */

/** Named lists of words and phrases: `{stop}` in a phrase stands for any of the list called `stop`. */
export type Words = Readonly<Record<string, string>>;

/** A word of folded text, marks aside. */
const WORD = '(?: [^ .,?]+)';

/**
 * What a phrase may be made of, parted by spaces:
 * `word`, `one/two` either, `ending*` whatever follows, `{list}` of {@link Words}, each with `?` behind it if it may be missing;
 * `~3` up to three words, which no mark parts; `<` and `>` where a clause begins and ends; `^` and `$` the message; `.` and `??`
 * a mark and a question mark.
 */
export function compile(phrases: string, words: Words): RegExp {
  const each = phrases
    .split('|')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
  return new RegExp(`(?:${each.map((phrase) => compiled(phrase, words)).join('|')})(?= |$)`);
}

/** The same, for every place at which it fits. */
export function compileAll(phrases: string, words: Words): RegExp {
  return new RegExp(compile(phrases, words).source, 'g');
}

function compiled(phrase: string, words: Words): string {
  const items = phrase.split(/\s+/);
  return items
    .map((item, at) => {
      // A gap is as short as it can be, unless nothing stands behind it: then it is what is taken out besides.
      const lazy = at < items.length - 1 ? '?' : '';
      return item.startsWith('~')
        ? `${WORD}{0,${Number(item.slice(1))}}${lazy}`
        : compiledItem(item, words, phrase);
    })
    .join('');
}

function compiledItem(item: string, words: Words, phrase: string): string {
  switch (item) {
    case '^':
      return '^';
    case '$':
      return '(?=(?: [.,?])*$)';
    case '<':
      return '(?<=^|[.,?])';
    case '>':
      return '(?= [.,?]|$)';
    case '.':
      return ' [.,?]';
    case '.?':
      return '(?: [.,?])?';
    case '??':
      return ' \\?';
  }
  const missing = item.endsWith('?') ? '?' : '';
  const body = missing === '' ? item : item.slice(0, -1);
  const either = body.split('/').flatMap((part) => {
    const [whole, before = '', name = '', behind = ''] = /^(.*)\{(\w+)\}(.*)$/.exec(part) ?? [];
    if (whole === undefined) return [part];
    const list = words[name];
    if (list === undefined) throw new Error(`no list of words is called {${name}} (in "${phrase}")`);
    return list
      .trim()
      .split(/\s+/)
      .map((word) => `${before}${word}${behind}`);
  });
  return `(?: (?:${either.map(literal).join('|')})(?= |$))${missing}`;
}

/** A word or phrase of a list; a star stands for the rest of a word, and an underscore for the space inside a phrase. */
function literal(word: string): string {
  if (!/^[\p{L}\p{N}$# _*]+$/u.test(word)) throw new Error(`"${word}" is no folded word`);
  return word.replaceAll('$', '\\$').replaceAll('_', ' ').replaceAll('*', '[^ .,?]*');
}
