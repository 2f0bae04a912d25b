/** What decides whether somebody who rang in vain gets a text: whether one went before, and whether people are talking already. */
import type { ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { int } from './decode.ts';
import type { Handle } from './driver.ts';

export interface Talk {
  /** Wrote, or was written to by a person, since then. */
  readonly written: boolean;
  /** A call was answered by a sequence since then. */
  readonly answered: boolean;
  readonly paused: boolean;
  readonly active: boolean;
}

const TALK = `
  SELECT
    EXISTS (SELECT 1 FROM inbound WHERE contact_id = ? AND channel <> 'call' AND received_at > ?)
      OR EXISTS (SELECT 1 FROM attempt WHERE contact_id = ? AND automatic = 0 AND wire_at > ?) AS written,
    EXISTS (SELECT 1 FROM webhook WHERE contact_id = ? AND source = ? AND result = ? AND received_at > ?) AS answered,
    EXISTS (SELECT 1 FROM enrollment WHERE contact_id = ? AND state = 'paused') AS paused,
    EXISTS (SELECT 1 FROM enrollment WHERE contact_id = ? AND state = 'active') AS active`;

/** `call`: the source and the result of a webhook that was answered by a sequence. */
export async function talkWith(
  handle: Handle,
  contact: ContactId,
  since: Instant,
  call: { readonly source: string; readonly result: string },
): Promise<Talk> {
  const { source, result } = call;
  const [row] = await handle.all(TALK, [
    contact,
    since,
    contact,
    since,
    contact,
    source,
    result,
    since,
    contact,
    contact,
  ]);
  const is = (name: string): boolean => row !== undefined && Boolean(row[name]);
  return { written: is('written'), answered: is('answered'), paused: is('paused'), active: is('active') };
}

const ADOPT = `
  UPDATE inbound SET contact_id = ?
  WHERE provider = ? AND provider_id = ? AND business_id = ? AND contact_id IS NULL RETURNING id`;

/** The call of somebody who was nobody's contact when it came in. */
export async function adoptInbound(
  handle: Handle,
  contact: ContactId,
  call: { readonly provider: string; readonly providerId: string; readonly businessRow: number },
): Promise<number | null> {
  const rows = await handle.all(ADOPT, [contact, call.provider, call.providerId, call.businessRow]);
  return rows[0] === undefined ? null : int(rows[0], 'id');
}
