/** Rules made ready to be asked: a text is compared only with phrases of which it has a word that they cannot do without. */
import { type Phrase, phrasesOf } from '../pattern.ts';
import { HARMLESS } from './harmless.ts';
import { MACHINE_WORDS } from './machines.ts';
import type { Rule } from './rule.ts';
import { WORDS } from './words.ts';

const ALL_WORDS = { ...WORDS, ...MACHINE_WORDS };

/** Phrases found by their words; `at` is the place of their rule. */
interface Entry {
  readonly at: number;
  readonly phrase: Phrase;
}

interface Index {
  readonly words: ReadonlyMap<string, readonly Entry[]>;
  /** By their first two letters: words of which only the beginning is given. */
  readonly beginnings: ReadonlyMap<string, readonly (readonly [beginning: string, entry: Entry])[]>;
}

interface Book {
  readonly says: Index;
  readonly unless: Index;
}

const books = new Map<readonly Rule[], Book>();

function bookOf(rules: readonly Rule[]): Book {
  const known = books.get(rules);
  if (known !== undefined) return known;
  const made = {
    says: indexed(rules.map(({ says }) => says)),
    unless: indexed(rules.map((rule) => rule.unless ?? '')),
  };
  books.set(rules, made);
  return made;
}

function indexed(texts: readonly string[]): Index {
  const words = new Map<string, Entry[]>();
  const beginnings = new Map<string, (readonly [string, Entry])[]>();
  for (const [at, text] of texts.entries())
    for (const phrase of phrasesOf(text, ALL_WORDS))
      for (const word of new Set(phrase.needs)) {
        const entry = { at, phrase };
        if (word.endsWith('*')) put(beginnings, word.slice(0, 2), [word.slice(0, -1), entry] as const);
        else put(words, word, entry);
      }
  return { words, beginnings };
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** What may fit a text, by the order of the rules, and within a rule by that of the text. */
function candidates(index: Index, words: ReadonlySet<string>): readonly Entry[] {
  const found = new Set<Entry>();
  const phrases = new Set<Phrase>();
  const take = (entry: Entry): void => {
    if (phrases.has(entry.phrase)) return;
    phrases.add(entry.phrase);
    found.add(entry);
  };
  for (const word of words) {
    for (const entry of index.words.get(word) ?? []) take(entry);
    for (const [beginning, entry] of index.beginnings.get(word.slice(0, 2)) ?? [])
      if (word.startsWith(beginning)) take(entry);
  }
  return [...found].sort((a, b) => a.at - b.at);
}

const wordsOf = (folded: string): ReadonlySet<string> => new Set(folded.split(' '));

function fits({ phrase }: Entry, folded: string): boolean {
  const expression = phrase.expression();
  expression.lastIndex = 0;
  return expression.test(folded);
}

/** The first of the rules that fits; null when none does. */
export function firstOf(rules: readonly Rule[], folded: string): Rule | null {
  const { says, unless } = bookOf(rules);
  const words = wordsOf(folded);
  const against = candidates(unless, words);
  const denied = new Map<number, boolean>();
  for (const entry of candidates(says, words)) {
    const { at } = entry;
    if (denied.get(at) === true || !fits(entry, folded)) continue;
    const no = denied.get(at) ?? against.some((other) => other.at === at && fits(other, folded));
    denied.set(at, no);
    if (!no) return rules[at] ?? null;
  }
  return null;
}

let harmless: Index | null = null;

/** The text without what only looks like leaving. */
export function withoutHarmless(folded: string): string {
  harmless ??= indexed(HARMLESS.map(({ says }) => says));
  return candidates(harmless, wordsOf(folded)).reduce(
    (text, { at, phrase }) => text.replace(phrase.expression(), ` ${HARMLESS[at]?.as ?? '_'}`),
    folded,
  );
}
