/** How well the corpus is understood: the table is a golden file, and its third that no rule was tuned on is told apart. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { confusionTable, figuresTable, type Judged, percent } from '../../src/inbound/confusion.ts';
import { corpus, type Labeled, taken } from './corpus.ts';

const GOLDEN = join(import.meta.dirname, 'confusion.golden.txt');

interface Row extends Judged {
  readonly of: Labeled;
}

const judged = (rows: readonly Labeled[]): readonly Row[] =>
  rows.map((of) => ({ of, meant: of.meaning, taken: taken(of).meaning }));

const heldOut = judged(corpus('held-out'));
const tuning = judged(corpus('tuning'));
const whole = [...heldOut, ...tuning];

const optOut = (rows: readonly Judged[]): readonly [meant: number, taken: number, both: number] => [
  rows.filter(({ meant }) => meant === 'opt_out').length,
  rows.filter(({ taken: as }) => as === 'opt_out').length,
  rows.filter(({ meant, taken: as }) => meant === 'opt_out' && as === 'opt_out').length,
];

function optOutLine(name: string, rows: readonly Judged[]): string {
  const [meant, as, both] = optOut(rows);
  return `${name.padEnd(14)}${String(meant).padStart(6)}${percent(both, meant).padStart(8)}${percent(both, as).padStart(11)}`;
}

function chapter(title: string, rows: readonly Row[]): string {
  const right = rows.filter(({ meant, taken: as }) => meant === as).length;
  return [
    `${title}: ${right} of ${rows.length} right (${percent(right, rows.length)} %)`,
    '',
    confusionTable(rows),
    '',
    figuresTable(rows),
    '',
    `${'opt_out by'.padEnd(14)}${'meant'.padStart(6)}${'recall'.padStart(8)}${'precision'.padStart(11)}`,
    ...(['en', 'es'] as const).map((language) =>
      optOutLine(
        language,
        rows.filter(({ of }) => of.language === language),
      ),
    ),
    ...(['sms', 'email'] as const).map((channel) =>
      optOutLine(
        channel,
        rows.filter(({ of }) => of.channel === channel),
      ),
    ),
  ].join('\n');
}

describe('the corpus', () => {
  test('is understood as the golden table says; UPDATE=1 writes it', () => {
    const text = `${[
      chapter('Held out: written before any rule, never used for tuning', heldOut),
      chapter('Tuning', tuning),
      chapter('The whole', whole),
    ].join('\n\n\n')}\n`;
    if (process.env.UPDATE === '1' || !existsSync(GOLDEN)) writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
  });
});
