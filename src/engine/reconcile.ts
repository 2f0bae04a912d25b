/** Turns what is uncertain into what is known, by the provider's own list. */
import { after, DAY, elapsed, HOUR, type Instant, MINUTE, SECOND } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { FIRST_ASKED, findAttempt, listOpenAttempts } from '../store/attempts.ts';
import { txAgain } from '../store/begin-again.ts';
import { destinationsById } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { loadContactState, loadEnrollment } from '../store/enrollments.ts';
import { accountAsked, askAgainAt, noteAbsent, ownerOf } from '../store/statuses.ts';
import { attemptsToAsk } from '../store/uncertain.ts';
import type { Sighting, Sought, Transport } from '../transport/transport.ts';
import { within } from './asking.ts';
import { alarmDuplicate } from './duplicates.ts';
import { ADOPTED, LOST_DAYS, lostDays, unprovable } from './lost-days.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { resendOnce } from './resend.ts';
import type { TickOptions } from './tick-options.ts';
import { type Known, resolveBy } from './uncertain.ts';
import type { Workspace } from './workspace.ts';

/** How many uncertain attempts were found to have gone, or not to. */
export interface Reconciled {
  readonly sent: number;
  readonly unsent: number;
  /** Attempts that the provider’s list does not have, and that stay uncertain for now. */
  readonly absent: number;
  /** Why some could not be looked for: each reason once. */
  readonly unclear: readonly string[];
}

export const resolvedBy = ({ sent, unsent }: Pick<Reconciled, 'sent' | 'unsent'>): number => sent + unsent;

/** Sends wait meanwhile: what is not asked within this is asked by the next tick. */
const PATIENCE = 20 * SECOND;
const LANES = 4;
const AT_ONCE = 200;

/** A message that is missing this long after its request's deadline, and again a little later, was never taken. */
const ABSENT_FROM = 20 * MINUTE;
const ABSENT_AGAIN = 5 * MINUTE;

/** From then on only a person, or a late callback, can tell. */
const LAST_ASKED = 3 * DAY;

type Asked = 'sent' | 'unsent' | null;

/** `all`: a person wants to know now, also of those about which nobody asks any more. */
export async function reconcile(
  ws: Workspace,
  options: TickOptions,
  which: 'due' | 'all' = 'due',
): Promise<Reconciled> {
  const now = options.now();
  const attempts =
    which === 'all' ? await listOpenAttempts(ws.db, 'uncertain') : await attemptsToAsk(ws.db, now, AT_ONCE);
  const monotonic = options.monotonic ?? (() => performance.now());
  const begun = monotonic();
  const counts = { sent: 0, unsent: 0, absent: 0 };
  const unclear = new Set<string>();
  const queue = attempts.values();
  const lane = async (): Promise<void> => {
    for (const attempt of queue) {
      if (options.signal.aborted || (which === 'due' && monotonic() - begun > PATIENCE)) return;
      const { became, seen } = await askAbout(ws, options, attempt, now);
      if (became !== null) counts[became] += 1;
      else if (seen?.kind === 'absent') counts.absent += 1;
      else if (seen?.kind === 'unclear') unclear.add(seen.detail);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, attempts.length) }, lane));
  return { ...counts, unclear: [...unclear] };
}

const ELSEWHERE = 'it went through another account than the one that leadseq.yaml names now';

/** What it became, and what the provider showed of it; nothing where none can be asked. */
interface Answered {
  readonly became: Asked;
  readonly seen: Sighting | null;
}

async function askAbout(
  ws: Workspace,
  options: TickOptions,
  attempt: Attempt,
  now: Instant,
): Promise<Answered> {
  const carrier = options.transports[attempt.channel];
  const sought = await soughtOf(ws.db, attempt);
  if (sought === null || attempt.rehearsal) return giveUp(ws, attempt, null);
  // The channel may be back at its provider tomorrow.
  if (carrier.name !== attempt.transport)
    return giveUp(ws, attempt, isOver(attempt, now) ? null : after(now, HOUR));
  const account = ws.config.accounts.get(sought.business);
  if (attempt.channel === 'email') {
    if (account?.smtp.onUncertain !== 'resend_same_message_id') return giveUp(ws, attempt, null);
    return { became: await resendOnce(ws, options, attempt, sought, now), seen: null };
  }
  if (carrier.look === undefined) return giveUp(ws, attempt, null);
  const askedAt = await accountAsked(ws.db, attempt);
  const origin = carrier.origin?.(sought.business) ?? null;
  const ofLostDays = attempt.code === LOST_DAYS || attempt.code === ADOPTED;
  const lost = ofLostDays ? await lostDays(ws.db, now) : null;
  // Another account, or the same one somewhere else, knows nothing of it: that it is missing there proves nothing.
  if (!ofLostDays && origin !== null && askedAt !== null && askedAt !== origin.account) {
    const given = await giveUp(ws, attempt, isOver(attempt, now) ? null : after(now, HOUR));
    return { ...given, seen: { kind: 'unclear', detail: ELSEWHERE } };
  }
  // No request was made from here: what may have gone, went in the days that were lost.
  const stretch = lost === null ? sought : { ...sought, at: lost.since };
  const seen = await look(carrier, stretch, options.signal);
  const provable = ofLostDays
    ? lost !== null && unprovable(lost, carrier, sought.business) === null
    : origin === null || askedAt !== null;
  const mayGoAgain = provable && account?.twilio.onUncertain === 'retry_if_absent';
  const became = await txAgain(ws.db, (handle) => believe(handle, ws, attempt.id, seen, mayGoAgain, now));
  return { became, seen };
}

/** Null once the person was erased: then there is nobody to ask about. */
async function soughtOf(db: Handle, attempt: Attempt): Promise<Sought | null> {
  const { channel, contact, destination, token, body, wireAt, deadlineAt } = attempt;
  const business = (await loadContactState(db, contact))?.business;
  const to = (await destinationsById(db, [destination])).get(destination)?.value ?? null;
  if (business === undefined || to === null) return null;
  return { token, business, channel, to, body, at: wireAt, deadline: deadlineAt };
}

async function giveUp(ws: Workspace, { id }: Attempt, next: Instant | null): Promise<Answered> {
  await txAgain(ws.db, (handle) => askAgainAt(handle, id, next));
  return { became: null, seen: null };
}

async function look(carrier: Transport, sought: Sought, signal: AbortSignal): Promise<Sighting> {
  const answer = await within(signal, async (abort) => carrier.look?.(sought, abort));
  const silent: Sighting = { kind: 'unclear', detail: 'the provider could not be asked' };
  return answer.kind === 'answered' ? (answer.value ?? silent) : silent;
}

/** Only what is evidence moves anything; everything else is asked about again. */
async function believe(
  handle: Handle,
  ws: Workspace,
  id: Attempt['id'],
  seen: Sighting,
  mayGoAgain: boolean,
  now: Instant,
): Promise<Asked> {
  const attempt = await findAttempt(handle, id);
  if (attempt === null || attempt.state !== 'uncertain') return null;
  const own = seen.kind === 'found' ? await notOthers(handle, attempt, seen.providerIds) : [];
  const [providerId] = own;
  if (providerId !== undefined && elapsed(attempt.wireAt, now) >= FIRST_ASKED) {
    const detail = 'it is in the provider’s list';
    const known: Known = { verdict: 'sent', code: 'provider', detail, providerId };
    if ((await resolveBy(handle, ws, attempt, known, now)) === null) return null;
    if (own.length > 1) await alarmDuplicate(handle, ws, attempt, own, now);
    return 'sent';
  }
  const isAbsent = seen.kind !== 'unclear' && own.length === 0;
  if (isAbsent && now >= after(attempt.deadlineAt, ABSENT_FROM)) {
    if (attempt.absentAt === null) await noteAbsent(handle, id, now);
    else if (
      mayGoAgain &&
      now >= after(attempt.absentAt, ABSENT_AGAIN) &&
      (await isInTime(handle, ws, attempt, now))
    ) {
      const detail = 'the provider’s list was read twice and does not have it';
      const known: Known = { verdict: 'unsent', code: 'provider', detail, providerId: null };
      return (await resolveBy(handle, ws, attempt, known, now)) === null ? null : 'unsent';
    }
  }
  const absentAt =
    isAbsent && now >= after(attempt.deadlineAt, ABSENT_FROM) ? (attempt.absentAt ?? now) : attempt.absentAt;
  await askAgainAt(handle, id, nextAsk({ ...attempt, absentAt }, now));
  return null;
}

/** The same words may have gone to the same number before: those messages have owners. */
async function notOthers(
  handle: Handle,
  { id, transport }: Attempt,
  providerIds: readonly string[],
): Promise<readonly string[]> {
  const own: string[] = [];
  for (const providerId of providerIds) {
    const owner = await ownerOf(handle, transport, providerId);
    if (owner === null || owner === id) own.push(providerId);
  }
  return own;
}

/** Later than its `late` allows, it is left to a person: what nobody waits for any more is not worth a double. */
async function isInTime(
  handle: Handle,
  ws: Workspace,
  { enrollment: id, revision, touch: touchId, dueAt }: Attempt,
  now: Instant,
): Promise<boolean> {
  const enrollment = id === null ? null : await loadEnrollment(handle, id);
  if (enrollment === null || revision === null) return false;
  const { variants } = await pinnedSequence(ws, revision, handle);
  const variant = variants.find(({ source }) => source === enrollment.source);
  const touch = variant?.touches.find(({ id: one }) => one === touchId);
  return touch !== undefined && (touch.late.max === null || elapsed(dueAt, now) <= touch.late.max);
}

/**
 * Each time after twice as long, so that what stays uncertain costs a dozen questions and not one a minute; but never past
 * the instant from which an absence counts.
 */
function nextAsk(attempt: Pick<Attempt, 'wireAt' | 'deadlineAt' | 'absentAt'>, now: Instant): Instant | null {
  if (isOver(attempt, now)) return null;
  const { wireAt, deadlineAt, absentAt } = attempt;
  const counts = absentAt === null ? after(deadlineAt, ABSENT_FROM) : after(absentAt, ABSENT_AGAIN);
  const doubled = after(now, Math.max(MINUTE, elapsed(wireAt, now)));
  return counts > now && counts < doubled ? counts : doubled;
}

const isOver = ({ wireAt }: Pick<Attempt, 'wireAt'>, now: Instant): boolean =>
  elapsed(wireAt, now) >= LAST_ASKED;
