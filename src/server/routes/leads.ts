/** A new lead, posted by a form or a tool: enrolled as a row of an import is, answered with what will happen. */
import { createHash } from 'node:crypto';
import { asId, type BusinessId } from '../../domain/ids.ts';
import { secretsFor } from '../../engine/secrets.ts';
import { isFresh } from '../../engine/standard-webhooks.ts';
import { readBytes, TOO_LARGE } from '../body.ts';
import { readObject } from '../json-object.ts';
import { answerLead } from '../lead-answer.ts';
import { leadCells } from '../lead-cells.ts';
import { same } from '../same.ts';
import { isHexSignature } from '../signed.ts';
import type { Call, Route, Site } from '../site.ts';

export const LEADS: Route = {
  path: '/leads/:business',
  about:
    'A new lead as one JSON object, with the names that an import may have. It is enrolled, and its first text goes at once.',
  proof: '`Authorization: Bearer` with LEADSEQ_LEADS_KEY, or an HMAC-SHA256 of time and body by that key.',
  answers: [
    [200, 'known: taken before under this id, or with these very bytes; or a test'],
    [202, 'taken: what becomes of it, or why nobody is enrolled'],
    [400, 'no JSON object'],
    [401, 'no key, another key, or a time more than 5 minutes off'],
    [415, 'no JSON'],
    [422, 'refused, with what was seen and what is allowed; nothing is stored'],
  ],
  wakes: true,
  POST: take,
};

async function take(call: Call, site: Site): Promise<Response> {
  const business = asId<BusinessId>(call.req.param('business') ?? '');
  const bytes = await readBytes(call);
  if (bytes === null) return call.text(TOO_LARGE, 413);
  if (!isBelieved(call, site, business, bytes)) {
    site.log('warn', 'lead_refused', { business, reason: 'no key of this business' });
    return call.json({ status: 'refused', why: 'no key, or not the key of this business' }, 401, {
      'www-authenticate': 'Bearer',
    });
  }
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(call.req.header('content-type') ?? ''))
    return call.json({ status: 'refused', why: 'JSON is taken: content-type: application/json' }, 415);
  const object = readObject(bytes);
  if (!object.ok) return call.json({ status: 'refused', why: object.error }, 400);
  const cells = leadCells(object.value);
  if (!cells.ok) return call.json({ status: 'refused', why: cells.error, allowed: null }, 422);
  // What is signed is the body: a name beside it could be another's, for the same body told once more.
  const beside = call.req.header('authorization') === undefined ? '' : call.req.header('idempotency-key');
  const given = beside?.trim() || cells.value.get('id')?.trim();
  const eventKey = given ? `id ${given.slice(0, 200)}` : `sha256 ${sha256(bytes)}`;
  return answerLead(call, site, {
    business,
    source: 'leads',
    eventKey,
    posted: { business, cells: cells.value },
  });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A business that there is not has no key either. */
function isBelieved(call: Call, site: Site, business: BusinessId, bytes: Uint8Array): boolean {
  if (!site.ws.config.businesses.has(business)) return false;
  const keys = secretsFor(site.env, 'LEADSEQ_LEADS_KEY', business);
  const [, bearer] = /^Bearer +(\S+)$/i.exec(call.req.header('authorization') ?? '') ?? [];
  if (bearer !== undefined) return keys.filter((key) => same(bearer, key)).length > 0;
  const time = call.req.header('x-leadseq-timestamp') ?? '';
  const [, signature = ''] = /^v1=(.*)$/.exec(call.req.header('x-leadseq-signature') ?? '') ?? [];
  const signed = Buffer.concat([Buffer.from(`${time}.`), bytes]);
  return isFresh(time, site.now()) && isHexSignature(keys, signed, signature);
}
