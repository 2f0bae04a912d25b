/** Caps on how much may be sent in a run, a minute and a sender's day, and who may be reached at all; asked after the fold, once for each message. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId, SequenceId } from '../domain/ids.ts';
import type { Budgets } from '../domain/policy.ts';
import { after, HOUR, type Instant, instant, MINUTE } from '../domain/time.ts';
import { localDayOf } from '../schedule/calendar.ts';
import { lockBudgets, readSpent, type Spent, writeSpent } from '../store/budgets.ts';
import type { Handle } from '../store/driver.ts';
import { type GoneLive, goneLive } from '../store/going-live.ts';
import { startOfNextDay, zoneOf } from './business-days.ts';
import { reaches } from './only-to.ts';
import { isLive, WIRE_CHANNELS } from './rehearsals.ts';
import type { Wait } from './tick-options.ts';
import { cool, mailboxWarming, sequenceWarming, type Warming, warm } from './warming.ts';
import type { Workspace } from './workspace.ts';

/** What this run has sent so far; minute and day are counted in the database, for all runs together. */
export interface RunBudget {
  /** Messages that `--limit` still allows. */
  left: number;
  readonly sent: Map<BusinessId, number>;
  /** How many messages this run has put off to a later minute, by business. */
  readonly inLine: Map<BusinessId, number>;
  /** The word that a sequence may go over a channel, once it was found: it is never taken back. */
  readonly live: Map<string, GoneLive>;
}

/** One message that may go by the channel rules. */
export interface Wanted {
  readonly business: BusinessId;
  readonly channel: WireChannel;
  readonly sequence: SequenceId;
  readonly to: string;
}

export type Allowance =
  | { readonly kind: 'allowed' }
  /** Nothing more goes in this run. */
  | { readonly kind: 'limit' }
  /** Not before `until`. */
  | { readonly kind: 'later'; readonly until: Instant; readonly wait: Wait };

type Later = Extract<Allowance, { kind: 'later' }>;

export const runBudget = (limit: number | undefined): RunBudget => ({
  left: limit ?? Number.MAX_SAFE_INTEGER,
  sent: new Map(),
  inLine: new Map(),
  live: new Map(),
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
  [...ws.config.policies.keys()].some((business) =>
    WIRE_CHANNELS.some((channel) => capsOf(ws, business, channel) !== null),
  );

/** Whether one more message may go now. Says nothing about the channel rules: those are gates. */
export async function allowance(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  wanted: Wanted,
  now: Instant,
): Promise<Allowance> {
  if (budget.left <= 0) return { kind: 'limit' };
  return (
    (await heldBack(handle, ws, budget, wanted, now)) ??
    (await capped(handle, ws, budget, wanted, now)) ??
    (await stillCold(handle, ws, budget, wanted, now)) ?? { kind: 'allowed' }
  );
}

/** A touch that a person must let go is looked at again this often; letting it go wakes it at once. */
const NEXT_LOOK = HOUR;

/** Nobody off the list, and nobody before a person has said so; the outbox reaches nobody. */
async function heldBack(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  { channel, sequence, to }: Wanted,
  now: Instant,
): Promise<Later | null> {
  if (!isLive(ws, channel)) return null;
  const until = after(now, NEXT_LOOK);
  const later = (wait: Omit<Wait, 'channel'>): Later => ({
    kind: 'later',
    until,
    wait: { ...wait, channel },
  });
  if ((await wordFor(handle, budget, sequence, channel)) === null)
    return later({ code: 'not_live', sequence, detail: NOT_LIVE(sequence, channel) });
  if (!reaches(ws.config.onlyTo, to)) return later({ code: 'only_to', sequence: null, detail: ONLY_TO });
  return null;
}

export const ONLY_TO = '`only_to` in leadseq.yaml does not name them';
export const NOT_LIVE = (sequence: SequenceId, channel: WireChannel): string =>
  `nobody has said yet that ${sequence} may go by ${channel === 'sms' ? 'text' : 'email'}`;

async function wordFor(
  handle: Handle,
  budget: RunBudget,
  sequence: SequenceId,
  channel: WireChannel,
): Promise<GoneLive | null> {
  const name = `${channel} ${sequence}`;
  const known = budget.live.get(name) ?? (await goneLive(handle, sequence, channel));
  if (known !== null) budget.live.set(name, known);
  return known;
}

async function capped(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  { business, channel }: Wanted,
  now: Instant,
): Promise<Later | null> {
  const caps = capsOf(ws, business, channel);
  if (caps === null) return null;
  const wait = (code: Wait['code'], detail: string): Wait => ({ code, detail, channel, sequence: null });
  // The next run is the one to come with the next minute.
  if ((budget.sent.get(business) ?? 0) >= caps.perRun)
    return {
      kind: 'later',
      until: inLine(budget, business, caps, now),
      wait: wait('per_run', `${caps.perRun} messages a tick are allowed`),
    };
  const spent = await spentNow(handle, ws, business, now);
  if (spent.inDay[channel] >= caps.perSenderDay)
    return {
      kind: 'later',
      until: startOfNextDay(ws, business, now),
      wait: wait('per_sender_day', `${caps.perSenderDay} messages a day are allowed`),
    };
  if (spent.inMinute >= caps.perMinute)
    return {
      kind: 'later',
      until: inLine(budget, business, caps, now),
      wait: wait('per_minute', `${caps.perMinute} messages a minute are allowed`),
    };
  return null;
}

async function stillCold(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  wanted: Wanted,
  now: Instant,
): Promise<Later | null> {
  const { channel, sequence } = wanted;
  for (const [code, warming] of await warmings(handle, ws, budget, wanted, now)) {
    if (warming.warmth.sent < warming.most) continue;
    const { most, until } = warming;
    return code === 'mailbox'
      ? {
          kind: 'later',
          until,
          wait: { code, channel, sequence: null, detail: `the mailbox may send ${most} emails today` },
        }
      : {
          kind: 'later',
          until,
          wait: {
            code,
            channel,
            sequence,
            detail: `${sequence} has just gone live and may send ${most} ${channel === 'sms' ? 'texts' : 'emails'} a day`,
          },
        };
  }
  return null;
}

type Cold = readonly (readonly ['mailbox' | 'first_run', Warming])[];

async function warmings(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  { business, channel, sequence }: Wanted,
  now: Instant,
): Promise<Cold> {
  if (!isLive(ws, channel)) return [];
  const firstRun = ws.config.policies.get(business)?.budgets.firstRun;
  const word = await wordFor(handle, budget, sequence, channel);
  const first =
    word === null || firstRun === undefined
      ? null
      : await sequenceWarming(handle, sequence, channel, word, firstRun, now);
  const mailbox = channel === 'email' ? await mailboxWarming(handle, ws, business, now) : null;
  return [
    ...(first === null ? [] : [['first_run', first] as const]),
    ...(mailbox === null ? [] : [['mailbox', mailbox] as const]),
  ];
}

/** Nobody waits longer than this without being looked at: budgets are raised, and others leave the line. */
const LONGEST_LINE = 60;

/** Each minute takes as many as may go in it: were all of them due again at once, every minute would look at all. */
function inLine(budget: RunBudget, business: BusinessId, caps: Caps, now: Instant): Instant {
  const before = budget.inLine.get(business) ?? 0;
  budget.inLine.set(business, before + 1);
  const minutes = 1 + Math.floor(before / Math.max(1, Math.min(caps.perRun, caps.perMinute)));
  const minute = Math.floor(now / MINUTE) + Math.min(minutes, LONGEST_LINE);
  return instant(minute * MINUTE);
}

/** Counts one message, in the transaction that reserves it. */
export async function spend(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  wanted: Wanted,
  now: Instant,
): Promise<void> {
  const { business, channel } = wanted;
  budget.left -= 1;
  if (capsOf(ws, business, channel) === null) return;
  budget.sent.set(business, (budget.sent.get(business) ?? 0) + 1);
  const spent = await spentNow(handle, ws, business, now);
  await writeSpent(handle, business, {
    ...spent,
    inMinute: spent.inMinute + 1,
    inDay: { ...spent.inDay, [channel]: spent.inDay[channel] + 1 },
  });
  for (const [, warming] of await warmings(handle, ws, budget, wanted, now)) await warm(handle, warming);
}

/**
 * What never left has used up nobody's day: a mail server that was down in the morning has the whole allowance at noon.
 * The minute stays counted, so that a server in trouble is not asked more often than one that is well.
 */
export async function giveBack(
  handle: Handle,
  ws: Workspace,
  budget: RunBudget,
  wanted: Wanted,
  spentAt: Instant,
): Promise<void> {
  const { business, channel } = wanted;
  if (capsOf(ws, business, channel) === null) return;
  await lockBudgets(handle);
  const stored = await readSpent(handle, business);
  if (stored !== null && stored.day === localDayOf(spentAt, zoneOf(ws, business))) {
    const inDay = { ...stored.inDay, [channel]: Math.max(0, stored.inDay[channel] - 1) };
    await writeSpent(handle, business, { ...stored, inDay });
  }
  for (const [, warming] of await warmings(handle, ws, budget, wanted, spentAt)) await cool(handle, warming);
}

type Caps = Omit<Budgets, 'firstRun'>;

const NO_CAP = Number.MAX_SAFE_INTEGER;

/** What a mistake may reach before somebody can see it, where leadseq.yaml says nothing else. */
const LIVE_CAPS: Caps = { perRun: 50, perMinute: 20, perSenderDay: 500 };

/** What the settings say, with what holds for live channels where they say nothing. */
export function liveCaps(set: Budgets): Budgets {
  const cap = (name: keyof Caps): number => (set[name] === NO_CAP ? LIVE_CAPS[name] : set[name]);
  return { ...set, perRun: cap('perRun'), perMinute: cap('perMinute'), perSenderDay: cap('perSenderDay') };
}

/** Null when no cap can ever be reached: then nothing is counted either. */
export function capsOf(ws: Workspace, business: BusinessId, channel: WireChannel): Caps | null {
  const set = ws.config.policies.get(business)?.budgets;
  if (set === undefined) return null;
  const { firstRun: _, ...caps } = isLive(ws, channel) ? liveCaps(set) : set;
  return Object.values(caps).every((figure) => figure === NO_CAP) ? null : caps;
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
