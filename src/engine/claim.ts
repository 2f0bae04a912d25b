/** Which contacts come next: a list of due ones, taken a batch at a time under leases. */
import type { ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { type Claim, claimContacts, dueContacts } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { dueReviews } from '../store/situations.ts';
import { hasFiniteBudget } from './budget.ts';
import { ownFault } from './own-fault.ts';
import { applyTime } from './passing-time.ts';
import { leaseEnd, type Run } from './tick-run.ts';

/** One reservation's worth of contacts. */
const BATCH = 50;

/** Sorting all that is due costs the same for few as for many: it is asked for this many at a time. */
const AHEAD = 5_000;

export interface Queue {
  /** Contacts found due and not tried yet, best first. */
  waiting: readonly ContactId[];
}

export interface ClaimedContact extends Claim {
  /** A paused or ended enrollment of the contact waits for this instant: look again no later. */
  readonly reviewAt: Instant | null;
  /** What went wrong when its time had come. */
  readonly fault: Error | null;
}

/** Leases the next contacts, and brings about what time alone brings to them; none when nothing is due any more. */
export async function claimNext(
  handle: Handle,
  run: Run,
  queue: Queue,
  now: Instant,
): Promise<readonly ClaimedContact[]> {
  for (;;) {
    if (queue.waiting.length === 0) {
      const order = hasFiniteBudget(run.ws, run.budget) ? 'first_touches' : 'urgency';
      queue.waiting = await dueContacts(handle, now, AHEAD, order);
      if (queue.waiting.length === 0) return [];
    }
    const next = queue.waiting.slice(0, BATCH);
    queue.waiting = queue.waiting.slice(BATCH);
    const claims = await claimContacts(handle, next, run.id, now, leaseEnd(now));
    if (claims.length > 0) return reviewed(handle, run, claims, now);
  }
}

async function reviewed(
  handle: Handle,
  run: Run,
  claims: readonly Claim[],
  now: Instant,
): Promise<readonly ClaimedContact[]> {
  const contacts = claims.map(({ contact }) => contact);
  const reviews = await dueReviews(handle, contacts);
  const claimed: ClaimedContact[] = [];
  for (const claim of claims) {
    const next = reviews.get(claim.contact) ?? null;
    const isDue = next !== null && next <= now;
    try {
      const reviewAt = isDue ? await applyTime(handle, run.ws, claim.contact, now) : next;
      claimed.push({ ...claim, reviewAt, fault: null });
    } catch (error) {
      claimed.push({ ...claim, reviewAt: null, fault: ownFault(error) });
    }
  }
  return claimed;
}
