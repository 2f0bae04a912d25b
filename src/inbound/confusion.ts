/** How often messages of each meaning were taken for which: the table, and what it says of each meaning. */
import { MEANINGS, type Meaning } from '../domain/meaning.ts';

/** What a person says a message means, and what it was taken for. */
export interface Judged {
  readonly meant: Meaning;
  readonly taken: Meaning;
}

export interface Figures {
  readonly meaning: Meaning;
  /** How many mean it, how many were taken for it, and how many are both. */
  readonly meant: number;
  readonly taken: number;
  readonly both: number;
}

function figures(judged: readonly Judged[]): readonly Figures[] {
  return MEANINGS.map((meaning) => ({
    meaning,
    meant: judged.filter(({ meant }) => meant === meaning).length,
    taken: judged.filter(({ taken }) => taken === meaning).length,
    both: judged.filter(({ meant, taken }) => meant === meaning && taken === meaning).length,
  })).filter(({ meant, taken }) => meant + taken > 0);
}

/** In percent, cut and not rounded, so that 100.0 is all of them; a dash where there is nothing to count. */
export function percent(part: number, of: number): string {
  return of === 0 ? '–' : (Math.floor((part * 1_000) / of) / 10).toFixed(1);
}

/** Columns are named by the first letters of the rows, which stand in the same order. */
const SHORT: Readonly<Record<Meaning, string>> = {
  opt_out: 'out',
  opt_in: 'in',
  help: 'hlp',
  wrong_number: 'wrg',
  out_of_office: 'ooo',
  bounce: 'bnc',
  reaction: 'rct',
  automatic: 'aut',
  not_interested: 'not',
  booked: 'bkd',
  asked_for_time: 'tim',
  question: 'qst',
  strong_intent: 'wnt',
  reply: 'rpl',
};

/** Rows are what was meant, columns what it was taken for; a dot is none. Fits 80 columns. */
export function confusionTable(judged: readonly Judged[]): string {
  const rows = figures(judged);
  const columns = rows.map(({ meaning }) => meaning);
  const head = ['meant \\ taken'.padEnd(14), ...columns.map((meaning) => SHORT[meaning].padStart(4))].join(
    '',
  );
  const lines = rows.map(({ meaning }) =>
    [
      meaning.padEnd(14),
      ...columns.map((column) => {
        const count = judged.filter(({ meant, taken }) => meant === meaning && taken === column).length;
        return (count === 0 ? '·' : String(count)).padStart(4);
      }),
    ].join(''),
  );
  return [head, ...lines].join('\n');
}

/** For each meaning: how many of those meant were found, and how many of those found were meant. */
export function figuresTable(judged: readonly Judged[]): string {
  const head = `${''.padEnd(14)}${'recall'.padStart(8)}${'precision'.padStart(11)}`;
  const lines = figures(judged).map(
    ({ meaning, meant, taken, both }) =>
      `${meaning.padEnd(14)}${percent(both, meant).padStart(8)}${percent(both, taken).padStart(11)}`,
  );
  return [head, ...lines].join('\n');
}
