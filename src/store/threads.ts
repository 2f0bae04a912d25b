/** The emails that an enrollment has sent: what a follow-up stands below in a mailbox. */
import { asId, type ContactId, type EnrollmentId } from '../domain/ids.ts';
import { allIn } from './batch.ts';
import { int, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';

/** A handful of rows each, found by the contact. Rehearsals reached nobody, and nobody's mailbox has them. */
const EARLIER = (list: string) => `
  SELECT enrollment_id, provider_id, detail FROM attempt
  WHERE contact_id IN (${list}) AND enrollment_id IS NOT NULL AND channel = 'email' AND state = 'sent' AND rehearsal = 0
  ORDER BY wire_seq`;

/** Message-IDs as the readers have them, by enrollment, oldest first: a server that puts its own in place of ours is noted in `detail`. */
export async function earlierEmails(
  handle: Handle,
  contacts: readonly ContactId[],
): Promise<ReadonlyMap<EnrollmentId, readonly string[]>> {
  const threads = new Map<EnrollmentId, string[]>();
  for (const row of await allIn(handle, EARLIER, contacts)) {
    const enrollment = asId<EnrollmentId>(int(row, 'enrollment_id'));
    const thread = threads.get(enrollment) ?? [];
    threads.set(enrollment, thread);
    thread.push(...messageId(row));
  }
  return threads;
}

function messageId(row: Row): readonly string[] {
  const [ours, theirs] = [textOrNull(row, 'provider_id'), textOrNull(row, 'detail')];
  return [/^<[^<>\s]+>$/.test(theirs ?? '') ? theirs : ours].filter((id) => id !== null);
}
