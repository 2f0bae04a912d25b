/** Tells others what happened to leads: every fact of the log that somebody wants to hear becomes a notice, and is told until it is heard. */
import { createHash } from 'node:crypto';
import type { Event } from '../domain/event.ts';
import { BY_MACHINE, type Heard } from '../domain/meaning.ts';
import type { Hearer, NoticeKind, Told } from '../domain/telling.ts';
import { after, HOUR, type Instant, MINUTE, SECOND } from '../domain/time.ts';
import { txAgain } from '../store/begin-again.ts';
import { knownContacts } from '../store/contacts-told.ts';
import type { Handle } from '../store/driver.ts';
import { messagesById } from '../store/inbound.ts';
import { getMeta, putMeta } from '../store/meta.ts';
import {
  endNotice,
  eventsBetween,
  type Notice,
  newestSeq,
  postpone,
  storeNotice,
  type ToldEvent,
  takeNotices,
  tellAgain,
} from '../store/notices.ts';
import { letterOf, payloadOf, subjectOf } from './notice-words.ts';
import type { Workspace } from './workspace.ts';

/** What carries notices out of here. */
export interface Teller {
  readonly webhook: (notice: Notice, signal: AbortSignal) => Promise<Told>;
  readonly email: (notice: Notice, signal: AbortSignal) => Promise<Told>;
}

/** Facts that somebody may want to hear, as the log calls them. */
const KINDS = [
  'stage_changed',
  'booked',
  'appointment_changed',
  'received',
  'suppressed',
  'stopped',
  'finished',
  'notified',
] as const satisfies readonly Event['kind'][];

/** After each failure; whoever has not heard it by then, in three days, never will. */
const WAITS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** Who has not answered once is not asked again in the same tick. */
const SILENT = MINUTE;

/** A try takes seconds; whoever died in it leaves the notice to others after this. */
const ONE_TRY = 2 * MINUTE;
const AT_A_TIME = 20;
/** In one tick: a CRM that was down for a day is not told everything at once. */
const MOST = 200;

const wantsAny = (ws: Workspace): boolean =>
  [...ws.config.businesses.values()].some(({ hearers }) => hearers !== undefined && hearers.length > 0);

/**
 * From here on others are told; before anything is done that they may want to hear, or the first news would be older than
 * the wish for it. Nothing once they are.
 */
export async function beginTelling(ws: Workspace, now: Instant): Promise<void> {
  if (!wantsAny(ws) || (await getMeta(ws.db, 'told')) !== null) return;
  await txAgain(ws.db, async (handle) => {
    if ((await getMeta(handle, 'told')) !== null) return;
    const newest = await newestSeq(handle);
    await putMeta(handle, 'told', JSON.stringify([{ seq: newest, at: now }]));
    await putMeta(handle, 'told_through', String(newest));
  });
}

/**
 * Makes the notices of all that was logged since the last time. Nothing is told of what happened before somebody wanted
 * to hear it. On a server a fact may be committed after a later one, so the last ten minutes are read again: its key
 * keeps a notice from being made twice.
 */
async function makeNotices(ws: Workspace, now: Instant): Promise<number> {
  if (!wantsAny(ws)) return 0;
  return txAgain(ws.db, async (handle) => {
    const newest = await newestSeq(handle);
    const places = placesOf(await getMeta(handle, 'told'));
    const from = (handle.engine === 'sqlite' ? places.at(-1) : places[0])?.seq ?? newest;
    const events = await eventsBetween(handle, KINDS, from, newest);
    const made = await store(handle, ws, events, now);
    const kept = places.filter(({ at }, n) => (places[n + 1]?.at ?? now) > now - 10 * MINUTE || at > now);
    const last = kept.at(-1);
    const next =
      last !== undefined && now - last.at < MINUTE && handle.engine !== 'sqlite'
        ? kept
        : [...kept, { seq: newest, at: now }];
    await putMeta(handle, 'told', JSON.stringify(next.slice(-20)));
    await putMeta(handle, 'told_through', String(newest));
    return made;
  });
}

interface Place {
  readonly seq: number;
  readonly at: number;
}

const placesOf = (value: string | null): readonly Place[] =>
  value === null ? [] : (JSON.parse(value) as readonly Place[]);

async function store(
  handle: Handle,
  ws: Workspace,
  events: readonly ToldEvent[],
  now: Instant,
): Promise<number> {
  const wanted = events.flatMap((event) => {
    const business = ws.config.businesses.get(event.business);
    const kind = kindOf(event);
    const hearers = kind === null ? [] : hearersOf(event, kind, business?.hearers ?? [], events);
    return kind === null || business === undefined || hearers.length === 0
      ? []
      : [{ event, kind, business, hearers }];
  });
  const people = await knownContacts(
    handle,
    wanted.map(({ event }) => event.contact),
  );
  const messages = await messagesById(
    handle,
    events.flatMap(({ kind, data }) => (kind === 'received' ? [Number(data.message)] : [])),
  );
  let made = 0;
  for (const { event, kind, business, hearers } of wanted) {
    const person = people.get(event.contact);
    if (person === undefined) continue;
    const word = event.kind === 'notified' ? saidWith(event, events) : event;
    const message = word?.kind === 'received' ? messages.get(Number(word.data.message)) : undefined;
    const about = { kind, event, business, person, said: message?.body ?? null };
    for (const hearer of hearers) {
      const notice = {
        business: business.id,
        contact: event.contact,
        key: keyOf(event, kind, hearer),
        way: hearer.way,
        target: hearer.target,
        kind,
        subject: hearer.way === 'email' ? subjectOf(about) : null,
        body: hearer.way === 'email' ? letterOf(about) : payloadOf(about),
        madeAt: now,
      };
      if (await storeNotice(handle, notice)) made += 1;
    }
  }
  return made;
}

/** All of one act is written down at one instant: the message that a rule answered, too. */
const isWith = (one: ToldEvent, other: ToldEvent): boolean =>
  one.contact === other.contact && one.at === other.at;

const saidWith = (event: ToldEvent, events: readonly ToldEvent[]): ToldEvent | undefined =>
  events.find((one) => one.kind === 'received' && isWith(one, event));

const namesIn = ({ data }: ToldEvent): readonly string[] => String(data.to).split(', ');

/** Who hears it. Of one message a reader gets one letter: the one that a rule sends says more than the one for all. */
function hearersOf(
  event: ToldEvent,
  kind: NoticeKind,
  hearers: readonly Hearer[],
  events: readonly ToldEvent[],
): readonly Hearer[] {
  const isNamed = ({ name }: Hearer, by: ToldEvent): boolean =>
    name !== undefined && namesIn(by).includes(name);
  if (kind === 'rule') return hearers.filter((hearer) => isNamed(hearer, event));
  const rules = events.filter((one) => one.kind === 'notified' && isWith(one, event));
  return hearers.filter(
    (hearer) =>
      hearer.kinds.includes(kind) &&
      !(kind === 'replied' && hearer.way === 'email' && rules.some((rule) => isNamed(hearer, rule))),
  );
}

/** Null for what nobody asks to hear: a machine's answer, or a lifted opt-out. */
function kindOf({ kind, data }: ToldEvent): NoticeKind | null {
  switch (kind) {
    case 'received': {
      const meaning = data.meaning as Heard;
      return meaning === 'opt_out' || BY_MACHINE.has(meaning) ? null : 'replied';
    }
    case 'suppressed':
      return data.reason === 'replied_stop' || data.reason === 'opted_out' ? 'opted_out' : null;
    case 'appointment_changed':
      return data.detail === 'missed' ? 'missed' : data.starts_at === null ? 'cancelled' : 'moved';
    case 'notified':
      return 'rule';
    case 'stage_changed':
    case 'booked':
    case 'stopped':
    case 'finished':
      return kind;
    default:
      return null;
  }
}

/** An opt-out of three channels is one piece of news, and so is one act that two sequences answer alike. */
const keyOf = ({ seq, contact, at, data }: ToldEvent, kind: NoticeKind, { way, target }: Hearer): string => {
  const once = kind === 'opted_out' ? `o${contact}_${at}` : `r${contact}_${at}_${String(data.act)}`;
  const place = createHash('sha256').update(`${way} ${target}`).digest('hex').slice(0, 12);
  return `lsq_${kind === 'opted_out' || kind === 'rule' ? once : seq}_${place}`;
};

/** What has happened since the last time becomes notices, and each that is due is told. */
export async function tellOthers(
  ws: Workspace,
  teller: Teller,
  { now, signal }: { readonly now: () => Instant; readonly signal: AbortSignal },
): Promise<{ readonly told: number; readonly failed: number }> {
  await makeNotices(ws, now());
  return tellNotices(ws, teller, now, signal);
}

/** One try of each that is due. What nobody has heard by the last try is given up, and `status` says so. */
async function tellNotices(
  ws: Workspace,
  teller: Teller,
  now: () => Instant,
  signal: AbortSignal,
): Promise<{ readonly told: number; readonly failed: number }> {
  const sums = { told: 0, failed: 0 };
  for (let done = 0; done < MOST && !signal.aborted; ) {
    const at = now();
    const taken = await txAgain(ws.db, (handle) => takeNotices(handle, at, after(at, ONE_TRY), AT_A_TIME));
    if (taken.length === 0) break;
    done += taken.length;
    const results = await Promise.all(
      taken.map(async (notice) => ({ notice, told: await teller[notice.way](notice, signal) })),
    );
    await txAgain(ws.db, async (handle) => {
      for (const { notice, told } of results) await settle(handle, notice, told, now());
      // A whole day's news for somebody silent would hold up a tick by five seconds for each twenty.
      for (const target of new Set(results.filter(({ told }) => told.kind === 'failed').map(byTarget)))
        await postpone(handle, target, at, after(now(), SILENT));
    });
    for (const { told } of results) sums[told.kind === 'told' ? 'told' : 'failed'] += 1;
  }
  return sums;
}

const byTarget = ({ notice }: { readonly notice: Notice }): string => notice.target;

async function settle(handle: Handle, { id, tries }: Notice, told: Told, now: Instant): Promise<void> {
  if (told.kind === 'told') return endNotice(handle, id, 'told', null, now);
  const wait = told.kind === 'refused' ? undefined : WAITS[tries - 1];
  if (wait === undefined) return endNotice(handle, id, 'given_up', told.detail, now);
  return tellAgain(handle, id, after(now, wait), told.detail);
}
