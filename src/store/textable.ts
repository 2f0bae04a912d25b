/** Numbers that no text can reach, by the provider's word: marked on everybody who has one; calls and emails go on. */
import { asId, type ContactId, type DestinationId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { int } from './decode.ts';
import type { Handle } from './driver.ts';
import { appendEvent } from './events.ts';

const MARK = 'UPDATE contact SET textable = 0 WHERE phone_id = ? AND textable = 1 RETURNING id';

/** No opt-out: nobody asked for silence, and a new number of the same person may be texted. Asking twice changes nothing. */
export async function markNotTextable(
  handle: Handle,
  destination: DestinationId,
  reason: 'dead_number' | 'blocked',
  at: Instant,
): Promise<readonly ContactId[]> {
  const rows = await handle.all(MARK, [destination]);
  const marked = rows.map((row) => asId<ContactId>(int(row, 'id'))).sort((a, b) => a - b);
  for (const contact of marked)
    await appendEvent(handle, {
      at,
      kind: 'contact_changed',
      contact,
      enrollment: null,
      touch: null,
      attempt: null,
      data: { textable: false, reason },
    });
  return marked;
}
