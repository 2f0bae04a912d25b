/** What the fake refuses, and how: the codes, statuses and words of the real API, seen through the real SDK. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_ACCOUNT } from '../../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { clientOf, LEAD, refusalOf, SENDER } from './client.ts';

const SERVICE = `MG${'1'.repeat(32)}`;
const EMPTY_SERVICE = `MG${'2'.repeat(32)}`;
const KEY = `SK${'3'.repeat(32)}`;

const ACCOUNT = {
  ...TEST_ACCOUNT,
  keys: new Map([[KEY, 'key-secret']]),
  numbers: ['+13125550100'],
  services: new Map([
    [SERVICE, ['+13125550100']],
    [EMPTY_SERVICE, []],
  ]),
};

const OTHER = { ...TEST_ACCOUNT, sid: `AC${'4'.repeat(32)}`, token: 'other-token' };

let fake: FakeTwilio;
beforeAll(async () => {
  fake = await startFakeTwilio({ accounts: [ACCOUNT, OTHER] });
});
afterAll(() => fake.close());

const right = { to: LEAD, from: SENDER, body: 'Hi' };

describe('a create request', () => {
  it.each([
    ['to nobody', { ...right, to: '' }, 400, 21604],
    ['from nobody', { to: LEAD, body: 'Hi' }, 400, 21603],
    ['with no words', { ...right, body: '' }, 400, 21602],
    ['with 1,601 characters', { ...right, body: 'a'.repeat(1601) }, 400, 21617],
    ['valid for no time', { ...right, validityPeriod: 0 }, 400, 90007],
    ['valid for more than ten hours', { ...right, validityPeriod: 36_001 }, 400, 90007],
    ['valid for half a second', { ...right, validityPeriod: 0.5 }, 400, 90014],
    ['with a callback to no address', { ...right, statusCallback: 'seq.example.com/tw' }, 400, 21609],
    [
      'with an underscore in the callback’s host',
      { ...right, statusCallback: 'https://a_b.example.com/' },
      400,
      21609,
    ],
    ['to a number without its country', { ...right, to: '3125550142' }, 400, 21211],
    ['to a number with a digit too few', { ...right, to: '+1312555014' }, 400, 21211],
    ['to an area code that cannot be', { ...right, to: '+11125550142' }, 400, 21211],
    ['from what is no number', { ...right, from: '555' }, 400, 21212],
    ['from a number of somebody else', { ...right, from: '+13125550199' }, 400, 21606],
    [
      'by a service of somebody else',
      { to: LEAD, body: 'Hi', messagingServiceSid: `MG${'9'.repeat(32)}` },
      400,
      21705,
    ],
    [
      'by a service without numbers',
      { to: LEAD, body: 'Hi', messagingServiceSid: EMPTY_SERVICE },
      400,
      21704,
    ],
    ['to the number it is from', { to: '+13125550100', from: '+13125550100', body: 'Hi' }, 400, 21266],
    ['to the test number …01', { ...right, to: '+15005550001' }, 400, 21211],
    ['to the test number …02', { ...right, to: '+15005550002' }, 400, 21612],
    ['to the test number …03', { ...right, to: '+15005550003' }, 400, 21408],
    ['to the test number …04', { ...right, to: '+15005550004' }, 400, 21610],
    ['to the test number …09', { ...right, to: '+15005550009' }, 400, 21614],
    ['from the test number …01', { ...right, from: '+15005550001' }, 400, 21212],
    ['from the test number …07', { ...right, from: '+15005550007' }, 400, 21606],
    ['from the test number …08', { ...right, from: '+15005550008' }, 429, 21611],
  ])('%s is refused', async (_name, form, status, code) => {
    const before = fake.ledger().length;
    expect(await refusalOf(clientOf(fake).messages.create(form))).toEqual({ status, code });
    expect(fake.ledger()).toHaveLength(before);
  });

  it.each([
    ['with 1,600 characters, of which many count twice', { ...right, body: '😀'.repeat(1600) }],
    ['valid for one second', { ...right, validityPeriod: 1 }],
    ['valid for ten hours', { ...right, validityPeriod: 36_000 }],
    ['from a number of the account', { ...right, from: '+13125550100' }],
    ['by a service of the account', { to: LEAD, body: 'Hi', messagingServiceSid: SERVICE }],
    ['with a picture and no words', { ...right, body: '', mediaUrl: ['https://example.com/a.png'] }],
  ])('control: %s is taken', async (_name, form) => {
    const before = fake.ledger().length;
    await clientOf(fake).messages.create(form);
    expect(fake.ledger()).toHaveLength(before + 1);
  });

  it('is refused with any code that a tester sets for its number', async () => {
    fake.set({ refusals: new Map([[LEAD, 21408]]) });
    expect(await refusalOf(clientOf(fake).messages.create(right))).toEqual({ status: 400, code: 21408 });
    fake.set({ refusals: new Map() });
  });

  it('beyond the rate of its second is too many, and says when to come back', async () => {
    const limited = await startFakeTwilio({ start: fake.clock.now(), settings: { perSecond: 2 } });
    const { messages } = clientOf(limited);
    await messages.create(right);
    await messages.create(right);
    const answer = await post(limited, new URLSearchParams({ To: LEAD, From: SENDER, Body: 'Hi' }));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await answer.json()).toMatchObject({ code: 20429, status: 429 });
    await limited.clock.advance(1000);
    await messages.create(right);
    expect(limited.ledger()).toHaveLength(3);
    await limited.close();
  });
});

describe('who asks', () => {
  it('is known by the account’s token or by a key’s secret', async () => {
    await clientOf(fake).messages.create(right);
    const { default: twilio } = await import('twilio');
    const client = twilio(KEY, 'key-secret', { accountSid: ACCOUNT.sid });
    client.api.baseUrl = fake.url;
    await expect(client.messages.create(right)).resolves.toMatchObject({ status: 'queued' });
  });

  it('is refused with a wrong secret', async () => {
    const request = clientOf(fake, ACCOUNT.sid, 'wrong').messages.create(right);
    expect(await refusalOf(request)).toEqual({ status: 401, code: 20003 });
  });

  it('is refused as an account that there is not', async () => {
    const request = clientOf(fake, `AC${'5'.repeat(32)}`).messages.create(right);
    expect(await refusalOf(request)).toEqual({ status: 401, code: 20003 });
  });

  it('does not find what belongs to another account', async () => {
    const { sid } = await clientOf(fake).messages.create(right);
    expect(await refusalOf(clientOf(fake, OTHER.sid, OTHER.token).messages(sid).fetch())).toEqual({
      status: 404,
      code: 20404,
    });
    const foreign = clientOf(fake, OTHER.sid, OTHER.token).api.v2010.accounts(ACCOUNT.sid).fetch();
    expect(await refusalOf(foreign)).toEqual({ status: 404, code: 20404 });
  });
});

describe('what is not there', () => {
  it('is a refusal in JSON, never a page', async () => {
    const answer = await fetch(`${fake.url}/2010-04-01/Accounts/${ACCOUNT.sid}/Faxes.json`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      code: 20404,
      message: `The requested resource /2010-04-01/Accounts/${ACCOUNT.sid}/Faxes.json was not found`,
      more_info: 'https://www.twilio.com/docs/errors/20404',
      status: 404,
    });
  });

  it('is a method that the resource does not have', async () => {
    const answer = await fetch(`${fake.url}/2010-04-01/Accounts/${ACCOUNT.sid}/Messages.json`, {
      method: 'PUT',
      headers: { authorization: credentials() },
    });
    expect([answer.status, await answer.json()]).toMatchObject([405, { code: 20004, status: 405 }]);
  });
});

describe('the account', () => {
  it('shows itself and its numbers to whoever checks a setup', async () => {
    const client = clientOf(fake);
    expect(await client.api.v2010.accounts(ACCOUNT.sid).fetch()).toMatchObject({
      sid: ACCOUNT.sid,
      friendlyName: 'Fake account',
      status: 'active',
    });
    const all = await client.incomingPhoneNumbers.list({ limit: 20 });
    expect(all.map(({ phoneNumber, capabilities }) => [phoneNumber, capabilities.sms])).toEqual([
      ['+13125550100', true],
    ]);
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: '+13125550199' })).toEqual([]);
  });

  it('that takes any number has the one that is asked for', async () => {
    const any = clientOf(fake, OTHER.sid, OTHER.token);
    const [number] = await any.incomingPhoneNumbers.list({ phoneNumber: '+13125550199' });
    expect(number?.phoneNumber).toBe('+13125550199');
  });
});

const credentials = (): string =>
  `Basic ${Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.token}`).toString('base64')}`;

const post = (to: FakeTwilio, body: URLSearchParams): Promise<Response> =>
  fetch(`${to.url}/2010-04-01/Accounts/${TEST_ACCOUNT.sid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: credentials() },
    body,
  });
