import { afterEach, describe, expect, test } from 'vitest';
import { after, instant } from '../../src/domain/time.ts';
import type { FakeAccount } from '../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import type { TwilioSender, TwilioTransport } from '../../src/transport/twilio.ts';
import {
  ACCOUNT,
  BRIGHT,
  byHand,
  type Hand,
  http,
  keyAt,
  never,
  resource,
  SECRET,
  senderAt,
  soughtAt,
  TEN,
  TEXT,
  transportTo,
  twilioError,
} from './twilio-kit.ts';

const closing: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const MINUTE = 60_000;
const SERVICE = `MG${'5'.repeat(32)}`;
const OTHER = `MG${'6'.repeat(32)}`;
const HOUSE: FakeAccount = {
  sid: ACCOUNT,
  token: SECRET,
  name: 'Bright Dental',
  keys: new Map(),
  numbers: ['+13125550100', '+13125550101'],
  services: new Map([
    [SERVICE, ['+13125550100']],
    [OTHER, ['+13125550101']],
  ]),
  inboundUrl: null,
};

/** A provider whose clock stands at ten, and a transport whose clock is `behind` it. */
async function provider(
  settings: Parameters<FakeTwilio['set']>[0] = {},
  sender: Partial<TwilioSender> = {},
  behind = 0,
): Promise<{ readonly fake: FakeTwilio; readonly transport: TwilioTransport }> {
  const fake = await startFakeTwilio({ accounts: [HOUSE], start: instant(TEN), settings });
  closing.push(() => fake.close());
  const transport = transportTo(senderAt(fake.url, sender), { now: () => fake.clock.now() - behind });
  closing.push(() => transport.close?.());
  return { fake, transport };
}

/** A provider that lists what the test says, page by page. */
async function listing(...pages: readonly (readonly object[])[]): Promise<{
  readonly server: Hand;
  readonly transport: TwilioTransport;
}> {
  const list = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
  const server = await byHand({
    answer: (socket, _request, number) => {
      const next = number + 1 < pages.length ? `${list}?Page=${number + 1}&PageToken=PA${number}` : null;
      const body = JSON.stringify({ messages: pages[number] ?? [], next_page_uri: next });
      socket.write(http(200, body, [`Date: ${new Date(TEN + 2 * MINUTE).toUTCString()}`]));
    },
  });
  closing.push(() => server.close());
  const transport = transportTo(senderAt(server.url), { now: () => TEN + 2 * MINUTE });
  closing.push(() => transport.close?.());
  return { server, transport };
}

const at = (offset: number): string => new Date(TEN + offset).toUTCString().replace('GMT', '+0000');
const sidOf = (n: number): string => `SM${n.toString(16).padStart(32, '0')}`;

describe('a text of unknown fate', () => {
  test('that was taken is found by the provider’s own list, with its id', async () => {
    const { fake, transport } = await provider();
    fake.setFaults([{ fault: 'accept-then-drop' }]);
    expect((await transport.send(TEXT, keyAt(), never())).kind).toBe('uncertain');
    fake.setFaults([]);
    await fake.clock.advance(2 * MINUTE);
    const sids = fake.ledger().map(({ sid }) => sid);
    expect(sids).toHaveLength(1);
    expect(await transport.look(soughtAt(), never())).toEqual({ kind: 'found', providerIds: sids });
  });

  test('that was never taken is absent', async () => {
    const { fake, transport } = await provider();
    fake.setFaults([{ fault: 'drop' }]);
    expect((await transport.send(TEXT, keyAt(), never())).kind).toBe('uncertain');
    fake.setFaults([]);
    await fake.clock.advance(2 * MINUTE);
    expect(await transport.look(soughtAt(), never())).toEqual({ kind: 'absent' });
  });

  test('is not taken for the same words of another business of the account', async () => {
    const { fake, transport } = await provider();
    const other = transportTo(senderAt(fake.url, { sender: '+13125550101' }), { now: fake.clock.now });
    closing.push(() => other.close?.());
    expect(await other.send(TEXT, keyAt(), never())).toMatchObject({ kind: 'sent' });
    await fake.clock.advance(2 * MINUTE);
    expect(await transport.look(soughtAt(), never())).toMatchObject({ kind: 'unclear' });
    expect(await other.look(soughtAt(), never())).toMatchObject({ kind: 'found' });
  });

  test('that the provider doubled is found twice', async () => {
    const { fake, transport } = await provider();
    fake.setFaults([{ fault: 'duplicate' }]);
    await transport.send(TEXT, keyAt(), never());
    fake.setFaults([]);
    const sighting = await transport.look(soughtAt(), never());
    expect(sighting).toMatchObject({ kind: 'found' });
    expect(sighting.kind === 'found' && [...sighting.providerIds].sort()).toEqual(
      fake
        .ledger()
        .map(({ sid }) => sid)
        .sort(),
    );
  });

  test('is sought by a list that lags only as long as it lags: absence needs a second look, later', async () => {
    const { fake, transport } = await provider({ lag: 5 * MINUTE });
    await transport.send(TEXT, keyAt(), never());
    await fake.clock.advance(2 * MINUTE);
    expect(await transport.look(soughtAt(), never())).toEqual({ kind: 'absent' });
    await fake.clock.advance(20 * MINUTE);
    expect(await transport.look(soughtAt(), never())).toMatchObject({ kind: 'found' });
  });

  test('through a Messaging Service is found whatever number the service picked', async () => {
    const { transport } = await provider({}, { sender: SERVICE });
    await transport.send(TEXT, keyAt(), never());
    expect(await transport.look(soughtAt(), never())).toMatchObject({ kind: 'found' });
  });

  test('is found although this clock is five minutes slow, and not judged when it is far off', async () => {
    for (const [behind, kind] of [
      [5 * MINUTE, 'found'],
      [-5 * MINUTE, 'found'],
      [11 * MINUTE, 'unclear'],
    ] as const) {
      const { transport } = await provider({}, {}, behind);
      await transport.send(TEXT, keyAt(TEN - behind), never());
      expect((await transport.look(soughtAt(TEN - behind), never())).kind).toBe(kind);
    }
  });
});

describe('what the list shows', () => {
  const outbound = (n: number, offset: number, more = {}): object =>
    resource({ sid: sidOf(n), date_created: at(offset), status: 'sent', ...more });

  test.each([
    ['nothing', [], { kind: 'absent' }],
    [
      'it, two minutes early by the provider’s clock',
      [outbound(1, -2 * MINUTE)],
      { kind: 'found', providerIds: [sidOf(1)] },
    ],
    ['it, as late as it can be', [outbound(1, 15.5 * MINUTE)], { kind: 'found', providerIds: [sidOf(1)] }],
    [
      'the same words a little too early',
      [outbound(1, -2 * MINUTE - 1000)],
      { kind: 'unclear', detail: 'the same words went to this number at another time' },
    ],
    ['the same words, long before', [outbound(1, -11 * MINUTE)], { kind: 'absent' }],
    ['other words', [outbound(1, 0, { body: 'See you at 3' })], { kind: 'absent' }],
    ['the lead’s own copy of the words', [outbound(1, 0, { direction: 'inbound' })], { kind: 'absent' }],
    ['a message to somebody else', [outbound(1, 0, { to: '+13125550143' })], { kind: 'absent' }],
    [
      'a redacted message',
      [outbound(1, 0, { body: '' })],
      { kind: 'unclear', detail: 'a message of that time has been redacted or altered' },
    ],
    [
      'a message without a body',
      [outbound(1, 0, { body: null })],
      { kind: 'unclear', detail: 'a message of that time has been redacted or altered' },
    ],
    [
      'it, and a redacted one',
      [outbound(2, 0, { body: '' }), outbound(1, 0)],
      { kind: 'found', providerIds: [sidOf(1)] },
    ],
    [
      'it, as a trial account sends it',
      [outbound(1, 0, { body: `Sent from your Twilio trial account - ${TEXT.body}` })],
      { kind: 'found', providerIds: [sidOf(1)] },
    ],
    [
      'its words with spaces changed',
      [outbound(1, 0, { body: ` ${TEXT.body.replaceAll(' ', '\u00a0')}\n` })],
      { kind: 'unclear', detail: 'a message of that time has been redacted or altered' },
    ],
    [
      'it, sent by a reply of the console',
      [outbound(1, 0, { direction: 'outbound-reply' })],
      { kind: 'found', providerIds: [sidOf(1)] },
    ],
  ])('%s', async (_name, messages, sighting) => {
    const { transport } = await listing(messages);
    expect(await transport.look(soughtAt(), never())).toEqual(sighting);
  });

  test('is read page by page until a whole page is older, filtered by nothing but the number', async () => {
    const newer = [outbound(9, MINUTE, { body: 'one' }), outbound(8, -12 * MINUTE, { body: 'two' })];
    const { server, transport } = await listing(
      newer,
      [outbound(7, -20 * MINUTE, { body: 'three' }), outbound(1, 0)],
      [outbound(6, -10 * MINUTE - 1000), outbound(5, -30 * MINUTE)],
      [outbound(4, -40 * MINUTE)],
    );
    expect(await transport.look(soughtAt(), never())).toEqual({ kind: 'found', providerIds: [sidOf(1)] });
    expect(server.requests.map((request) => request.split(' ')[1])).toEqual([
      `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?To=%2B13125550142&PageSize=1000`,
      `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?Page=1&PageToken=PA0`,
      `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?Page=2&PageToken=PA1`,
    ]);
  });

  test('goes on past an empty page', async () => {
    const { transport } = await listing([], [outbound(1, 0)]);
    expect(await transport.look(soughtAt(), never())).toMatchObject({ kind: 'found' });
  });
});

describe('a list that cannot be trusted proves no absence', () => {
  const list = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
  const now = `Date: ${new Date(TEN).toUTCString()}`;
  const page = (more: object): string => JSON.stringify({ messages: [], next_page_uri: null, ...more });
  test.each([
    ['no JSON', http(200, '<html></html>', [now])],
    ['no messages', http(200, '{"next_page_uri":null}', [now])],
    ['no word of a next page', http(200, '{"messages":[]}', [now])],
    ['a message without an id', http(200, page({ messages: [{ ...resource(), sid: null }] }), [now])],
    [
      'a message without a time',
      http(200, page({ messages: [{ ...resource(), date_created: 'soon' }] }), [now]),
    ],
    ['something that is no message', http(200, page({ messages: [7] }), [now])],
    [
      'a next page on another host',
      http(200, page({ next_page_uri: 'https://example.com/Messages.json?x' }), [now]),
    ],
    ['a next page of another account', http(200, page({ next_page_uri: list.replace('01/', '02/') }), [now])],
    [
      'a next page that is this one',
      http(200, page({ next_page_uri: `${list}?To=%2B13125550142&PageSize=1000` }), [now]),
    ],
    ['no Date', http(200, page({}))],
    ['half of it', http(200, page({}), [now]).slice(0, -5)],
    ['500', http(500, twilioError(500, 20500))],
    ['429', http(429, twilioError(429, 20429))],
    ['wrong credentials', http(401, twilioError(401, 20003))],
    ['a message in place of a list', http(201, JSON.stringify(resource()))],
  ])('%s', async (_name, answer) => {
    const server = await byHand({ answer: (socket) => socket.end(answer) });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url), { now: () => TEN });
    closing.push(() => transport.close?.());
    const sighting = await transport.look(soughtAt(), never());
    expect(sighting.kind).toBe('unclear');
    expect(JSON.stringify(sighting)).not.toContain(SECRET);
  });

  test('control: the same answer in order does', async () => {
    const server = await byHand({ answer: (socket) => socket.end(http(200, page({}), [now])) });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url), { now: () => TEN });
    expect(await transport.look(soughtAt(), never())).toEqual({ kind: 'absent' });
  });
});

describe('what leads have sent', () => {
  const from = '+13125550142';

  test('to the business’s number comes oldest first, each once, and nothing else', async () => {
    const { fake, transport } = await provider();
    await transport.send(TEXT, keyAt(), never());
    for (const body of ['Who is this?', 'Hello?', 'STOP']) {
      await fake.clock.advance(MINUTE);
      await fake.inbound({ from, to: '+13125550100', body });
    }
    await fake.inbound({ from, to: '+13125550101', body: 'for the other number' });
    const read = await transport.inbound(BRIGHT, instant(TEN), never());
    expect(read.kind === 'read' && read.messages.map(({ at, body }) => [(at - TEN) / MINUTE, body])).toEqual([
      [1, 'Who is this?'],
      [2, 'Hello?'],
      [3, 'STOP'],
    ]);
    expect(read.kind === 'read' && read.messages[2]).toEqual({
      providerId: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      from,
      to: '+13125550100',
      body: 'STOP',
      at: instant(TEN + 3 * MINUTE),
    });
  });

  test('is read from ten minutes before, for the list lags', async () => {
    const { fake, transport } = await provider();
    await fake.inbound({ from, to: '+13125550100', body: 'early' });
    await fake.clock.advance(30 * MINUTE);
    const read = async (since: number) => {
      const inbound = await transport.inbound(BRIGHT, instant(TEN + since), never());
      return inbound.kind === 'read' && inbound.messages.map(({ body }) => body);
    };
    expect([await read(10 * MINUTE), await read(10 * MINUTE + 1)]).toEqual([['early'], []]);
  });

  test('to a Messaging Service is picked out of the whole account', async () => {
    const { fake, transport } = await provider({}, { sender: SERVICE });
    const other = transportTo(senderAt(fake.url, { sender: OTHER }), { now: fake.clock.now });
    closing.push(() => other.close?.());
    await transport.send(TEXT, keyAt(), never());
    await other.send({ ...TEXT, to: '+13125550143' }, keyAt(), never());
    await fake.inbound({ from, body: 'for us' });
    await fake.inbound({ from: '+13125550143', body: 'for another client' });
    const read = await transport.inbound(BRIGHT, instant(TEN), never());
    expect(read.kind === 'read' && read.messages.map(({ body }) => body)).toEqual(['for us']);
  });

  test('to a Messaging Service is asked for number by number: nobody else’s messages are read', async () => {
    const asked: string[] = [];
    const pool: Readonly<Record<string, string>> = {
      PhoneNumbers: `"phone_numbers":[{"phone_number":"+13125550100"},{"phone_number":"+13125550101"}]`,
      ShortCodes: `"short_codes":[{"short_code":"89000"}]`,
      ChannelSenders: `"senders":[]`,
    };
    const server = await byHand({
      answer: (socket, request) => {
        const { pathname, searchParams } = new URL(request.split(' ')[1] ?? '', 'http://x');
        const part = pathname.split('/').at(-1) ?? '';
        const to = searchParams.get('To');
        if (pool[part] === undefined) asked.push(to ?? 'everybody');
        const stop = resource({
          sid: sidOf(Number(to ?? 0)),
          direction: 'inbound',
          from,
          to,
          body: `to ${to}`,
        });
        const body = pool[part]
          ? `{${pool[part]},"meta":{"next_page_url":null}}`
          : JSON.stringify({ messages: [stop], next_page_uri: null });
        socket.write(http(200, body, [`Date: ${new Date(TEN).toUTCString()}`]));
      },
    });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url, { sender: SERVICE }), { now: () => TEN });
    closing.push(() => transport.close?.());
    const read = await transport.inbound(BRIGHT, instant(TEN), never(), ['+17735550111']);
    const numbers = ['+13125550100', '+13125550101', '+17735550111', '89000'];
    expect(asked.toSorted()).toEqual(numbers);
    expect(read.kind === 'read' && read.messages.map(({ body }) => body).toSorted()).toEqual(
      numbers.map((number) => `to ${number}`),
    );
    expect(read.kind === 'read' && read.numbers?.toSorted()).toEqual(numbers);
  });

  test.each([
    ['tells more than one page of numbers', '"phone_numbers":[{"phone_number":"+13125550100"}]', '"x"'],
    [
      'has senders of other channels',
      '"phone_numbers":[{"phone_number":"+13125550100"}],"senders":[{}]',
      'null',
    ],
    ['has no numbers', '"phone_numbers":[]', 'null'],
    ['tells nonsense', '"phone_numbers":[{"phone_number":7}]', 'null'],
  ])('to a Messaging Service that %s is picked out of the whole account', async (_name, members, next) => {
    const server = await byHand({
      answer: (socket, request) => {
        const isList = request.includes('/Messages.json');
        const others = members.includes('"senders"') ? '' : '"senders":[],';
        const body = isList
          ? JSON.stringify({ messages: [], next_page_uri: null })
          : `{${others}"short_codes":[],${members},"meta":{"next_page_url":${next}}}`;
        socket.write(http(200, body, [`Date: ${new Date(TEN).toUTCString()}`]));
      },
    });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url, { sender: SERVICE }), { now: () => TEN });
    closing.push(() => transport.close?.());
    expect((await transport.inbound(BRIGHT, instant(TEN), never())).kind).toBe('read');
    const lists = server.requests
      .map((line) => line.split(' ')[1] ?? '')
      .filter((path) => path.includes('Messages'));
    expect(lists).toEqual([`/2010-04-01/Accounts/${ACCOUNT}/Messages.json?PageSize=100`]);
  });

  test('on an account where too much goes on to be read to its end is not known: no answer, and a sentence', async () => {
    const list = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
    const server = await byHand({
      answer: (socket, request, number) => {
        const isList = request.includes('/Messages.json');
        const message = resource({ sid: sidOf(number), direction: 'outbound-api' });
        const next_page_uri = `${list}?Page=${number}&PageToken=PA${number}`;
        const answer = http(200, JSON.stringify({ messages: [message], next_page_uri }), [
          `Date: ${new Date(TEN).toUTCString()}`,
        ]);
        socket.write(isList ? answer : http(404, twilioError(404, 20404)));
      },
    });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url, { sender: SERVICE }), { now: () => TEN });
    closing.push(() => transport.close?.());
    expect(await transport.inbound(BRIGHT, instant(TEN - 60 * MINUTE), never())).toEqual({
      kind: 'unreachable',
      code: 'too_long',
      detail: 'its list could not be read to the end: there are more than 15000 messages since then',
    });
    expect(server.requests.filter((request) => request.includes('/Messages.json'))).toHaveLength(15);
  });

  test('and that names no service is counted as ours: a STOP must not be missed', async () => {
    const inbound = (n: number, service: string | null) =>
      resource({
        sid: sidOf(n),
        direction: 'inbound',
        from,
        to: '+13125550100',
        body: 'STOP',
        messaging_service_sid: service,
      });
    const page = JSON.stringify({ messages: [inbound(1, null), inbound(2, OTHER)], next_page_uri: null });
    const server = await byHand({
      answer: (socket) => socket.write(http(200, page, [`Date: ${new Date(TEN).toUTCString()}`])),
    });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url, { sender: SERVICE }), { now: () => TEN });
    closing.push(() => transport.close?.());
    const read = await transport.inbound(BRIGHT, instant(TEN), never());
    expect(read.kind === 'read' && read.messages.map(({ providerId }) => providerId)).toEqual([sidOf(1)]);
    expect(server.requests.at(-1)?.split(' ')[1]).toBe(
      `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?PageSize=100`,
    );
  });

  test('is told in our time when our clock is off, and none of it is missed', async () => {
    for (const behind of [3 * 3_600_000, -3 * 3_600_000]) {
      const { fake, transport } = await provider({}, {}, behind);
      await fake.clock.advance(MINUTE);
      await fake.inbound({ from, to: '+13125550100', body: 'STOP' });
      const read = await transport.inbound(BRIGHT, instant(TEN - behind), never());
      expect(read.kind === 'read' && read.messages.map(({ at }) => at)).toEqual([TEN + MINUTE - behind]);
    }
  });

  test('since an instant that has not come is read since now', async () => {
    const { fake, transport } = await provider();
    await fake.inbound({ from, to: '+13125550100', body: 'STOP' });
    const read = await transport.inbound(BRIGHT, after(instant(TEN), 24 * 60 * MINUTE), never());
    expect(read.kind === 'read' && read.messages).toHaveLength(1);
  });

  test('over three days of outage is read in long pages to the end', async () => {
    const { fake, transport } = await provider();
    for (let n = 0; n < 120; n++) {
      await fake.inbound({ from, to: '+13125550100', body: `message ${n}` });
      await fake.clock.advance(30 * MINUTE);
    }
    const read = await transport.inbound(BRIGHT, instant(TEN), never());
    expect(read.kind === 'read' && read.messages.map(({ body }) => body)).toEqual(
      Array.from({ length: 120 }, (_, n) => `message ${n}`),
    );
  });

  test.each([
    ['wrong credentials', http(401, twilioError(401, 20003)), 'misconfigured', '20003'],
    ['an account that is gone', http(404, twilioError(404, 20404)), 'misconfigured', '20404'],
    ['a failing provider', http(503, twilioError(503, 20503)), 'unreachable', '503'],
    ['too many requests', http(429, twilioError(429, 20429)), 'unreachable', '20429'],
    ['a portal', http(403, '<html></html>'), 'unreachable', '403'],
    ['a portal that says yes', http(200, '<html></html>'), 'unreachable', 'unreadable'],
    ['a message in place of a list', http(201, JSON.stringify(resource())), 'unreachable', 'unreadable'],
  ])('%s is not "nothing": %s', async (_name, answer, kind, code) => {
    const server = await byHand({ answer: (socket) => socket.write(answer) });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url), { now: () => TEN });
    closing.push(() => transport.close?.());
    expect(await transport.inbound(BRIGHT, instant(TEN), never())).toMatchObject({ kind, code });
  });

  test('a provider that cannot be reached is not "nothing" either, nor one that is called off', async () => {
    const transport = transportTo(senderAt('http://127.0.0.1:1'), { now: () => TEN });
    expect(await transport.inbound(BRIGHT, instant(TEN), never())).toMatchObject({ kind: 'unreachable' });
    const { transport: other } = await provider();
    expect(await other.inbound(BRIGHT, instant(TEN), AbortSignal.abort())).toMatchObject({
      kind: 'unreachable',
      code: 'aborted',
    });
  });
});

describe('what can be told without sending', () => {
  test('good credentials, a number of the account, a clock that agrees', async () => {
    const { transport } = await provider();
    expect(await transport.check(BRIGHT, never())).toEqual({
      kind: 'checked',
      clockAhead: 0,
      sender: 'found',
      campaign: 'unknown',
    });
  });

  test('a number of somebody else, and a clock ten minutes off', async () => {
    const { transport } = await provider({ skew: 10 * MINUTE }, { sender: '+13125550199' });
    expect(await transport.check(BRIGHT, never())).toMatchObject({
      clockAhead: 10 * MINUTE,
      sender: 'not_found',
    });
  });

  test('wrong credentials', async () => {
    const { transport } = await provider({}, { secret: 'wrong' });
    expect(await transport.check(BRIGHT, never())).toMatchObject({ kind: 'misconfigured', code: '20003' });
  });

  test.each([
    ['a toll-free number', '+18885550100', { phone_number: '+18885550100' }, 'found', 'not_needed'],
    [
      'a number that takes no texts',
      '+13125550100',
      { phone_number: '+13125550100', capabilities: { sms: false } },
      'cannot_text',
      'unknown',
    ],
    ['a British number', '+447700900000', { phone_number: '+447700900000' }, 'found', 'not_needed'],
  ])('%s', async (_name, sender, number, found, campaign) => {
    const bodies = [{ messages: [], next_page_uri: null }, { incoming_phone_numbers: [number] }];
    const server = await byHand({
      answer: (socket, _request, n) => socket.write(http(200, JSON.stringify(bodies[n]))),
    });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url, { sender }));
    closing.push(() => transport.close?.());
    expect(await transport.check(BRIGHT, never())).toEqual({
      kind: 'checked',
      clockAhead: null,
      sender: found,
      campaign,
    });
  });

  test.each([
    [
      'with a verified campaign',
      [200, { sid: SERVICE }],
      [200, { compliance: [{ campaign_status: 'VERIFIED' }] }],
      'found',
      'verified',
    ],
    [
      'with a campaign that waits',
      [200, { sid: SERVICE }],
      [200, { compliance: [{ campaign_status: 'PENDING' }] }],
      'found',
      'missing',
    ],
    ['without a campaign', [200, { sid: SERVICE }], [200, { compliance: [] }], 'found', 'missing'],
    ['whose campaigns may not be asked for', [200, { sid: SERVICE }], [403, {}], 'found', 'unknown'],
    ['that a try-out server does not know', [404, {}], [404, {}], 'unknown', 'unknown'],
    ['that may not be asked for', [403, {}], [403, {}], 'unknown', 'unknown'],
  ] as const)('a Messaging Service %s', async (_name, service, campaigns, sender, campaign) => {
    const answers = [[200, { messages: [], next_page_uri: null }], service, campaigns] as const;
    const server = await byHand({
      answer: (socket, _request, n) => {
        const [status, body] = answers[n] ?? [500, {}];
        socket.write(http(status, JSON.stringify(body)));
      },
    });
    closing.push(() => server.close());
    const transport = transportTo(senderAt(server.url, { sender: SERVICE }));
    closing.push(() => transport.close?.());
    expect(await transport.check(BRIGHT, never())).toMatchObject({ kind: 'checked', sender, campaign });
    expect(server.requests[1]?.split(' ')[1]).toBe(`/v1/Services/${SERVICE}`);
  });
});
