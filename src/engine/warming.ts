/** Careful beginnings: a mailbox that has never sent, and a sequence that has never reached anybody, start small and double. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId, SequenceId } from '../domain/ids.ts';
import { after, DAY, type Instant } from '../domain/time.ts';
import { localDayOf } from '../schedule/calendar.ts';
import { readWarmth, type Warmth, writeWarmth } from '../store/budgets.ts';
import type { Handle } from '../store/driver.ts';
import { type GoneLive, goneLive, hasUncertain } from '../store/going-live.ts';
import { startOfNextDay, zoneOf } from './business-days.ts';
import type { Workspace } from './workspace.ts';

/** What a day allows, and when the next one begins. */
export interface Warming {
  readonly name: string;
  readonly warmth: Warmth;
  readonly most: number;
  readonly until: Instant;
}

/** From here on the ordinary budgets are the only ones. */
const GROWN = 500;

/** More doublings than any figure needs: a person has said that it need not start small. */
const AT_ONCE = 40;

/** How a mailbox is named in the accounts of what it sent: providers do not tell capitals apart. */
export async function mailboxWarming(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  now: Instant,
): Promise<Warming | null> {
  const sender = ws.config.businesses.get(business)?.senders.email;
  const account = ws.config.accounts.get(business)?.smtp;
  if (sender === undefined || account === undefined) return null;
  const name = `mailbox:${sender.toLowerCase()}`;
  const day = localDayOf(now, zoneOf(ws, business));
  const warmth = await warmthOn(handle, name, day, async () => true);
  const most = Math.min(account.perDay, account.rampFrom * 2 ** warmth.doubled);
  return { name, warmth, most, until: startOfNextDay(ws, business, now) };
}

const sequenceName = (sequence: SequenceId, channel: WireChannel): string => `live:${sequence}:${channel}`;

/**
 * The first day of a sequence on a channel, and those after it: nobody has seen yet how people take it. Twice as much
 * after each day on which it sent and nothing of it is uncertain. Null once it has grown.
 */
export async function sequenceWarming(
  handle: Handle,
  sequence: SequenceId,
  channel: WireChannel,
  since: GoneLive,
  firstRun: number,
  now: Instant,
): Promise<Warming | null> {
  const name = sequenceName(sequence, channel);
  const days = Math.max(0, Math.floor((now - since.at) / DAY));
  const isClean = async (): Promise<boolean> => !(await hasUncertain(handle, sequence, channel));
  const warmth = await warmthOn(handle, name, `${since.at}+${days}`, isClean);
  const most = firstRun * 2 ** Math.min(warmth.doubled, AT_ONCE);
  return most >= GROWN && warmth.doubled > 0
    ? null
    : { name, warmth, most, until: after(since.at, (days + 1) * DAY) };
}

/** A person has looked at the first messages: from now on only the ordinary budgets hold. False when there is nothing to lift. */
export async function liftFirstRun(
  handle: Handle,
  sequence: SequenceId,
  channel: WireChannel,
): Promise<boolean> {
  if ((await goneLive(handle, sequence, channel)) === null) return false;
  const name = sequenceName(sequence, channel);
  const stored = await readWarmth(handle, name);
  if (stored?.doubled === AT_ONCE) return false;
  await writeWarmth(handle, name, { day: stored?.day ?? '', sent: stored?.sent ?? 0, doubled: AT_ONCE });
  return true;
}

/** It has gone live anew: it starts small again. */
export async function startSmall(handle: Handle, sequence: SequenceId, channel: WireChannel): Promise<void> {
  await writeWarmth(handle, sequenceName(sequence, channel), { day: '', sent: 0, doubled: 0 });
}

export async function warm(handle: Handle, { name, warmth }: Warming): Promise<void> {
  await writeWarmth(handle, name, { ...warmth, sent: warmth.sent + 1 });
}

/** One of them did not go after all. A day that is over is not counted any more. */
export async function cool(handle: Handle, { name, warmth }: Warming): Promise<void> {
  if (warmth.sent > 0) await writeWarmth(handle, name, { ...warmth, sent: warmth.sent - 1 });
}

/** A day on which nothing went has proven nothing, so it doubles nothing. */
async function warmthOn(
  handle: Handle,
  name: string,
  day: string,
  isClean: () => Promise<boolean>,
): Promise<Warmth> {
  const stored = await readWarmth(handle, name);
  if (stored === null) return { day, sent: 0, doubled: 0 };
  if (stored.day === day) return stored;
  const doubles = stored.sent > 0 && (await isClean());
  return { day, sent: 0, doubled: stored.doubled + (doubles ? 1 : 0) };
}
