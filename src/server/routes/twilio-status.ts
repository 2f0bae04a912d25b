/** Twilio says how a text fares: believed when it is signed, applied once, and answered with nothing. */
import { type AttemptToken, asId } from '../../domain/ids.ts';
import { businessOf } from '../../engine/callback-business.ts';
import { noteStatus } from '../../engine/statuses.ts';
import { readBody } from '../body.ts';
import { signingTokens } from '../signing-tokens.ts';
import type { Call, Route, Site } from '../site.ts';
import { type Fields, isSignedByOneOf } from '../twilio-signature.ts';

export const TWILIO_STATUS: Route = { path: '/tw/s/:token', POST: take };

async function take(call: Call, site: Site): Promise<Response> {
  const token = call.req.param('token') ?? '';
  if (!/^[0-9a-f]{32}$/.test(token)) return call.notFound();
  const body = await readBody(call);
  if (body === null) return call.text('Too large\n', 413);
  const fields = fieldsOf(body);
  const attempt = asId<AttemptToken>(token);
  if (fields === null || !(await isBelieved(call, site, attempt, fields))) {
    site.log('warn', 'callback_refused', {});
    return call.text('Forbidden\n', 403);
  }
  const providerId = fields.get('MessageSid') ?? '';
  const status = fields.get('MessageStatus') ?? '';
  if (!/^(SM|MM)[0-9a-f]{32}$/.test(providerId) || status === '') return call.text('Bad request\n', 400);
  const errorCode = fields.get('ErrorCode') ?? null;
  const report = { token: attempt, providerId, status, errorCode, at: site.now() };
  const noted = await noteStatus(site.ws, report);
  site.log('info', 'status', { message: providerId, status, noted, ...(errorCode && { code: errorCode }) });
  return call.body(null, 204);
}

/** Null when a field comes twice: there is no telling which of them was meant. */
function fieldsOf(body: string): Fields | null {
  const pairs = [...new URLSearchParams(body)];
  const fields = new Map(pairs);
  return fields.size === pairs.length ? fields : null;
}

/**
 * Signed over the address that the provider was given, which is made of `public_url` and never of what the request says
 * of its host; by the account of the very business whose message it is.
 */
async function isBelieved(call: Call, site: Site, token: AttemptToken, fields: Fields): Promise<boolean> {
  const { publicUrl, accounts } = site.ws.config;
  const signature = call.req.header('x-twilio-signature');
  if (publicUrl === null || signature === undefined) return false;
  const business = await businessOf(site.ws, token);
  if (business === null) return false;
  const url = `${publicUrl}${call.env.incoming.url ?? ''}`;
  return (
    isSignedByOneOf(signingTokens(site, business), url, fields, signature) &&
    fields.get('AccountSid') === accounts.get(business)?.twilio.accountSid
  );
}
