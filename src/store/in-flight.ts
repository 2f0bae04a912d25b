/** The running enrollments of one sequence, page by page: whom a changed file could be made to reach. */
import {
  asId,
  type BusinessId,
  type ContactId,
  type EnrollmentId,
  type RevisionHash,
  type RevisionId,
  type SequenceId,
} from '../domain/ids.ts';
import { int, oneOf, text } from './decode.ts';
import type { Handle } from './driver.ts';
import { WORD_BOUND } from './words.ts';

export interface InFlight {
  readonly id: EnrollmentId;
  readonly contact: ContactId;
  readonly revision: RevisionId;
  readonly state: 'active' | 'paused';
}

const IN_FLIGHT = `
SELECT id, contact_id, revision_id, state FROM enrollment
WHERE id > ? AND state IN ('active', 'paused') AND sequence_word = ${WORD_BOUND} ORDER BY id LIMIT ?`;

/** Oldest first, those after `from` only: a page of at most `limit`. */
export async function inFlightOf(
  handle: Handle,
  sequence: SequenceId,
  from: number,
  limit: number,
): Promise<readonly InFlight[]> {
  return (await handle.all(IN_FLIGHT, [from, sequence, limit])).map((row) => ({
    id: asId<EnrollmentId>(int(row, 'id')),
    contact: asId<ContactId>(int(row, 'contact_id')),
    revision: asId<RevisionId>(int(row, 'revision_id')),
    state: oneOf(row, 'state', ['active', 'paused']),
  }));
}

/** How many leads of a business are in flight in one revision of a sequence. */
export interface InRevision {
  readonly business: BusinessId;
  readonly sequence: SequenceId;
  readonly revision: RevisionId;
  readonly hash: RevisionHash;
  readonly count: number;
}

const IN_REVISIONS = `
SELECT b.slug, r.sequence_id, r.id, r.hash, COUNT(*) AS n
FROM enrollment e JOIN revision r ON r.id = e.revision_id
  JOIN contact c ON c.id = e.contact_id JOIN business b ON b.id = c.business_id
WHERE e.state IN ('active', 'paused')
GROUP BY b.slug, r.sequence_id, r.id, r.hash ORDER BY r.sequence_id, r.id, b.slug`;

/** By sequence, the oldest revision first. */
export async function inFlightByRevision(handle: Handle): Promise<readonly InRevision[]> {
  return (await handle.all(IN_REVISIONS)).map((row) => ({
    business: asId<BusinessId>(text(row, 'slug')),
    sequence: asId<SequenceId>(text(row, 'sequence_id')),
    revision: asId<RevisionId>(int(row, 'id')),
    hash: asId<RevisionHash>(text(row, 'hash')),
    count: int(row, 'n'),
  }));
}

/** The log keeps what was offered as JSON, written by one program: the hash is found as it was written. */
const STAYING = `
SELECT b.slug, COUNT(*) AS n
FROM enrollment e JOIN contact c ON c.id = e.contact_id JOIN business b ON b.id = c.business_id
WHERE e.state IN ('active', 'paused') AND e.revision_id = ? AND EXISTS (
  SELECT 1 FROM event v
  WHERE v.contact_id = e.contact_id AND v.enrollment_id = e.id AND v.kind = 'stayed' AND v.data LIKE ?)
GROUP BY b.slug`;

/** How many of those in a revision, by business, are to stay in it though the one of this hash was offered. */
export async function stayingByBusiness(
  handle: Handle,
  revision: RevisionId,
  offered: RevisionHash,
): Promise<ReadonlyMap<BusinessId, number>> {
  const rows = await handle.all(STAYING, [revision, `%"to":"${offered}"%`]);
  return new Map(rows.map((row) => [asId<BusinessId>(text(row, 'slug')), int(row, 'n')]));
}
