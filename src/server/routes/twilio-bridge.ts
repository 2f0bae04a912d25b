/** A call that somebody of the business asked for: who it is for is said at their phone, and the lead is dialed once a key was pressed. */
import { LEAD_RINGS, LONGEST_TALK } from '../../domain/bridge.ts';
import { SECOND } from '../../domain/time.ts';
import {
  businessOfBridge,
  type Connection,
  callFares,
  keyPressed,
  leadHungUp,
  pickedUp,
  type Word,
} from '../../engine/bridge-heard.ts';
import type { Answer, Call, Route, Site } from '../site.ts';
import { readSigned, TWILIO_PROOF } from '../twilio-request.ts';
import type { Fields } from '../twilio-signature.ts';
import { askForKey, NOTHING_TO_SAY, putThrough, sayAndHangUp } from '../twiml.ts';

const REFUSALS: Route['answers'] = [
  [400, 'no call'],
  [403, 'not signed, or not about a call of that account'],
  [404, 'no such address'],
  [415, 'no form'],
];

const asked = (path: string, about: string, answer: Route['answers'][number], POST: Answer): Route => ({
  path: `/tw/bridge/:token${path}`,
  about,
  proof: TWILIO_PROOF,
  answers: [answer, ...REFUSALS],
  POST,
});

export const BRIDGE_PICKED_UP = asked(
  '',
  'Whoever asked for a call has picked up. Its address goes out with the call: nothing is to be set up.',
  [200, 'TwiML that says who is called and asks for a key; an end, where it is over'],
  whisper,
);
export const BRIDGE_KEY = asked(
  '/key',
  'The key that they pressed: a 1 dials the lead, unless they have asked not to be called meanwhile.',
  [200, 'TwiML that dials, or says why not'],
  connect,
);
export const BRIDGE_ENDED = asked(
  '/ended',
  'How it went at the lead’s phone.',
  [200, 'taken, or known before: an empty `<Response/>`'],
  end,
);
export const BRIDGE_STATUS = asked(
  '/status',
  'How the call fares at the phone of whoever asked for it.',
  [204, 'taken, or known before'],
  fare,
);

const XML = { 'content-type': 'text/xml; charset=utf-8' };

interface Told {
  readonly word: Word;
  readonly fields: Fields;
  /** Where the rest of this call is told. */
  readonly address: string;
}

async function readWord(call: Call, site: Site): Promise<Told | Response> {
  const token = call.req.param('token') ?? '';
  if (!/^[0-9a-f]{32}$/.test(token)) return call.notFound();
  const signed = await readSigned(call, site, async () => {
    const business = await businessOfBridge(site.ws, token);
    return business === null ? [] : [business];
  });
  if (signed instanceof Response) return signed;
  const { fields } = signed;
  const providerId = fields.get('CallSid') ?? '';
  if (!/^CA[0-9a-f]{32}$/.test(providerId)) return call.text('Bad request\n', 400);
  const address = `${site.ws.config.publicUrl}/tw/bridge/${token}`;
  return { word: { token, providerId, at: site.now() }, fields, address };
}

/** Long enough to find the keys. */
const KEY_WITHIN = 8;

async function whisper(call: Call, site: Site): Promise<Response> {
  const told = await readWord(call, site);
  if (told instanceof Response) return told;
  const words = await pickedUp(site.ws, told.word);
  note(site, told, 'picked_up', words === null ? 'over' : 'asked');
  const say = words === null ? NOTHING_TO_SAY : askForKey(words, KEY_WITHIN, `${told.address}/key`);
  return call.body(say, 200, XML);
}

const WHY: Readonly<Record<Extract<Connection, { kind: 'hang_up' }>['why'], string>> = {
  no_key: 'Nobody was called. Good bye.',
  opted_out: 'They have asked not to be called. Nobody was called. Good bye.',
  in_talk: 'Somebody else is talking to them. Good bye.',
  over: 'This call is over. Good bye.',
};

async function connect(call: Call, site: Site): Promise<Response> {
  const told = await readWord(call, site);
  if (told instanceof Response) return told;
  const next = await keyPressed(site.ws, told.word, told.fields.get('Digits') ?? '');
  note(site, told, 'key', next.kind === 'dial' ? 'dialed' : next.why);
  if (next.kind === 'hang_up') return call.body(sayAndHangUp(WHY[next.why]), 200, XML);
  const dial = {
    number: next.lead,
    callerId: next.callerId,
    seconds: LEAD_RINGS / SECOND,
    longest: LONGEST_TALK / SECOND,
    action: `${told.address}/ended`,
  };
  return call.body(putThrough(dial), 200, XML);
}

async function end(call: Call, site: Site): Promise<Response> {
  const told = await readWord(call, site);
  if (told instanceof Response) return told;
  const status = told.fields.get('DialCallStatus') ?? '';
  const said = told.fields.get('DialCallDuration') ?? '';
  const seconds = /^\d{1,6}$/.test(said) ? Number(said) : null;
  const noted = await leadHungUp(site.ws, told.word, status, seconds);
  note(site, told, status, noted);
  return call.body(NOTHING_TO_SAY, 200, XML);
}

async function fare(call: Call, site: Site): Promise<Response> {
  const told = await readWord(call, site);
  if (told instanceof Response) return told;
  const status = told.fields.get('CallStatus') ?? '';
  const noted = await callFares(site.ws, told.word, status);
  note(site, told, status, noted);
  return call.body(null, 204);
}

const note = (site: Site, { word }: Told, status: string, noted: string): void =>
  site.log('info', 'bridge', { call: word.providerId, status, noted });
