/** Texts of leads: those that Twilio signs are stored and acted on before it is answered, once and for ever; nothing else changes anything. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pollInbound } from '../../src/engine/inbound-poll.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import { outbox } from '../../src/transport/outbox.ts';
import { twilioTransport } from '../../src/transport/twilio.ts';
import { BUSINESS, TUESDAY_10, tickDefaults } from '../engine/kit.ts';
import { createSite, OTHER_SID, PUBLIC, type SiteOptions, type TestSite } from './site.ts';
import { inboundFields, smsSid, type TwilioPost, twilioPost } from './twilio-post.ts';

const LEAD = '+13125550142';
let site: TestSite;
const start = async (options: SiteOptions = {}): Promise<void> => {
  site = await createSite(options);
};
beforeEach(() => start());
afterEach(() => site.close());

const text = (more: Readonly<Record<string, string>> = {}, how: TwilioPost = {}) =>
  twilioPost(site, '/tw/in', inboundFields(more), how);

/** What the database knows: everything that a text could change. */
const known = async (): Promise<string> =>
  JSON.stringify([
    await site.kit.all('SELECT COUNT(*) AS count FROM inbound'),
    await site.kit.all('SELECT COUNT(*) AS count FROM event'),
    await site.kit.all('SELECT COUNT(*) AS count FROM suppression'),
    await site.kit.all('SELECT COUNT(*) AS count FROM business'),
  ]);
const stored = () =>
  site.kit.all('SELECT provider, provider_id, sender, body, meaning FROM inbound ORDER BY id');
const states = async () =>
  (await site.kit.all('SELECT state FROM enrollment ORDER BY id')).map(({ state }) => state);

describe('a text of a lead', () => {
  it('rests the sequence before Twilio is answered, and is answered with nothing to say', async () => {
    await site.kit.enroll({ phone: LEAD });
    const answer = await text({ Body: 'Is Saturday possible?' });
    expect(answer.text).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(await states()).toEqual(['paused']);
    expect(await stored()).toMatchObject([
      { provider: 'twilio', provider_id: smsSid(1), sender: LEAD, body: 'Is Saturday possible?' },
    ]);
  });

  it('that says STOP ends everything; from a number that nobody knows it is kept all the same', async () => {
    await site.kit.enroll({ phone: LEAD });
    expect((await text({ Body: 'STOP' })).status).toBe(200);
    expect(await states()).toEqual(['stopped']);
    expect((await text({ Body: 'Stop', From: '+17735550199', MessageSid: smsSid(2) })).status).toBe(200);
    // The lead's number and address, and the stranger's number.
    const suppressed = await site.kit.all('SELECT COUNT(DISTINCT key) AS count FROM suppression');
    expect(suppressed).toEqual([{ count: 3 }]);
  });

  it('that the provider calls an opt-out is one, whatever its words are', async () => {
    await site.kit.enroll({ phone: LEAD });
    await text({ Body: 'arret', OptOutType: 'STOP' });
    expect(await stored()).toMatchObject([{ meaning: 'opt_out' }]);
  });

  it('that comes twice, at once or later, counts once', async () => {
    await site.kit.enroll({ phone: LEAD });
    const together = await Promise.all([text(), text(), text(), text()]);
    expect(together.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const after = await known();
    expect((await text()).status).toBe(200);
    expect(await known()).toBe(after);
    expect(await stored()).toHaveLength(1);
  });

  it('that the poll finds as well counts once, whoever is first', async () => {
    const fake = await startFakeTwilio({
      start: TUESDAY_10,
      accounts: [{ ...TEST_ACCOUNT, inboundUrl: `${PUBLIC}/tw/in` }],
      settings: { deliverTo: site.url },
    });
    const accountSid = TEST_ACCOUNT.sid;
    const sender = {
      accountSid,
      apiKey: null,
      secret: TEST_ACCOUNT.token,
      baseUrl: fake.url,
      sender: '+13125550100',
    };
    const sms = twilioTransport({
      accounts: new Map([[BUSINESS.id, sender]]),
      statusCallback: PUBLIC,
      now: () => site.kit.clock.now,
    });
    const transports = { sms, email: outbox(site.kit.ws.outbox) };
    const poll = () => pollInbound(site.kit.ws, { ...tickDefaults(site.kit.clock), transports });
    await fake.inbound({ from: LEAD, to: '+13125550100', body: 'first by webhook' });
    expect((await poll()).applied).toBe(0);
    fake.set({ deliverTo: 'http://127.0.0.1:9' });
    const missed = await fake.inbound({ from: LEAD, to: '+13125550100', body: 'first by poll' });
    site.kit.advance(10_000);
    expect((await poll()).applied).toBe(1);
    const late = inboundFields({ MessageSid: missed.sid, Body: missed.body });
    expect((await twilioPost(site, '/tw/in', late)).status).toBe(200);
    expect((await stored()).map(({ body }) => body)).toEqual(['first by webhook', 'first by poll']);
    await sms.close?.();
    await fake.close();
  });
});

describe('a picture message', () => {
  it('keeps its words and what came with them, and fetches nothing', async () => {
    await text({
      Body: 'Like this',
      MessageSid: `MM${'1'.repeat(32)}`,
      NumMedia: '4',
      MediaContentType0: 'image/jpeg',
      MediaUrl0: `${site.url}/u/media`,
      MediaContentType1: 'image/png',
      MediaContentType2: 'text/x-vcard',
      MediaContentType3: 'application/pdf',
    });
    expect(await stored()).toMatchObject([{ body: 'Like this\n[2 pictures, 1 contact card, 1 file]' }]);
    expect(site.log.map(({ event }) => event)).toEqual(['received']);
  });

  it('without words is its pictures', async () => {
    await text({ Body: '', NumMedia: '1', MediaContentType0: 'image/jpeg' });
    expect(await stored()).toMatchObject([{ body: '[1 picture]' }]);
  });

  it('that says STOP is an opt-out still', async () => {
    await text({ Body: 'Stop', NumMedia: '1', MediaContentType0: 'image/gif' });
    expect(await stored()).toMatchObject([{ meaning: 'opt_out' }]);
  });
});

describe('whose text it is', () => {
  it('every business that texts from the number hears it', async () => {
    await site.close();
    await start();
    const { config } = site.site.ws;
    const [bright, oak] = [...config.accounts.keys()];
    // The same account for both, and the same number.
    (config.accounts as Map<unknown, unknown>).set(oak, config.accounts.get(bright as never));
    expect((await text({ Body: 'STOP' })).status).toBe(200);
    expect(await site.kit.all('SELECT COUNT(*) AS count FROM inbound')).toEqual([{ count: 2 }]);
  });

  it('one to a Messaging Service is for whoever has it, and so is one that names none', async () => {
    const service = `MG${'5'.repeat(32)}`;
    await site.close();
    await start({ businesses: [{ ...BUSINESS, senders: { sms: service } }] });
    expect((await text({ MessagingServiceSid: service, To: '+17735550111' })).status).toBe(200);
    expect((await text({ MessageSid: smsSid(2), To: '+17735550111' })).status).toBe(200);
    const other = { MessageSid: smsSid(3), To: '+17735550111', MessagingServiceSid: `MG${'6'.repeat(32)}` };
    expect((await text(other)).status).toBe(404);
  });
});

describe('nothing is written', () => {
  it.each<[string, Readonly<Record<string, string>>, TwilioPost, number]>([
    ['without a signature', {}, { signature: null }, 403],
    ['with an empty signature', {}, { signature: '' }, 403],
    ['signed with another token', {}, { token: 'guessed' }, 403],
    ['signed by another account of ours', {}, { token: 'oak-token' }, 403],
    ['of an account that is not ours', { AccountSid: `AC${'c'.repeat(32)}` }, {}, 403],
    ['signed by one account and naming another', { AccountSid: OTHER_SID }, {}, 403],
    ['signed for another host', {}, { url: 'https://evil.example.com/tw/in' }, 403],
    ['signed with the fragment of the console', {}, { url: `${PUBLIC}/tw/in#rc=3&rp=all` }, 403],
    ['with a field doubled', {}, { body: `${new URLSearchParams(inboundFields())}&Body=STOP` }, 403],
    [
      'with its words changed on the way',
      {},
      { body: new URLSearchParams(inboundFields({ Body: 'STOP' })).toString() },
      403,
    ],
    ['to a number that no business texts from', { To: '+17735550100' }, {}, 404],
    ['about a message that is none', { MessageSid: 'SM1' }, {}, 400],
    ['with the sid of a call', { MessageSid: `CA${'1'.repeat(32)}` }, {}, 400],
    ['from nobody', { From: '' }, {}, 400],
    ['as JSON', {}, { headers: { 'content-type': 'application/json' } }, 415],
    ['of 64 KB and a byte', {}, { body: 'a'.repeat(64 * 1024 + 1) }, 413],
    ['by PUT', {}, { method: 'PUT' }, 405],
  ])('for a text %s', async (_name, fields, how, status) => {
    const before = await known();
    expect((await text(fields, how)).status).toBe(status);
    expect(await known()).toBe(before);
  });

  it('control: with nothing wrong, something is', async () => {
    const before = await known();
    expect((await text()).status).toBe(200);
    expect(await known()).not.toBe(before);
  });
});
