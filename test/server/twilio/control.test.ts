/** The fake as another process sees it: everything over HTTP, everything checked. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../../src/domain/time.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { clientOf, LEAD, refusalOf, SENDER } from './client.ts';

describe('the fake’s own address', () => {
  let fake: FakeTwilio;
  beforeEach(async () => {
    fake = await startFakeTwilio({ start: instant(Date.UTC(2026, 2, 10, 15)) });
  });
  afterEach(() => fake.close());

  const ask = async (path: string, wish?: unknown): Promise<{ status: number; json: unknown }> => {
    const answer = await fetch(`${fake.url}/__fake${path}`, {
      method: wish === undefined ? 'GET' : 'POST',
      ...(wish === undefined ? {} : { body: typeof wish === 'string' ? wish : JSON.stringify(wish) }),
    });
    const text = await answer.text();
    return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
  };
  const send = (): Promise<unknown> => clientOf(fake).messages.create({ to: LEAD, from: SENDER, body: 'Hi' });

  it('says what it is and how it stands', async () => {
    await send();
    fake.setFaults([{ fault: '429', share: 0.5 }]);
    expect(await ask('')).toEqual({
      status: 200,
      json: {
        kind: 'fake-twilio',
        accounts: [{ sid: 'ACfa4e0000000000000000000000000001', numbers: null, inboundUrl: null }],
        now: '2026-03-10T15:00:00.000Z',
        faults: '429:0.5',
        messages: 1,
        calls: 0,
        requests: 1,
      },
    });
  });

  it('gives the ledger, sets faults, brings texts in and moves the clock', async () => {
    expect((await ask('/faults', { faults: 'accept-then-500:x1' })).json).toEqual({
      faults: 'accept-then-500:x1',
    });
    expect(await refusalOf(send())).toEqual({ status: 500, code: 20500 });
    await send();
    expect((await ask('/ledger')).json).toEqual({
      calls: [],
      messages: fake.ledger(),
      requests: fake.requests(),
    });
    expect((await ask('/clock', { advance: 1_500 })).json).toEqual({ now: '2026-03-10T15:00:01.500Z' });
    expect(fake.messages().map(({ status }) => status)).toEqual(['delivered', 'delivered']);
    expect((await ask('/clock', { at: '2026-03-11T00:00:00Z' })).json).toEqual({
      now: '2026-03-11T00:00:00.000Z',
    });
    expect(await ask('/inbound', { from: LEAD, body: 'STOP' })).toMatchObject({
      status: 201,
      json: { from: LEAD, to: SENDER, body: 'STOP', status: 'received' },
    });
    expect(await refusalOf(send())).toEqual({ status: 400, code: 21610 });
  });

  it('changes how messages end, and which are refused', async () => {
    const wish = { endings: { [LEAD]: 'undelivered 30003' }, refusals: { '+17735550143': 21614 }, lag: 5 };
    expect(await ask('/settings', wish)).toEqual({ status: 204, json: null });
    await send();
    await fake.clock.advance(2_000);
    expect(fake.messages()[0]).toMatchObject({ status: 'undelivered', error_code: 30003 });
    const other = clientOf(fake).messages.create({ to: '+17735550143', from: SENDER, body: 'Hi' });
    expect(await refusalOf(other)).toEqual({ status: 400, code: 21614 });
  });

  it.each([
    ['/faults', { faults: 'teapot' }, '"teapot" is no fault.'],
    ['/faults', {}, '"faults" is missing'],
    ['/faults', { faults: '429', seed: 'x' }, '"seed" must be a whole number'],
    ['/inbound', { from: 'Maria', body: 'Hi' }, '"from" must be a number'],
    ['/inbound', { from: LEAD }, '"body" must be the text'],
    ['/inbound', { from: LEAD, body: 'Hi', account: 'AC0' }, '"account" names no account'],
    ['/clock', { advance: -1 }, 'a clock moves forward'],
    ['/clock', { at: 'noon' }, 'a clock moves forward'],
    ['/settings', { lagg: 1 }, 'there is no setting "lagg"; there are pace, lag,'],
    ['/settings', { lag: 'long' }, '"lag" cannot be "long"'],
    ['/settings', { endings: { [LEAD]: 'lost' } }, '"endings" cannot be'],
    ['/settings', { refusals: { [LEAD]: 12345 } }, '"refusals" cannot be'],
    ['/settings', { pace: { sent: 'soon' } }, '"pace" cannot be'],
    ['/clock', 'not json', 'the body must be one JSON object'],
    ['/clock', '[1]', 'the body must be one JSON object'],
  ])('%s with %j is wrong, and says so', async (path, wish, message) => {
    const answer = await ask(path, wish);
    expect(answer.status).toBe(400);
    expect((answer.json as { message: string }).message).toContain(message);
  });

  it('lists what it takes when asked for anything else', async () => {
    const answer = await ask('/nothing');
    expect(answer).toMatchObject({
      status: 404,
      json: { message: expect.stringContaining('POST /__fake/inbound') },
    });
  });
});
