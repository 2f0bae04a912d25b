/** Phrases as the rules write them, made into expressions over folded words; none of them can take longer than linear. */

/** Named lists of words and phrases, parted by spaces: `{stop}` in a phrase stands for any of the list called `stop`. */
export type Words = Readonly<Record<string, string>>;

/** One phrase, ready to be looked for. */
export interface Phrase {
  /** Of these words, or of words that begin so where a star ends them, a text that fits has at least one. */
  readonly needs: readonly string[];
  /** Finds every place at which it fits; made when a text has first had such a word. */
  expression(): RegExp;
}

/** A word of folded text, marks aside. */
const WORD = '(?: [^ .,?]+)';

const ITEMS: Readonly<Record<string, string>> = {
  '^': '^',
  $: '(?=(?: [.,?])*$)',
  '<': '(?<=^|[.,?])',
  '>': '(?= [.,?]|$)',
  '.': ' [.,?]',
  '.?': '(?: [.,?])?',
  '??': ' \\?',
};

/** Words that nearly every message has: a phrase is better looked for by its other ones. */
const COMMON = new Set(
  `i you me my the a to it is and of for in this that on no not dont your be can please your have with do we us im at
  just want so get need up out off all any from was will if or by more el la de que no me a los un una mi su por y en lo`
    .trim()
    .split(/\s+/),
);

/**
 * What phrases may be made of, parted by strokes, and their words by spaces:
 * `word`, `one/two` either, `ending*` whatever follows, `{list}` of {@link Words}, each with `?` behind it if it may be missing;
 * `~3` up to three words, which no mark parts; `<` and `>` where a clause begins and ends; `^` and `$` the message; `.` a mark,
 * and `??` a question mark.
 */
export function phrasesOf(text: string, words: Words): readonly Phrase[] {
  return text
    .split('|')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')
    .map((phrase) => phraseOf(phrase, words));
}

function phraseOf(phrase: string, words: Words): Phrase {
  const items = phrase.split(/\s+/);
  const either = items.map((item) => (item in ITEMS || item.startsWith('~') ? null : eitherOf(item, words)));
  let made: RegExp | null = null;
  return {
    needs: needed(items, either, phrase),
    expression() {
      made ??= new RegExp(
        `${items.map((item, at) => compiled(item, either[at] ?? null, at === items.length - 1)).join('')}(?= |$)`,
        'g',
      );
      return made;
    },
  };
}

/** The words that one item of a phrase stands for. */
function eitherOf(item: string, words: Words): readonly string[] {
  return item
    .replace(/\?$/, '')
    .split('/')
    .flatMap((part) => {
      const [whole, before = '', name = '', behind = ''] = /^(.*)\{(\w+)\}(.*)$/.exec(part) ?? [];
      if (whole === undefined) return [part];
      const list = words[name];
      if (list === undefined) throw new Error(`no list of words is called {${name}}`);
      return list
        .trim()
        .split(/\s+/)
        .map((word) => `${before}${word}${behind}`);
    });
}

/** The first words of that item which a text is least likely to have. */
function needed(
  items: readonly string[],
  either: readonly (readonly string[] | null)[],
  phrase: string,
): readonly string[] {
  let best: readonly string[] | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, list] of either.entries()) {
    if (list === null || items[at]?.endsWith('?')) continue;
    const first = list.map((word) => word.split('_')[0] ?? word);
    const cost = first.length + 100 * first.filter((word) => COMMON.has(word)).length;
    if (cost < least) [best, least] = [first, cost];
  }
  if (best === null) throw new Error(`"${phrase}" has no word that it needs`);
  return best;
}

function compiled(item: string, either: readonly string[] | null, last: boolean): string {
  const mark = ITEMS[item];
  if (mark !== undefined) return mark;
  // A gap is as short as it can be, unless nothing stands behind it: then it is what is taken out besides.
  if (either === null) return `${WORD}{0,${Number(item.slice(1))}}${last ? '' : '?'}`;
  return `(?: (?:${either.map(literal).join('|')})(?= |$))${item.endsWith('?') ? '?' : ''}`;
}

/** A word or phrase of a list; a star stands for the rest of a word, and an underscore for the space inside a phrase. */
function literal(word: string): string {
  if (!/^[\p{L}\p{N}$_]+\*?$/u.test(word)) throw new Error(`"${word}" is no folded word`);
  return word.replaceAll('$', '\\$').replaceAll('_', ' ').replace('*', '[^ .,?]*');
}
