/** What the guards that stop sending by themselves ask of the database. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { int, intOrNull, only, text, textOrNull } from './decode.ts';
import type { Handle } from './driver.ts';

const OF_BUSINESS = '(SELECT id FROM business WHERE slug = ?)';

const LIFTED = `
SELECT max(lifted_at) AS at FROM pause
WHERE guard = ? AND lifted_at IS NOT NULL AND channel = ? AND business_id = ${OF_BUSINESS}`;

const UNCERTAIN = `
SELECT count(*) AS n FROM attempt JOIN contact ON contact.id = attempt.contact_id
WHERE attempt.state = 'uncertain' AND attempt.code <> 'run_died' AND attempt.rehearsal = 0 AND attempt.channel = ? AND attempt.wire_at > ?
  AND contact.business_id = ${OF_BUSINESS}`;

const LATEST = `
SELECT attempt.state, attempt.status FROM attempt JOIN contact ON contact.id = attempt.contact_id
WHERE attempt.wire_at > ? AND attempt.state IN ('sent', 'refused') AND attempt.rehearsal = 0 AND attempt.channel = ?
  AND contact.business_id = ${OF_BUSINESS}
ORDER BY attempt.wire_at DESC, attempt.id DESC LIMIT ?`;

const LEFT = `
SELECT count(DISTINCT key) AS n FROM suppression
WHERE channel = 'sms' AND reason IN ('replied_stop', 'provider') AND at > ? AND business_id = ${OF_BUSINESS}`;

const TEXTED = `
SELECT count(DISTINCT attempt.destination_id) AS n FROM attempt JOIN contact ON contact.id = attempt.contact_id
WHERE attempt.wire_at > ? AND attempt.channel = 'sms' AND attempt.rehearsal = 0 AND attempt.automatic = 1
  AND attempt.state IN ('wire', 'sent', 'uncertain') AND contact.business_id = ${OF_BUSINESS}`;

const BY_DAY = `
SELECT attempt.local_day, count(*) AS n FROM attempt JOIN contact ON contact.id = attempt.contact_id
WHERE attempt.wire_at > ? AND attempt.channel = ? AND attempt.rehearsal = 0 AND attempt.automatic = 1
  AND attempt.state IN ('wire', 'sent', 'uncertain') AND contact.business_id = ${OF_BUSINESS}
GROUP BY attempt.local_day`;

/** When a person last let go what this guard had stopped: what came before it counts no more. */
export async function lastLifted(
  handle: Handle,
  guard: string,
  business: BusinessId,
  channel: WireChannel,
): Promise<Instant | null> {
  const at = intOrNull(only(await handle.all(LIFTED, [guard, channel, business])), 'at');
  return at === null ? null : instant(at);
}

export async function uncertainSince(
  handle: Handle,
  business: BusinessId,
  channel: WireChannel,
  since: Instant,
): Promise<number> {
  return int(only(await handle.all(UNCERTAIN, [channel, since, business])), 'n');
}

/** The newest messages that are settled, newest first: whether each failed, at once or on its way. */
export async function latestFailed(
  handle: Handle,
  business: BusinessId,
  channel: WireChannel,
  since: Instant,
  limit: number,
): Promise<readonly boolean[]> {
  const rows = await handle.all(LATEST, [since, channel, business, limit]);
  return rows.map((row) => {
    const status = textOrNull(row, 'status');
    return text(row, 'state') === 'refused' || status === 'failed' || status === 'undelivered';
  });
}

/** Numbers that were opted out by their owners or by the provider. */
export async function leftSince(handle: Handle, business: BusinessId, since: Instant): Promise<number> {
  return int(only(await handle.all(LEFT, [since, business])), 'n');
}

/** Numbers that were texted. */
export async function textedSince(handle: Handle, business: BusinessId, since: Instant): Promise<number> {
  return int(only(await handle.all(TEXTED, [since, business])), 'n');
}

/** Messages by the local day on which they went. */
export async function sentByDay(
  handle: Handle,
  business: BusinessId,
  channel: WireChannel,
  since: Instant,
): Promise<ReadonlyMap<string, number>> {
  const rows = await handle.all(BY_DAY, [since, channel, business]);
  return new Map(rows.map((row) => [text(row, 'local_day'), int(row, 'n')]));
}
