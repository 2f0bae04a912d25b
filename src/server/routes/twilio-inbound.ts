/** A lead texts: stored and acted on before Twilio hears that it was taken, and answered with no words of ours. */
import { receive } from '../../engine/receive.ts';
import { attachedWords, hearersOf } from '../../engine/webhooks-text.ts';
import type { Call, Route, Site } from '../site.ts';
import { readSigned, TWILIO_PROOF } from '../twilio-request.ts';
import type { Fields } from '../twilio-signature.ts';
import { accountUsers } from '../twilio-users.ts';
import { NOTHING_TO_SAY } from '../twiml.ts';

export const TWILIO_INBOUND: Route = {
  path: '/tw/in',
  about: 'What leads text: answers, STOP, pictures.',
  proof: TWILIO_PROOF,
  answers: [
    [200, 'taken, or known before: an empty `<Response/>`'],
    [400, 'no message'],
    [403, 'not signed by an account of this workspace'],
    [404, 'to a number that no business here texts from'],
    [415, 'no form'],
  ],
  wakes: true,
  POST: take,
};

/** What the poll of the provider's list calls it as well: whoever finds a message first, it counts once. */
const PROVIDER = 'twilio';

async function take(call: Call, site: Site): Promise<Response> {
  const signed = await readSigned(call, site, (fields) => accountUsers(site.ws, fields.get('AccountSid')));
  if (signed instanceof Response) return signed;
  const { fields } = signed;
  const providerId = fields.get('MessageSid') ?? '';
  const from = fields.get('From') ?? '';
  if (!/^(SM|MM)[0-9a-f]{32}$/.test(providerId) || from === '') return call.text('Bad request\n', 400);
  const hearers = await hearersOf(site.ws, signed.businesses, {
    account: fields.get('AccountSid') ?? '',
    to: fields.get('To') ?? '',
    service: fields.get('MessagingServiceSid') || null,
  });
  if (hearers.length === 0) {
    site.log('warn', 'to_nobody', { message: providerId, to: fields.get('To') ?? '' });
    return call.text('No business here texts from that number\n', 404);
  }
  const now = site.now();
  for (const business of hearers) {
    const meaning = await receive(
      site.ws,
      {
        business,
        provider: PROVIDER,
        providerId,
        channel: 'sms',
        from: { kind: 'phone', value: from },
        ...wordsOf(fields),
        optOutType: optOutTypeOf(fields),
        at: now,
      },
      now,
    );
    site.log('info', 'received', { business, message: providerId, meaning });
  }
  return call.body(NOTHING_TO_SAY, 200, { 'content-type': 'text/xml; charset=utf-8' });
}

/** No phone attaches more than ten; whatever else the number says is no reason to count on. */
const MOST_MEDIA = 10;

/** A picture without words stands for itself. */
function wordsOf(fields: Fields): { readonly text: string; readonly attached?: string } {
  const count = Math.min(MOST_MEDIA, Math.max(0, Number(fields.get('NumMedia') ?? 0) || 0));
  const types = Array.from({ length: count }, (_, n) => fields.get(`MediaContentType${n}`) ?? '');
  const [text, attached] = [fields.get('Body') ?? '', attachedWords(types)];
  return text.trim() === '' ? { text: attached } : { text, attached };
}

function optOutTypeOf(fields: Fields): 'STOP' | 'START' | 'HELP' | null {
  const type = fields.get('OptOutType');
  return type === 'STOP' || type === 'START' || type === 'HELP' ? type : null;
}
