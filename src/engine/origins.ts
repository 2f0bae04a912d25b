/** A business that changes its number is still answered on the old one; one that changes its account is not heard there any more. */
import type { BusinessId } from '../domain/ids.ts';
import { DAY, elapsed, type Instant } from '../domain/time.ts';
import { txAgain } from '../store/begin-again.ts';
import type { Handle } from '../store/driver.ts';
import { type Origins, readOrigins, writeOrigins } from '../store/origins.ts';
import { oldestLiveText } from '../store/polls.ts';
import type { Origin } from '../transport/transport.ts';
import { pauseChannel } from './pause-channel.ts';
import type { ChannelPaused } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/**
 * How long an old sender is listened to. Nobody's STOP has a term, and to ask costs one request; but after a year without
 * a text from it a number is somebody else's.
 */
const ANSWERED_FOR = 365 * DAY;

/** Senders are noted once a day: the last day of one that was given up is known to that. */
const NOTED_AGAIN = DAY;

/** Senders that are to be asked about besides the one in use. */
export async function formerSenders(
  db: Handle,
  business: BusinessId,
  { account, sender }: Origin,
  now: Instant,
): Promise<readonly string[]> {
  const known = await readOrigins(db, business);
  if (known?.account !== account) return [];
  return Object.entries(known.senders)
    .filter(([name, at]) => name !== sender && elapsed(at, now) <= ANSWERED_FOR)
    .map(([name]) => name);
}

/** Before anything goes from here: whoever was texted through another account can no longer be heard. Null when all can be. */
export async function unheard(
  ws: Workspace,
  business: BusinessId,
  businessRow: number,
  { account, sender }: Origin,
  now: Instant,
): Promise<{ readonly detail: string; readonly paused: ChannelPaused | null } | null> {
  const known = await readOrigins(ws.db, business);
  if (known === null || known.account === account) return null;
  if ((await oldestLiveText(ws.db, businessRow)) === null) return null;
  const senders = Object.keys(known.senders).join(', ');
  const detail =
    `its texts went through another Twilio account until now (${known.account}; leadseq.yaml names ${account}), and what ` +
    `leads answer to ${senders} is not read here any more. Read it there, enter each STOP with optout, and resume`;
  return txAgain(ws.db, async (handle) => {
    const paused = await pauseChannel(handle, { business, channel: 'sms', detail }, now);
    // A pause for another reason would be lifted without a word on this one: then it is said once that is over.
    if (paused !== null) await writeOrigins(handle, business, { account, senders: { [sender]: now } });
    return { detail, paused };
  });
}

/** Written before the first text of a sender can go, for a text needs a poll. */
export async function noteOrigins(
  handle: Handle,
  business: BusinessId,
  { account, sender }: Origin,
  numbers: readonly string[],
  now: Instant,
): Promise<void> {
  const known = await readOrigins(handle, business);
  const before: Origins['senders'] = known?.account === account ? known.senders : {};
  const inUse = [sender, ...numbers.filter((number) => before[number] === undefined)];
  const isNew = (name: string): boolean => {
    const at = before[name];
    return at === undefined || elapsed(at, now) >= NOTED_AGAIN;
  };
  if (known?.account === account && !inUse.some(isNew)) return;
  const senders = { ...before, ...Object.fromEntries(inUse.map((name) => [name, now])) };
  await writeOrigins(handle, business, { account, senders });
}
