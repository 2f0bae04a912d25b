/** Before any message: what leads have sent meanwhile is read from the provider and applied; without it no text goes. */
import type { BusinessId } from '../domain/ids.ts';
import { after, elapsed, HOUR, type Instant, MINUTE, SECOND } from '../domain/time.ts';
import { txAgain } from '../store/begin-again.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { StoreError } from '../store/driver.ts';
import { IDLE_POLL } from '../store/due.ts';
import { storedBefore } from '../store/inbound.ts';
import { AHEAD, allPolls, oldestLiveText, type Poll, storeHeldPoll, storePoll } from '../store/polls.ts';
import type { Inbound, InboundMessage, Transport } from '../transport/transport.ts';
import { within } from './asking.ts';
import { pollMailboxes, waitsForMailbox } from './mailbox-poll.ts';
import { formerSenders, noteOrigins, unheard } from './origins.ts';
import { pauseChannel } from './pause-channel.ts';
import { type Arrived, receive } from './receive.ts';
import type { ChannelPaused, TickOptions } from './tick-options.ts';
import type { Transports } from './transports.ts';
import type { Workspace } from './workspace.ts';

/** What polling came to: the businesses whose texts may go, and those whose may not, with the reason. */
export interface Polled {
  readonly at: Instant;
  readonly fresh: ReadonlySet<BusinessId>;
  readonly held: ReadonlyMap<BusinessId, string>;
  /** The same of emails: businesses whose mailbox could not be read. */
  readonly mailsHeld: ReadonlyMap<BusinessId, string>;
  /** Channels whose settings the provider did not accept. */
  readonly paused: readonly ChannelPaused[];
  /** Messages applied. */
  readonly applied: number;
}

type TextsPolled = Omit<Polled, 'mailsHeld'>;

/** A provider's list is complete only after a while, and its clock is not ours: so much of it is read again each time. */
const OVERLAP = HOUR;

/** Clients asked at a time. */
const LANES = 8;

/** Ticks that begin within this of each other ask a provider once what leads have answered: the second would be told the same. */
const RECENT = 2 * SECOND;

/** A run that lasts asks again before what it knows is too old for a reservation. */
const ASK_AGAIN = 4 * MINUTE;

type Reader = Transport & Required<Pick<Transport, 'inbound'>>;

/** Whether texts wait for a poll at all: the outbox has nobody to ask. */
export const waitsForPoll = ({ sms }: Transports): boolean => readerOf(sms) !== null;

const readerOf = (sms: Transport): Reader | null =>
  sms.live && sms.inbound !== undefined ? (sms as Reader) : null;

/**
 * Every business that texts is asked for, each by itself: one that cannot be read holds up nobody else. `texted`: with
 * nothing due, only those that were asked for before, for nobody can have answered the others, and not at each tick that
 * nobody watches.
 */
export async function pollInbound(
  ws: Workspace,
  options: TickOptions,
  which: 'all' | 'texted' = 'all',
): Promise<Polled> {
  const [texts, mails] = await Promise.all([
    pollTexts(ws, options, which),
    pollMailboxes(ws, options, which),
  ]);
  return { ...texts, mailsHeld: mails.held, applied: texts.applied + mails.applied };
}

async function pollTexts(ws: Workspace, options: TickOptions, which: 'all' | 'texted'): Promise<TextsPolled> {
  const at = options.now();
  const fresh = new Set<BusinessId>();
  const held = new Map<BusinessId, string>();
  const paused: ChannelPaused[] = [];
  let applied = 0;
  const reader = readerOf(options.transports.sms);
  if (reader === null) return { at, fresh: new Set(ws.config.businesses.keys()), held, paused, applied };
  const polls = await allPolls(ws.db);
  const businesses = [...ws.config.businesses.values()].filter(
    ({ id, senders }) => senders.sms !== undefined && (which === 'all' || polls.has(id)),
  );
  const recent = which === 'all' || options.watched === true ? RECENT : IDLE_POLL;
  const queue = businesses.values();
  const lane = async (): Promise<void> => {
    for (const { id } of queue) {
      const one = await pollOne(ws, reader, id, polls.get(id), options, recent);
      applied += one.applied;
      if (one.held === null) fresh.add(id);
      else if (one.held !== CALLED_OFF) held.set(id, one.held);
      if (one.paused !== null) paused.push(one.paused);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, businesses.length) }, lane));
  return { at, fresh, held, paused, applied };
}

/** The same for a run that goes on for long; the poll it has while that is new enough. */
export async function pollAgain(ws: Workspace, options: TickOptions, polled: Polled): Promise<Polled> {
  const { transports } = options;
  if (!waitsForPoll(transports) && !waitsForMailbox(ws, options)) return polled;
  if (elapsed(polled.at, options.now()) < ASK_AGAIN) return polled;
  return pollInbound(ws, options);
}

/** Told to stop while it asked: that says nothing about the provider, and is written down nowhere. */
const CALLED_OFF = 'called off';

interface PolledOne {
  /** Why its texts are held; null when they may go. */
  readonly held: string | null;
  readonly paused: ChannelPaused | null;
  readonly applied: number;
}

async function pollOne(
  ws: Workspace,
  reader: Reader,
  business: BusinessId,
  before: Poll | undefined,
  options: TickOptions,
  recent: number,
): Promise<PolledOne> {
  const asked = options.now();
  const last = before?.heldSince === null ? before.polledAt : null;
  if (last !== null && last <= asked && elapsed(last, asked) < recent)
    return { held: null, paused: null, applied: 0 };
  const businessRow = await txAgain(ws.db, (handle) => ensureBusiness(handle, business));
  const origin = reader.origin?.(business) ?? null;
  const deaf = origin === null ? null : await unheard(ws, business, businessRow, origin, asked);
  if (deaf !== null) {
    await txAgain(ws.db, (handle) => storeHeldPoll(handle, businessRow, deaf.detail, asked));
    return { held: deaf.detail, paused: deaf.paused, applied: 0 };
  }
  const through = before?.throughAt ?? null;
  // An instant that has not come yet was written down by a clock that was wrong: nobody knows how far that poll really reached.
  const since =
    through !== null && through <= after(asked, AHEAD)
      ? after(through, -OVERLAP)
      : ((await oldestLiveText(ws.db, businessRow)) ?? after(asked, -OVERLAP));
  const also = origin === null ? [] : await formerSenders(ws.db, business, origin, asked);
  const answer = await read(reader, business, since, also, options);
  if (answer.kind === 'read') {
    const done = await applyAll(
      ws,
      reader.name,
      { id: business, row: businessRow },
      answer.messages,
      options,
    );
    if (done.failed === null) {
      await txAgain(ws.db, async (handle) => {
        if (origin !== null) await noteOrigins(handle, business, origin, answer.numbers ?? [], asked);
        await storePoll(handle, businessRow, asked);
      });
      return { held: null, paused: null, applied: done.applied };
    }
    await txAgain(ws.db, (handle) => storeHeldPoll(handle, businessRow, done.failed ?? '', asked));
    return { held: done.failed, paused: null, applied: done.applied };
  }
  if (options.signal.aborted) return { held: CALLED_OFF, paused: null, applied: 0 };
  return txAgain(ws.db, async (handle) => {
    const detail = `${answer.detail} (${answer.code})`;
    await storeHeldPoll(handle, businessRow, detail, asked);
    const wanted = { business, channel: 'sms', detail } as const;
    const paused = answer.kind === 'misconfigured' ? await pauseChannel(handle, wanted, options.now()) : null;
    return { held: detail, paused, applied: 0 };
  });
}

/** Whatever a transport does instead of answering, the answer is not known. */
async function read(
  reader: Reader,
  business: BusinessId,
  since: Instant,
  also: readonly string[],
  { signal }: TickOptions,
): Promise<Inbound> {
  const answer = await within(signal, (abort) => reader.inbound(business, since, abort, also));
  if (answer.kind === 'answered') return answer.value;
  return { kind: 'unreachable', code: answer.code, detail: answer.detail };
}

/** In the order in which they were sent: STOP and START are not the same the other way round. */
async function applyAll(
  ws: Workspace,
  provider: string,
  business: { readonly id: BusinessId; readonly row: number },
  messages: readonly InboundMessage[],
  options: TickOptions,
): Promise<{ readonly applied: number; readonly failed: string | null }> {
  const known = await storedBefore(
    ws.db,
    provider,
    business.row,
    messages.map(({ providerId }) => providerId),
  );
  const fresh = messages.filter(({ providerId }) => !known.has(providerId)).sort((a, b) => a.at - b.at);
  let applied = 0;
  for (const message of fresh) {
    try {
      const done = await receive(ws, textOf(business.id, provider, message), options.now());
      if (done !== 'known') applied += 1;
    } catch (error) {
      // The database itself is nobody's message: the tick ends with its own sentence.
      if (error instanceof StoreError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      return { applied, failed: `message ${message.providerId} of a lead could not be applied: ${why}` };
    }
  }
  return { applied, failed: null };
}

/** A text as its provider's list has it: the same one that a webhook may have brought before. */
const textOf = (
  business: BusinessId,
  provider: string,
  { providerId, from, body, at }: InboundMessage,
): Arrived => ({
  business,
  provider,
  providerId,
  channel: 'sms',
  from: { kind: 'phone', value: from },
  text: body,
  at,
});
