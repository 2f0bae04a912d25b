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

/** More contacts than this are not decided about in one transaction, however few of them get a message. */
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
  /** How many contacts it took lately to fill one place on the wire: few where several messages are due for each, many where most of them wait. */
  readonly perPlace: number;
}

export const emptyQueue: Queue = { waiting: [], since: instant(0), perPlace: 1 };

/** The queue after a turn that served so many contacts and `used` so many places: who found no room is first in the next one. */
export function afterTurn(queue: Queue, served: number, used: number, putBack: readonly ContactId[]): Queue {
  const perPlace = served === 0 ? queue.perPlace : served / Math.max(used, served / BATCH);
  return { ...queue, waiting: putBack.length > 0 ? [...putBack, ...queue.waiting] : queue.waiting, perPlace };
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
  places: number,
  now: Instant,
): Promise<{ readonly claims: readonly ClaimedContact[]; readonly queue: Queue }> {
  let { waiting, since } = queue;
  let asked = 0;
  const stride = Math.min(BATCH, Math.max(1, Math.round(places * queue.perPlace)));
  for (;;) {
    if (waiting.length === 0 || elapsed(since, now) > LIST_HOLDS) {
      const order = hasFiniteBudget(run.ws, run.budget) ? 'first_touches' : 'urgency';
      waiting = await dueContacts(handle, now, AHEAD, order);
      since = now;
      asked += 1;
      if (waiting.length === 0) return { claims: [], queue: { ...queue, waiting, since } };
    }
    const next = waiting.slice(0, stride);
    waiting = waiting.slice(stride);
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
