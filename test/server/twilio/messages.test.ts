/** Messages of the fake, driven by the real SDK: made, found, listed, written down. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../../src/domain/time.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { clientOf, LEAD, SENDER } from './client.ts';

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
