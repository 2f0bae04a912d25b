/** What providers report of a message after they took it: only ever forward, and each word once. */
import type { EventKind } from '../domain/event.ts';
import type { AttemptId, ContactId, DestinationId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { type Attempt, LIVE } from './attempt-rows.ts';
import { flatObject, int } from './decode.ts';
import type { Handle } from './driver.ts';

/** A message that failed for good says nothing further, whatever comes in later. */
const ADVANCE = `
  UPDATE attempt SET status = ?, status_rank = ?, provider_id = coalesce(provider_id, ?)
  WHERE id = ? AND status_rank < ? AND (status IS NULL OR status NOT IN ('failed', 'undelivered', 'canceled'))`;
const OWNER = 'SELECT id FROM attempt WHERE transport = ? AND provider_id = ?';
const ALARMED = 'SELECT 1 FROM event WHERE contact_id = ? AND kind = ? AND attempt_id = ? LIMIT 1';
const RESERVED = `SELECT data FROM event WHERE contact_id = ? AND kind = 'attempt_reserved' AND attempt_id = ?`;
/** Of the attempts of one contact, a handful. */
const AGAIN = `
  SELECT 1 FROM attempt WHERE contact_id = ? AND enrollment_id = ? AND touch_id = ? AND occurrence = ? AND id <> ?
    AND (${LIVE}) LIMIT 1`;
const ASK = `UPDATE attempt SET ask_at = ? WHERE id = ? AND state = 'uncertain'`;
const ABSENT = `UPDATE attempt SET absent_at = ? WHERE id = ? AND state = 'uncertain' AND absent_at IS NULL`;
/** The code is the mark: whoever sets it is the one that sends, and nobody sets it twice. */
const RESENDING = `
  UPDATE attempt SET ask_at = NULL, code = 'resent', detail = ?
  WHERE id = ? AND state = 'uncertain' AND (code IS NULL OR code <> 'resent')`;
const NOT_RESENT = `
  UPDATE attempt SET ask_at = ?, code = ?, detail = ? WHERE id = ? AND state = 'uncertain' AND code = 'resent'`;
const UNTEXTABLE = 'UPDATE contact SET textable = 0 WHERE phone_id = ? AND textable = 1';
const NOT_TEXTED = 'UPDATE destination SET first_texted_at = NULL WHERE id = ? AND first_texted_at = ?';

/** False when as much was known before. */
export async function advanceStatus(
  handle: Handle,
  id: AttemptId,
  word: { readonly status: string; readonly rank: number; readonly providerId: string | null },
): Promise<boolean> {
  const { status, rank, providerId } = word;
  return (await handle.run(ADVANCE, [status, rank, providerId, id, rank])) === 1;
}

/** The attempt that a provider's id belongs to. */
export async function ownerOf(db: Handle, transport: string, providerId: string): Promise<AttemptId | null> {
  const row = (await db.all(OWNER, [transport, providerId]))[0];
  return row === undefined ? null : (int(row, 'id') as AttemptId);
}

/** Whether this has been said of the attempt before. */
export async function wasLogged(
  handle: Handle,
  contact: ContactId,
  attempt: AttemptId,
  kind: EventKind,
): Promise<boolean> {
  return (await handle.all(ALARMED, [contact, kind, attempt])).length > 0;
}

/** The provider's account that was asked to send it, as the log has it; null when nobody noted it. */
export async function accountAsked(db: Handle, { contact, id }: Attempt): Promise<string | null> {
  const row = (await db.all(RESERVED, [contact, id]))[0];
  const account = row === undefined ? undefined : flatObject(row, 'data').account;
  return typeof account === 'string' ? account : null;
}

/** Whether the touch of this attempt has gone by another one, or may have. */
export async function wentAgain(handle: Handle, attempt: Attempt): Promise<boolean> {
  const { id, contact, enrollment, touch, occurrence } = attempt;
  return (await handle.all(AGAIN, [contact, enrollment, touch, occurrence, id])).length > 0;
}

/** When the provider is asked about it again; null: nobody asks any more. */
export async function askAgainAt(handle: Handle, id: AttemptId, at: Instant | null): Promise<void> {
  await handle.run(ASK, [at, id]);
}

/** A whole list of the provider lacks it; the first time counts. */
export async function noteAbsent(handle: Handle, id: AttemptId, at: Instant): Promise<void> {
  await handle.run(ABSENT, [at, id]);
}

/** True for the one caller that may send it once more. */
export async function beginResend(handle: Handle, id: AttemptId, detail: string): Promise<boolean> {
  return (await handle.run(RESENDING, [detail, id])) === 1;
}

/** The one more request was never accepted: it may still be made. */
export async function takeBackResend(
  handle: Handle,
  id: AttemptId,
  code: string | null,
  detail: string | null,
  askAt: Instant,
): Promise<void> {
  await handle.run(NOT_RESENT, [askAt, code, detail, id]);
}

/** No text can reach this number. */
export async function markUntextable(handle: Handle, phone: DestinationId): Promise<void> {
  await handle.run(UNTEXTABLE, [phone]);
}

/** The first text to a number never arrived: the next one names the business and the way out again. */
export async function forgetTexted(handle: Handle, phone: DestinationId, at: Instant): Promise<void> {
  await handle.run(NOT_TEXTED, [phone, at]);
}
