/** What calendars say of appointments: stored once, and followed so that the order in which their words arrive makes no difference. */
import { createHash } from 'node:crypto';
import type { BusinessId } from '../domain/ids.ts';
import { after, DAY, type Instant, instant } from '../domain/time.ts';
import { describeInstant } from '../schedule/describe.ts';
import { appointmentsNamed, type InCalendar } from '../store/appointments.ts';
import { txAgain } from '../store/begin-again.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import type { ContactState } from '../store/enrollments.ts';
import { settleWebhook, storeWebhook, webhookNamed } from '../store/webhooks.ts';
import { book, cancelBooking } from './booking.ts';
import { type Hints, matchContacts, peopleOf } from './match-contact.ts';
import { destinationsOf, stopForAct } from './stopping.ts';
import { makeStranger } from './stranger.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** One word of a calendar. `moved_away`: another appointment takes its place; `noted`: nothing is to be done about it. */
export interface BookingWord {
  readonly provider: string;
  /** The sender's own name for what happened. */
  readonly event: string;
  /** The sender's own id of the word; left out: the same words are the same word. */
  readonly key?: string;
  readonly kind: 'created' | 'moved_away' | 'cancelled' | 'missed' | 'noted';
  readonly id: string;
  readonly replaces: string | null;
  /** As it was sent. */
  readonly startsAt: string | null;
  readonly who: Hints & { readonly name: string | null; readonly zone: string | null };
}

export interface BookingTaken {
  /** `known`: it had been stored before. `waits`: an appointment is meant that nobody has told us of yet. */
  readonly result:
    | 'known'
    | 'booked'
    | 'moved'
    | 'unchanged'
    | 'cancelled'
    | 'missed'
    | 'refused'
    | 'waits'
    | 'noted'
    | 'nobody';
  readonly people: readonly ContactState[];
  /** Why its time cannot be used; null for a good one. */
  readonly reason: string | null;
}

/** Further ahead is a mistake more often than an appointment. */
const FURTHEST = 730 * DAY;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

type Start = { readonly at: Instant } | { readonly reason: string };

function startOf(text: string | null, now: Instant): Start {
  const at = text !== null && INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return { reason: 'its time cannot be read' };
  if (at <= now) return { reason: 'its time had passed when it was told' };
  if (at > after(now, FURTHEST)) return { reason: 'its time is more than two years ahead' };
  return { at: instant(at) };
}

/** The same for a word that is told twice, and for no other. */
const keyOf = ({ key, event, id, startsAt }: BookingWord): string =>
  key ??
  createHash('sha256')
    .update(JSON.stringify([event, id, startsAt]))
    .digest('hex');

/** Stores the word and does what follows from it, in one transaction; a second time it does nothing. */
export async function takeBooking(
  ws: Workspace,
  business: BusinessId,
  word: BookingWord,
  body: string,
  now: Instant,
): Promise<BookingTaken> {
  return txAgain(ws.db, async (handle) => {
    const businessRow = await ensureBusiness(handle, business);
    const known = await peopleMeant(handle, ws, business, word);
    await lockDestinations(handle, known.flatMap(destinationsOf));
    const stored = await storeWebhook(handle, {
      businessRow,
      source: word.provider,
      eventKey: keyOf(word),
      kind: word.event,
      body,
      receivedAt: now,
    });
    if (stored === null) return { result: 'known', people: known, reason: null };
    const taken = await follow(handle, ws, business, word, known, now);
    await settleWebhook(handle, stored, taken.result, taken.people[0]?.id ?? null);
    return taken;
  });
}

/** Whoever has that appointment, or the one that it replaces; else whomever the word names. */
async function peopleMeant(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  { provider, id, replaces, who }: BookingWord,
): Promise<readonly ContactState[]> {
  for (const name of [id, replaces]) {
    if (name === null) continue;
    const rows = await appointmentsNamed(handle, { provider, id: name });
    const people = await peopleOf(
      handle,
      business,
      rows.map(({ contact }) => contact),
    );
    if (people.length > 0) return people;
  }
  return matchContacts(handle, ws, business, who);
}

async function follow(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  word: BookingWord,
  known: readonly ContactState[],
  now: Instant,
): Promise<BookingTaken> {
  if (word.kind === 'noted') return { result: 'noted', people: known, reason: null };
  if (word.kind === 'missed') return missed(handle, ws, business, word, now);
  const start = startOf(word.startsAt, now);
  const stranger = known.length === 0 ? await makeStranger(handle, ws, business, word.who, now) : null;
  const people = stranger === null ? known : [stranger];
  if (people.length === 0) return { result: 'nobody', people, reason: null };
  const results: BookingTaken['result'][] = [];
  for (const contact of people) results.push(await followFor(handle, ws, contact, word, start, now));
  const result = results[0] ?? 'nobody';
  if (word.kind === 'created') {
    await tellOf(handle, ws, people, stranger !== null, word, start, result, now);
    await hearOfMissed(handle, ws, business, word, people, now);
  }
  return { result, people, reason: 'reason' in start ? start.reason : null };
}

/**
 * A word about an appointment that is not known yet says as well that it was made: whoever cancels has booked. So the
 * state in the end is the same, whichever word came first.
 */
async function followFor(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  word: BookingWord,
  start: Start,
  now: Instant,
): Promise<BookingTaken['result']> {
  const { provider, id, replaces, kind } = word;
  const isKnown = (await appointmentsNamed(handle, { provider, id })).some(
    (one) => one.contact === contact.id,
  );
  let result: BookingTaken['result'] = 'unchanged';
  if (kind === 'created' || !isKnown) {
    if ('at' in start) {
      result = (await book(handle, ws, contact, start.at, now, { provider, id, replaces })).kind;
    } else if (!isKnown) {
      // Its time is of no use; that the lead has booked still ends the chase.
      await stopForAct(handle, ws, contact, 'booked', now);
      result = 'refused';
    }
  }
  if (kind !== 'cancelled') return result;
  const { startsAt } = await cancelBooking(handle, ws, contact, now, { provider, id });
  return startsAt === null ? result : 'cancelled';
}

/** What a person must see to, said once and to the first of them. */
async function tellOf(
  handle: Handle,
  ws: Workspace,
  people: readonly ContactState[],
  isStranger: boolean,
  { provider, who }: BookingWord,
  start: Start,
  result: BookingTaken['result'],
  now: Instant,
): Promise<void> {
  const [first] = people;
  if (first === undefined || result === 'unchanged') return;
  const zone = zoneOf(ws, first);
  const name = first.name || who.name || 'Somebody';
  const when = 'at' in start ? ` for ${describeInstant(start.at, zone)}` : '';
  const said: string[] = [];
  if (result === 'refused' && 'reason' in start)
    said.push(`${name} has booked by ${provider}, but ${start.reason}: write it down, or find a new time`);
  if (isStranger) said.push(`${name} has booked${when} and is no lead here: see whether it is one of yours`);
  if (people.length > 1) {
    const all = people.map((one) => `${one.name || 'no name'} (${one.id})`).join(', ');
    said.push(`${people.length} leads share what the booking${when} names, and all are stopped: ${all}`);
  }
  for (const title of said)
    await makeTask(
      handle,
      { contact: first.id, enrollment: null, kind: 'review', title, dueAt: now, zone },
      now,
    );
}

const WAITS = 'not there yet';
const missedKey = (id: string): string => `${WAITS}: ${id}`;

/** Calendars name no person here: known by its appointment, or kept until that is told. */
async function missed(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  { provider, id }: BookingWord,
  now: Instant,
): Promise<BookingTaken> {
  const entry = { provider, id };
  const rows = await appointmentsNamed(handle, entry);
  const people = await peopleOf(
    handle,
    business,
    rows.map(({ contact }) => contact),
  );
  if (people.length > 0) {
    await markMissed(handle, ws, entry, people, now);
    return { result: 'missed', people, reason: null };
  }
  const businessRow = await ensureBusiness(handle, business);
  const kept = { businessRow, source: provider, eventKey: missedKey(id), kind: WAITS, body: null };
  await storeWebhook(handle, { ...kept, receivedAt: now });
  return { result: 'waits', people, reason: null };
}

async function hearOfMissed(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  { provider, id }: BookingWord,
  people: readonly ContactState[],
  now: Instant,
): Promise<void> {
  const businessRow = await ensureBusiness(handle, business);
  const kept = await webhookNamed(handle, { source: provider, eventKey: missedKey(id), businessRow });
  if (kept !== null) await markMissed(handle, ws, { provider, id }, people, now);
}

async function markMissed(
  handle: Handle,
  ws: Workspace,
  entry: InCalendar,
  people: readonly ContactState[],
  now: Instant,
): Promise<void> {
  for (const contact of people) await cancelBooking(handle, ws, contact, now, entry, 'missed');
}
