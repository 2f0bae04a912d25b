/** The emails that an enrollment has sent: what a follow-up stands below in a mailbox. */
import type { ContactId, EnrollmentId } from '../domain/ids.ts';
import { textOrNull } from './decode.ts';
import type { Handle } from './driver.ts';

/** A handful of rows, found by the contact. Rehearsals reached nobody, and nobody's mailbox has them. */
const EARLIER = `
  SELECT provider_id, detail FROM attempt
  WHERE contact_id = ? AND enrollment_id = ? AND channel = 'email' AND state = 'sent' AND rehearsal = 0
  ORDER BY wire_seq`;

/** Message-IDs as the reader has them, oldest first: a server that puts its own in place of ours is noted in `detail`. */
export async function earlierEmails(
  handle: Handle,
  contact: ContactId,
  enrollment: EnrollmentId,
): Promise<readonly string[]> {
  const rows = await handle.all(EARLIER, [contact, enrollment]);
  return rows.flatMap((row) => {
    const [ours, theirs] = [textOrNull(row, 'provider_id'), textOrNull(row, 'detail')];
    return [/^<[^<>\s]+>$/.test(theirs ?? '') ? theirs : ours].filter((id) => id !== null);
  });
}
