/** Phrases as the rules write them, and the places at which they fit folded words; none of them can take longer than linear. */

/** Named lists of words and phrases, parted by spaces: `{stop}` in a phrase stands for any of the list called `stop`. */
export type Words = Readonly<Record<string, string>>;

/** Words that one item of a phrase stands for. */
interface Either {
  readonly kind: 'either';
  readonly words: ReadonlySet<string>;
  /** Of which only the beginning is given. */
  readonly beginnings: readonly string[];
  /** Phrases of several words, by their first. */
  readonly longer: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly optional: boolean;
  /** Or the end of a clause. */
  readonly ends: boolean;
  /** Any word but these. */
  readonly other: boolean;
}

type Item = Either | { readonly kind: 'gap'; readonly most: number } | { readonly kind: Place };
type Place = '^' | '$' | '<' | '>' | '.' | '.?' | '??';

/** One phrase, ready to be looked for. */
export interface Phrase {
  /** Of these words, or of words that begin so where a star ends them, a text that fits has at least one. */
  readonly needs: readonly string[];
  /** Made when a text has first had such a word. */
  items(): readonly Item[];
}

const PLACES: ReadonlySet<string> = new Set<Place>(['^', '$', '<', '>', '.', '.?', '??']);

/** Words that nearly every message has: a phrase is better looked for by its other ones. */
const COMMON = new Set(
  `i you me my the a to it is and of for in this that on no not dont your be can please your have with do we us im at
  just want so get need up out off all any from was will if or by more el la de que no me a los un una mi su por y en lo`
    .trim()
    .split(/\s+/),
);

/**
 * What phrases may be made of, parted by strokes, and their words by spaces:
 * `word`, `one/two` either, `ending*` whatever follows, `{list}` of {@link Words}, each with `?` behind it if it may be missing
 * and `!` before it for any one word but these, and `word/>` that or the end of its clause;
 * `~3` up to three words, which no mark parts; `<` and `>` where a clause begins and ends; `^` and `$` the message; `.` a mark,
 * and `??` a question mark.
 */
export function phrasesOf(text: string, words: Words): readonly Phrase[] {
  return text
    .split('|')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')
    .map((phrase) => {
      const texts = phrase.split(/\s+/);
      let items: readonly Item[] | null = null;
      return {
        needs: needed(texts, phrase, words),
        items() {
          items ??= texts.map((text) => itemOf(text, words));
          return items;
        },
      };
    });
}

/** What phrases have in common is made once. */
interface Made {
  readonly items: Map<string, Item>;
  readonly firsts: Map<string, Firsts | null>;
}
const allMade = new WeakMap<Words, Made>();

function madeOf(words: Words): Made {
  const known = allMade.get(words) ?? { items: new Map(), firsts: new Map() };
  allMade.set(words, known);
  return known;
}

function itemOf(text: string, words: Words): Item {
  const { items } = madeOf(words);
  const item = items.get(text) ?? newItem(text, words);
  items.set(text, item);
  return item;
}

function newItem(text: string, words: Words): Item {
  if (PLACES.has(text)) return { kind: text as Place };
  if (text.startsWith('~')) return { kind: 'gap', most: Number(text.slice(1)) };
  const optional = text.endsWith('?');
  const other = text.startsWith('!');
  const parts = text.slice(other ? 1 : 0, optional ? -1 : undefined).split('/');
  return { ...eitherOf(parts.flatMap((part) => spread(part, words))), optional, other };
}

/** A part as it is, or for one with `{list}` all that the list makes of it. */
function spread(part: string, words: Words): readonly string[] {
  const from = part.indexOf('{');
  if (from < 0) return [part];
  const to = part.indexOf('}');
  const name = part.slice(from + 1, to);
  const list = words[name];
  if (list === undefined) throw new Error(`no list of words is called {${name}}`);
  return list
    .trim()
    .split(/\s+/)
    .map((word) => part.slice(0, from) + word + part.slice(to + 1));
}

function eitherOf(list: readonly string[]): Omit<Either, 'optional' | 'other'> {
  const words = new Set<string>();
  const beginnings: string[] = [];
  const longer = new Map<string, (readonly string[])[]>();
  for (const word of list) {
    if (word === '>') continue;
    if (!/^[a-z0-9$_]+\*?$/.test(word)) throw new Error(`"${word}" is no folded word`);
    const [first = word, ...more] = word.split('_');
    if (more.length > 0) longer.set(first, [...(longer.get(first) ?? []), more]);
    else if (first.endsWith('*')) beginnings.push(first.slice(0, -1));
    else words.add(first);
  }
  return { kind: 'either', words, beginnings, longer, ends: list.includes('>') };
}

/** The first words that an item which cannot be missing stands for, with their stars, and how common they are. */
interface Firsts {
  readonly words: readonly string[];
  readonly cost: number;
}

/** Null for an item that may be nothing, or any word. */
function firstsOf(text: string, words: Words): Firsts | null {
  if (/^[~!]|[?>$^<.]$/.test(text)) return null;
  const list: string[] = [];
  let common = 0;
  for (const part of text.includes('/') ? text.split('/') : [text])
    for (const word of part.includes('{') ? spread(part, words) : [part]) {
      const end = word.indexOf('_');
      const first = end < 0 ? word : word.slice(0, end);
      if (COMMON.has(first)) common++;
      list.push(first);
    }
  return { words: list, cost: list.length + 100 * common };
}

/** The first words of that item which a text is least likely to have. */
function needed(items: readonly string[], phrase: string, words: Words): readonly string[] {
  const { firsts } = madeOf(words);
  let best: Firsts | null = null;
  for (const item of items) {
    let its = firsts.get(item);
    if (its === undefined) {
      its = firstsOf(item, words);
      firsts.set(item, its);
    }
    if (its !== null && (best === null || its.cost < best.cost)) best = its;
  }
  if (best === null) throw new Error(`"${phrase}" has no word that it needs`);
  return best.words;
}

/** From which word to which other, which is no more of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Search {
  readonly items: readonly Item[];
  readonly words: readonly string[];
  /** Where nothing but marks follows. */
  readonly end: number;
  /** What has failed at one place fails there whatever stood before it: this is what makes it linear. */
  readonly failed: Set<number>;
}

/** The first place at or behind `start` at which the phrase fits. */
export function firstFit(phrase: Phrase, words: readonly string[], start = 0): Span | null {
  const items = phrase.items();
  let end = words.length;
  while (end > 0 && isMark(words[end - 1])) end--;
  const search = { items, words, end, failed: new Set<number>() };
  const last = items[0]?.kind === '^' ? 0 : words.length;
  for (let from = start; from <= last; from++) {
    const to = reached(search, 0, from);
    if (to >= 0) return { from, to };
  }
  return null;
}

/** Where the items from `at` on end when they begin at that place; −1 when they do not fit there. */
function reached(search: Search, at: number, place: number): number {
  const item = search.items[at];
  if (item === undefined) return place;
  const state = place * search.items.length + at;
  if (search.failed.has(state)) return -1;
  for (const next of nexts(item, search, at, place)) {
    const end = reached(search, at + 1, next);
    if (end >= 0) return end;
  }
  if (at > 0) search.failed.add(state);
  return -1;
}

const NOWHERE: readonly number[] = [];

/** Where what follows the item may begin, the likeliest first. */
function nexts(item: Item, { items, words, end }: Search, at: number, place: number): readonly number[] {
  const word = words[place];
  const fits = (does: boolean, length = 0): readonly number[] => (does ? [place + length] : NOWHERE);
  switch (item.kind) {
    case 'either':
      return word === undefined ? fits(item.optional || item.ends) : eithers(item, words, word, place);
    case 'gap':
      return gaps(item.most, words, place, at === items.length - 1);
    case '^':
      return fits(place === 0);
    case '$':
      return fits(place >= end);
    case '<':
      return fits(place === 0 || isMark(words[place - 1]));
    case '>':
      return fits(word === undefined || isMark(word));
    case '.':
      return fits(isMark(word), 1);
    case '.?':
      return isMark(word) ? [place + 1, place] : fits(true);
    case '??':
      return fits(word === '?', 1);
  }
}

function eithers(item: Either, words: readonly string[], word: string, place: number): readonly number[] {
  const longer = (item.longer.get(word) ?? [])
    .filter((more) => more.every((one, n) => is(words[place + 1 + n], one)))
    .map((more) => place + 1 + more.length);
  const alone = item.words.has(word) || item.beginnings.some((beginning) => word.startsWith(beginning));
  const skipped = item.optional || (item.ends && isMark(word)) ? [place] : NOWHERE;
  if (item.other) return alone || longer.length > 0 || isMark(word) ? skipped : [place + 1, ...skipped];
  if (!alone && longer.length === 0) return skipped;
  return [...longer, ...(alone ? [place + 1] : NOWHERE), ...skipped];
}

const is = (word: string | undefined, wanted: string): boolean =>
  word === wanted || (wanted.endsWith('*') && (word?.startsWith(wanted.slice(0, -1)) ?? false));

/** A gap is as short as it can be, unless nothing stands behind it: then it is what is taken out besides. */
function gaps(most: number, words: readonly string[], place: number, last: boolean): readonly number[] {
  const all = [place];
  for (let to = place; to < place + most && to < words.length && !isMark(words[to]); to++) all.push(to + 1);
  return last ? all.slice(-1) : all;
}

const isMark = (word: string | undefined): boolean => word === '.' || word === ',' || word === '?';
