/** What the fake calls back: signed so that the real SDK believes it, in order, and only on this machine. */
import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../../src/domain/time.ts';
import { TEST_ACCOUNT } from '../../../src/server/fake-twilio/accounts.ts';
import type { Happening } from '../../../src/server/fake-twilio/exchange.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { signatureOf } from '../../../src/server/twilio-signature.ts';
import { clientOf, LEAD, SENDER } from './client.ts';
import { type Listener, listen, type Posted } from './listener.ts';

const START = instant(Date.UTC(2026, 2, 10, 15));
const TOKEN = '0123456789abcdef0123456789abcdef';

const isBelieved = (url: string, { headers, fields }: Posted, token = TEST_ACCOUNT.token): boolean =>
  twilio.validateRequest(token, String(headers['x-twilio-signature']), url, fields);

describe('a signature', () => {
  // Published in Twilio's own documentation of webhook security.
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const fields = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675310',
    Digits: '1234',
    From: '+14158675310',
    To: '+18005551212',
  };

  it('is the one of the published example', () => {
    const signature = signatureOf('12345', url, new Map(Object.entries(fields)));
    expect(signature).toBe('GvWf1cFY/Q7PnoempGyD5oXAezc=');
    expect(twilio.validateRequest('12345', signature, url, fields)).toBe(true);
  });

  it('covers every field: a changed one is not believed', () => {
    const signature = signatureOf('12345', url, new Map(Object.entries({ ...fields, Digits: '1235' })));
    expect(twilio.validateRequest('12345', signature, url, fields)).toBe(false);
  });
});

describe('webhooks', () => {
  let fake: FakeTwilio;
  let listener: Listener;
  const happened: Happening[] = [];
  const account = (): typeof TEST_ACCOUNT => ({
    ...TEST_ACCOUNT,
    inboundUrl: `${listener.url}/tw/in?x=1#rc=3`,
  });

  beforeEach(async () => {
    listener = await listen();
    happened.length = 0;
    fake = await startFakeTwilio({
      start: START,
      accounts: [account()],
      tell: (happening) => happened.push(happening),
    });
  });
  afterEach(async () => {
    await fake.close();
    await listener.close();
  });

  const send = (callback: string): Promise<{ readonly sid: string }> =>
    clientOf(fake).messages.create({ to: LEAD, from: SENDER, body: 'Hi', statusCallback: callback });

  it('tell every status but the first, in order, signed', async () => {
    const url = `${listener.url}/tw/s/${TOKEN}`;
    const { sid } = await send(url);
    await fake.clock.advance(2_000);
    expect(listener.posted.map(({ fields }) => fields.MessageStatus)).toEqual([
      'sending',
      'sent',
      'delivered',
    ]);
    for (const post of listener.posted) {
      expect(post.path).toBe(`/tw/s/${TOKEN}`);
      expect(post.headers['content-type']).toContain('application/x-www-form-urlencoded');
      expect(post.headers['i-twilio-idempotency-token']).toMatch(/^[0-9a-f-]{36}$/);
      expect(isBelieved(url, post)).toBe(true);
      expect(isBelieved(url, post, 'another token')).toBe(false);
      expect(isBelieved(`${url}0`, post)).toBe(false);
    }
    const { MessageStatus: _status, SmsStatus: _too, ...fields } = listener.posted[0]?.fields ?? {};
    expect(fields).toEqual({
      ApiVersion: '2010-04-01',
      SmsSid: sid,
      MessageSid: sid,
      AccountSid: TEST_ACCOUNT.sid,
      From: SENDER,
      To: LEAD,
    });
    expect(new Set(listener.posted.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(3);
  });

  it('tell why a message did not arrive', async () => {
    fake.set({ endings: new Map([[LEAD, { status: 'undelivered', errorCode: 30005 }]]) });
    const { sid } = await send(`${listener.url}/tw/s/${TOKEN}`);
    await fake.clock.advance(2_000);
    expect(listener.posted.at(-1)?.fields).toMatchObject({
      MessageStatus: 'undelivered',
      ErrorCode: '30005',
    });
    const fetched = await clientOf(fake).messages(sid).fetch();
    expect([fetched.status, fetched.errorCode]).toEqual(['undelivered', 30005]);
  });

  it('bring what a lead writes, signed over the address without its fragment', async () => {
    const message = await fake.inbound({ from: LEAD, to: SENDER, body: 'How much is it? £' });
    const [post] = listener.posted;
    if (post === undefined) throw new Error('nothing was posted');
    expect(post.path).toBe('/tw/in?x=1');
    expect(isBelieved(`${listener.url}/tw/in?x=1`, post)).toBe(true);
    expect(post.fields).toMatchObject({
      MessageSid: message.sid,
      SmsMessageSid: message.sid,
      From: LEAD,
      To: SENDER,
      Body: 'How much is it? £',
      SmsStatus: 'received',
      NumMedia: '0',
      NumSegments: '1',
    });
    expect(
      (await clientOf(fake).messages.list({ to: SENDER })).map(({ sid, direction }) => [sid, direction]),
    ).toEqual([[message.sid, 'inbound']]);
  });

  it('reach a server behind a proxy by another address, signed for the public one', async () => {
    fake.set({ deliverTo: listener.url });
    await send(`https://seq.example.com/tw/s/${TOKEN}`);
    await fake.clock.advance(300);
    const [post] = listener.posted;
    if (post === undefined) throw new Error('nothing was posted');
    expect(isBelieved(`https://seq.example.com/tw/s/${TOKEN}`, post)).toBe(true);
  });

  it('never leave this machine', async () => {
    await send(`https://seq.example.com/tw/s/${TOKEN}`);
    await fake.clock.advance(300);
    expect(happened.filter(({ kind }) => kind === 'webhook')).toEqual([
      {
        kind: 'webhook',
        delivery: {
          kind: 'unreachable',
          reason: 'it is not on this machine',
          url: `https://seq.example.com/tw/s/${TOKEN}`,
        },
      },
    ]);
  });

  it('are lost when nobody listens, and the message goes its way all the same', async () => {
    const { url } = listener;
    await listener.close();
    const { sid } = await send(`${url}/tw/s/${TOKEN}`);
    await fake.clock.advance(2_000);
    expect((await clientOf(fake).messages(sid).fetch()).status).toBe('delivered');
    expect(happened.filter(({ kind }) => kind === 'webhook')).toMatchObject([
      { delivery: { kind: 'unreachable', reason: 'ECONNREFUSED' } },
      { delivery: { kind: 'unreachable', reason: 'ECONNREFUSED' } },
      { delivery: { kind: 'unreachable', reason: 'ECONNREFUSED' } },
    ]);
    listener = await listen();
  });
});
