/** Caps on how much may be sent in a run, a minute and a sender's day; asked after the fold, once for each message. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Budgets } from '../domain/policy.ts';
import { after, type Instant, instant, localTime, MINUTE } from '../domain/time.ts';
import { addDays, atLocal, localDayOf } from '../schedule/calendar.ts';
import { readSpent, type Spent, writeSpent } from '../store/budgets.ts';
import type { Handle } from '../store/driver.ts';
import type { Workspace } from './workspace.ts';

/** What this run has sent so far; minute and day are counted in the database, for all runs together. */
export interface RunBudget {
  /** Messages that `--limit` still allows. */
  left: number;
  readonly sent: Map<BusinessId, number>;
  /** How many messages this run has put off to a later minute, by business. */
  readonly inLine: Map<BusinessId, number>;
}

export type Allowance =
  | { readonly kind: 'allowed' }
  /** Nothing more goes in this run. */
  | { readonly kind: 'limit' }
  /** Not before `until`. */
  | { readonly kind: 'later'; readonly until: Instant };

export const runBudget = (limit: number | undefined): RunBudget => ({
  left: limit ?? Number.MAX_SAFE_INTEGER,
  sent: new Map(),
  inLine: new Map(),
});

/** Takes back what a transaction spends, if it is undone. */
export function rememberBudget(budget: RunBudget): () => void {
  const { left } = budget;
  const before = { sent: new Map(budget.sent), inLine: new Map(budget.inLine) };
  return () => {
    budget.left = left;
    for (const counted of ['sent', 'inLine'] as const) {
      budget[counted].clear();
      for (const [business, count] of before[counted]) budget[counted].set(business, count);
    }
  };
}

export const hasFiniteBudget = (ws: Workspace, budget: RunBudget): boolean =>
  budget.left < Number.MAX_SAFE_INTEGER ||
  [...ws.config.policies.values()].some(({ budgets }) =>
    Object.values(budgets).some((cap: number) => cap < Number.MAX_SAFE_INTEGER),
  );

/** Whether one more message may go now. Says nothing about the channel rules: those are gates. */
export async function allowance(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  business: BusinessId,
  channel: WireChannel,
  now: Instant,
): Promise<Allowance> {
  if (budget.left <= 0) return { kind: 'limit' };
  const caps = capsOf(ws, business);
  if (caps === null) return { kind: 'allowed' };
  // The next run is the one to come with the next minute.
  if ((budget.sent.get(business) ?? 0) >= caps.perRun) return inLine(budget, business, caps, now);
  const spent = await spentNow(handle, ws, business, now);
  if (spent.inDay[channel] >= caps.perSenderDay)
    return { kind: 'later', until: startOfNextDay(ws, business, now) };
  if (spent.inMinute >= caps.perMinute) return inLine(budget, business, caps, now);
  return { kind: 'allowed' };
}

/** Nobody waits longer than this without being looked at: budgets are raised, and others leave the line. */
const LONGEST_LINE = 60;

/** Each minute takes as many as may go in it: were all of them due again at once, every minute would look at all. */
function inLine(budget: RunBudget, business: BusinessId, caps: Budgets, now: Instant): Allowance {
  const before = budget.inLine.get(business) ?? 0;
  budget.inLine.set(business, before + 1);
  const minutes = 1 + Math.floor(before / Math.max(1, Math.min(caps.perRun, caps.perMinute)));
  const minute = Math.floor(now / MINUTE) + Math.min(minutes, LONGEST_LINE);
  return { kind: 'later', until: instant(minute * MINUTE) };
}

/** Counts one message, in the transaction that reserves it. */
export async function spend(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  business: BusinessId,
  channel: WireChannel,
  now: Instant,
): Promise<void> {
  budget.left -= 1;
  budget.sent.set(business, (budget.sent.get(business) ?? 0) + 1);
  if (capsOf(ws, business) === null) return;
  const spent = await spentNow(handle, ws, business, now);
  await writeSpent(handle, business, {
    ...spent,
    inMinute: spent.inMinute + 1,
    inDay: { ...spent.inDay, [channel]: spent.inDay[channel] + 1 },
  });
}

/** Null when no cap of the business can ever be reached: then nothing is counted either. */
function capsOf(ws: Workspace, business: BusinessId): Budgets | null {
  const caps = ws.config.policies.get(business)?.budgets;
  if (caps === undefined) return null;
  return Object.values(caps).every((cap: number) => cap === Number.MAX_SAFE_INTEGER) ? null : caps;
}

async function spentNow(handle: Handle, ws: Workspace, business: BusinessId, now: Instant): Promise<Spent> {
  const stored = await readSpent(handle, business);
  const minute = Math.floor(now / MINUTE);
  const day = localDayOf(now, zoneOf(ws, business));
  return {
    minute,
    inMinute: stored?.minute === minute ? stored.inMinute : 0,
    day,
    inDay: stored?.day === day ? stored.inDay : { sms: 0, email: 0 },
  };
}

const zoneOf = (ws: Workspace, business: BusinessId) => {
  const found = ws.config.businesses.get(business);
  if (found === undefined) throw new Error(`business ${business} is not in leadseq.yaml`);
  return found.zone;
};

function startOfNextDay(ws: Workspace, business: BusinessId, now: Instant): Instant {
  const zone = zoneOf(ws, business);
  const start = atLocal(addDays(localDayOf(now, zone), 1), localTime(0), zone);
  return start > now ? start : after(now, MINUTE);
}
