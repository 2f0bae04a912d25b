/** The number that leads ring: put through to a phone of the business, and taken note of when nobody answers there. */
import type { Business, CallSettings } from '../../domain/business.ts';
import { asId, type BusinessId } from '../../domain/ids.ts';
import { SECOND } from '../../domain/time.ts';
import { takeMissedCall } from '../../engine/missed-call.ts';
import { takeAnsweredCall } from '../../engine/missed-call-answered.ts';
import type { Call, Route, Site } from '../site.ts';
import { readSigned, TWILIO_PROOF } from '../twilio-request.ts';
import type { Fields } from '../twilio-signature.ts';
import { dial, NOTHING_TO_SAY } from '../twiml.ts';

export const VOICE_IN: Route = {
  path: '/tw/voice/:business',
  about: 'A call to the number that leads ring: put through to `calls.forward_to`.',
  proof: TWILIO_PROOF,
  answers: [
    [200, 'TwiML that dials'],
    [403, 'not signed by the account of that business'],
    [404, 'no such business, or it has no `calls.forward_to`'],
    [415, 'no form'],
  ],
  POST: ring,
};

export const VOICE_ENDED: Route = {
  path: '/tw/voice/:business/ended',
  about: 'How such a call ended; its address is in the TwiML. A missed one is answered by a text, once.',
  proof: TWILIO_PROOF,
  answers: [
    [200, 'taken, or known before: an empty `<Response/>`'],
    [400, 'no call, or not how it ended'],
    [403, 'not signed by the account of that business'],
    [404, 'no such business, or it has no `calls.forward_to`'],
    [415, 'no form'],
  ],
  wakes: true,
  POST: end,
};

const XML = { 'content-type': 'text/xml; charset=utf-8' };

interface Called {
  readonly business: Business;
  readonly calls: CallSettings;
  readonly forwardTo: string;
  readonly fields: Fields;
}

async function readCall(call: Call, site: Site): Promise<Called | Response> {
  const id = asId<BusinessId>(call.req.param('business') ?? '');
  const business = site.ws.config.businesses.get(id);
  const forwardTo = business?.calls?.forwardTo;
  if (business?.calls === undefined || !forwardTo) return call.notFound();
  const signed = await readSigned(call, site, () => [id]);
  if (signed instanceof Response) return signed;
  return { business, calls: business.calls, forwardTo, fields: signed.fields };
}

async function ring(call: Call, site: Site): Promise<Response> {
  const called = await readCall(call, site);
  if (called instanceof Response) return called;
  const { business, calls, forwardTo } = called;
  const action = `${site.ws.config.publicUrl}/tw/voice/${business.id}/ended`;
  return call.body(dial(forwardTo, calls.ring / SECOND, action), 200, XML);
}

const MISSED: ReadonlySet<string> = new Set(['no-answer', 'busy', 'failed', 'canceled']);
const TAKEN: ReadonlySet<string> = new Set(['completed', 'answered']);

async function end(call: Call, site: Site): Promise<Response> {
  const called = await readCall(call, site);
  if (called instanceof Response) return called;
  const { business, calls, fields } = called;
  const id = fields.get('CallSid') ?? '';
  const status = fields.get('DialCallStatus') ?? '';
  if (!/^CA[0-9a-f]{32}$/.test(id) || !(MISSED.has(status) || TAKEN.has(status)))
    return call.text('Bad request\n', 400);
  const rang = { business, calls, id, from: fields.get('From') ?? '' };
  const take = TAKEN.has(status) && !soundsLikeMailbox(fields, calls) ? takeAnsweredCall : takeMissedCall;
  const once = await take(site.ws, rang, site.now());
  const result = once.kind === 'known' ? 'replayed' : once.value;
  site.log('info', 'call', { business: business.id, call: id, status, result });
  return call.body(NOTHING_TO_SAY, 200, XML);
}

/** A mailbox of the phone that rang takes the call as a person does, and nobody talks to one for long. */
function soundsLikeMailbox(fields: Fields, calls: CallSettings): boolean {
  const seconds = Number(fields.get('DialCallDuration') ?? 0) || 0;
  return seconds * SECOND < calls.voicemailUnder || (fields.get('AnsweredBy') ?? '').startsWith('machine');
}
