/** The question asked of the database right before a message is handed to its transport: has anything stopped it since? */
import type { AttemptId } from '../domain/ids.ts';
import type { Handle } from './driver.ts';
import { worded } from './words.ts';

const LAST_LOOK = `
  SELECT a.state, a.fence, e.state AS enrollment,
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
  WHERE a.id = ?`;

export type LastLook =
  | 'clear'
  /** Somebody has taken the attempt over: it is no longer ours to send, nor to settle. */
  | 'taken_over'
  | 'opted_out'
  | 'stopped'
  | 'paused';

export async function lookAgain(db: Handle, attempt: AttemptId, fence: number): Promise<LastLook> {
  const [row] = await db.all(LAST_LOOK, [attempt]);
  if (row === undefined || row.state !== 'wire' || row.fence !== fence) return 'taken_over';
  if (row.suppressed === 1) return 'opted_out';
  if (row.paused === 1) return 'paused';
  if (row.enrollment === 'paused') return 'paused';
  if (row.enrollment !== null && row.enrollment !== 'active') return 'stopped';
  return 'clear';
}
