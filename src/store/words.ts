/** Words that are the same in nearly every row, such as zones and the ids of sequences: stored once, and named by number. */
import { allIn } from './batch.ts';
import { int, only, text } from './decode.ts';
import type { Handle } from './driver.ts';

/** The word that a column names, in SQL. */
export const worded = (column: string): string => `(SELECT said FROM word WHERE word.id = ${column})`;

/** The number of the word that is bound here, in SQL; nothing is equal to it when no row has ever said the word. */
export const WORD_BOUND = '(SELECT id FROM word WHERE said = ?)';

const FIND = (list: string) => `SELECT id, said FROM word WHERE said IN (${list})`;
const ADD = 'INSERT INTO word (said) VALUES (?) ON CONFLICT (said) DO NOTHING';
const ONE = 'SELECT id FROM word WHERE said = ?';

/** The numbers of these words, given to them when they are first said; in one order, so that no two writers wait for each other. */
export async function wordIds(
  handle: Handle,
  words: Iterable<string>,
): Promise<(word: string) => number | null> {
  const distinct = [...new Set(words)].sort();
  const read = async (): Promise<ReadonlyMap<string, number>> =>
    new Map((await allIn(handle, FIND, distinct)).map((row) => [text(row, 'said'), int(row, 'id')]));
  let known = await read();
  const missing = distinct.filter((word) => !known.has(word));
  for (const word of missing) await handle.run(ADD, [word]);
  if (missing.length > 0) known = await read();
  return (word) => known.get(word) ?? null;
}

export async function wordId(handle: Handle, word: string): Promise<number> {
  const known = (await handle.all(ONE, [word]))[0];
  if (known) return int(known, 'id');
  await handle.run(ADD, [word]);
  return int(only(await handle.all(ONE, [word])), 'id');
}
