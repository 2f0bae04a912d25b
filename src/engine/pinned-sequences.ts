/** The compiled sequences that enrollments pin, each decoded once per database connection: revisions never change. */
import type { RevisionId } from '../domain/ids.ts';
import { decodeSequence } from '../sequence/hash.ts';
import type { Sequence } from '../sequence/sequence.ts';
import type { Driver, Handle } from '../store/driver.ts';
import { loadRevision } from '../store/revisions.ts';
import type { Workspace } from './workspace.ts';

const revisions = new WeakMap<Sequence, RevisionId>();

/** The stored revision that a sequence given by `pinnedSequence` was decoded from. */
export function revisionOf(sequence: Sequence): RevisionId {
  const id = revisions.get(sequence);
  if (id === undefined) throw new Error(`${sequence.id} was not loaded from a stored revision`);
  return id;
}

const decoded = new WeakMap<Driver, Map<RevisionId, Sequence>>();

export async function pinnedSequence(ws: Workspace, id: RevisionId, handle: Handle): Promise<Sequence> {
  const known = decoded.get(ws.db) ?? new Map<RevisionId, Sequence>();
  decoded.set(ws.db, known);
  const found = known.get(id);
  if (found) return found;
  const stored = await loadRevision(handle, id);
  if (stored === null) throw new Error(`revision ${id} is pinned by an enrollment but not stored`);
  const sequence = decodeSequence(stored.compiled);
  known.set(id, sequence);
  revisions.set(sequence, id);
  return sequence;
}
