/** Which contacts come next: a list of due ones, taken a batch at a time under leases. */
import type { ContactId } from '../domain/ids.ts';
import { elapsed, type Instant, instant, SECOND } from '../domain/time.ts';
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
const AHEAD = 50_000;

/** Whoever comes due meanwhile, and is more urgent, waits no longer than this. */
const LIST_HOLDS = 10 * SECOND;

export interface Queue {
  /** Contacts found due and not tried yet, best first. */
  readonly waiting: readonly ContactId[];
  /** When they were asked for. */
  readonly since: Instant;
  /** How many are claimed at a time: fewer where several messages are due for each. */
  readonly stride: number;
}

export const emptyQueue: Queue = { waiting: [], since: instant(0), stride: BATCH };

/** The queue after a turn: who found no room is first, and the next turn claims no more than this one had room for. */
export function afterTurn(queue: Queue, claimed: number, putBack: readonly ContactId[]): Queue {
  const served = claimed - putBack.length;
  const stride = putBack.length > 0 ? Math.max(1, served) : Math.min(BATCH, queue.stride * 2);
  return { ...queue, waiting: putBack.length > 0 ? [...putBack, ...queue.waiting] : queue.waiting, stride };
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
): Promise<{ readonly claims: readonly ClaimedContact[]; readonly queue: Queue }> {
  let { waiting, since } = queue;
  let asked = 0;
  for (;;) {
    if (waiting.length === 0 || elapsed(since, now) > LIST_HOLDS) {
      const order = hasFiniteBudget(run.ws, run.budget) ? 'first_touches' : 'urgency';
      waiting = await dueContacts(handle, now, AHEAD, order);
      since = now;
      asked += 1;
      if (waiting.length === 0) return { claims: [], queue: { ...queue, waiting, since } };
    }
    const next = waiting.slice(0, queue.stride);
    waiting = waiting.slice(queue.stride);
    // Whoever somebody else is at is left for later, and waited for when nobody else is left.
    const claims = await claimContacts(handle, next, run.id, now, leaseEnd(now), asked > 1);
    if (claims.length === 0) continue;
    return { claims: await reviewed(handle, run, claims, now), queue: { ...queue, waiting, since } };
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
