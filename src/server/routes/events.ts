/** Any other tool - a chat, a form, a CRM - says what a lead does, in words that the manual lists. */
import { createHash } from 'node:crypto';
import { asId, type BusinessId } from '../../domain/ids.ts';
import { HOUR, type Instant } from '../../domain/time.ts';
import { type BookingWord, takeBooking } from '../../engine/booking-in.ts';
import { EVENT_TYPES, type EventType, takeEvent } from '../../engine/events-in.ts';
import { secretsFor } from '../../engine/secrets.ts';
import { isSignedBy } from '../../engine/standard-webhooks.ts';
import { isBearer } from '../bearer.ts';
import { readBytes, TOO_LARGE } from '../body.ts';
import { type Fields, readFields } from '../fields.ts';
import { asObject, readObject } from '../json-object.ts';
import { answerLead } from '../lead-answer.ts';
import { leadCells } from '../lead-cells.ts';
import type { Call, Route, Site } from '../site.ts';

export const EVENTS: Route = {
  path: '/events/:business',
  about:
    'What a lead does, said by any tool: `message`, `lead`, `booked`, `rescheduled`, `canceled`, `no_show`, `opted_out`, `not_interested`, `wrong_number`, `stop`, `pause`, `stage`, `note`. `contact` names the lead: by `token`, `email`, `phone`, and where those find nobody by `external_id`, the tool’s own name for it.',
  proof:
    'Signed as standardwebhooks.com says by LEADSEQ_EVENTS_KEY; or `Authorization: Bearer` with it, for leads, messages and what stops.',
  answers: [
    [200, 'taken, or known before: what came of it, in a word'],
    [400, 'no JSON object'],
    [401, 'not signed, no key, or a time more than 5 minutes off'],
    [403, 'it must be signed for that'],
    [422, 'refused, with what was seen and what is allowed; nothing is stored'],
  ],
  wakes: true,
  POST: take,
};

const BOOKINGS: Readonly<Record<string, BookingWord['kind']>> = {
  booked: 'created',
  rescheduled: 'created',
  canceled: 'cancelled',
  no_show: 'missed',
};
const TYPES: readonly string[] = ['lead', ...EVENT_TYPES, ...Object.keys(BOOKINGS)];

/** What a key in a header, which travels with every request and is easily lost, may bring about: nothing that sends more. */
const BY_KEY: readonly string[] = [
  'lead',
  'message',
  'opted_out',
  'not_interested',
  'wrong_number',
  'stop',
  'pause',
];

async function take(call: Call, site: Site): Promise<Response> {
  const business = asId<BusinessId>(call.req.param('business') ?? '');
  const bytes = await readBytes(call);
  if (bytes === null) return call.text(TOO_LARGE, 413);
  const refuse = (why: string, status: 400 | 401 | 403 | 422): Response => {
    site.log('warn', 'event_refused', { why });
    return call.json({ status: 'refused', why }, status);
  };
  const id = call.req.header('webhook-id') ?? '';
  const isSigned = isProven(call, site, business, id, bytes);
  if (!isSigned && !isBearer(call, site, 'LEADSEQ_EVENTS_KEY', business))
    return refuse('not signed, or not by the key of this business', 401);
  const object = readObject(bytes);
  if (!object.ok) return refuse(object.error, 400);
  const said = readFields(bytes);
  const type = said?.text('type') ?? '';
  if (said === null || !TYPES.includes(type))
    return refuse(`type is ${JSON.stringify(type)}; it takes ${TYPES.join(', ')}`, 422);
  if (!isSigned && !BY_KEY.includes(type))
    return refuse(`${type} must be signed; a key alone is enough for ${BY_KEY.join(', ')}`, 403);
  const key = isSigned ? `id ${id.slice(0, 200)}` : keyOf(id, type, bytes, site.now());
  const body = bytes.toString('utf8');
  if (type === 'lead') {
    const lead = asObject(object.value.lead);
    const cells = lead === null ? null : leadCells(lead);
    if (cells === null) return refuse('lead is missing: an object with what an import may have', 422);
    if (!cells.ok) return refuse(cells.error, 422);
    const posted = { business, cells: cells.value };
    return answerLead(call, site, { business, source: 'events', eventKey: key, posted });
  }
  const told = (result: string): Response => {
    site.log('info', 'event', { business, type, result });
    return call.json({ result });
  };
  if (type in BOOKINGS) {
    const word = bookingOf(said, type, key);
    if (typeof word === 'string') return refuse(word, 422);
    return told((await takeBooking(site.ws, business, word, body, site.now())).result);
  }
  const text = textOf(said, type, site.ws.config.stages);
  if ('missing' in text) return refuse(text.missing, 422);
  const who = whoOf(said);
  if (Object.values(who).every((each) => each === null))
    return refuse('contact names nobody: it takes token, email, phone or external_id', 422);
  const word = { type: type as EventType, key, who, text: text.text, body };
  const taken = await takeEvent(site.ws, business, word, site.now());
  return told(taken.kind === 'known' ? 'known' : taken.value);
}

/**
 * What only a key proves may have a name of its own as well. Without one, a lead is one for ever, and a message is one
 * within an hour, in which an answer that was lost is asked for again. What stops counts each time that it is said: done
 * twice it is done, and somebody who opts out again, in the same words as years ago, must be heard.
 */
function keyOf(id: string, type: string, bytes: Buffer, now: Instant): string {
  if (id !== '') return `key ${id.slice(0, 200)}`;
  const words = `sha256 ${createHash('sha256').update(bytes).digest('hex')}`;
  if (type === 'lead') return words;
  return type === 'message' ? `${words} ${Math.floor(now / HOUR)}` : `${words} ${now}`;
}

function isProven(
  call: Call,
  { ws, env, now }: Site,
  business: BusinessId,
  id: string,
  bytes: Buffer,
): boolean {
  if (!ws.config.businesses.has(business)) return false;
  const headers = {
    id,
    timestamp: call.req.header('webhook-timestamp') ?? '',
    signature: call.req.header('webhook-signature') ?? '',
  };
  return isSignedBy(secretsFor(env, 'LEADSEQ_EVENTS_KEY', business), headers, bytes, now());
}

function whoOf(said: Fields) {
  const contact = said.inside('contact');
  return {
    token: contact.text('token'),
    email: contact.text('email'),
    phone: contact.text('phone'),
    externalId: contact.text('external_id'),
  };
}

/** The error is a sentence for whoever posted it. */
function bookingOf(said: Fields, type: string, key: string): BookingWord | string {
  const appointment = said.inside('appointment');
  const id = appointment.text('id');
  if (id === null) return 'appointment.id is missing: the name of the appointment where it was made';
  const startsAt = appointment.text('starts_at');
  if (startsAt === null && type !== 'no_show')
    return 'appointment.starts_at is missing: such as 2026-03-12T10:00:00-05:00';
  const contact = said.inside('contact');
  return {
    provider: 'events',
    event: type,
    key,
    kind: BOOKINGS[type] ?? 'noted',
    id,
    replaces: type === 'rescheduled' ? (appointment.text('replaces') ?? id) : null,
    startsAt,
    who: { ...whoOf(said), name: contact.text('name'), zone: contact.text('zone') },
  };
}

function textOf(
  said: Fields,
  type: string,
  stages: readonly string[],
): { readonly text: string } | { readonly missing: string } {
  if (type === 'stage') {
    const stage = said.text('stage');
    if (stage === null) return { missing: 'stage is missing' };
    if (stages.length > 0 && !stages.includes(stage))
      return { missing: `stage is ${JSON.stringify(stage)}; leadseq.yaml has ${stages.join(', ')}` };
    return { text: stage };
  }
  const text = said.text('text');
  if (text === null && (type === 'message' || type === 'note')) return { missing: 'text is missing' };
  return { text: text ?? '' };
}
