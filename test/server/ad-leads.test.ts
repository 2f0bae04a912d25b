/** Leads of ad platforms: proven, enrolled once under the platform's own id, and those without their answers shown to a person. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scripted } from '../engine/kit.ts';
import { createSite, type TestSite } from './site.ts';

const env = {
  LEADSEQ_FACEBOOK_SECRET: 'app-secret',
  LEADSEQ_FACEBOOK_VERIFY: 'who-are-you',
  LEADSEQ_GOOGLE_KEY: 'google-key',
};
let site: TestSite;
beforeEach(async () => {
  site = await createSite({ env });
});
afterEach(() => site.close());

const leads = async () =>
  (await site.kit.all('SELECT external_id, source_text FROM lead ORDER BY id')).map((row) =>
    Object.values(row),
  );
const contacts = () => site.kit.all('SELECT first_name, last_name FROM contact ORDER BY id');
const webhooks = async () =>
  (await site.kit.all('SELECT event_key, result FROM webhook ORDER BY id')).map((row) => Object.values(row));

async function facebook(
  payload: unknown,
  how: { secret?: string; signature?: string; business?: string } = {},
) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const { secret = 'app-secret', business = 'bright-dental' } = how;
  const signature = how.signature ?? `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const answer = await fetch(`${site.url}/hooks/facebook/${business}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body,
  });
  return [answer.status, await answer.text()] as const;
}

const FIELD_DATA = [
  { name: 'full_name', values: ['Maria Lopez'] },
  { name: 'phone_number', values: ['+13125550142'] },
  { name: 'what_service_are_you_interested_in?', values: ['implants', 'whitening'] },
];
const announced = (id: string, value: object = {}): unknown => ({
  object: 'page',
  entry: [
    {
      id: '1',
      time: 1773154000,
      changes: [
        {
          field: 'leadgen',
          value: { leadgen_id: id, page_id: '1', form_id: '7', created_time: 1773154790, ...value },
        },
      ],
    },
  ],
});

describe('Facebook', () => {
  it.each<[string, string, number, string]>([
    [
      'with our word',
      'hub.mode=subscribe&hub.verify_token=who-are-you&hub.challenge=1158201444',
      200,
      '1158201444',
    ],
    [
      'with another',
      'hub.mode=subscribe&hub.verify_token=guessed&hub.challenge=1158201444',
      403,
      'Forbidden\n',
    ],
    ['with none', 'hub.mode=subscribe&hub.challenge=1158201444', 403, 'Forbidden\n'],
    ['for something else', 'hub.mode=x&hub.verify_token=who-are-you&hub.challenge=1', 403, 'Forbidden\n'],
    [
      'to be told markup',
      `hub.mode=subscribe&hub.verify_token=who-are-you&hub.challenge=${encodeURIComponent('<b>')}`,
      403,
      'Forbidden\n',
    ],
  ])('that asks who we are %s is answered', async (_name, query, status, text) => {
    const answer = await fetch(`${site.url}/hooks/facebook/bright-dental?${query}`);
    expect([answer.status, await answer.text()]).toEqual([status, text]);
  });

  it('a lead with its answers is enrolled, once', async () => {
    expect(await facebook(announced('444444444444444', { field_data: FIELD_DATA }))).toEqual([
      200,
      '{"leads":1}',
    ]);
    await facebook(announced('444444444444444', { field_data: FIELD_DATA }));
    expect(await leads()).toEqual([['444444444444444', 'facebook']]);
    expect(await site.kit.all('SELECT fields, received_at FROM lead')).toEqual([
      { fields: '{"form_id":"7","interest":"implants, whitening"}', received_at: 1773154790000 },
    ]);
    expect(site.log.map(({ result }) => result)).toEqual(['new', 'replayed']);
  });

  it('a lead without them is for a person to fetch, whose id is kept digit by digit', async () => {
    const text = JSON.stringify(announced('X')).replace('"X"', '12345678901234567');
    expect((await facebook(text))[0]).toBe(200);
    expect((await facebook(text))[0]).toBe(200);
    expect(await webhooks()).toEqual([['id 12345678901234567', 'to_fetch']]);
    expect(await site.kit.all('SELECT title FROM task')).toEqual([
      { title: 'Fetch lead 12345678901234567 from Facebook, and enroll it' },
    ]);
    expect(await site.kit.all('SELECT COUNT(*) AS count FROM enrollment')).toEqual([{ count: 0 }]);
    // Somebody without a number or an address is there for the task alone: nothing goes, and nobody looks again.
    const { transports, ledger } = scripted();
    await site.kit.tick(transports);
    expect(ledger).toEqual([]);
    expect(await site.kit.all('SELECT first_name, phone_id, email_id, wake_at FROM contact')).toEqual([
      { first_name: 'Facebook lead', phone_id: null, email_id: null, wake_at: null },
    ]);
    expect(await site.kit.all('SELECT state FROM task')).toEqual([{ state: 'open' }]);
  });

  it('of several leads in one payload each counts; one that cannot be taken holds up no other', async () => {
    const payload = announced('1', { field_data: FIELD_DATA }) as { entry: { changes: unknown[] }[] };
    const [bad] = (announced('2', { field_data: [{ name: 'full_name', values: ['Ada'] }] }) as typeof payload)
      .entry;
    const other = [{ name: 'phone_number', values: ['+17735550143'] }];
    const [good] = (announced('3', { field_data: other }) as typeof payload).entry;
    payload.entry[0]?.changes.push(...(bad?.changes ?? []), ...(good?.changes ?? []));
    expect(await facebook(payload)).toEqual([200, '{"leads":3}']);
    expect(await leads()).toEqual([
      ['1', 'facebook'],
      ['3', 'facebook'],
    ]);
    expect(site.log.filter(({ event }) => event === 'lead_refused')).toHaveLength(1);
  });

  it.each<[string, Parameters<typeof facebook>, number]>([
    ['signed by another app', [announced('1'), { secret: 'guessed' }], 403],
    ['without a signature', [announced('1'), { signature: '' }], 403],
    ['for a business that there is not', [announced('1'), { business: 'nobody' }], 403],
    ['that is no JSON', ['leadgen_id=1'], 400],
    [
      'about nothing of ours',
      [{ object: 'page', entry: [{ changes: [{ field: 'feed', value: {} }] }] }],
      200,
    ],
  ])('a payload %s leaves nothing behind', async (_name, args, status) => {
    expect((await facebook(...args))[0]).toBe(status);
    expect(await webhooks()).toEqual([]);
    expect(await contacts()).toEqual([]);
  });
});

describe('Google', () => {
  const LEAD = {
    lead_id: 'TeSter123',
    api_version: '1.0',
    form_id: 40000000000,
    campaign_id: 123456,
    google_key: 'google-key',
    gcl_id: 'abc',
    lead_submit_time: '2026-03-10T14:59:50Z',
    user_column_data: [
      { column_id: 'FULL_NAME', string_value: 'Maria Lopez', column_name: 'Full Name' },
      { column_id: 'PHONE_NUMBER', string_value: '+13125550142' },
      { column_id: 'EMAIL', string_value: 'maria@example.com' },
    ],
  };
  const google = async (lead: unknown, business = 'bright-dental') => {
    const answer = await fetch(`${site.url}/hooks/google/${business}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof lead === 'string' ? lead : JSON.stringify(lead),
    });
    const text = await answer.text();
    return [answer.status, text.startsWith('{') ? JSON.parse(text).status : text] as const;
  };

  it('a lead is enrolled, once', async () => {
    expect(await google(LEAD)).toEqual([202, 'enrolled']);
    expect(await google(LEAD)).toEqual([200, 'known']);
    expect(await leads()).toEqual([['TeSter123', 'Google Ads']]);
    expect(await contacts()).toEqual([{ first_name: 'Maria', last_name: 'Lopez' }]);
  });

  it('a test is answered, and enrolled nowhere', async () => {
    expect(await google({ ...LEAD, is_test: true })).toEqual([200, 'test']);
    expect(await webhooks()).toEqual([]);
  });

  it.each<[string, unknown, string | undefined, number]>([
    ['with another key', { ...LEAD, google_key: 'guessed' }, undefined, 403],
    ['without a key', { ...LEAD, google_key: undefined }, undefined, 403],
    ['with a key that is none', { ...LEAD, google_key: ['google-key'] }, undefined, 403],
    ['for a business that there is not', LEAD, 'nobody', 403],
    ['without an id', { ...LEAD, lead_id: undefined }, undefined, 400],
    ['that is no JSON', 'x', undefined, 400],
    ['with neither number nor address', { ...LEAD, user_column_data: [] }, undefined, 422],
  ])('a lead %s leaves nothing behind', async (_name, lead, business, status) => {
    expect((await google(lead, business))[0]).toBe(status);
    expect(await webhooks()).toEqual([]);
    expect(await contacts()).toEqual([]);
  });
});
