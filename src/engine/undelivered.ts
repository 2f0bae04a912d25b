/** A text was taken and did not arrive: what the carrier's code says of the number, of the account, or of nothing at all. */
import { CARRIER_CODES } from '../domain/carrier-codes.ts';
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { wakeContact } from '../store/claims.ts';
import { destinationsById } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { contactsAt, loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { forgetTexted, markUntextable } from '../store/statuses.ts';
import { suppress } from '../store/suppressions.ts';
import { watchFailures } from './guards.ts';
import { obeyBounce } from './obey.ts';
import { pauseChannel } from './pause-channel.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** Nothing is sent again: the touch has gone, and a carrier's failure is told too late to count as its time. */
export async function followFailure(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  status: string,
  code: string | null,
  now: Instant,
): Promise<void> {
  if (attempt.channel !== 'sms') return;
  await forgetTexted(handle, attempt.destination, attempt.wireAt);
  await watchChannel(handle, attempt, now);
  const known = CARRIER_CODES.get(Number(code));
  const detail = known === undefined ? `${status} (${code ?? 'no code'})` : `${known.words} (${code})`;
  switch (known?.verdict) {
    case 'opted_out':
      return blockTexts(handle, attempt, now);
    case 'blocked':
      await blockTexts(handle, attempt, now);
      return show(handle, ws, attempt, detail, now);
    case 'dead_number':
      return giveUpNumber(handle, ws, attempt, code, now);
    case 'account': {
      const contact = await loadContactState(handle, attempt.contact);
      if (contact !== null)
        await pauseChannel(handle, { business: contact.business, channel: 'sms', detail }, now);
      return;
    }
    case 'content':
    // Told afterwards it is one message's matter: whether the account may text at all, the next request says.
    case 'unreached':
    case undefined:
      return show(handle, ws, attempt, detail, now);
    // A phone that was off, a carrier in trouble: no word on the number, and one such failure never is.
    case 'busy':
    case 'later':
      return;
  }
}

/** Ten in a row that never arrived stop the channel, whatever each of them is blamed on. */
async function watchChannel(handle: Handle, { contact, rehearsal }: Attempt, now: Instant): Promise<void> {
  const person = rehearsal ? null : await loadContactState(handle, contact);
  if (person !== null) await watchFailures(handle, { business: person.business, channel: 'sms' }, now);
}

async function blockTexts(handle: Handle, attempt: Attempt, now: Instant): Promise<void> {
  const place = (await destinationsById(handle, [attempt.destination])).get(attempt.destination);
  if (place === undefined) return;
  const { key, businessRow } = place;
  const { contact, enrollment } = attempt;
  const row = { key, businessRow, channel: 'sms', reason: 'provider', contact, enrollment } as const;
  await suppress(handle, [row], now);
  for (const other of await contactsAt(handle, attempt.destination)) await wakeContact(handle, other, now);
}

/** Calls and emails go on: a landline rings. */
async function giveUpNumber(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  code: string | null,
  now: Instant,
): Promise<void> {
  await markUntextable(handle, attempt.destination);
  for (const contact of await contactsAt(handle, attempt.destination)) {
    await appendEvent(handle, {
      at: now,
      kind: 'contact_changed',
      contact,
      enrollment: null,
      touch: null,
      attempt: attempt.id,
      data: { textable: false, code },
    });
    const person = await loadContactState(handle, contact);
    if (person !== null) await obeyBounce(handle, ws, person, now);
    await wakeContact(handle, contact, now);
  }
}

async function show(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  detail: string,
  now: Instant,
): Promise<void> {
  const contact = await loadContactState(handle, attempt.contact);
  if (contact === null) return;
  const title = `Look at ${contact.name || 'a lead'}: ${attempt.touch ?? 'a text'} did not arrive`;
  const { enrollment } = attempt;
  const about = { contact: contact.id, enrollment, kind: 'review', title, note: detail } as const;
  await makeTask(handle, { ...about, dueAt: now, zone: zoneOf(ws, contact) }, now);
}
