/** Messages that may go by every rule, and that a limit or a word not yet given holds back: how many, why, and until when. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Handle } from '../store/driver.ts';
import { wakingBetween } from '../store/overdue.ts';
import { allowance, runBudget, type Wanted } from './budget.ts';
import { destinationOf } from './live-forecast.ts';
import { liveChannels } from './rehearsals.ts';
import type { Wait } from './tick-options.ts';
import { upcoming } from './upcoming.ts';
import type { Workspace } from './workspace.ts';

export interface WaitingOf extends Wait {
  readonly business: BusinessId;
  readonly count: number;
  readonly until: Instant;
}

export interface Waitings {
  readonly waits: readonly WaitingOf[];
  /** There are too many people to look at each: it may be more of them. */
  readonly more: boolean;
}

/** Looked at for one glance; a mailbox that starts small has fewer waiting, and beyond a thousand the figure tells no more. */
const MOST = 1_000;
const NONE: Waitings = { waits: [], more: false };

/**
 * Asked by the code that holds them back. Only who is to be looked at again once a limit ends can wait for it, so that a
 * workspace in which nothing is spent costs a few reads.
 */
export async function waitingNow(
  ws: Workspace,
  businesses: readonly BusinessId[],
  now: Instant,
): Promise<Waitings> {
  const until = await latestEnd(ws.db, ws, businesses, now);
  if (until === null) return NONE;
  const contacts = await wakingBetween(ws.db, now, until, MOST);
  const touches = await upcoming(ws.db, ws, contacts, now);
  const budget = runBudget(undefined);
  const found = new Map<string, WaitingOf>();
  for (const touch of touches) {
    const channel = liveChannels(ws).find((one) => one === touch.channel);
    const { id: business } = touch.situation.business;
    if (!touch.goesNow || channel === undefined || !businesses.includes(business)) continue;
    const wanted: Wanted = { business, channel, sequence: touch.sequence, to: destinationOf(touch, channel) };
    const allowed = await allowance(ws.db, ws, budget, wanted, now);
    if (allowed.kind !== 'later' || !LASTING.has(allowed.wait.code)) continue;
    const key = JSON.stringify([business, allowed.wait]);
    const count = (found.get(key)?.count ?? 0) + 1;
    found.set(key, { ...allowed.wait, business, until: allowed.until, count });
  }
  return {
    waits: [...found.values()].sort((a, b) => b.count - a.count),
    more: contacts.length === MOST,
  };
}

/** What a minute ends by itself is no news. */
const LASTING: ReadonlySet<Wait['code']> = new Set([
  'per_sender_day',
  'mailbox',
  'first_run',
  'only_to',
  'not_live',
]);

/** When the last limit ends that holds anything back now; null when none does. */
async function latestEnd(
  db: Handle,
  ws: Workspace,
  businesses: readonly BusinessId[],
  now: Instant,
): Promise<Instant | null> {
  const budget = runBudget(undefined);
  const channels: readonly WireChannel[] = liveChannels(ws);
  let latest: Instant | null = null;
  for (const business of businesses)
    for (const channel of channels)
      for (const sequence of ws.sequences.keys()) {
        const allowed = await allowance(db, ws, budget, { business, channel, sequence, to: '' }, now);
        if (allowed.kind !== 'later' || !LASTING.has(allowed.wait.code)) continue;
        if (latest === null || allowed.until > latest) latest = allowed.until;
      }
  return latest;
}
