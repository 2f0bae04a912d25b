/** Who is in flight in another revision of a sequence than the one that is offered. */
import type { RevisionHash, RevisionId, SequenceId, TouchId } from '../domain/ids.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { inFlightOf } from '../store/in-flight.ts';
import { stayedFrom } from '../store/migrating.ts';
import { loadRevision } from '../store/revisions.ts';
import type { Mover } from './migrating.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import type { Workspace } from './workspace.ts';

export interface Movers {
  readonly all: readonly Mover[];
  /** How many more were left where they are when this very revision was offered before. */
  readonly stay: number;
  /** The ids of the touches of all revisions that they are in. */
  readonly touches: ReadonlySet<TouchId>;
  /** The same for each of the revisions by itself. */
  readonly revisions: readonly ReadonlySet<TouchId>[];
}

const PAGE = 500;

/** Oldest first. `from` names one revision, and then also whoever was to stay in it; null: all but those. */
export async function moversFrom(
  ws: Workspace,
  sequence: SequenceId,
  to: RevisionHash,
  from: RevisionHash | null,
): Promise<Movers> {
  const all: Mover[] = [];
  const hashes = new Map<RevisionId, RevisionHash | null>();
  const revisions = new Map<RevisionId, ReadonlySet<TouchId>>();
  let stay = 0;
  for (let last = 0; ; ) {
    const page = await inFlightOf(ws.db, sequence, last, PAGE);
    const final = page.at(-1);
    if (final === undefined) return { all, stay, ...touchesIn([...revisions.values()]) };
    last = final.id;
    const contacts = page.map(({ contact }) => contact);
    const stayed = from === null ? await stayedFrom(ws.db, contacts, to) : new Set();
    for (const { id, contact, revision } of page) {
      if (!hashes.has(revision)) hashes.set(revision, (await loadRevision(ws.db, revision))?.hash ?? null);
      const pinned = hashes.get(revision) ?? null;
      if (pinned === null || pinned === to || (from !== null && pinned !== from)) continue;
      if (stayed.has(id)) {
        stay += 1;
        continue;
      }
      if (!revisions.has(revision))
        revisions.set(revision, touchesOf(await pinnedSequence(ws, revision, ws.db)));
      all.push({ enrollment: id, contact, pinned });
    }
  }
}

const touchesIn = (revisions: readonly ReadonlySet<TouchId>[]): Pick<Movers, 'touches' | 'revisions'> => ({
  touches: new Set(revisions.flatMap((one) => [...one])),
  revisions,
});

/** The ids of a sequence's touches, over all its sources. */
export const touchesOf = ({ variants }: Sequence): ReadonlySet<TouchId> =>
  new Set(variants.flatMap((variant) => variant.touches.map(({ id }) => id)));
