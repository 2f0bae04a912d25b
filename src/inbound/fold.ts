/** A message as the rules compare it: lower case, no accents, one space between words, and marks where clauses end. */
import { spelledOut } from './spelling.ts';

/** Nobody says in the middle of a book that he wants no more texts: of what is longer, its beginning and its end are read. */
const HEAD = 6_000;
const TAIL = 2_000;

/** What is read of a text, however long it is. */
export function bounded(text: string): string {
  if (text.length <= HEAD + TAIL) return text;
  return `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`;
}

/** Letters that look like others: Cyrillic and Greek capitals and small letters, after case is gone. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    в: 'b',
    е: 'e',
    к: 'k',
    м: 'm',
    н: 'h',
    о: 'o',
    р: 'p',
    с: 'c',
    т: 't',
    у: 'y',
    х: 'x',
    п: 'n',
  },
  ...{
    ѕ: 's',
    і: 'i',
    ј: 'j',
    ԁ: 'd',
    ո: 'n',
    α: 'a',
    β: 'b',
    ε: 'e',
    ι: 'i',
    κ: 'k',
    ν: 'v',
    ο: 'o',
    ρ: 'p',
  },
  ...{
    σ: 's',
    ς: 's',
    τ: 't',
    υ: 'u',
    χ: 'x',
    ı: 'i',
    ł: 'l',
    ø: 'o',
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ѵ: 'v',
    ӏ: 'l',
  },
};
const LOOK_ALIKE = new RegExp(`[${Object.keys(LOOKS_LIKE).join('')}]`, 'gu');

/** Russian for stop, before its letters are taken for Latin ones. */
const RUSSIAN_STOP = /(?<!\p{L})стоп(?!\p{L})/gu;

/** Letters in boxes and circles that Unicode does not take apart: two rows of them, and the flags' letters. */
const BOXED = /[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}\u{1F1E6}-\u{1F1FF}]/gu;
const BOXED_ROWS = [0x1f150, 0x1f170, 0x1f1e6] as const;

function unboxed(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const row = BOXED_ROWS.findLast((first) => code >= first) ?? code;
  return String.fromCharCode(97 + code - row);
}

/** Signs that stand for a word; every other picture is left out. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/[🛑⛔🚫📵🔕✋🖕]/gu, ' stopsign '],
  [/[¿¡\p{Extended_Pictographic}]/gu, ' . '],
  [/\?/g, ' ? '],
  [/[.!;:\n\r\u2028\u2029…—–|•]+/g, ' . '],
  [/[,()[\]{}]/g, ' , '],
  [/#/g, ' number '],
  [/\$(?!\p{L})/gu, ' $ '],
  [/&/g, ' and '],
  [/(?<=\d)\s?%/g, ' percent '],
  // Of an apostrophe only the word it was in is left, because half of all people leave it out.
  [/['’‘`´ʼ′]/g, ''],
];

/** The folded text: ` word word . word `, each mark a word of its own. */
export function fold(text: string): string {
  let folded = bounded(text)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\p{Co}]/gu, '')
    .toLowerCase()
    // Letters one by one are words again: S T O P, and between its words there is more room.
    .replace(/(?<![\p{L}\p{N}])\p{L}(?: \p{L}(?![\p{L}\p{N}])){2,60}/gu, (letters) =>
      letters.replaceAll(' ', ''),
    )
    .replace(RUSSIAN_STOP, 'stop')
    .replace(BOXED, unboxed)
    .replace(LOOK_ALIKE, (letter) => LOOKS_LIKE[letter] ?? letter);
  for (const [sign, word] of SIGNS) folded = folded.replace(sign, word);
  const words = folded.replace(/[^\p{L}\p{N}$@.,?]+/gu, ' ').trim();
  return words === '' ? '' : ` ${spelledOut(words.split(' ')).join(' ')}`;
}

/** How many words there are, marks aside. */
export function wordCount(folded: string): number {
  return folded.split(' ').filter((word) => word !== '' && !MARKS.has(word)).length;
}

const MARKS: ReadonlySet<string> = new Set(['.', ',', '?']);
