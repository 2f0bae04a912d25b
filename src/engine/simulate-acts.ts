/** What a scripted lead does, done by the functions that hear of real leads. */
import type { BusinessId, ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { describeInstant } from '../schedule/describe.ts';
import { loadContactState } from '../store/enrollments.ts';
import { newestBookingLink } from '../store/links.ts';
import type { Person } from '../store/standings.ts';
import { book } from './booking.ts';
import { noteBounces } from './bounces.ts';
import { findLink, noteClick } from './clicks.ts';
import { takeMissedCall } from './missed-call.ts';
import { type Arrived, receive } from './receive.ts';
import type { ScriptedAct } from './simulate-script.ts';
import type { Workspace } from './workspace.ts';

/** A lead's act and what it was taken for. */
export interface ActDone {
  /** What it was taken for, or where it led; a finished clause. */
  readonly detail: string;
  /** The lead's own words. */
  readonly text: string | null;
  /** False when nobody can hear of it. */
  readonly heard: boolean;
}

export interface Acting {
  readonly ws: Workspace;
  readonly person: Person;
  /** Unique among all acts. */
  readonly n: number;
  readonly now: Instant;
}

const unheard = (detail: string, text: string | null = null): ActDone => ({ detail, text, heard: false });

/** `startsAt`: of a booking, in the business's zone. */
export async function doAct(acting: Acting, act: ScriptedAct, startsAt: Instant | null): Promise<ActDone> {
  switch (act.kind) {
    case 'reply':
      return write(acting, act.text, act.by);
    case 'stop':
      return write(acting, 'STOP', null);
    case 'book':
      return makeBooking(acting, startsAt);
    case 'missed_call':
      return ring(acting);
    case 'click':
      return click(acting);
    case 'bounce':
      return bounce(acting);
  }
}

async function write(acting: Acting, text: string, by: 'sms' | 'email' | null): Promise<ActDone> {
  const { ws, person, n, now } = acting;
  const channel = by ?? (person.phone === null ? 'email' : 'sms');
  const value = channel === 'sms' ? person.phone : person.email;
  if (value === null)
    return unheard(`there is no ${channel === 'sms' ? 'number' : 'address'} to write from`, text);
  const arrived: Arrived = {
    business: person.business,
    provider: 'simulation',
    providerId: `act-${n}`,
    channel,
    from: { kind: channel === 'sms' ? 'phone' : 'email', value },
    text,
    at: now,
  };
  const meaning = await receive(ws, arrived, now);
  return { detail: `taken for ${meaning.replaceAll('_', ' ')}`, text, heard: true };
}

async function makeBooking({ ws, person, now }: Acting, startsAt: Instant | null): Promise<ActDone> {
  if (startsAt === null || startsAt <= now) return unheard('the appointment would be over already');
  const { kind } = await ws.db.tx(async (handle) =>
    book(handle, ws, await contactOf(handle, person.contact), startsAt, now),
  );
  const { zone } = businessOf(ws, person.business);
  return {
    detail: `${kind === 'moved' ? 'moved to' : `${kind} for`} ${describeInstant(startsAt, zone)}`,
    text: null,
    heard: true,
  };
}

async function contactOf(handle: Parameters<typeof loadContactState>[0], id: ContactId) {
  const contact = await loadContactState(handle, id);
  if (contact === null) throw new Error(`lead ${id} of the simulation is gone`);
  return contact;
}

async function ring({ ws, person, n, now }: Acting): Promise<ActDone> {
  const { phone } = person;
  if (phone === null) return unheard('there is no number to ring from');
  const business = businessOf(ws, person.business);
  const id = `act-${n}`;
  const { calls } = business;
  if (calls !== undefined) {
    const once = await takeMissedCall(ws, { business, calls, id, from: phone }, now);
    const detail = once.kind === 'done' ? once.value : once.result;
    return { detail: detail.replaceAll('_', ' '), text: null, heard: true };
  }
  const from = { kind: 'phone', value: phone } as const;
  const rang = { business: business.id, provider: 'simulation', providerId: id, channel: 'call' } as const;
  await receive(ws, { ...rang, from, text: '', at: now }, now);
  return { detail: 'nobody answered', text: null, heard: true };
}

function businessOf(ws: Workspace, id: BusinessId) {
  const business = ws.config.businesses.get(id);
  if (business === undefined) throw new Error(`business ${id} of the simulation is gone`);
  return business;
}

/** Opened as a person does, by a browser. */
const BROWSER = { userAgent: 'Mozilla/5.0', isMachine: false, isPrefetch: false } as const;

async function click({ ws, person, now }: Acting): Promise<ActDone> {
  const token = await newestBookingLink(ws.db, person.contact);
  const link = token === null ? null : await findLink(ws, token);
  if (link === null) return unheard('no message with a tracked link to the booking page has gone');
  const who = await noteClick(ws, link, BROWSER, now);
  return {
    detail: who === 'person' ? 'opened the booking page' : 'taken for a machine',
    text: null,
    heard: true,
  };
}

async function bounce({ ws, person, n, now }: Acting): Promise<ActDone> {
  const { email } = person;
  if (email === null) return unheard('there is no address to bounce');
  const reported = [{ recipient: email, action: 'failed', status: '5.1.1', blame: 'hard' } as const];
  const dead = await ws.db.tx((handle) =>
    noteBounces(handle, ws, person.business, { id: `act-${n}`, reported, returned: [] }, now),
  );
  return { detail: dead > 0 ? 'the address is dead' : 'known already', text: null, heard: true };
}
