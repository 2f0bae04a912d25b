/** What holds a message that every channel rule would let go: a word that nobody has given, the list of a try-out, or a provider that does not tell what was answered. */
import type { Channel } from '../domain/channel.ts';
import type { BusinessId, SequenceId } from '../domain/ids.ts';
import type { Contact } from '../domain/lead.ts';
import { goneLive } from '../store/going-live.ts';
import { allMailboxes } from '../store/mailboxes.ts';
import { allPolls } from '../store/polls.ts';
import { NOT_LIVE, ONLY_TO } from './budget.ts';
import { reaches } from './only-to.ts';
import { isLive } from './rehearsals.ts';
import { HELD } from './unheard.ts';
import type { Workspace } from './workspace.ts';

/** A finished clause; null when nothing of the kind is in its way. */
export async function heldFor(
  ws: Workspace,
  sequence: SequenceId,
  channel: Channel,
  { business, phone, email }: Pick<Contact, 'phone' | 'email'> & { readonly business: BusinessId },
): Promise<string | null> {
  if ((channel !== 'sms' && channel !== 'email') || !isLive(ws, channel)) return null;
  if ((await goneLive(ws.db, sequence, channel)) === null) return NOT_LIVE(sequence, channel);
  const to = (channel === 'sms' ? phone : email)?.value ?? null;
  if (to !== null && !reaches(ws.config.onlyTo, to)) return ONLY_TO;
  const looked =
    channel === 'sms'
      ? (await allPolls(ws.db)).get(business)
      : ws.config.emailReplies === 'imap'
        ? (await allMailboxes(ws.db)).get(business)
        : undefined;
  return looked?.heldSince == null ? null : `${HELD}: ${looked.detail ?? ''}`;
}
