/** Leads that are posted: proven, read as rows of an import are, enrolled once and for ever, or refused with a reason and without a trace. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { receive } from '../../src/engine/receive.ts';
import { BUSINESS, TUESDAY_10 } from '../engine/kit.ts';
import { createSite, type TestSite } from './site.ts';

const KEY = 'a-key-of-bright-dental';
let site: TestSite;
beforeEach(async () => {
  site = await createSite({ env: { LEADSEQ_LEADS_KEY_BRIGHT_DENTAL: KEY } });
});
afterEach(() => site.close());

interface How {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly business?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

async function post(lead: unknown, how: How = {}) {
  const { key = KEY, business = 'bright-dental' } = how;
  const answer = await fetch(`${site.url}/leads/${business}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...how.headers,
    },
    body: how.body ?? JSON.stringify(lead),
  });
  const said = await answer.text();
  return { status: answer.status, said: said.startsWith('{') ? JSON.parse(said) : said };
}

const MARIA = {
  name: 'Maria Lopez',
  phone: '(312) 555-0142',
  email: 'maria@example.com',
  service: 'implants',
};
const counts = async () => {
  const [row] = await site.kit.all(`SELECT (SELECT COUNT(*) FROM contact) AS contacts,
    (SELECT COUNT(*) FROM enrollment) AS enrollments, (SELECT COUNT(*) FROM lead) AS leads,
    (SELECT COUNT(*) FROM webhook) AS webhooks, (SELECT COUNT(*) FROM event) AS events`);
  return row;
};
const NOTHING = { contacts: 0, enrollments: 0, leads: 0, webhooks: 0, events: 0 };

describe('a posted lead', () => {
  it('is enrolled, and told when its first text goes', async () => {
    const { status, said } = await post(MARIA);
    expect(status).toBe(202);
    expect(said).toEqual({
      status: 'enrolled',
      lead: 1,
      why: 'somebody new',
      sequence: 'hello',
      source: 'any',
      first_text: 'now',
      notes: [],
    });
    expect(await site.kit.all('SELECT first_name, last_name, wake_at FROM contact')).toEqual([
      { first_name: 'Maria', last_name: 'Lopez', wake_at: site.kit.clock.now },
    ]);
    expect(await site.kit.all('SELECT fields, received_at FROM lead')).toEqual([
      { fields: '{"interest":"implants"}', received_at: site.kit.clock.now },
    ]);
    expect(await site.kit.all('SELECT source, kind, contact_id, result, body FROM webhook')).toEqual([
      { source: 'leads', kind: 'lead', contact_id: 1, result: 'new', body: null },
    ]);
  });

  it('at night still gets the answer to a fresh inquiry, and an older one waits for the morning', async () => {
    site.kit.clock.now = instant(Date.parse('2026-03-11T04:00:00Z'));
    expect((await post(MARIA)).said.first_text).toBe('now');
    const older = { ...MARIA, phone: '+17735550143', email: '', received_at: '2026-03-10T20:00:00-05:00' };
    expect((await post(older)).said.first_text).toBe('2026-03-11T14:00:00.000Z');
  });

  it('with these very bytes, or under the same id, counts once and for ever', async () => {
    expect((await post(MARIA)).status).toBe(202);
    const before = await counts();
    expect(await post(MARIA)).toEqual({ status: 200, said: { status: 'known', before: 'enrolled' } });
    expect(await counts()).toEqual(before);
    const key = { headers: { 'idempotency-key': 'form-7' } };
    expect((await post({ ...MARIA, phone: '773 555 0143', email: null }, key)).status).toBe(202);
    const after = await counts();
    expect((await post({ ...MARIA, phone: '773 555 0144' }, key)).said.status).toBe('known');
    expect(await counts()).toEqual(after);
  });

  it('that comes four times at once counts once', async () => {
    const answers = await Promise.all([post(MARIA), post(MARIA), post(MARIA), post(MARIA)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 202]);
    expect(await counts()).toMatchObject({ contacts: 1, enrollments: 1, leads: 1, webhooks: 1 });
  });

  it('of somebody who is followed up is recorded, and makes a task', async () => {
    await post({ ...MARIA, id: 'a' });
    const { status, said } = await post({ ...MARIA, id: 'b', message: 'Hello? Anybody there?' });
    expect([status, said.status, said.first_text]).toEqual([202, 'recorded', null]);
    expect(await site.kit.all('SELECT title FROM task')).toEqual([]);
    site.kit.advance(1_000);
    await post({ ...MARIA, id: 'c' });
    expect(await site.kit.all('SELECT title FROM task')).toEqual([
      { title: 'Maria Lopez inquired again while being followed up' },
    ]);
  });

  it('of somebody who has opted out enrolls nobody', async () => {
    await post({ ...MARIA, id: 'a' });
    const from = { kind: 'phone', value: '+13125550142' } as const;
    const stop = {
      business: BUSINESS.id,
      provider: 'twilio',
      providerId: 'SM1',
      channel: 'sms',
      from,
    } as const;
    await receive(site.kit.ws, { ...stop, text: 'STOP', at: TUESDAY_10 }, TUESDAY_10);
    expect((await post({ ...MARIA, id: 'b' })).said).toMatchObject({
      status: 'left_out',
      why: 'opted out, or no channel is left that may be used',
      first_text: null,
    });
    expect(await counts()).toMatchObject({ enrollments: 1, leads: 1 });
  });
});

describe('who may post', () => {
  const body = JSON.stringify(MARIA);
  const signed = (secret: string, at: number, words = body): How => {
    const signature = createHmac('sha256', secret).update(`${at}.${words}`).digest('hex');
    return {
      key: null,
      headers: { 'x-leadseq-timestamp': String(at), 'x-leadseq-signature': `v1=${signature}` },
      body,
    };
  };
  const NOW = TUESDAY_10 / 1_000;

  it('whoever has heard a signed lead makes no second one of it by another name beside it', async () => {
    const first = signed(KEY, NOW);
    const named = (name: string): How => ({
      ...first,
      headers: { ...first.headers, 'idempotency-key': name },
    });
    expect((await post(MARIA, named('a'))).status).toBe(202);
    const before = await counts();
    expect((await post(MARIA, named('b'))).said).toEqual({ status: 'known', before: 'enrolled' });
    expect(await counts()).toEqual(before);
  });

  it.each<[string, How, number]>([
    ['nobody without a key', { key: null }, 401],
    ['nobody with another key', { key: 'guessed' }, 401],
    ['nobody with an empty key', { headers: { authorization: 'Bearer ' } }, 401],
    ['nobody with the key of another business', { business: 'oak-dental' }, 401],
    ['nobody for a business that there is not', { business: 'nobody' }, 401],
    ['nobody whose signature is by another key', signed('guessed', NOW), 401],
    ['nobody who signed other words', signed(KEY, NOW, '{}'), 401],
    ['nobody who signed 301 seconds ago', signed(KEY, NOW - 301), 401],
    ['nobody who signed 301 seconds ahead', signed(KEY, NOW + 301), 401],
    ['whoever signed 300 seconds ago', signed(KEY, NOW - 300), 202],
    ['whoever signed now', signed(KEY, NOW), 202],
  ])('is %s', async (_name, how, status) => {
    const answer = await post(MARIA, how);
    expect(answer.status).toBe(status);
    expect((await counts())?.webhooks).toBe(status === 202 ? 1 : 0);
  });
});

describe('a lead that is refused leaves nothing behind, and its sender learns why', () => {
  it.each<[string, unknown, How, number, string]>([
    ['no JSON', null, { body: '{"phone": ' }, 400, 'the body is no JSON in UTF-8'],
    ['no UTF-8', null, { body: new Uint8Array([0x7b, 0xff, 0x7d]) }, 400, 'the body is no JSON in UTF-8'],
    ['a list', [MARIA], {}, 400, 'the body must be one JSON object'],
    ['null', null, {}, 400, 'the body must be one JSON object'],
    [
      'the prototype',
      null,
      { body: '{"phone":"+13125550142","__proto__":{"admin":true}}' },
      400,
      'the name "__proto__" is reserved',
    ],
    [
      'the constructor, further in',
      null,
      { body: '{"phone":"+13125550142","fields":{"constructor":"x"}}' },
      400,
      'the name "constructor" is reserved',
    ],
    [
      'a phone that is a map',
      { phone: { home: 1 } },
      {},
      422,
      '"phone" must be text, a number, true or false, or a list of these',
    ],
    [
      'neither number nor address',
      { name: 'Maria' },
      {},
      422,
      'no column holds a phone number or an email address; the columns are "name"',
    ],
    ['half a number', { phone: '312 555' }, {}, 422, '"phone" is "312 555"'],
    [
      'two numbers in one name',
      { phone: '+13125550142', Phone: '+13125550143' },
      {},
      422,
      'columns 1 ("phone") and 2 ("Phone") have the same name',
    ],
    ['an opt-out of the sender’s', { ...MARIA, opted_out: 'yes' }, {}, 422, '"opted_out" is "yes"'],
    ['a time that is none', { ...MARIA, received_at: 'soon' }, {}, 422, '"received_at" is "soon"'],
    [
      'a form',
      MARIA,
      { headers: { 'content-type': 'text/plain' } },
      415,
      'JSON is taken: content-type: application/json',
    ],
  ])('%s', async (_name, lead, how, status, why) => {
    const answer = await post(lead, how);
    expect([answer.status, answer.said.why]).toEqual([status, why]);
    expect(await counts()).toEqual(NOTHING);
  });

  it('and may come again under the same id once it is mended', async () => {
    const id = { headers: { 'idempotency-key': '7' } };
    expect((await post({ ...MARIA, received_at: 'soon' }, id)).status).toBe(422);
    expect((await post(MARIA, id)).said.status).toBe('enrolled');
  });

  it('nor does the number of one person with the address of another', async () => {
    await post({ phone: '+13125550142' });
    await post({ email: 'ada@example.com' });
    const before = await counts();
    const answer = await post({ phone: '+13125550142', email: 'ada@example.com' });
    expect([answer.status, answer.said.why]).toEqual([
      422,
      'it has a phone number and an address that belong to somebody (contact 1) and to somebody (contact 2)',
    ]);
    expect(await counts()).toEqual(before);
  });

  it('of 64 KB and a byte', async () => {
    expect((await post({ ...MARIA, message: 'a'.repeat(64 * 1024) })).status).toBe(413);
    expect(await counts()).toEqual(NOTHING);
  });
});

describe('what else a lead may say', () => {
  it('its consent, its source, its own questions, whatever they are called', async () => {
    const lead = {
      'First Name': 'Ada',
      mobile: '773-555-0143',
      consent: { given: true, at: '2026-03-10T14:00:00Z', text: 'You may text me' },
      fields: { 'What service are you interested in?': 'braces', Days: ['Mon', 'Tue'], children: 2 },
      'Lead source': 'Website',
    };
    expect((await post(lead)).status).toBe(202);
    expect(
      await site.kit.all('SELECT fields, consent_given, consent_at, consent_evidence FROM lead'),
    ).toEqual([
      {
        fields: '{"interest":"braces","days":"Mon, Tue","children":"2"}',
        consent_given: 1,
        consent_at: Date.parse('2026-03-10T14:00:00Z'),
        consent_evidence: 'consent: true: You may text me',
      },
    ]);
  });

  it('that it is only a test', async () => {
    const answer = await post({ ...MARIA, is_test: true });
    expect([answer.status, answer.said.status]).toEqual([200, 'test']);
    expect(await counts()).toEqual(NOTHING);
  });
});
