/** Messages of the fake, driven by the real SDK: made, found, listed, written down. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../../src/domain/time.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { clientOf, LEAD, refusalOf, SENDER } from './client.ts';

const START = instant(Date.UTC(2026, 2, 10, 15, 0, 0));
const TOKEN = '0123456789abcdef0123456789abcdef';

describe('a message', () => {
  let fake: FakeTwilio;
  beforeEach(async () => {
    fake = await startFakeTwilio({ start: START });
  });
  afterEach(() => fake.close());

  it('is queued when a number sends it, and goes its way as the clock does', async () => {
    const { messages } = clientOf(fake);
    const made = await messages.create({ to: LEAD, from: SENDER, body: 'Hi Maria' });
    expect(made).toMatchObject({
      status: 'queued',
      from: SENDER,
      to: LEAD,
      body: 'Hi Maria',
      numSegments: '1',
    });
    expect(made.dateCreated).toEqual(new Date(START));
    const seen: string[] = [];
    for (const ms of [300, 300, 900]) {
      await fake.clock.advance(ms);
      seen.push((await messages(made.sid).fetch()).status);
    }
    expect(seen).toEqual(['sending', 'sent', 'delivered']);
  });

  it('is accepted first when a service sends it, which picks the number later', async () => {
    const { messages } = clientOf(fake);
    const service = `MG${'0'.repeat(32)}`;
    const made = await messages.create({ to: LEAD, messagingServiceSid: service, body: 'Hi Maria' });
    expect(made).toMatchObject({
      status: 'accepted',
      from: null,
      numSegments: '0',
      messagingServiceSid: service,
    });
    await fake.clock.advance(100);
    expect(await messages(made.sid).fetch()).toMatchObject({
      status: 'queued',
      from: SENDER,
      numSegments: '1',
    });
  });

  it('stands in the ledger with the token of its callback, whatever becomes of the answer', async () => {
    const { messages } = clientOf(fake);
    fake.setFaults([{ fault: 'accept-then-drop', times: 1 }]);
    await expect(
      messages.create({
        to: LEAD,
        from: SENDER,
        body: 'Hi Maria',
        validityPeriod: 900,
        statusCallback: `https://seq.example.com/tw/s/${TOKEN}`,
      }),
    ).rejects.toMatchObject({ code: 'ECONNRESET' });
    const [entry, ...others] = fake.ledger();
    expect(others).toEqual([]);
    expect(entry).toEqual({
      kind: 'message',
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      account: 'ACfa4e0000000000000000000000000001',
      to: LEAD,
      from: SENDER,
      service: null,
      body: 'Hi Maria',
      token: TOKEN,
      validity: 900,
      at: START,
      fault: 'accept-then-drop',
    });
    expect(fake.requests()).toMatchObject([{ method: 'POST', token: TOKEN, fault: 'accept-then-drop' }]);
    expect((await messages.list({ to: LEAD })).map(({ sid }) => sid)).toEqual([entry?.sid]);
  });
});

describe('what was sent', () => {
  let fake: FakeTwilio;
  beforeEach(async () => {
    fake = await startFakeTwilio({ start: START });
  });
  afterEach(() => fake.close());

  it('can be redacted and deleted once it is through, and not before', async () => {
    const { messages } = clientOf(fake);
    const { sid } = await messages.create({ to: LEAD, from: SENDER, body: 'Hi Maria' });
    expect(await refusalOf(messages(sid).update({ body: '' }))).toEqual({ status: 409, code: 20009 });
    expect(await refusalOf(messages(sid).remove())).toEqual({ status: 409, code: 20009 });
    await fake.clock.advance(1_500);
    expect(await refusalOf(messages(sid).update({ body: 'Bye' }))).toEqual({ status: 400, code: 20001 });
    expect((await messages(sid).update({ body: '' })).body).toBe('');
    expect((await messages(sid).fetch()).body).toBe('');
    expect(await messages(sid).remove()).toBe(true);
    expect(await refusalOf(messages(sid).fetch())).toEqual({ status: 404, code: 20404 });
    expect(await messages.list()).toEqual([]);
    expect(fake.ledger()[0]?.body).toBe('Hi Maria');
  });

  it('cannot be canceled: only scheduled messages can, and none is', async () => {
    const { messages } = clientOf(fake);
    const { sid } = await messages.create({ to: LEAD, from: SENDER, body: 'Hi Maria' });
    expect(await refusalOf(messages(sid).update({ status: 'canceled' }))).toEqual({
      status: 409,
      code: 30409,
    });
  });

  it('fails by 30036 when its validity ends in the queue', async () => {
    fake.set({ endings: new Map([[LEAD, { status: 'queued', errorCode: null }]]) });
    const { messages } = clientOf(fake);
    const { sid } = await messages.create({ to: LEAD, from: SENDER, body: 'Hi', validityPeriod: 900 });
    await fake.clock.advance(899_999);
    expect((await messages(sid).fetch()).status).toBe('queued');
    await fake.clock.advance(1);
    expect(await messages(sid).fetch()).toMatchObject({ status: 'failed', errorCode: 30036 });
  });
});

describe('the clock', () => {
  it('stands in every answer, as wrong as it is set', async () => {
    const fake = await startFakeTwilio({ start: START });
    const dateOf = async (): Promise<string | null> =>
      (await fetch(`${fake.url}/__fake`)).headers.get('date');
    expect(await dateOf()).toBe('Tue, 10 Mar 2026 15:00:00 GMT');
    fake.set({ skew: -90_000 });
    expect(await dateOf()).toBe('Tue, 10 Mar 2026 14:58:30 GMT');
    await fake.close();
  });

  it('runs by itself when no start is given', async () => {
    const fake = await startFakeTwilio({
      settings: { pace: { queued: 0, sending: 5, sent: 10, delivered: 15 } },
    });
    const { messages } = clientOf(fake);
    const { sid } = await messages.create({ to: LEAD, from: SENDER, body: 'Hi' });
    await expect
      .poll(async () => (await messages(sid).fetch()).status, { timeout: 100_000 })
      .toBe('delivered');
    await fake.close();
  });
});
