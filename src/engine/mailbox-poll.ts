/** Before any email: what has come into the mailboxes is read and applied; without it no email of their business goes. */
import { createHash } from 'node:crypto';
import type { BusinessId } from '../domain/ids.ts';
import { after, DAY, elapsed, HOUR, type Instant, instant, MINUTE, SECOND } from '../domain/time.ts';
import { txAgain } from '../store/begin-again.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { StoreError } from '../store/driver.ts';
import { IDLE_POLL } from '../store/due.ts';
import {
  allMailboxes,
  forgetOtherMailbox,
  type Mailbox,
  oldestLiveEmail,
  storeHeld,
  storePlace,
  storeRead,
} from '../store/mailboxes.ts';
import { AHEAD } from '../store/polls.ts';
import type { LyingMail, Mailboxes, ReadFrom } from '../transport/mailbox.ts';
import { within } from './asking.ts';
import { businessesOf, takeMailIn } from './mail-in.ts';
import { headOf, type Mail, readMail } from './read-mail.ts';
import type { TickOptions } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** What reading came to: the businesses whose emails may not go, with the reason. */
export interface MailboxesPolled {
  readonly held: ReadonlyMap<BusinessId, string>;
  /** Mails applied. */
  readonly applied: number;
}

/** What lies longer in a mailbox that is read for the first time, somebody had to watch for by hand until now. */
const BACKLOG = 7 * DAY;

/** A mailbox made anew: so much from before its last look is read again, and known again. */
const OVERLAP = 2 * DAY;

/** For a whole mailbox, and what has come in is taken meanwhile; a mail is large, and its server may be slow. */
const PATIENCE = MINUTE;

/** Mailboxes at a time. */
const LANES = 8;

/** A mail takes longer on its way than this: who asks again sooner logs in for nothing. */
const RECENT = 20 * SECOND;

/** A server that did not answer holds up each run that asks it. */
const AFTER_SILENCE = 30 * SECOND;

/** Providers lock an account after a few wrong passwords in a row. */
const AFTER_REFUSAL = 10 * MINUTE;

/** Whether emails wait for a mailbox at all. What the settings say counts, and not whether somebody here can read it. */
export const waitsForMailbox = (
  { config }: Workspace,
  { transports, dryRun }: Pick<TickOptions, 'transports' | 'dryRun'>,
): boolean => dryRun !== true && transports.email.live && config.emailReplies === 'imap';

/** Each by itself: one that cannot be read holds up nobody else. `which` as for texts. */
export async function pollMailboxes(
  ws: Workspace,
  options: TickOptions,
  which: 'all' | 'texted',
): Promise<MailboxesPolled> {
  const held = new Map<BusinessId, string>();
  let applied = 0;
  const { mailboxes } = options.transports;
  if (!waitsForMailbox(ws, options) || mailboxes === undefined) return { held, applied };
  const known = await allMailboxes(ws.db);
  const businesses = [...ws.config.businesses.keys()].filter(
    (id) => mailboxes.account(id) !== null && (which === 'all' || known.has(id)),
  );
  const isIdle = which !== 'all' && options.watched !== true;
  const recent = isIdle || options.hurried === true ? IDLE_POLL : RECENT;
  const queue = businesses.values();
  const lane = async (): Promise<void> => {
    for (const id of queue) {
      const one = await pollOne(ws, mailboxes, id, known.get(id), options, recent);
      applied += one.applied;
      if (one.held !== null) held.set(id, one.held);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, businesses.length) }, lane));
  return { held, applied };
}

interface PolledOne {
  /** Why its emails are held; null when they may go. */
  readonly held: string | null;
  readonly applied: number;
}

async function pollOne(
  ws: Workspace,
  mailboxes: Mailboxes,
  business: BusinessId,
  stored: Mailbox | undefined,
  options: TickOptions,
  recent: number,
): Promise<PolledOne> {
  const asked = options.now();
  const account = mailboxes.account(business) ?? '';
  const before = stored?.account === account ? stored : undefined;
  const rest = restOf(before, asked, options, recent);
  if (rest !== null) return rest;
  const row = await txAgain(ws.db, async (handle) => {
    const businessRow = await ensureBusiness(handle, business);
    await forgetOtherMailbox(handle, businessRow, account);
    return businessRow;
  });
  const from = await beginning(ws, row, before, asked);
  const taken = { applied: 0, fault: null as Error | null };
  const take = async (lying: LyingMail): Promise<void> => {
    try {
      if (await takeOne(ws, { mailboxes, business, row, account }, lying, options.now())) taken.applied += 1;
    } catch (error) {
      taken.fault = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  };
  const answer = await within(
    options.signal,
    (abort) => mailboxes.read(business, from, take, abort),
    PATIENCE,
  );
  const { applied, fault } = taken;
  // The database itself is nobody's mail: the tick ends with its own sentence.
  if (fault instanceof StoreError) throw fault;
  if (fault === null && options.signal.aborted) return { held: null, applied };
  const hold = async (detail: string, againAt: Instant | null): Promise<PolledOne> => {
    await txAgain(ws.db, (handle) => storeHeld(handle, row, account, { detail, at: asked, againAt }));
    return { held: detail, applied };
  };
  if (fault !== null) return hold(`a mail could not be applied: ${fault.message}`, null);
  if (answer.kind === 'silent') return hold(`${answer.detail} (${answer.code})`, after(asked, AFTER_SILENCE));
  const read = answer.value;
  if (read.kind !== 'read') {
    const wait = read.kind === 'misconfigured' ? AFTER_REFUSAL : AFTER_SILENCE;
    return hold(`${read.detail} (${read.code})`, after(asked, wait));
  }
  if (read.place !== null) {
    const { place } = read;
    await txAgain(ws.db, (handle) => storePlace(handle, row, account, place));
  }
  if (read.left > 0) return hold(`${read.left} more mails are in it, and the next tick reads on`, null);
  await txAgain(ws.db, (handle) => storeRead(handle, row, account, asked));
  return { held: null, applied };
}

/** What is known without asking: null when it must be asked. */
function restOf(
  before: Mailbox | undefined,
  asked: Instant,
  { watched }: TickOptions,
  recent: number,
): PolledOne | null {
  if (before === undefined) return null;
  const { heldSince, againAt, polledAt, detail } = before;
  if (heldSince !== null) {
    // A person who looks on may have mended it; an instant far ahead was written by a clock that was wrong.
    const waits = againAt !== null && asked < againAt && againAt <= after(asked, HOUR);
    return waits && watched !== true ? { held: detail ?? '', applied: 0 } : null;
  }
  const isRecent = polledAt !== null && polledAt <= asked && elapsed(polledAt, asked) < recent;
  return isRecent ? { held: null, applied: 0 } : null;
}

async function beginning(
  ws: Workspace,
  row: number,
  before: Mailbox | undefined,
  asked: Instant,
): Promise<ReadFrom> {
  const polledAt = before?.polledAt ?? null;
  if (polledAt !== null && polledAt <= after(asked, AHEAD))
    return { after: before?.place ?? null, since: after(polledAt, -OVERLAP) };
  const first = (await oldestLiveEmail(ws.db, row)) ?? asked;
  return { after: before?.place ?? null, since: instant(Math.max(first, after(asked, -BACKLOG))) };
}

interface Reading {
  readonly mailboxes: Mailboxes;
  readonly business: BusinessId;
  readonly row: number;
  readonly account: string;
}

/** The mail and its place in one transaction. True when it was applied to somebody now. */
async function takeOne(
  ws: Workspace,
  { mailboxes, business, row, account }: Reading,
  { place, raw }: LyingMail,
  now: Instant,
): Promise<boolean> {
  const mail = await readable(raw);
  const isMine = mail !== null && isFor(ws, mailboxes, business, account, mail);
  return txAgain(ws.db, async (handle) => {
    const taken = isMine ? await takeMailIn(handle, ws, business, mail, raw, now) : null;
    await storePlace(handle, row, account, place);
    return taken !== null && taken.result !== 'known' && taken.result !== 'own';
  });
}

/** Whoever writes what cannot be read has written: who it was stands in its head. Null for what is no mail at all. */
async function readable(raw: Uint8Array): Promise<Mail | null> {
  const read = await readMail(raw);
  if (read.ok) return read.mail;
  const head = await readMail(headOf(raw));
  if (!head.ok) return null;
  // Named by all of it: a head alone may be another mail's as well.
  const messageId = head.mail.messageId ?? `sha256 ${createHash('sha256').update(raw).digest('hex')}`;
  return { ...head.mail, messageId };
}

/** Businesses that share a mailbox each take their own; what names none of them is for all of them. */
function isFor(
  ws: Workspace,
  mailboxes: Mailboxes,
  business: BusinessId,
  account: string,
  mail: Mail,
): boolean {
  const named = businessesOf(ws, mail).filter((id) => mailboxes.account(id) === account);
  return named.length === 0 || named.includes(business);
}
