/** A provider has one of our messages twice: something on the way repeats requests, and a person got a text twice. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import type { Handle } from '../store/driver.ts';
import { loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { wasLogged } from '../store/statuses.ts';
import { pauseChannel } from './pause-channel.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** The whole channel of the business stops until somebody has looked: the next message may go out twice as well. Once for each attempt. */
export async function alarmDuplicate(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  providerIds: readonly string[],
  now: Instant,
): Promise<void> {
  const { id, contact: contactId, enrollment, touch, channel } = attempt;
  if (await wasLogged(handle, contactId, id, 'duplicate_at_provider')) return;
  await appendEvent(handle, {
    at: now,
    kind: 'duplicate_at_provider',
    contact: contactId,
    enrollment,
    touch,
    attempt: id,
    data: { provider_ids: providerIds.join(' ') },
  });
  const contact = await loadContactState(handle, contactId);
  if (contact === null) return;
  const title = `${contact.name || 'A lead'} got ${touch ?? 'a message'} twice: the provider has it under two ids`;
  const note = `${providerIds.join(' and ')}. One request was made here; ask the provider, and look for a proxy that repeats requests.`;
  const about = { contact: contactId, enrollment, kind: 'review', title, note } as const;
  await makeTask(handle, { ...about, dueAt: now, zone: zoneOf(ws, contact) }, now);
  await stopChannel(handle, contact.business, channel, id, now);
}

async function stopChannel(
  handle: Handle,
  business: BusinessId,
  channel: WireChannel,
  attempt: Attempt['id'],
  now: Instant,
): Promise<void> {
  const detail = `the provider has message ${attempt} twice, though one request was made`;
  await pauseChannel(handle, { business, channel, detail }, now, 'duplicate');
}
