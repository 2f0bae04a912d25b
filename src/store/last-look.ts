/** The question asked of the database right before messages are handed to their transports: has anything stopped them since? */
import { type AttemptId, asId } from '../domain/ids.ts';
import { allIn } from './batch.ts';
import { int, only } from './decode.ts';
import type { Handle, Row } from './driver.ts';
import { worded } from './words.ts';

const LAST_LOOK = (list: string) => `
  SELECT a.id, a.state, a.fence, e.state AS enrollment,
    EXISTS (SELECT 1 FROM destination d JOIN suppression s ON s.key = d.key
            WHERE d.id = a.destination_id AND s.channel = a.channel AND s.lifted_at IS NULL) AS suppressed,
    EXISTS (SELECT 1 FROM pause p
            WHERE p.lifted_at IS NULL
              AND (p.business_id IS NULL OR p.business_id = c.business_id)
              AND (p.channel IS NULL OR p.channel = a.channel)
              AND (p.sequence_id IS NULL OR p.sequence_id = ${worded('e.sequence_word')})) AS paused
  FROM attempt a
  JOIN contact c ON c.id = a.contact_id
  LEFT JOIN enrollment e ON e.id = a.enrollment_id
  WHERE a.id IN (${list})`;

export type LastLook =
  | 'clear'
  /** Somebody has taken the attempt over: it is no longer ours to send, nor to settle. */
  | 'taken_over'
  | 'opted_out'
  | 'stopped'
  | 'paused';

/** An attempt as its owner knows it. */
export interface Owned {
  readonly attempt: AttemptId;
  readonly fence: number;
}

export async function lookAgain(
  db: Handle,
  owned: readonly Owned[],
): Promise<ReadonlyMap<AttemptId, LastLook>> {
  const attempts = owned.map(({ attempt }) => attempt);
  const rows = await allIn(db, LAST_LOOK, attempts);
  const found = new Map(rows.map((row) => [asId<AttemptId>(int(row, 'id')), row]));
  return new Map(owned.map(({ attempt, fence }) => [attempt, verdict(found.get(attempt), fence)]));
}

function verdict(row: Row | undefined, fence: number): LastLook {
  if (row === undefined || row.state !== 'wire' || row.fence !== fence) return 'taken_over';
  if (row.suppressed === 1) return 'opted_out';
  if (row.paused === 1) return 'paused';
  if (row.enrollment === 'paused') return 'paused';
  if (row.enrollment !== null && row.enrollment !== 'active') return 'stopped';
  return 'clear';
}

const WRITTEN_BY_OTHERS = 'PRAGMA data_version';
const WRITTEN_HERE = 'SELECT total_changes() AS rows';

/**
 * How far a file has been written, by this connection and by all others: while the answer is the same, nothing in it has
 * changed. Asked inside a transaction it is what that transaction leaves. Null on a server, which has no such answer.
 */
export async function writtenSoFar(db: Handle): Promise<string | null> {
  if (db.engine === 'postgres') return null;
  const others = int(only(await db.all(WRITTEN_BY_OTHERS)), 'data_version');
  return `${others} ${int(only(await db.all(WRITTEN_HERE)), 'rows')}`;
}
