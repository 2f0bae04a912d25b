/** Callbacks of Twilio: those it really makes are believed and applied once; everything else changes nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import { signatureOf } from '../../src/server/twilio-signature.ts';
import { outbox } from '../../src/transport/outbox.ts';
import { twilioTransport } from '../../src/transport/twilio.ts';
import { BUSINESS, TUESDAY_10 } from '../engine/kit.ts';
import { createSite, OTHER_SID, PUBLIC, type SiteOptions, type TestSite } from './site.ts';

interface Sent {
  readonly token: string;
  readonly sid: string;
}

let fake: FakeTwilio;
let site: TestSite;

async function start(options: SiteOptions = {}): Promise<void> {
  site = await createSite(options);
  fake = await startFakeTwilio({ start: TUESDAY_10, settings: { deliverTo: site.url } });
}
beforeEach(() => start());
afterEach(async () => {
  await fake.close();
  await site.close();
});

/** One text that really went out through the transport. */
async function send(): Promise<Sent> {
  await site.kit.enroll();
  const sms = twilioTransport({
    accounts: new Map([
      [
        BUSINESS.id,
        {
          accountSid: TEST_ACCOUNT.sid,
          apiKey: null,
          secret: TEST_ACCOUNT.token,
          baseUrl: fake.url,
          sender: '+13125550100',
        },
      ],
    ]),
    statusCallback: PUBLIC,
    now: () => site.kit.clock.now,
  });
  await site.kit.tick({ sms, email: outbox(site.kit.ws.outbox) });
  await sms.close?.();
  const entry = fake.ledger().at(-1);
  if (entry?.token == null) throw new Error('nothing was sent with a callback');
  return { token: entry.token, sid: entry.sid };
}

/** What the database knows: everything that a callback could change. */
const known = async (): Promise<string> =>
  JSON.stringify([
    await site.kit.all('SELECT state, status, status_rank FROM attempt ORDER BY id'),
    await site.kit.all('SELECT COUNT(*) AS count FROM event'),
  ]);

const fieldsOf = ({ sid }: Sent): Record<string, string> => ({
  ApiVersion: '2010-04-01',
  MessageSid: sid,
  SmsSid: sid,
  MessageStatus: 'delivered',
  SmsStatus: 'delivered',
  AccountSid: TEST_ACCOUNT.sid,
  From: '+13125550100',
  To: '+13125550142',
});

interface Post {
  readonly path?: string;
  /** What is signed, and with what. */
  readonly url?: string;
  readonly token?: string;
  readonly signature?: string | null;
  readonly fields?: Record<string, string>;
  readonly body?: string;
  readonly method?: string;
}

async function post(sent: Sent, how: Post = {}): Promise<number> {
  const path = how.path ?? `/tw/s/${sent.token}`;
  const fields = how.fields ?? fieldsOf(sent);
  const signature =
    how.signature === undefined
      ? signatureOf(
          how.token ?? TEST_ACCOUNT.token,
          how.url ?? `${PUBLIC}${path}`,
          new Map(Object.entries(fields)),
        )
      : how.signature;
  const answer = await fetch(`${site.url}${path}`, {
    method: how.method ?? 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(signature === null ? {} : { 'x-twilio-signature': signature }),
    },
    body: how.body ?? new URLSearchParams(fields).toString(),
  });
  await answer.arrayBuffer();
  return answer.status;
}

describe('a callback', () => {
  it('that Twilio makes is applied: a text is known to have arrived', async () => {
    await send();
    await fake.clock.advance(2_000);
    expect(await site.kit.all('SELECT state, status FROM attempt')).toEqual([
      { state: 'sent', status: 'delivered' },
    ]);
    expect(site.log.map(({ event, status, noted }) => [event, status, noted])).toEqual([
      ['status', 'sending', 'noted'],
      ['status', 'sent', 'noted'],
      ['status', 'delivered', 'noted'],
    ]);
  });

  it('that comes twice, or too late, is taken and changes nothing more', async () => {
    const sent = await send();
    expect(await post(sent)).toBe(204);
    const after = await known();
    expect(await post(sent)).toBe(204);
    expect(
      await post(sent, { fields: { ...fieldsOf(sent), MessageStatus: 'sent', SmsStatus: 'sent' } }),
    ).toBe(204);
    expect(await known()).toBe(after);
  });

  it('with fields that nobody has heard of is believed as any other', async () => {
    const sent = await send();
    expect(await post(sent, { fields: { ...fieldsOf(sent), RawDlrDoneDate: '2603101500', Née: '’' } })).toBe(
      204,
    );
  });

  it.each<[string, (sent: Sent) => Post, number]>([
    ['without a signature', () => ({ signature: null }), 403],
    ['with an empty signature', () => ({ signature: '' }), 403],
    ['signed with another token', () => ({ token: 'guessed' }), 403],
    [
      'signed by another business of ours',
      (sent) => ({ token: 'oak-token', fields: { ...fieldsOf(sent), AccountSid: OTHER_SID } }),
      403,
    ],
    ['signed for another host', (sent) => ({ url: `https://evil.example.com/tw/s/${sent.token}` }), 403],
    [
      'signed for the address that it was sent to',
      (sent) => ({ url: `${site.url}/tw/s/${sent.token}` }),
      403,
    ],
    ['signed with the fragment', (sent) => ({ url: `${PUBLIC}/tw/s/${sent.token}#rc=3` }), 403],
    [
      'with another query than was signed',
      (sent) => ({ path: `/tw/s/${sent.token}?a=1`, url: `${PUBLIC}/tw/s/${sent.token}` }),
      403,
    ],
    [
      'with a field changed on the way',
      (sent) => ({ body: new URLSearchParams({ ...fieldsOf(sent), MessageStatus: 'failed' }).toString() }),
      403,
    ],
    [
      'with a field doubled',
      (sent) => ({ body: `${new URLSearchParams(fieldsOf(sent))}&MessageStatus=failed` }),
      403,
    ],
    ['of another account', (sent) => ({ fields: { ...fieldsOf(sent), AccountSid: OTHER_SID } }), 403],
    ['about a message that is none', (sent) => ({ fields: { ...fieldsOf(sent), MessageSid: 'SM1' } }), 400],
    ['about no status', (sent) => ({ fields: { ...fieldsOf(sent), MessageStatus: '' } }), 400],
    ['about an attempt that there is not', () => ({ path: `/tw/s/${'f'.repeat(32)}` }), 403],
    ['to a token that is none', () => ({ path: '/tw/s/F00' }), 404],
    ['to a token and more', (sent) => ({ path: `/tw/s/${sent.token}/x` }), 404],
    ['of 64 KB and a byte', () => ({ body: 'a'.repeat(64 * 1024 + 1) }), 413],
    ['by PUT', () => ({ method: 'PUT' }), 405],
    ['by DELETE', () => ({ method: 'DELETE' }), 405],
  ])('%s is refused, and nothing is written', async (_name, how, status) => {
    const sent = await send();
    const before = await known();
    expect(await post(sent, how(sent))).toBe(status);
    expect(await known()).toBe(before);
  });

  it('control: with nothing wrong it is taken, and something is written', async () => {
    const sent = await send();
    const before = await known();
    expect(await post(sent)).toBe(204);
    expect(await known()).not.toBe(before);
  });

  it('may be signed with the usual port of https, and with a query that only the raw address has', async () => {
    const sent = await send();
    expect(await post(sent, { url: `https://seq.example.com:443/tw/s/${sent.token}` })).toBe(204);
    const path = `/tw/s/${sent.token}?a=%27b%7E&c=d+e`;
    expect(await post(sent, { path })).toBe(204);
  });

  it('too large for its promise is cut off while it still comes', async () => {
    const sent = await send();
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(16 * 1024).fill(97)),
    });
    const answer = await fetch(`${site.url}/tw/s/${sent.token}`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });
});

describe('the secret that signs', () => {
  const restart = async (options: SiteOptions): Promise<Sent> => {
    await fake.close();
    await site.close();
    await start(options);
    return send();
  };

  it('is the account’s own where texts go with an API key', async () => {
    const env = { LEADSEQ_TWILIO_TOKEN: 'key-secret', LEADSEQ_TWILIO_AUTH_TOKEN: 'auth-token' };
    const sent = await restart({ apiKey: `SK${'1'.repeat(32)}`, env });
    expect(await post(sent, { token: 'key-secret' })).toBe(403);
    expect(await post(sent, { token: 'auth-token' })).toBe(204);
  });

  it('may be one of two while it is changed', async () => {
    const sent = await restart({ env: { LEADSEQ_TWILIO_TOKEN: 'old', LEADSEQ_TWILIO_AUTH_TOKEN: 'new' } });
    expect(await post(sent, { token: 'old' })).toBe(204);
    expect(await post(sent, { token: 'new' })).toBe(204);
    expect(await post(sent, { token: 'newer' })).toBe(403);
  });

  it('unknown here, or without a public address, leaves nobody to believe', async () => {
    const sent = await restart({ env: {} });
    expect(await post(sent)).toBe(403);
    const other = await restart({ publicUrl: null });
    expect(await post(other)).toBe(403);
  });
});
