/** An email of unknown fate goes once more under the same Message-ID, where its business has said that a double is better than a gap. */

import type { Outcome } from '../domain/attempt.ts';
import { after, type Instant, MINUTE, SECOND } from '../domain/time.ts';
import type { EmailMessage } from '../message/message.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { findAttempt } from '../store/attempts.ts';
import { txAgain } from '../store/begin-again.ts';
import { destinationsById, lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { loadEnrollment } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { covers, pausesInForce } from '../store/pauses.ts';
import { askAgainAt, beginResend, takeBackResend } from '../store/statuses.ts';
import { suppress, suppressionsInForce } from '../store/suppressions.ts';
import type { Sought } from '../transport/transport.ts';
import { within } from './asking.ts';
import type { TickOptions } from './tick-options.ts';
import { type Known, resolveBy } from './uncertain.ts';
import type { Workspace } from './workspace.ts';

/** Other sends wait for this one: a server that takes longer leaves it uncertain. */
const PATIENCE = 60 * SECOND;

/** What a pause or a busy server may take until it is tried again. */
const LATER = 15 * MINUTE;

/** At most one more request, whatever crashes: the mark is committed before it, and is the right to make it. */
export async function resendOnce(
  ws: Workspace,
  options: TickOptions,
  attempt: Attempt,
  sought: Sought,
  now: Instant,
): Promise<'sent' | null> {
  const begun = await txAgain(ws.db, (handle) => begin(handle, attempt, sought, now));
  if (!begun) return null;
  const message: EmailMessage = {
    kind: 'email',
    to: sought.to,
    from: ws.config.businesses.get(sought.business)?.senders.email ?? null,
    subject: attempt.subject ?? '',
    text: attempt.body,
    html: htmlOf(attempt.body),
  };
  const { token, wireAt: at, windowEndAt: validUntil } = attempt;
  const key = { token, business: sought.business, at, validUntil, again: true } as const;
  const carrier = options.transports.email;
  const answer = await within(options.signal, (abort) => carrier.send(message, key, abort), PATIENCE);
  return answer.kind === 'answered'
    ? txAgain(ws.db, (handle) => learn(handle, ws, attempt, answer.value, options.now()))
    : null;
}

/** A stop that came since holds for it as for any other message. */
async function begin(handle: Handle, attempt: Attempt, sought: Sought, now: Instant): Promise<boolean> {
  await lockDestinations(handle, [attempt.destination]);
  const place = (await destinationsById(handle, [attempt.destination])).get(attempt.destination);
  const enrollment = attempt.enrollment === null ? null : await loadEnrollment(handle, attempt.enrollment);
  const inForce =
    place === undefined ? [] : ((await suppressionsInForce(handle, [place.key])).get(place.key) ?? []);
  const isStopped = enrollment?.state === 'stopped' || inForce.some(({ channel }) => channel === 'email');
  if (isStopped || now >= attempt.windowEndAt) {
    await askAgainAt(handle, attempt.id, null);
    return false;
  }
  const scope = {
    business: sought.business,
    channel: 'email',
    sequence: enrollment?.sequence ?? null,
  } as const;
  const isPaused = (await pausesInForce(handle)).some((pause) => covers(pause, scope));
  if (isPaused || enrollment?.state === 'paused') {
    await askAgainAt(handle, attempt.id, after(now, LATER));
    return false;
  }
  const detail = `${attempt.detail ?? 'no answer'}; sent once more under the same Message-ID`;
  if (!(await beginResend(handle, attempt.id, detail))) return false;
  await appendEvent(handle, {
    at: now,
    kind: 'attempt_resent',
    contact: attempt.contact,
    enrollment: attempt.enrollment,
    touch: attempt.touch,
    attempt: attempt.id,
    data: { code: attempt.code },
  });
  return true;
}

async function learn(
  handle: Handle,
  ws: Workspace,
  { id, code, detail }: Attempt,
  outcome: Outcome,
  now: Instant,
): Promise<'sent' | null> {
  const attempt = await findAttempt(handle, id);
  if (attempt === null || attempt.state !== 'uncertain') return null;
  switch (outcome.kind) {
    case 'sent': {
      const words = 'it was sent once more under the same Message-ID, and taken';
      const known: Known = {
        verdict: 'sent',
        code: 'provider',
        detail: words,
        providerId: outcome.providerId,
      };
      return (await resolveBy(handle, ws, attempt, known, now)) === null ? null : 'sent';
    }
    case 'refused': {
      const words = `it was sent once more, and refused: ${outcome.detail} (${outcome.code})`;
      await resolveBy(
        handle,
        ws,
        attempt,
        { verdict: 'skip', code: 'provider', detail: words, providerId: null },
        now,
      );
      if (outcome.suppress) await block(handle, attempt, now);
      return null;
    }
    // The second copy never left: the first is as uncertain as before, and there is still one more to send.
    case 'unsent':
    case 'misconfigured':
      await takeBackResend(handle, id, code, detail, after(now, LATER));
      return null;
    case 'uncertain':
      return null;
  }
}

async function block(
  handle: Handle,
  { destination, contact, enrollment }: Attempt,
  now: Instant,
): Promise<void> {
  const place = (await destinationsById(handle, [destination])).get(destination);
  if (place === undefined) return;
  const { key, businessRow } = place;
  await suppress(
    handle,
    [{ key, businessRow, channel: 'email', reason: 'provider', contact, enrollment }],
    now,
  );
}

/** Only the text is stored of what went out: the same words, as a reader of HTML sees them. */
const htmlOf = (text: string): string =>
  `<div style="white-space:pre-wrap">${text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? '')}</div>`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
