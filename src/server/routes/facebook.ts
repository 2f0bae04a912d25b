/** Leads of Facebook and Instagram forms: those that come with their answers are enrolled, the others are for a person to fetch. */
import { asId, type BusinessId } from '../../domain/ids.ts';
import { secretsFor } from '../../engine/secrets.ts';
import { takeUnfetched } from '../../engine/take-lead-unfetched.ts';
import { readBytes, TOO_LARGE } from '../body.ts';
import { type Fields, readFields } from '../fields.ts';
import { tellLead } from '../lead-answer.ts';
import { same } from '../same.ts';
import { isHexSignature } from '../signed.ts';
import type { Call, Route, Site } from '../site.ts';

export const FACEBOOK: Route = {
  path: '/hooks/facebook/:business',
  about: 'Leads of Facebook and Instagram forms. GET: Facebook asks once whether the address is ours.',
  proof:
    'GET: LEADSEQ_FACEBOOK_VERIFY. POST: HMAC-SHA256 of the body by LEADSEQ_FACEBOOK_SECRET, in `X-Hub-Signature-256`.',
  answers: [
    [200, 'GET: what Facebook asked to hear. POST: taken, known before, or refused with a word in the log'],
    [400, 'no JSON object'],
    [403, 'not proven'],
  ],
  wakes: true,
  GET: sayWhoWeAre,
  POST: take,
};

const SOURCE = 'facebook';

/** Ids have up to 17 digits, and a number of JavaScript holds 15: those that stand without quotes get them. */
const BARE_ID = /("leadgen_id"\s*:\s*)(\d{1,20})(?=\s*[,}])/g;

function sayWhoWeAre(call: Call, site: Site): Response {
  const business = asId<BusinessId>(call.req.param('business') ?? '');
  const keys = site.ws.config.businesses.has(business)
    ? secretsFor(site.env, 'LEADSEQ_FACEBOOK_VERIFY', business)
    : [];
  const given = call.req.query('hub.verify_token') ?? '';
  const challenge = call.req.query('hub.challenge') ?? '';
  const proven = keys.filter((key) => same(given, key)).length > 0;
  // Only what cannot be anything else than a challenge is said back.
  if (!proven || call.req.query('hub.mode') !== 'subscribe' || !/^[\w.-]{1,200}$/.test(challenge))
    return call.text('Forbidden\n', 403);
  return call.text(challenge);
}

async function take(call: Call, site: Site): Promise<Response> {
  const business = asId<BusinessId>(call.req.param('business') ?? '');
  const bytes = await readBytes(call);
  if (bytes === null) return call.text(TOO_LARGE, 413);
  const known = site.ws.config.businesses.has(business);
  const keys = known ? secretsFor(site.env, 'LEADSEQ_FACEBOOK_SECRET', business) : [];
  const [, signature = ''] = /^sha256=(.*)$/.exec(call.req.header('x-hub-signature-256') ?? '') ?? [];
  if (!isHexSignature(keys, bytes, signature)) {
    site.log('warn', 'lead_refused', { source: SOURCE, reason: 'not signed by the app' });
    return call.text('Forbidden\n', 403);
  }
  const said = readFields(Buffer.from(bytes.toString('utf8').replace(BARE_ID, '$1"$2"')));
  if (said === null) return call.text('Bad request\n', 400);
  const changes = said
    .list('entry')
    .flatMap((entry) => entry.list('changes'))
    .filter((change) => change.text('field') === 'leadgen')
    .map((change) => change.inside('value'));
  // Facebook brings a payload again until it is taken whole; each of its leads counts once.
  const answers = [];
  for (const lead of changes) answers.push(await takeOne(site, business, lead));
  const later = answers.find((answer) => answer === 503);
  return call.json({ leads: answers.length }, later ?? 200);
}

async function takeOne(site: Site, business: BusinessId, lead: Fields): Promise<number> {
  const id = lead.text('leadgen_id');
  if (id === null) {
    site.log('warn', 'lead_refused', { business, source: SOURCE, reason: 'it has no leadgen_id' });
    return 422;
  }
  const answers = lead.list('field_data');
  if (answers.length === 0) {
    const unfetched = { source: SOURCE, platform: 'Facebook', id, body: JSON.stringify({ leadgen_id: id }) };
    const { kind } = await takeUnfetched(site.ws, business, unfetched, site.now());
    site.log('info', 'lead', {
      business,
      source: SOURCE,
      result: kind === 'known' ? 'replayed' : 'to_fetch',
    });
    return 202;
  }
  const posted = { business, cells: cellsOf(id, lead, answers) };
  return (await tellLead(site, { business, source: SOURCE, eventKey: `id ${id}`, posted })).status;
}

/** As the columns of the form's own export are called, by which it is recognized. */
function cellsOf(id: string, lead: Fields, answers: readonly Fields[]): ReadonlyMap<string, string> {
  const cells = new Map([['id', id]]);
  const time = lead.word('created_time') ?? '';
  cells.set('created_time', /^\d{9,10}$/.test(time) ? new Date(Number(time) * 1_000).toISOString() : time);
  cells.set('form_id', lead.word('form_id') ?? '');
  for (const answer of answers) {
    const name = answer.text('name');
    if (name !== null && !cells.has(name)) cells.set(name, answer.texts('values').join(', '));
  }
  return cells;
}
