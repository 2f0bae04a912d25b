/** Two texts as a unified diff that `git apply` and `patch` read. */

const CONTEXT = 3;

/** Empty when they are the same. The changed stretch is one hunk for each run of lines that differ. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const [a, b] = [linesOf(before), linesOf(after)];
  const hunks = hunksOf(changesOf(a, b), a.length);
  const lines = hunks.flatMap((changes) => hunkLines(changes, a, b));
  return [`--- a/${path}`, `+++ b/${path}`, ...lines, ''].join('\n');
}

/** Each with its line break, so that a missing last one is a difference too. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

interface Change {
  /** Lines of the old text from `a` up to `aEnd` became those of the new from `b` up to `bEnd`. */
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/** Runs of lines that differ, found again at the nearest line that both have: edits of lint are few and small. */
function changesOf(a: readonly string[], b: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      i++;
      j++;
      continue;
    }
    const [di, dj] = resync(a, b, i, j);
    changes.push({ a: i, aEnd: i + di, b: j, bEnd: j + dj });
    i += di;
    j += dj;
  }
  return changes;
}

function resync(a: readonly string[], b: readonly string[], i: number, j: number): readonly [number, number] {
  const [restA, restB] = [a.length - i, b.length - j];
  for (let sum = 1; sum <= restA + restB; sum++)
    for (let di = Math.max(0, sum - restB); di <= Math.min(sum, restA); di++) {
      const dj = sum - di;
      const ended = i + di === a.length && j + dj === b.length;
      if (ended || (i + di < a.length && a[i + di] === b[j + dj])) return [di, dj];
    }
  return [restA, restB];
}

/** Changes whose context would touch stand in one hunk. */
function hunksOf(changes: readonly Change[], length: number): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const before = last?.at(-1);
    if (last && before && change.a - before.aEnd <= 2 * CONTEXT && change.a <= length) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkLines(
  changes: readonly Change[],
  a: readonly string[],
  b: readonly string[],
): readonly string[] {
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = Math.max(0, first.a - CONTEXT);
  const to = Math.min(a.length, last.aEnd + CONTEXT);
  const grown = changes.reduce((sum, one) => sum + (one.bEnd - one.b) - (one.aEnd - one.a), 0);
  const newFrom = first.b - (first.a - from);
  const count = (start: number, lines: number): string => `${lines === 0 ? start : start + 1},${lines}`;
  const out = [`@@ -${count(from, to - from)} +${count(newFrom, to - from + grown)} @@`];
  const put = (mark: string, line: string | undefined): void => {
    if (line === undefined) return;
    out.push(`${mark}${line.replace(/\n$/, '')}`);
    if (!line.endsWith('\n')) out.push('\\ No newline at end of file');
  };
  let at = from;
  for (const { a: start, aEnd, b: added, bEnd } of changes) {
    for (; at < start; at++) put(' ', a[at]);
    for (; at < aEnd; at++) put('-', a[at]);
    for (let n = added; n < bEnd; n++) put('+', b[n]);
  }
  for (; at < to; at++) put(' ', a[at]);
  return out;
}
