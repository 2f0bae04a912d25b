/** A mail as it is, posted by whatever receives it: an MTA's script, or a provider's route. */
import { asId, type BusinessId } from '../../domain/ids.ts';
import { takeMail } from '../../engine/mail-in.ts';
import { LARGEST_MAIL, readMail } from '../../engine/read-mail.ts';
import { isBearer } from '../bearer.ts';
import { readBytes } from '../body.ts';
import type { Call, Route, Site } from '../site.ts';

export const MAIL: Route = {
  path: '/mail/:business',
  about: 'A mail to the business as it came, up to 10 MB, as message/rfc822.',
  proof: '`Authorization: Bearer` with LEADSEQ_MAIL_KEY.',
  answers: [
    [200, 'stored, or known before: what it was taken for'],
    [400, 'it is no mail'],
    [401, 'no key, or not the key of this business'],
    [413, 'larger than 10 MB'],
    [415, 'not message/rfc822'],
  ],
  wakes: true,
  POST: take,
};

async function take(call: Call, site: Site): Promise<Response> {
  const business = asId<BusinessId>(call.req.param('business') ?? '');
  if (!isBearer(call, site, 'LEADSEQ_MAIL_KEY', business)) {
    site.log('warn', 'mail_refused', {});
    return call.text('No key, or not the key of this business\n', 401, { 'www-authenticate': 'Bearer' });
  }
  if (!/^message\/rfc822\b/i.test(call.req.header('content-type') ?? ''))
    return call.text('A mail is taken as it is: content-type: message/rfc822\n', 415);
  const raw = await readBytes(call, LARGEST_MAIL);
  if (raw === null) return call.text('Too large: at most 10 MB are taken\n', 413);
  const read = await readMail(raw);
  if (!read.ok) return call.text(`${read.message}\n`, read.reason === 'too_large' ? 413 : 400);
  const { result, dead } = await takeMail(site.ws, business, read.mail, raw, site.now());
  site.log('info', 'mail', { business, taken_for: result, ...(dead > 0 && { dead: String(dead) }) });
  return call.json({ result });
}
