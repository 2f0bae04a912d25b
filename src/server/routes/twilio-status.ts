/** Twilio says how a text fares: believed when it is signed, applied once, and answered with nothing. */
import { type AttemptToken, asId } from '../../domain/ids.ts';
import { businessOf } from '../../engine/callback-business.ts';
import { noteStatus } from '../../engine/statuses.ts';
import type { Call, Route, Site } from '../site.ts';
import { readSigned, TWILIO_PROOF } from '../twilio-request.ts';

export const TWILIO_STATUS: Route = {
  path: '/tw/s/:token',
  about: 'How a text fares. Its address goes out with each text: nothing is to be set up.',
  proof: TWILIO_PROOF,
  answers: [
    [204, 'taken, or known before'],
    [400, 'no message, or no status of one'],
    [403, 'not signed, or not about a text of that account'],
    [404, 'no such address'],
    [415, 'no form'],
  ],
  POST: take,
};

async function take(call: Call, site: Site): Promise<Response> {
  const token = call.req.param('token') ?? '';
  if (!/^[0-9a-f]{32}$/.test(token)) return call.notFound();
  const attempt = asId<AttemptToken>(token);
  // By the account of the very business whose message it is.
  const signed = await readSigned(call, site, async () => {
    const business = await businessOf(site.ws, attempt);
    return business === null ? [] : [business];
  });
  if (signed instanceof Response) return signed;
  const { fields } = signed;
  const providerId = fields.get('MessageSid') ?? '';
  const status = fields.get('MessageStatus') ?? '';
  if (!/^(SM|MM)[0-9a-f]{32}$/.test(providerId) || status === '') return call.text('Bad request\n', 400);
  const errorCode = fields.get('ErrorCode') ?? null;
  const report = { token: attempt, providerId, status, errorCode, at: site.now() };
  const noted = await noteStatus(site.ws, report);
  site.log('info', 'status', { message: providerId, status, noted, ...(errorCode && { code: errorCode }) });
  return call.body(null, 204);
}
