/** Tells others what happened to leads: every fact of the log that somebody wants to hear becomes a notice, and is told until it is heard. */
import { createHash } from 'node:crypto';
import type { Business } from '../domain/business.ts';
import type { Event } from '../domain/event.ts';
import { BY_MACHINE, type Heard } from '../domain/meaning.ts';
import type { Hearer, Told, ToldKind } from '../domain/telling.ts';
import { after, HOUR, type Instant, MINUTE, SECOND } from '../domain/time.ts';
import { txAgain } from '../store/begin-again.ts';
import { type KnownContact, knownContacts } from '../store/contacts-told.ts';
import type { Handle } from '../store/driver.ts';
import { messagesById } from '../store/inbound.ts';
import { getMeta, putMeta } from '../store/meta.ts';
import {
  endNotice,
  eventsBetween,
  type Notice,
  newestSeq,
  storeNotice,
  type ToldEvent,
  takeNotices,
  tellAgain,
} from '../store/notices.ts';
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

/** A try takes seconds; whoever died in it leaves the notice to others after this. */
const ONE_TRY = 2 * MINUTE;
const AT_A_TIME = 20;
/** In one tick: a CRM that was down for a day is not told everything at once. */
const MOST = 200;

const wantsAny = (ws: Workspace): boolean =>
  [...ws.config.businesses.values()].some(({ hearers }) => hearers !== undefined && hearers.length > 0);

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
    const hearers =
      kind === null ? [] : (business?.hearers ?? []).filter(({ kinds }) => kinds.includes(kind));
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
    wanted.flatMap(({ event }) => (event.kind === 'received' ? [Number(event.data.message)] : [])),
  );
  let made = 0;
  for (const { event, kind, business, hearers } of wanted) {
    const person = people.get(event.contact);
    if (person === undefined) continue;
    const message = event.kind === 'received' ? messages.get(Number(event.data.message)) : undefined;
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

/** Null for what nobody asks to hear: a machine's answer, or a lifted opt-out. */
function kindOf({ kind, data }: ToldEvent): ToldKind | null {
  switch (kind) {
    case 'received': {
      const meaning = data.meaning as Heard;
      return meaning === 'opt_out' || BY_MACHINE.has(meaning) ? null : 'replied';
    }
    case 'suppressed':
      return data.reason === 'replied_stop' || data.reason === 'opted_out' ? 'opted_out' : null;
    case 'appointment_changed':
      return data.detail === 'missed' ? 'missed' : data.starts_at === null ? 'cancelled' : 'moved';
    case 'stage_changed':
    case 'booked':
    case 'stopped':
    case 'finished':
      return kind;
    default:
      return null;
  }
}

/** An opt-out of three channels is one piece of news. */
const keyOf = ({ seq, contact, at }: ToldEvent, kind: ToldKind, { way, target }: Hearer): string => {
  const place = createHash('sha256').update(`${way} ${target}`).digest('hex').slice(0, 12);
  return `lsq_${kind === 'opted_out' ? `o${contact}_${at}` : seq}_${place}`;
};

interface About {
  readonly kind: ToldKind;
  readonly event: ToldEvent;
  readonly business: Business;
  readonly person: KnownContact;
  /** The lead's own words. */
  readonly said: string | null;
}

const iso = (at: Instant): string => new Date(at).toISOString();

function payloadOf({ kind, event, business, person, said }: About): string {
  const { starts_at: startsAt, before, meaning, from, to, code } = event.data;
  const day = (at: unknown): string | undefined => (typeof at === 'number' ? iso(at as Instant) : undefined);
  return JSON.stringify({
    type: `lead.${kind}`,
    timestamp: iso(event.at),
    data: {
      business: business.id,
      lead: {
        id: event.contact,
        first_name: person.firstName,
        last_name: person.lastName,
        phone: person.phone,
        email: person.email,
        stage: person.stage,
        external_id: person.externalId,
      },
      ...(kind === 'stage_changed' ? { from: from ?? null, to } : {}),
      ...(startsAt === undefined ? {} : { starts_at: day(startsAt) ?? null, before: day(before) ?? null }),
      ...(kind === 'replied' ? { meaning, text: said } : {}),
      ...(kind === 'stopped' ? { reason: code } : {}),
    },
  });
}

const NEWS: Readonly<Record<ToldKind, string>> = {
  stage_changed: 'is at another stage',
  booked: 'has booked',
  moved: 'has moved the appointment',
  cancelled: 'has cancelled the appointment',
  missed: 'did not come',
  replied: 'has answered',
  opted_out: 'has opted out',
  stopped: 'is not followed up any more',
  finished: 'has come to the end of the sequence',
};

const subjectOf = ({ kind, person, business }: About): string =>
  `${person.name || 'A lead'} ${NEWS[kind]} (${business.name})`.replace(/[\r\n]+/g, ' ');

function letterOf(about: About): string {
  const { person, said, event } = about;
  const reached = [person.phone, person.email].filter((one) => one !== null).join(', ');
  return [
    `${subjectOf(about)}.`,
    '',
    `Lead ${event.contact}${reached === '' ? '' : `: ${reached}`}`,
    ...(person.stage === null ? [] : [`Stage: ${person.stage}`]),
    ...(said === null || said === '' ? [] : ['', said]),
    '',
    `The whole conversation: seq inbox show ${event.contact}`,
  ].join('\n');
}

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
    });
    for (const { told } of results) sums[told.kind === 'told' ? 'told' : 'failed'] += 1;
  }
  return sums;
}

async function settle(handle: Handle, { id, tries }: Notice, told: Told, now: Instant): Promise<void> {
  if (told.kind === 'told') return endNotice(handle, id, 'told', null, now);
  const wait = told.kind === 'refused' ? undefined : WAITS[tries - 1];
  if (wait === undefined) return endNotice(handle, id, 'given_up', told.detail, now);
  return tellAgain(handle, id, after(now, wait), told.detail);
}
