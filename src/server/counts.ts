/** What came in since the process began, counted in it: how many words were taken, refused, replayed, or found the database busy. */

export type Outcome = 'taken' | 'refused' | 'replayed' | 'busy';

export interface Counts {
  note(path: string, outcome: Outcome): void;
  all(): readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

export function createCounts(): Counts {
  const counts = new Map<string, Map<Outcome, number>>();
  return {
    note(path, outcome) {
      const of = counts.get(path) ?? new Map<Outcome, number>();
      counts.set(path, of.set(outcome, (of.get(outcome) ?? 0) + 1));
    },
    all: () =>
      [...counts].flatMap(([path, of]) =>
        [...of].map(([outcome, count]) => [{ path, outcome }, count] as const),
      ),
  };
}

export function outcomeOf(status: number): Outcome {
  if (status === 503) return 'busy';
  return status < 400 ? 'taken' : 'refused';
}
