/** Several workers in one daemon: each with its own connection, and one health for all of them. */
import type { Sign } from '../engine/daemon.ts';

/** More connections than this, a server of the usual size has no use for: its own processors are the limit. */
export const MOST_WORKERS = 16;

export const isCount = (workers: number): boolean =>
  Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS;

/** A file has one writer, so that several workers would only take turns on it. */
export const ONE_WRITER =
  'several workers need a database on a server: a file has one writer, and more workers gain nothing';

/** The note of each worker. All is good when no worker is held up; what holds one of them up holds until that one is well. */
export function signsTogether(
  workers: number,
  note: (sign: Sign) => void,
): readonly ((sign: Sign) => void)[] {
  const troubles = new Array<string | null>(workers).fill(null);
  return troubles.map((_, n) => ({ kind, trouble }) => {
    troubles[n] = trouble;
    const worst = troubles.find((each) => each !== null) ?? null;
    note({ kind: kind === 'good' && worst !== null ? 'held_up' : kind, trouble: worst });
  });
}
