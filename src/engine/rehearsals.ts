/** Sends of the outbox are rehearsals: they count for rehearsals, and hold up what is live until a person has dealt with them. */
import type { WireChannel } from '../domain/channel.ts';
import type { Row } from '../store/driver.ts';
import { type Rehearsed, rehearsedSequences } from '../store/going-live.ts';
import type { Obstacle } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

export const WIRE_CHANNELS = ['sms', 'email'] as const satisfies readonly WireChannel[];

/** Whether messages of this channel leave the machine. */
export const isLive = ({ config }: Pick<Workspace, 'config'>, channel: WireChannel): boolean =>
  config.transports[channel] !== 'outbox';

export const liveChannels = (ws: Pick<Workspace, 'config'>): readonly WireChannel[] =>
  WIRE_CHANNELS.filter((channel) => isLive(ws, channel));

/** Once a channel is live, nobody was reached by what was rehearsed on it; until then a rehearsal is all there is. */
export const countsInHistory = (ws: Workspace, { rehearsal, channel }: Row): boolean =>
  rehearsal === 0 || !isLive(ws, channel as WireChannel);

/** In a rehearsal the second text reads as a second one. */
export const wasRehearsedText = ({ rehearsal, channel, state }: Row): boolean =>
  rehearsal === 1 && channel === 'sms' && state === 'sent';

/** What a person has not dealt with yet. */
export async function openRehearsals(ws: Workspace): Promise<readonly Rehearsed[]> {
  const open: Rehearsed[] = [];
  for (const channel of WIRE_CHANNELS)
    if (isLive(ws, channel)) open.push(...(await rehearsedSequences(ws.db, channel)));
  return open;
}

/** Half of a sequence would go to people who have seen nothing of the first half: a person says what becomes of them. */
export async function rehearsalObstacle(ws: Workspace): Promise<Obstacle | null> {
  const open = await openRehearsals(ws);
  if (open.length === 0) return null;
  const named = open.map(
    ({ sequence, channel, enrollments }) =>
      `${enrollments.toLocaleString('en-US')} of ${sequence} (${channel === 'sms' ? 'texts' : 'emails'})`,
  );
  return {
    kind: 'rehearsals',
    message:
      `Leads were rehearsed with the outbox on a channel that is live now: ${named.join(', ')}. What they were sent ` +
      'reached nobody. Nothing was sent. To say for each sequence whether they start over, go on or are dropped, run live.',
  };
}
