/** Somebody agrees to a number: by typing it back on a terminal, or with `--yes`. */
import type { GlobalOptions, Io } from './io.ts';
import { complain } from './problems.ts';
import { typedLine } from './typed-line.ts';

/**
 * The most that was agreed to, or null after saying that nobody did. The number that was shown is typed back: a word like
 * "yes" is typed without reading, and `--yes` agrees to whatever it is. `what` is counted, and asked for as `question`.
 */
export async function agreed(
  io: Io,
  options: GlobalOptions & { readonly yes?: boolean },
  count: number,
  what: string,
  question: string = what,
): Promise<number | null> {
  if (options.yes) return Number.POSITIVE_INFINITY;
  if (!io.stdin.isTTY || options.json) {
    complain(
      io,
      options,
      `nothing was changed: somebody must agree to the number of ${what}`,
      'On a terminal it is asked for; elsewhere, agree with --yes.',
    );
    return null;
  }
  const shown = count.toLocaleString('en-US');
  io.stdout.write(`To agree, type the number of ${question} (${shown}): `);
  const typed = (await typedLine(io.stdin)).replaceAll(',', '').trim();
  if (typed === String(count)) return count;
  complain(io, options, `"${typed}" is not ${shown}: nothing was changed`);
  return null;
}
