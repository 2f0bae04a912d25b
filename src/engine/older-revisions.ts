/** Leads in flight who go by a sequence as it was, and not as its file is now: an edited file moves nobody. */
import type { BusinessId, SequenceId } from '../domain/ids.ts';
import { inFlightByRevision, stayingByBusiness } from '../store/in-flight.ts';
import type { Workspace } from './workspace.ts';

export interface OlderRevisions {
  readonly sequence: SequenceId;
  /** Leads in flight in another revision than the file's. */
  readonly leads: number;
  /** How many of them somebody has decided to leave there, when the file was as it is now. */
  readonly staying: number;
}

/** By sequence. One whose file is gone or has mistakes is left out: there is nothing to be moved to. */
export async function olderRevisions(
  { db, sequences }: Pick<Workspace, 'db' | 'sequences'>,
  businesses: readonly BusinessId[],
): Promise<readonly OlderRevisions[]> {
  const found = new Map<SequenceId, { sequence: SequenceId; leads: number; staying: number }>();
  const counted = new Set<number>();
  for (const { sequence, revision, hash, business, count } of await inFlightByRevision(db)) {
    const now = sequences.get(sequence)?.revision?.hash;
    if (now === undefined || now === hash || !businesses.includes(business)) continue;
    const one = found.get(sequence) ?? { sequence, leads: 0, staying: 0 };
    one.leads += count;
    found.set(sequence, one);
    if (counted.has(revision)) continue;
    counted.add(revision);
    for (const [of, staying] of await stayingByBusiness(db, revision, now))
      if (businesses.includes(of)) one.staying += staying;
  }
  return [...found.values()];
}
