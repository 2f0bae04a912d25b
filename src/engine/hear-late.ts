/** An answer that was heard by the one who asked, and could not be written down before others had to judge without it. */
import type { Instant } from '../domain/time.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { advanceStatus } from '../store/statuses.ts';
import { sendingOf } from './recover.ts';
import { admitSent } from './sent-after-all.ts';
import { blockAs, pauseBusiness, type SendResult, settle } from './settle.ts';
import { type Known, resolveBy } from './uncertain.ts';
import type { Workspace } from './workspace.ts';

/** Nobody else made that request, so its answer ends every doubt; and no doubt is begun by it. */
export async function hearLate(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  result: SendResult,
  now: Instant,
): Promise<void> {
  switch (attempt.state) {
    case 'wire':
      await settle(handle, await sendingOf(ws, attempt, handle), result, now);
      await wakeContact(handle, attempt.contact, now);
      return;
    case 'uncertain':
      return endDoubt(handle, ws, attempt, result, now);
    case 'sent':
      return;
    case 'unsent':
    case 'refused':
    case 'cancelled':
      if (result.kind !== 'sent' || attempt.statusRank >= 0) return;
      await admitSent(handle, ws, attempt, 'accepted', now);
      await advanceStatus(handle, attempt.id, { status: 'accepted', rank: 0, providerId: result.providerId });
  }
}

async function endDoubt(
  handle: Handle,
  ws: Workspace,
  attempt: Attempt,
  result: SendResult,
  now: Instant,
): Promise<void> {
  const known = knownBy(result);
  if (known === null || (await resolveBy(handle, ws, attempt, known, now)) === null) return;
  const sending = await sendingOf(ws, attempt, handle);
  if (result.kind === 'refused') await blockAs(handle, sending, result, now);
  if (result.kind === 'misconfigured') await pauseBusiness(handle, sending, result.detail, now);
}

function knownBy(result: SendResult): Known | null {
  if (result.kind === 'uncertain') return null;
  if (result.kind === 'sent')
    return {
      verdict: 'sent',
      code: 'provider',
      detail: 'the provider had accepted it',
      providerId: result.providerId,
    };
  const verdict = VERDICTS[result.kind];
  return { verdict, code: 'provider', detail: `${result.detail} (${result.code})`, providerId: null };
}

const VERDICTS = {
  refused: 'skip',
  unsent: 'unsent',
  misconfigured: 'unsent',
  cancelled: 'unsent',
} as const;
