/** A lead of which only its number at the ad platform is known: a person fetches it, and is asked to. */
import type { BusinessId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { insertContacts } from '../store/enrolling.ts';
import { makeTask } from './tasks.ts';
import { type Once, takeOnce } from './webhooks.ts';
import type { Workspace } from './workspace.ts';

/** `id` is the platform's own; nothing more can be asked of it without a token of the platform. */
export function takeUnfetched(
  ws: Workspace,
  business: BusinessId,
  lead: { readonly source: string; readonly platform: string; readonly id: string; readonly body: string },
  now: Instant,
): Promise<Once<'to_fetch'>> {
  const { source, platform, id, body } = lead;
  const word = { business, source, eventKey: `id ${id}`, kind: 'lead', body, receivedAt: now };
  return takeOnce<'to_fetch'>(ws, word, async (handle) => {
    const zone = ws.config.businesses.get(business)?.zone ?? ('UTC' as never);
    const [contact] = await insertContacts(handle, [
      {
        businessRow: await ensureBusiness(handle, business),
        firstName: `${platform} lead`,
        lastName: id,
        phone: null,
        textable: false,
        email: null,
        zones: JSON.stringify([zone]),
        zoneFrom: 'business',
        state: null,
        stage: null,
        wakeAt: now,
        urgency: 0,
      },
    ]);
    if (contact !== undefined)
      await makeTask(
        handle,
        {
          contact,
          enrollment: null,
          kind: 'review',
          title: `Fetch lead ${id} from ${platform}, and enroll it`,
          note: 'It was announced without its answers. Download it from the form, then enroll the file.',
          dueAt: now,
          zone,
        },
        now,
      );
    return { end: { contact: contact ?? null, result: 'to_fetch' }, value: 'to_fetch' };
  });
}
