/** What any other tool says of a lead - a chat, a form, a CRM - in words of our own, each taken once. */
import type { BusinessId } from '../domain/ids.ts';
import { after, DAY, type Instant } from '../domain/time.ts';
import { lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, setStage } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { SUPPRESSED_CHANNELS } from '../store/suppressions.ts';
import { type Hints, matchContacts, reachOf } from './match-contact.ts';
import { optOut, type Place } from './optout.ts';
import { pauseLead } from './pausing.ts';
import { receiveIn } from './receive.ts';
import { destinationsOf, stopByPerson, stopForAct, stopForWrongNumber } from './stopping.ts';
import { makeTask, zoneOf } from './tasks.ts';
import { type Once, takeOnce } from './webhooks.ts';
import type { Workspace } from './workspace.ts';

/** Those that need no appointment and no lead's data. */
export const EVENT_TYPES = [
  'message',
  'opted_out',
  'not_interested',
  'wrong_number',
  'stop',
  'pause',
  'stage',
  'note',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface EventWord {
  readonly type: EventType;
  /** Unique for ever among those of its business. */
  readonly key: string;
  readonly who: Hints;
  /** What was written; of a stage, its name. */
  readonly text: string;
  readonly body: string;
}

const REVIEW_AFTER = 2 * DAY;

/** What came of it, in a word: `nobody` when no lead of the business is named. */
export function takeEvent(
  ws: Workspace,
  business: BusinessId,
  event: EventWord,
  now: Instant,
): Promise<Once<string>> {
  const { type, key, body } = event;
  const word = { business, source: 'events', eventKey: key, kind: type, body, receivedAt: now };
  return takeOnce(ws, word, async (handle) => {
    const people = await matchContacts(handle, ws, business, event.who);
    await lockDestinations(handle, people.flatMap(destinationsOf));
    const result = await act(handle, ws, business, event, people, now);
    return { end: { contact: people[0]?.id ?? null, result }, value: result };
  });
}

async function act(
  handle: Handle,
  ws: Workspace,
  business: BusinessId,
  { type, key, who, text }: EventWord,
  people: readonly ContactState[],
  now: Instant,
): Promise<string> {
  const place = placeOf(ws, business, who);
  if (type === 'message') {
    const contact = people[0]?.id ?? null;
    const from = place === null ? null : { kind: place.kind, value: place.value };
    const message = {
      business,
      provider: 'events',
      providerId: key,
      channel: 'chat',
      from,
      contact,
      text,
      at: now,
    } as const;
    return receiveIn(handle, ws, message, now);
  }
  // An opt-out of somebody whom nobody here knows is kept.
  if (type === 'opted_out') {
    await optOut(handle, ws, people, place, SUPPRESSED_CHANNELS, now);
    return people.length > 0 || place !== null ? 'opted_out' : 'nobody';
  }
  for (const person of people) await actOn(handle, ws, person, { type, text, place }, now);
  return people.length > 0 ? type : 'nobody';
}

async function actOn(
  handle: Handle,
  ws: Workspace,
  person: ContactState,
  {
    type,
    text,
    place,
  }: Pick<EventWord, 'text'> & {
    readonly type: Exclude<EventType, 'message' | 'opted_out'>;
    readonly place: Place | null;
  },
  now: Instant,
): Promise<void> {
  switch (type) {
    case 'not_interested':
      await stopForAct(handle, ws, person, 'not_interested', now);
      return;
    case 'wrong_number':
      await stopForWrongNumber(handle, ws, person, now, place?.kind ?? 'phone');
      return;
    case 'stop':
      await stopByPerson(handle, ws, person, 'a tool said so', now);
      return;
    case 'pause':
      await pauseLead(handle, ws, person, after(now, REVIEW_AFTER), 'a tool said so', now);
      return;
    case 'stage':
      return toStage(handle, person, text, now);
    case 'note': {
      const title = `Read a note about ${person.name || 'a lead'}`;
      const about = { contact: person.id, enrollment: null, kind: 'review', title, note: text } as const;
      await makeTask(handle, { ...about, dueAt: now, zone: zoneOf(ws, person) }, now);
    }
  }
}

async function toStage(handle: Handle, person: ContactState, stage: string, now: Instant): Promise<void> {
  if (!(await setStage(handle, person.id, stage))) return;
  await appendEvent(handle, {
    at: now,
    kind: 'stage_changed',
    contact: person.id,
    enrollment: null,
    touch: null,
    attempt: null,
    data: { from: person.stage, to: stage },
  });
}

function placeOf(ws: Workspace, business: BusinessId, who: Hints): Place | null {
  const { email, phone } = reachOf(ws, business, who);
  if (phone !== null) return { business, kind: 'phone', value: phone.value };
  return email === null ? null : { business, kind: 'email', value: email };
}
