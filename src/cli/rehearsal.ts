/** The first line of everything that sends or shows sends while the outbox carries any of it. */
import type { WireChannel } from '../domain/channel.ts';
import { isLive, WIRE_CHANNELS } from '../engine/rehearsals.ts';
import type { Workspace } from '../engine/workspace.ts';

const REHEARSAL = 'Rehearsal: messages become files in .leadseq/outbox; nothing leaves this machine.';

/** What people call what goes over a channel. */
export const MESSAGES: Readonly<Record<WireChannel, string>> = { sms: 'texts', email: 'emails' };

/** Null once everything is live. */
export function rehearsalLine(ws: Pick<Workspace, 'config'>): string | null {
  const rehearsed = WIRE_CHANNELS.filter((channel) => !isLive(ws, channel));
  const [only, other] = rehearsed;
  if (only === undefined) return null;
  if (other !== undefined) return REHEARSAL;
  const live = only === 'sms' ? 'email' : 'sms';
  return `Rehearsal of ${MESSAGES[only]}: they become files in .leadseq/outbox. ${only === 'sms' ? 'Emails' : 'Texts'} reach people${
    ws.config.onlyTo === null ? '' : ' whom only_to names'
  } (${ws.config.transports[live]}).`;
}
