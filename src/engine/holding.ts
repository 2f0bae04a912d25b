/** What holds a message that every channel rule would let go: a word that nobody has given, or the list of a try-out. */
import type { Channel } from '../domain/channel.ts';
import type { SequenceId } from '../domain/ids.ts';
import type { Contact } from '../domain/lead.ts';
import { goneLive } from '../store/going-live.ts';
import { NOT_LIVE, ONLY_TO } from './budget.ts';
import { reaches } from './only-to.ts';
import { isLive } from './rehearsals.ts';
import type { Workspace } from './workspace.ts';

/** A finished clause; null when nothing of the kind is in its way. */
export async function heldFor(
  ws: Workspace,
  sequence: SequenceId,
  channel: Channel,
  { phone, email }: Pick<Contact, 'phone' | 'email'>,
): Promise<string | null> {
  if ((channel !== 'sms' && channel !== 'email') || !isLive(ws, channel)) return null;
  if ((await goneLive(ws.db, sequence, channel)) === null) return NOT_LIVE(sequence, channel);
  const to = (channel === 'sms' ? phone : email)?.value ?? null;
  return to === null || reaches(ws.config.onlyTo, to) ? null : ONLY_TO;
}
