/** Rules made ready to be asked: a text is compared only with phrases of which it has a word that they cannot do without. */
import { firstFit, type Phrase, phrasesOf } from '../pattern.ts';
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

/** Phrases that need one of the same words. */
type Group = Entry[];

interface Index {
  readonly words: ReadonlyMap<string, readonly Group[]>;
  /** By their first two letters: words of which only the beginning is given. */
  readonly beginnings: ReadonlyMap<string, readonly (readonly [beginning: string, group: Group])[]>;
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
  const groups = new Map<readonly string[], Group>();
  for (const [at, text] of texts.entries())
    for (const phrase of phrasesOf(text, ALL_WORDS)) put(groups, phrase.needs, { at, phrase });
  const words = new Map<string, Group[]>();
  const beginnings = new Map<string, (readonly [string, Group])[]>();
  for (const [needs, group] of groups)
    for (const word of needs)
      if (word.endsWith('*')) put(beginnings, word.slice(0, 2), [word.slice(0, -1), group] as const);
      else put(words, word, group);
  return { words, beginnings };
}

function put<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** What may fit a text, by the order of the rules. */
function candidates(index: Index, words: readonly string[]): readonly Entry[] {
  const groups = new Set<Group>();
  for (const word of new Set(words)) {
    for (const group of index.words.get(word) ?? []) groups.add(group);
    for (const [beginning, group] of index.beginnings.get(word.slice(0, 2)) ?? [])
      if (word.startsWith(beginning)) groups.add(group);
  }
  return [...groups].flat().sort((a, b) => a.at - b.at);
}

const wordsOf = (folded: string): readonly string[] => folded.split(' ').filter((word) => word !== '');

/** The first of the rules that fits; null when none does. */
export function firstOf(rules: readonly Rule[], folded: string): Rule | null {
  const { says, unless } = bookOf(rules);
  const words = wordsOf(folded);
  const denied = new Map<number, boolean>();
  const against = candidates(unless, words);
  for (const { at, phrase } of candidates(says, words)) {
    if (denied.get(at) === true || firstFit(phrase, words) === null) continue;
    const no =
      denied.get(at) ?? against.some((other) => other.at === at && firstFit(other.phrase, words) !== null);
    denied.set(at, no);
    if (!no) return rules[at] ?? null;
  }
  return null;
}

let harmless: Index | null = null;

/** The text without what only looks like leaving. */
export function withoutHarmless(folded: string): string {
  harmless ??= indexed(HARMLESS.map(({ says }) => says));
  const words = wordsOf(folded);
  return candidates(harmless, words)
    .reduce((text, { at, phrase }) => replaced(text, phrase, HARMLESS[at]?.as ?? '_'), words)
    .map((word) => ` ${word}`)
    .join('');
}

/** The words with `as` wherever the phrase fits. */
function replaced(words: readonly string[], phrase: Phrase, as: string): readonly string[] {
  const out: string[] = [];
  let at = 0;
  for (let span = firstFit(phrase, words); span !== null; span = firstFit(phrase, words, at)) {
    out.push(...words.slice(at, span.from), ...as.split(' '));
    at = span.to;
  }
  return at === 0 ? words : [...out, ...words.slice(at)];
}
