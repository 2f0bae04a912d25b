/** Why a tick skipped touches or stopped sequences: each reason once, with how often it was given. */
import type { TickEvent } from '../engine/tick-options.ts';

export interface LeftOut {
  readonly kind: 'skipped' | 'stopped';
  readonly detail: string;
  readonly count: number;
}

export function createLeftOut() {
  const counts = new Map<string, LeftOut>();
  return {
    note: ({ kind, detail }: TickEvent): void => {
      if ((kind !== 'skipped' && kind !== 'stopped') || detail === null) return;
      const key = `${kind} ${detail}`;
      const count = counts.get(key)?.count ?? 0;
      counts.set(key, { kind, detail, count: count + 1 });
    },
    /** The most frequent first. */
    all: (): readonly LeftOut[] => [...counts.values()].sort((a, b) => b.count - a.count),
  };
}
