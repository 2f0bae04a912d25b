/** Compiled sequences as they were when leads were enrolled: stored once for each hash, pinned by enrollments, never changed. */
import { asId, type RevisionHash, type RevisionId, type SequenceId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import type { Revision } from '../sequence/sequence.ts';
import { allIn } from './batch.ts';
import { int, only, text } from './decode.ts';
import type { Handle, Row } from './driver.ts';

export interface StoredRevision {
  readonly id: RevisionId;
  readonly sequence: SequenceId;
  readonly hash: RevisionHash;
  /** JSON of the compiled sequence; decoding it is the sequence room's work, and worth caching by id. */
  readonly compiled: string;
  readonly storedAt: Instant;
}

const COLUMNS = 'id, sequence_id, hash, compiled, stored_at';
const BY_HASH = 'SELECT id FROM revision WHERE hash = ?';
const INSERT = `
  INSERT INTO revision (sequence_id, hash, compiled, stored_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (hash) DO NOTHING`;
const BY_IDS = (list: string) => `SELECT ${COLUMNS} FROM revision WHERE id IN (${list}) ORDER BY id`;
/** Newest first. A revision is a file as somebody saved it: few, whatever the number of leads. */
const OF_SEQUENCE = `SELECT ${COLUMNS} FROM revision WHERE sequence_id = ? ORDER BY id DESC`;
/** Two are enough to know that a prefix is not one revision. */
const BY_PREFIX = `SELECT ${COLUMNS} FROM revision WHERE hash >= ? AND hash < ? ORDER BY hash LIMIT 2`;

function decodeRevision(row: Row): StoredRevision {
  return {
    id: asId<RevisionId>(int(row, 'id')),
    sequence: asId<SequenceId>(text(row, 'sequence_id')),
    hash: asId<RevisionHash>(text(row, 'hash')),
    compiled: text(row, 'compiled'),
    storedAt: instant(int(row, 'stored_at')),
  };
}

/** The revision's id; its text is stored when its hash is new. */
export async function storeRevision(handle: Handle, revision: Revision, at: Instant): Promise<RevisionId> {
  const known = (await handle.all(BY_HASH, [revision.hash]))[0];
  if (known) return asId<RevisionId>(int(known, 'id'));
  await handle.run(INSERT, [revision.sequence.id, revision.hash, JSON.stringify(revision.sequence), at]);
  return asId<RevisionId>(int(only(await handle.all(BY_HASH, [revision.hash])), 'id'));
}

export async function loadRevisions(
  db: Handle,
  ids: readonly RevisionId[],
): Promise<ReadonlyMap<RevisionId, StoredRevision>> {
  const rows = await allIn(db, BY_IDS, ids);
  return new Map(rows.map((row) => decodeRevision(row)).map((found) => [found.id, found]));
}

export async function loadRevision(db: Handle, id: RevisionId): Promise<StoredRevision | null> {
  return (await loadRevisions(db, [id])).get(id) ?? null;
}

/** Every revision of a sequence, newest first. */
export async function revisionsOf(db: Handle, sequence: SequenceId): Promise<readonly StoredRevision[]> {
  return (await db.all(OF_SEQUENCE, [sequence])).map(decodeRevision);
}

/** Stored revisions whose hash begins so, at most two; none unless the prefix is hexadecimal. */
export async function revisionsBeginning(db: Handle, prefix: string): Promise<readonly StoredRevision[]> {
  if (!/^[0-9a-f]{1,64}$/.test(prefix)) return [];
  return (await db.all(BY_PREFIX, [prefix, `${prefix}g`])).map(decodeRevision);
}
