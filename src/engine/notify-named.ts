/** A `when:` rule names who is told: written into the log with everything else that follows from the act, and told from there. */
import type { Instant } from '../domain/time.ts';
import type { LeadAct, WhenRule } from '../sequence/sequence.ts';
import type { Handle } from '../store/driver.ts';
import type { Enrollment } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';

/** Runs inside the transaction of the act. Nothing for a rule that names nobody. */
export async function notifyNamed(
  handle: Handle,
  { id, contact, sequence }: Pick<Enrollment, 'id' | 'contact' | 'sequence'>,
  act: LeadAct,
  { notify }: Pick<WhenRule, 'notify'>,
  at: Instant,
): Promise<void> {
  if (notify === undefined) return;
  const data = { act, to: notify.join(', '), sequence };
  await appendEvent(handle, {
    at,
    kind: 'notified',
    contact,
    enrollment: id,
    touch: null,
    attempt: null,
    data,
  });
}
