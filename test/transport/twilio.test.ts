import dns from 'node:dns';
import { setTimeout as pass } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { EmailMessage } from '../../src/message/message.ts';
import { type FakeTwilio, startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import { twilioTransport } from '../../src/transport/twilio.ts';
import {
  ACCOUNT,
  BRIGHT,
  byHand,
  formOf,
  type Hand,
  http,
  keyAt,
  never,
  resource,
  SECRET,
  SID,
  senderAt,
  TEN,
  TEXT,
  TOKEN,
  transportTo,
  twilioError,
} from './twilio-kit.ts';

const closing: { close(): Promise<void> }[] = [];
const closed = <T extends { close(): Promise<void> }>(one: T): T => {
  closing.push(one);
  return one;
};
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

const hand = async (script: Parameters<typeof byHand>[0]): Promise<Hand> => closed(await byHand(script));
const accepting = (): Promise<Hand> =>
  hand({ answer: (socket) => socket.write(http(201, JSON.stringify(resource()))) });
const to = (...asked: Parameters<typeof transportTo>) => {
  const transport = transportTo(...asked);
  closing.push({ close: async () => transport.close?.() });
  return transport;
};

describe('a text', () => {
  test('is one request with the words as they were shown, the credentials of the account, and until when it is worth delivering', async () => {
    const server = await accepting();
    const transport = to(senderAt(server.url), { statusCallback: 'https://example.com' });
    expect(await transport.send(TEXT, keyAt(), never())).toEqual({ kind: 'sent', providerId: SID });
    const [request = ''] = server.requests;
    expect(request.split('\r\n')[0]).toBe(`POST /2010-04-01/Accounts/${ACCOUNT}/Messages.json HTTP/1.1`);
    const credentials = Buffer.from(`${ACCOUNT}:${SECRET}`).toString('base64');
    expect(request).toContain(`\r\nAuthorization: Basic ${credentials}\r\n`);
    expect(request).toMatch(/\r\nContent-Type: application\/x-www-form-urlencoded\r\n/);
    expect(formOf(request)).toEqual({
      To: '+13125550142',
      From: '+13125550100',
      Body: TEXT.body,
      SmartEncoded: 'false',
      ValidityPeriod: '3600',
      StatusCallback: `https://example.com/tw/s/${TOKEN}`,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('through a Messaging Service names the service and no number; without a public address no callback', async () => {
    const server = await accepting();
    const sender = `MG${'5'.repeat(32)}`;
    await to(senderAt(server.url, { sender })).send(TEXT, keyAt(), never());
    expect(formOf(server.requests[0] ?? '')).toEqual({
      To: '+13125550142',
      MessagingServiceSid: sender,
      Body: TEXT.body,
      SmartEncoded: 'false',
      ValidityPeriod: '3600',
    });
  });

  test('with an API key signs in as the key, for the account', async () => {
    const server = await accepting();
    const apiKey = `SK${'1'.repeat(32)}`;
    await to(senderAt(server.url, { apiKey })).send(TEXT, keyAt(), never());
    const [request = ''] = server.requests;
    expect(request).toContain(`Basic ${Buffer.from(`${apiKey}:${SECRET}`).toString('base64')}`);
    expect(request).toContain(`/Accounts/${ACCOUNT}/Messages.json`);
  });

  test('is taken by the stateful fake, with the attempt’s token in its ledger', async () => {
    const fake: FakeTwilio = closed(
      await startFakeTwilio({
        accounts: [
          {
            sid: ACCOUNT,
            token: SECRET,
            name: 'Bright Dental',
            keys: new Map(),
            numbers: ['+13125550100'],
            services: new Map(),
            inboundUrl: null,
          },
        ],
      }),
    );
    const transport = to(senderAt(fake.url), { statusCallback: 'http://127.0.0.1:9' });
    const outcome = await transport.send(TEXT, keyAt(Date.now(), 900_000), never());
    const [entry] = fake.ledger();
    expect(outcome).toEqual({ kind: 'sent', providerId: entry?.sid });
    expect(entry).toMatchObject({ to: TEXT.to, body: TEXT.body, token: TOKEN, validity: 840 });
    expect(fake.requests()).toHaveLength(1);
  });
});

describe('how long Twilio may keep trying', () => {
  const validityFor = async (validFor: number): Promise<string | undefined> => {
    const server = await accepting();
    await to(senderAt(server.url)).send(TEXT, keyAt(TEN, validFor), never());
    return formOf(server.requests[0] ?? '').ValidityPeriod;
  };

  test.each([
    ['an open day: an hour, for later it would speak of what is past', 8 * 3_600_000, '3600'],
    ['15 minutes of window: a minute less, which may pass before Twilio counts', 900_000, '840'],
    ['a fraction of a second counts for nothing', 900_999, '840'],
    ['less than the minute: the shortest there is', 30_000, '1'],
  ])('%s', async (_why, validFor, seconds) => {
    expect(await validityFor(validFor)).toBe(seconds);
  });

  test('a window that is over sends nothing', async () => {
    const server = await accepting();
    const outcome = await to(senderAt(server.url)).send(TEXT, keyAt(TEN, 0), never());
    expect(outcome).toEqual({
      kind: 'unsent',
      code: 'window_over',
      detail: 'its window was over',
      retryAfter: 0,
    });
    expect(server.connections()).toBe(0);
  });
});

describe('one send is at most one request', () => {
  const answers: readonly (readonly [string, string])[] = [
    ['429', http(429, twilioError(429, 20429), ['Retry-After: 0'])],
    ['500', http(500, twilioError(500, 20500))],
    ['503', http(503, 'try again', ['Retry-After: 0'])],
    ['307 back to the same place', http(307, '', ['Location: /2010-04-01/again'])],
    ['302 to another place', http(302, '', ['Location: http://127.0.0.1:9/'])],
    ['408', http(408, '')],
    ['401 with a challenge', http(401, '', ['WWW-Authenticate: Basic realm="Twilio"'])],
  ];
  test.each(answers)('whatever is answered: %s', async (_name, answer) => {
    const server = await hand({ answer: (socket) => socket.write(answer) });
    await to(senderAt(server.url)).send(TEXT, keyAt(), never());
    await pass(30);
    expect({ requests: server.requests.length, connections: server.connections() }).toEqual({
      requests: 1,
      connections: 1,
    });
  });

  test('when the line breaks before, within and after the answer', async () => {
    for (const bytes of [0, 10, 200]) {
      const whole = http(201, JSON.stringify(resource()));
      const server = await hand({
        answer: (socket) => socket.write(whole.slice(0, bytes), () => socket.destroy()),
      });
      const outcome = await to(senderAt(server.url)).send(TEXT, keyAt(), never());
      expect(outcome.kind).toBe('uncertain');
      await pass(30);
      expect([server.requests.length, server.connections()]).toEqual([1, 1]);
    }
  });

  test('control: two sends are two requests, over one connection that is kept', async () => {
    const server = await accepting();
    const transport = to(senderAt(server.url));
    for (const _ of [1, 2]) expect((await transport.send(TEXT, keyAt(), never())).kind).toBe('sent');
    expect([server.requests.length, server.connections()]).toEqual([2, 1]);
  });
});

describe('a connection that was kept', () => {
  test('and that the other side closed while this process was busy was never written to', async () => {
    const server = await hand({
      answer: (socket) => {
        socket.write(http(201, JSON.stringify(resource())));
        setTimeout(() => socket.destroy(), 20);
      },
    });
    const transport = to(senderAt(server.url));
    expect((await transport.send(TEXT, keyAt(), never())).kind).toBe('sent');
    // The hang-up arrives while nothing is read; the next send begins before it has been.
    const until = performance.now() + 60;
    while (performance.now() < until);
    const outcome = await transport.send(TEXT, keyAt(), never());
    expect(outcome).toMatchObject({ kind: 'unsent', code: 'ECONNRESET' });
    expect(server.requests).toHaveLength(1);
    expect((await transport.send(TEXT, keyAt(), never())).kind).toBe('sent');
  });

  test('serves the next in line, also one that waited for it', async () => {
    const server = await hand({
      answer: (socket) => setTimeout(() => socket.write(http(201, JSON.stringify(resource()))), 5),
    });
    const transport = to(senderAt(server.url));
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => transport.send(TEXT, keyAt(), never())),
    );
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['sent']));
    expect(server.requests).toHaveLength(100);
    expect(server.connections()).toBe(32);
  });

  test('is given back by close', async () => {
    let ended = 0;
    const server = await hand({
      connected: (socket) => socket.on('close', () => ended++),
      answer: (socket) => socket.write(http(201, JSON.stringify(resource()))),
    });
    const transport = transportTo(senderAt(server.url));
    await transport.send(TEXT, keyAt(), never());
    await transport.close?.();
    await pass(30);
    expect(ended).toBe(1);
  });
});

describe('a call-off', () => {
  test('before the request is written proves that nothing went', async () => {
    const server = await accepting();
    const outcome = await to(senderAt(server.url)).send(TEXT, keyAt(), AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: 'unsent', code: 'aborted' });
    await pass(30);
    expect(server.requests).toEqual([]);
  });

  test('after it proves nothing', async () => {
    const abort = new AbortController();
    const server = await hand({ answer: () => abort.abort() });
    const outcome = await to(senderAt(server.url)).send(TEXT, keyAt(), abort.signal);
    expect(outcome).toEqual({ kind: 'uncertain', code: 'aborted', detail: 'it was called off' });
    expect(server.requests).toHaveLength(1);
  });

  test('while it waits for a free connection proves that nothing went', async () => {
    const server = await hand({});
    const transport = to(senderAt(server.url));
    const aborts = Array.from({ length: 32 }, () => new AbortController());
    const stuck = aborts.map(({ signal }) => transport.send(TEXT, keyAt(), signal));
    while (server.requests.length < 32) await pass(5);
    const abort = new AbortController();
    const waiting = transport.send(TEXT, keyAt(), abort.signal);
    await pass(30);
    abort.abort();
    expect(await waiting).toMatchObject({ kind: 'unsent', code: 'aborted' });
    for (const each of aborts) each.abort();
    expect(new Set((await Promise.all(stuck)).map(({ kind }) => kind))).toEqual(new Set(['uncertain']));
    expect(server.requests).toHaveLength(32);
  });
});

test.each(['https://example.com', 'https://relay.eu.example.com', 'https://example.com/twilio/'])(
  'the address %s is asked exactly as it is written, for what is sent and for what is read',
  async (baseUrl) => {
    const { lookup } = dns;
    const asked: string[] = [];
    // Nobody is asked for a name, and so nothing leaves: it is only seen which one would be.
    dns.lookup = ((host: string, _options: unknown, done: (error: Error) => void) => {
      asked.push(host);
      done(Object.assign(new Error('nobody'), { code: 'ENOTFOUND' }));
    }) as unknown as typeof lookup;
    try {
      const transport = to(senderAt(baseUrl));
      expect(await transport.send(TEXT, keyAt(), never())).toMatchObject({
        kind: 'unsent',
        code: 'ENOTFOUND',
      });
      expect((await transport.inbound(BRIGHT, keyAt().at, never())).kind).toBe('unreachable');
    } finally {
      dns.lookup = lookup;
    }
    const { hostname } = new URL(baseUrl);
    expect(asked).toEqual([hostname, hostname]);
  },
);

describe('settings that cannot work', () => {
  test.each([
    ['an account that is none', { accountSid: 'SK00000000000000000000000000000001' }, 'account_sid'],
    ['no secret', { secret: '' }, 'no_secret'],
    ['an address that shows the secret to the network', { baseUrl: 'http://api.example.com' }, 'base_url'],
    ['an address that is none', { baseUrl: 'http://[' }, 'base_url'],
  ])('%s: the channel is to be paused, and nothing is asked', async (_name, wrong, code) => {
    const transport = to(senderAt('http://127.0.0.1:9', wrong));
    const outcome = await transport.send(TEXT, keyAt(), never());
    expect(outcome).toMatchObject({ kind: 'misconfigured', code });
    expect(JSON.stringify(outcome)).not.toContain(SECRET);
    expect(await transport.inbound(BRIGHT, keyAt().at, never())).toEqual(outcome);
  });

  test('a business without an account', async () => {
    const transport = twilioTransport({ accounts: new Map(), statusCallback: null });
    expect(await transport.send(TEXT, keyAt(), never())).toEqual({
      kind: 'misconfigured',
      code: 'no_account',
      detail: 'no Twilio account is set for this business',
    });
  });

  test('an email is not sent as a text', async () => {
    const email: EmailMessage = {
      kind: 'email',
      to: 'maria@example.com',
      from: null,
      subject: 'Hi',
      text: 'Hi',
      html: '<p>Hi</p>',
    };
    const server = await accepting();
    await expect(to(senderAt(server.url)).send(email, keyAt(), never())).rejects.toThrow('this is an email');
    expect(server.connections()).toBe(0);
  });
});
