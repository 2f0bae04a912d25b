/** Lists: every message once, newest first, whatever the size of a page and whatever arrives while they are read. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../../src/domain/time.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { clientOf, LEAD, SENDER } from './client.ts';

const START = instant(Date.UTC(2026, 2, 10, 23, 59, 58));
const OTHER_LEAD = '+17735550143';

describe('a list', () => {
  let fake: FakeTwilio;
  beforeEach(async () => {
    fake = await startFakeTwilio({ start: START });
  });
  afterEach(() => fake.close());

  const write = async (count: number, to = LEAD): Promise<readonly string[]> => {
    const sids: string[] = [];
    for (let made = 0; made < count; made++) {
      const { sid } = await clientOf(fake).messages.create({ to, from: SENDER, body: `Text ${made}` });
      sids.push(sid);
      await fake.clock.advance(1);
    }
    return sids;
  };

  it('gives every message once, newest first, for any size of its pages', async () => {
    const newest = [...(await write(23))].reverse();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (pageSize) => {
        const listed = await clientOf(fake).messages.list({ pageSize });
        expect(listed.map(({ sid }) => sid)).toEqual(newest);
      }),
      { numRuns: 15 },
    );
  });

  it('does not slip when messages arrive between two pages', async () => {
    const newest = [...(await write(6))].reverse();
    const { messages } = clientOf(fake);
    const first = await messages.page({ pageSize: 2 });
    await write(3);
    const second = await first.nextPage();
    const third = await second?.nextPage();
    expect([first, second, third].flatMap((page) => page?.instances.map(({ sid }) => sid))).toEqual(newest);
    expect(third?.nextPageUrl).toBeUndefined();
  });

  it('holds at most 1,000 messages a page, and 50 when nobody says', async () => {
    await write(51);
    const { messages } = clientOf(fake);
    expect((await messages.page()).instances).toHaveLength(50);
    const answer = await messages.page({ pageSize: 5000 });
    expect(answer.instances).toHaveLength(51);
  });

  it('shows only one person’s, or one sender’s, when asked', async () => {
    const [mine] = await write(1);
    const [theirs] = await write(1, OTHER_LEAD);
    const { messages } = clientOf(fake);
    expect((await messages.list({ to: LEAD })).map(({ sid }) => sid)).toEqual([mine]);
    expect((await messages.list({ to: OTHER_LEAD, from: SENDER })).map(({ sid }) => sid)).toEqual([theirs]);
    expect(await messages.list({ from: '+13125550100' })).toEqual([]);
  });

  it('filters by when a message was sent, so one that still waits is in no day', async () => {
    const [sid] = await write(1);
    const { messages } = clientOf(fake);
    const found = async (filter: Parameters<typeof messages.list>[0] & object): Promise<readonly string[]> =>
      (await messages.list(filter)).map((message) => message.sid);
    const tenth = new Date('2026-03-10T00:00:00Z');
    expect(await found({ dateSent: tenth })).toEqual([]);
    await fake.clock.advance(600);
    expect(await found({ dateSent: tenth })).toEqual([sid]);
    expect(await found({ dateSentAfter: tenth })).toEqual([sid]);
    expect(await found({ dateSentBefore: tenth })).toEqual([]);
    const eleventh = new Date('2026-03-11T00:00:00Z');
    expect(await found({ dateSent: eleventh })).toEqual([]);
    expect(await found({ dateSentBefore: eleventh })).toEqual([sid]);
    expect(await found({ dateSentAfter: eleventh })).toEqual([]);
  });

  it('lacks a message for as long as it lags, while its sid is known at once', async () => {
    fake.set({ lag: 30_000 });
    const [sid = ''] = await write(1);
    const { messages } = clientOf(fake);
    await fake.clock.advance(29_998);
    expect(await messages.list()).toEqual([]);
    expect((await messages(sid).fetch()).sid).toBe(sid);
    await fake.clock.advance(1);
    expect((await messages.list()).map((message) => message.sid)).toEqual([sid]);
  });
});
