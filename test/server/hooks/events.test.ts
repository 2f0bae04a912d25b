/** Events of any tool over a real socket: signed as the standard says, refused with what is allowed, and applied once. */
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/domain/time.ts';
import { leadToken } from '../../../src/engine/lead-token.ts';
import { ALL, CHASE } from '../../actions/sequences.ts';
import { createSite, type TestSite } from '../site.ts';
import { FRIDAY, THURSDAY } from './calendars.ts';

const SECRET = `whsec_${Buffer.from('a secret of the events, 32 bytes').toString('base64')}`;

let site: TestSite;
const open = async (env: Readonly<Record<string, string>>): Promise<void> => {
  site = await createSite({ sequences: ALL, env });
};
beforeEach(() => open({ LEADSEQ_EVENTS_KEY: SECRET }));
afterEach(() => site.close());

let ids = 0;
interface How {
  readonly id?: string;
  readonly secret?: string;
  readonly ago?: number;
}
function post(event: unknown, { id, secret = SECRET, ago = 0 }: How = {}) {
  ids += 1;
  const name = id ?? `msg_${ids}`;
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const at = new Date(site.kit.clock.now - ago * 1_000);
  return fetch(`${site.url}/events/bright-dental`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': name,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(name, at, body),
    },
  });
}
const byKey = (event: object, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${site.url}/events/bright-dental`, {
    method: 'POST',
    body: JSON.stringify(event),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}`, ...headers },
  });
const said = async (answer: Promise<Response>): Promise<[number, unknown]> => {
  const { status, ...rest } = await answer.then(async (one) => ({
    status: one.status,
    json: await one.json(),
  }));
  const json = rest.json as { result?: string; why?: string };
  return [status, json.result ?? json.why];
};
const enroll = () =>
  site.kit.enroll({ sequence: 'chase', email: 'maria@example.com', phone: '+13125550142' });
const ends = async (): Promise<readonly unknown[]> =>
  (await site.kit.all('SELECT state, end_code FROM enrollment ORDER BY id')).map(
    ({ state, end_code: code }) => `${state}${code === null ? '' : ` ${code}`}`,
  );
const MARIA = { email: 'maria@example.com' };

describe('a lead by another program’s own name', () => {
  const named = async (externalId: string, business = 'bright-dental') => {
    const { contact } = await site.kit.enroll({
      sequence: 'chase',
      business: business as never,
      email: null,
    });
    await site.kit.ws.db.run(`UPDATE lead SET external_id = '${externalId}' WHERE contact_id = ${contact}`);
    return contact;
  };
  const stop = (contact: object) => said(post({ type: 'stop', contact }));

  it('is found by it, in that business alone, and only where nothing else names somebody', async () => {
    const [first] = [await named('crm-17'), await named('crm-17', 'oak-dental')];
    await enroll();
    expect(await stop({ external_id: 'crm-18' })).toEqual([200, 'nobody']);
    // The address says more than the name.
    expect(await stop({ external_id: 'crm-17', ...MARIA })).toEqual([200, 'stop']);
    expect(await ends()).toEqual(['active', 'active', 'stopped stopped_by_person']);
    expect(await stop({ external_id: 'crm-17' })).toEqual([200, 'stop']);
    expect(await ends()).toEqual(['stopped stopped_by_person', 'active', 'stopped stopped_by_person']);
    expect(await said(post({ type: 'message', contact: { external_id: 'crm-17' }, text: 'ok' }))).toEqual([
      200,
      'reply',
    ]);
    expect(await site.kit.all('SELECT contact_id FROM inbound')).toEqual([{ contact_id: first }]);
  });
});

describe('an event', () => {
  it.each([
    [{ type: 'message', contact: MARIA, text: 'Do you have parking?' }, 'question', ['paused']],
    [{ type: 'message', contact: MARIA, text: 'please stop messaging me' }, 'opt_out', ['stopped opted_out']],
    [{ type: 'opted_out', contact: MARIA }, 'opted_out', ['stopped opted_out']],
    [
      { type: 'not_interested', contact: { phone: '(312) 555-0142' } },
      'not_interested',
      ['stopped not_interested'],
    ],
    [
      { type: 'wrong_number', contact: { phone: '(312) 555-0142' } },
      'wrong_number',
      ['stopped wrong_number'],
    ],
    [{ type: 'stop', contact: MARIA }, 'stop', ['stopped stopped_by_person']],
    [{ type: 'pause', contact: MARIA }, 'pause', ['paused']],
    [{ type: 'stage', contact: MARIA, stage: 'qualified' }, 'stage', ['active']],
    [{ type: 'note', contact: MARIA, text: 'Likes mornings.' }, 'note', ['active']],
    [{ type: 'not_interested', contact: { email: 'x@example.net' } }, 'nobody', ['active']],
  ])('%j', async (event, result, states) => {
    await enroll();
    expect(await said(post(event))).toEqual([200, result]);
    expect(await ends()).toEqual(states);
  });

  it('of a chat names the lead by our token alone', async () => {
    const { contact } = await enroll();
    const token = leadToken(site.kit.ws.pepper, contact);
    expect(await said(post({ type: 'message', contact: { token }, text: 'ok' }))).toEqual([200, 'reply']);
    expect(await site.kit.all('SELECT contact_id, channel FROM inbound')).toEqual([
      { contact_id: contact, channel: 'chat' },
    ]);
  });

  it('moves the stage, and the log says from where', async () => {
    await enroll();
    await post({ type: 'stage', contact: MARIA, stage: 'qualified' });
    expect(await site.kit.all("SELECT data FROM event WHERE kind = 'stage_changed'")).toEqual([
      { data: '{"from":null,"to":"qualified"}' },
    ]);
  });

  it('books, moves there and back under one name, cancels, and tells of an empty chair', async () => {
    await enroll();
    const event = (type: string, starts: string | undefined = THURSDAY): object => ({
      type,
      contact: MARIA,
      appointment: { id: 'x1', starts_at: starts },
    });
    expect(await said(post(event('booked')))).toEqual([200, 'booked']);
    expect(await said(post(event('rescheduled', FRIDAY)))).toEqual([200, 'moved']);
    expect(await said(post(event('rescheduled', THURSDAY)))).toEqual([200, 'moved']);
    expect(await said(post(event('rescheduled', FRIDAY)))).toEqual([200, 'moved']);
    expect(await ends()).toEqual(['stopped booked', 'active']);
    expect(await said(post(event('canceled', FRIDAY)))).toEqual([200, 'cancelled']);
    expect(await said(post({ type: 'no_show', appointment: { id: 'x1' } }))).toEqual([200, 'missed']);
  });

  it('is a new lead as a form posts it', async () => {
    await site.close();
    site = await createSite({ sequences: [CHASE], env: { LEADSEQ_EVENTS_KEY: SECRET } });
    const answer = await post({ type: 'lead', lead: { first_name: 'Ana', phone: '+13125550177' } });
    expect([answer.status, await site.kit.all('SELECT first_name FROM contact'), await ends()]).toEqual([
      202,
      [{ first_name: 'Ana' }],
      ['active'],
    ]);
  });

  it('is applied once, however often it comes under its id', async () => {
    await enroll();
    const event = { type: 'message', contact: MARIA, text: 'hello?' };
    expect((await said(post(event, { id: 'm1' })))[0]).toBe(200);
    expect(await said(post(event, { id: 'm1' }))).toEqual([200, 'known']);
    expect(await site.kit.all('SELECT COUNT(*) AS n FROM inbound')).toEqual([{ n: 1 }]);
  });

  it('is the one that its id was first given to: another under the same id changes nothing, a year later as well', async () => {
    await enroll();
    const note = { type: 'note', contact: MARIA, text: 'Likes mornings.' };
    expect((await said(post(note, { id: 'm1' })))[0]).toBe(200);
    site.kit.advance(365 * DAY);
    for (const other of [
      { type: 'stop', contact: MARIA },
      { ...note, text: 'Hates mornings.' },
    ])
      expect(await said(post(other, { id: 'm1' }))).toEqual([200, 'known']);
    expect(await ends()).toEqual(['active']);
    expect(await site.kit.all('SELECT script FROM task')).toEqual([{ script: 'Likes mornings.' }]);
  });

  it('by a key alone is one by its id, or in the same words within an hour; what stops counts each time', async () => {
    await enroll();
    const message = { type: 'message', contact: MARIA, text: 'I will think about it' };
    const results = async (...answers: readonly Promise<Response>[]): Promise<readonly unknown[]> =>
      Promise.all(answers.map(async (answer) => (await said(answer))[1]));
    const named = { 'webhook-id': 'm1' };
    expect(await results(byKey(message, named))).toEqual(['reply']);
    expect(await results(byKey({ ...message, text: 'other words' }, named))).toEqual(['known']);
    expect(await results(byKey(message))).toEqual(['reply']);
    site.kit.advance(30 * MINUTE);
    expect(await results(byKey(message))).toEqual(['known']);
    site.kit.advance(HOUR);
    expect(await results(byKey(message))).toEqual(['reply']);
    const out = { type: 'opted_out', contact: { email: 'maria@example.com' } };
    expect(await results(byKey(out))).toEqual(['opted_out']);
    const inForce = () => site.kit.all('SELECT channel FROM suppression WHERE lifted_at IS NULL');
    const held = (await inForce()).length;
    await site.kit.ws.db.run('UPDATE suppression SET lifted_at = at, lifted_seq = seq');
    expect([held > 0, await inForce()]).toEqual([true, []]);
    site.kit.advance(1);
    expect(await results(byKey(out))).toEqual(['opted_out']);
    expect((await inForce()).length).toBe(held);
  });

  it('keeps the opt-out of somebody whom nobody here knows', async () => {
    expect(await said(post({ type: 'opted_out', contact: { phone: '312 555 0199' } }))).toEqual([
      200,
      'opted_out',
    ]);
    expect((await site.kit.all('SELECT channel FROM suppression')).length).toBe(2);
  });
});

describe('what is refused', () => {
  it.each([
    [{ type: 'start' }, 422, /^type is "start"; it takes lead, message, /],
    [{}, 422, /^type is ""/],
    [{ type: 'message', contact: MARIA }, 422, /^text is missing$/],
    [{ type: 'message', text: 'x' }, 422, /^contact names nobody/],
    [{ type: 'booked', contact: MARIA }, 422, /^appointment.id is missing/],
    [{ type: 'booked', contact: MARIA, appointment: { id: '1' } }, 422, /^appointment.starts_at is missing/],
    [{ type: 'stage', contact: MARIA }, 422, /^stage is missing$/],
    [{ type: 'lead' }, 422, /^lead is missing/],
    ['[]', 400, /one JSON object/],
    ['{', 400, /no JSON/],
    ['{"type":"message","__proto__":{"x":1}}', 400, /"__proto__" is reserved/],
  ])('%j', async (event, status, why) => {
    await enroll();
    expect(await said(post(event))).toEqual([status, expect.stringMatching(why)]);
    expect([await site.kit.all('SELECT * FROM webhook'), await ends()]).toEqual([[], ['active']]);
  });

  it('is what is signed by another secret, too old, from the future, or larger than 64 KB', async () => {
    const event = { type: 'stop', contact: MARIA };
    expect((await post(event, { secret: 'whsec_b3RoZXIgc2VjcmV0' })).status).toBe(401);
    expect((await post(event, { ago: 301 })).status).toBe(401);
    expect((await post(event, { ago: -301 })).status).toBe(401);
    expect((await post(event, { ago: 299 })).status).toBe(200);
    expect((await post({ type: 'note', text: 'a'.repeat(64 * 1024) })).status).toBe(413);
  });

  it('is a booking, a stage or a note by a key alone; what stops is taken', async () => {
    await enroll();
    for (const type of ['booked', 'rescheduled', 'canceled', 'no_show', 'stage', 'note'])
      expect([type, (await byKey({ type, contact: MARIA })).status]).toEqual([type, 403]);
    expect(await said(byKey({ type: 'stop', contact: MARIA }))).toEqual([200, 'stop']);
    expect(await ends()).toEqual(['stopped stopped_by_person']);
  });

  it('is everything while no key is set', async () => {
    await site.close();
    await open({});
    expect((await post({ type: 'stop', contact: MARIA })).status).toBe(401);
    expect((await byKey({ type: 'stop', contact: MARIA })).status).toBe(401);
  });
});
