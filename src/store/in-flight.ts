/** The running enrollments of one sequence, page by page: whom a changed file could be made to reach. */
import { asId, type ContactId, type EnrollmentId, type RevisionId, type SequenceId } from '../domain/ids.ts';
import { int, oneOf } from './decode.ts';
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
