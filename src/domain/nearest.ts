/** The allowed word that somebody most likely meant: “did you mean”. */

/** The nearest of `allowed` within a third of the word's length, at least one edit; null when none is near enough. */
export function nearest(word: string, allowed: Iterable<string>): string | null {
  const seen = word.toLowerCase().slice(0, 80);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(seen.length / 3)) + 1;
  for (const candidate of allowed) {
    const distance = edits(seen, candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbors between two words; gives up at `limit`. */
function edits(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(before, j - 2) + 1);
      next.push(cost);
    }
    [before, row] = [row, next];
  }
  return Math.min(at(row, b.length), limit);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.MAX_SAFE_INTEGER;
