/** Leads of Google Ads forms, proven by the key that was typed into the form. */
import { asId, type BusinessId } from '../../domain/ids.ts';
import { secretsFor } from '../../engine/secrets.ts';
import { readBytes, TOO_LARGE } from '../body.ts';
import { type Fields, readFields } from '../fields.ts';
import { answerLead } from '../lead-answer.ts';
import { same } from '../same.ts';
import type { Call, Route, Site } from '../site.ts';

export const GOOGLE: Route = {
  path: '/hooks/google/:business',
  about: 'Leads of Google Ads lead forms.',
  proof: 'The `google_key` in it, which is LEADSEQ_GOOGLE_KEY.',
  answers: [
    [200, 'known before, or a test: enrolled nowhere'],
    [202, 'taken: what becomes of it, or why nobody is enrolled'],
    [400, 'no JSON object, or no lead_id'],
    [403, 'another key, or none'],
    [422, 'refused, with what was seen and what is allowed; nothing is stored'],
  ],
  wakes: true,
  POST: take,
};

async function take(call: Call, site: Site): Promise<Response> {
  const business = asId<BusinessId>(call.req.param('business') ?? '');
  const bytes = await readBytes(call);
  if (bytes === null) return call.text(TOO_LARGE, 413);
  const said = readFields(bytes);
  if (said === null) return call.text('Bad request\n', 400);
  const keys = site.ws.config.businesses.has(business)
    ? secretsFor(site.env, 'LEADSEQ_GOOGLE_KEY', business)
    : [];
  const given = said.text('google_key') ?? '';
  if (keys.filter((key) => same(given, key)).length === 0) {
    site.log('warn', 'lead_refused', { source: 'google', reason: 'no key of this business' });
    return call.text('Forbidden\n', 403);
  }
  const id = said.word('lead_id');
  if (id === null) return call.text('Bad request\n', 400);
  if (said.isTrue('is_test')) {
    site.log('info', 'lead', { business, source: 'google', result: 'test' });
    return call.json({ status: 'test', why: 'a test is enrolled nowhere' });
  }
  const posted = { business, cells: cellsOf(id, said) };
  return answerLead(call, site, { business, source: 'google', eventKey: `id ${id}`, posted });
}

/** As the columns of an export would be called; two of them tell that it is Google's. */
function cellsOf(id: string, said: Fields): ReadonlyMap<string, string> {
  const cells = new Map([
    ['lead_id', id],
    ['gcl_id', said.text('gcl_id') ?? ''],
    ['form_id', said.word('form_id') ?? ''],
    ['lead_submit_time', said.text('lead_submit_time') ?? ''],
  ]);
  for (const column of said.list('user_column_data')) {
    const name = column.text('column_id') ?? column.text('column_name');
    if (name !== null && !cells.has(name)) cells.set(name, column.text('string_value') ?? '');
  }
  return cells;
}
