/** The provider's own opt-outs: which words count, whom they hold, and what lifts them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../../src/domain/time.ts';
import { TEST_ACCOUNT } from '../../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { clientOf, LEAD, refusalOf } from './client.ts';

const [FIRST, SECOND, ALONE] = ['+13125550101', '+13125550102', '+13125550103'] as const;
const SERVICE = `MG${'1'.repeat(32)}`;
const ACCOUNT = {
  ...TEST_ACCOUNT,
  numbers: [FIRST, SECOND, ALONE],
  services: new Map([[SERVICE, [FIRST, SECOND]]]),
};
const REFUSED = { status: 400, code: 21610 };

describe('opting out', () => {
  let fake: FakeTwilio;
  beforeEach(async () => {
    fake = await startFakeTwilio({ start: instant(Date.UTC(2026, 2, 10, 15)), accounts: [ACCOUNT] });
  });
  afterEach(() => fake.close());

  const from = (sender: string, to: string = LEAD): Promise<unknown> =>
    clientOf(fake).messages.create({ to, from: sender, body: 'Hi' });
  const byService = (): Promise<unknown> =>
    clientOf(fake).messages.create({ to: LEAD, messagingServiceSid: SERVICE, body: 'Hi' });

  it.each(['STOP', 'stop', ' Stop ', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])(
    'by %j holds the next text',
    async (body) => {
      await fake.inbound({ from: LEAD, to: ALONE, body });
      expect(await refusalOf(from(ALONE))).toEqual(REFUSED);
    },
  );

  it.each(['Stop please', 'opt out', 'STOP.', 'No thanks', 'HELP'])(
    '%j is not the provider’s word for it',
    async (body) => {
      await fake.inbound({ from: LEAD, to: ALONE, body });
      await from(ALONE);
      expect(fake.ledger()).toHaveLength(1);
    },
  );

  it('holds this person and this sender, nobody else', async () => {
    await fake.inbound({ from: LEAD, to: ALONE, body: 'STOP' });
    await from(FIRST);
    await from(ALONE, '+17735550143');
    expect(fake.ledger().map(({ to }) => to)).toEqual([LEAD, '+17735550143']);
  });

  it('holds the whole service when the service had texted', async () => {
    await byService();
    await fake.inbound({ from: LEAD, body: 'STOP' });
    expect(await refusalOf(byService())).toEqual(REFUSED);
    await from(ALONE);
    expect(fake.ledger()).toHaveLength(2);
  });

  it.each(['START', 'unstop', 'Yes'])('is lifted by %j', async (body) => {
    await fake.inbound({ from: LEAD, to: ALONE, body: 'STOP' });
    await fake.inbound({ from: LEAD, to: ALONE, body });
    await from(ALONE);
    expect(fake.ledger()).toHaveLength(1);
  });

  it('is answered by the provider itself; a yes with nothing to lift is an ordinary answer', async () => {
    await fake.inbound({ from: LEAD, to: ALONE, body: 'Yes' });
    await fake.inbound({ from: LEAD, to: ALONE, body: 'STOP' });
    const listed = await clientOf(fake).messages.list();
    expect(listed.map(({ direction, body }) => [direction, body])).toEqual([
      [
        'outbound-reply',
        'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
      ],
      ['inbound', 'STOP'],
      ['inbound', 'Yes'],
    ]);
    expect(fake.ledger()).toEqual([]);
  });
});
