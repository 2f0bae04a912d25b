/** Beginnings are small, try-outs reach nobody else, and a live provider is never asked for more than its caps. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { reaches, reachingOnly } from '../../src/engine/only-to.ts';
import { liftFirstRun } from '../../src/engine/warming.ts';
import { scriptedProvider } from '../../src/transport/scripted.ts';
import { both, HELLO, outboxOf, phoneOf, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { createLiveKit, type LiveKit, SEQUENCE } from './kit.ts';

const TWENTY = HELLO.replace('id: hello\nname', 'id: all-kinds\nname');

let kit: LiveKit;
beforeEach(async () => {
  kit = await createLiveKit({ sequences: [TWENTY] });
  kit.becomeLive();
  await kit.say('continue');
});
afterEach(() => kit.close());

const enroll = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) await kit.enroll();
};

describe('the first days of a sequence', () => {
  test('take 2, then 4, then 8, and the summary says which allowance it was', async () => {
    kit.budgets({ firstRun: 2 });
    await enroll(20);
    const sent: number[] = [];
    for (let day = 0; day < 3; day += 1) {
      const { transports, ledger } = scripted();
      const report = await kit.tick(transports);
      sent.push(ledger.length);
      expect(report.waits).toEqual([
        {
          code: 'first_run',
          channel: 'sms',
          sequence: 'all-kinds',
          detail: `all-kinds has just gone live and may send ${2 * 2 ** day} texts a day`,
          count: 20 - sent.reduce((sum, n) => sum + n),
        },
      ]);
      expect((await kit.tick(transports)).sent).toBe(0);
      kit.advance(DAY);
    }
    expect(sent).toEqual([2, 4, 8]);
  });

  test('take no more than before while something of it is uncertain', async () => {
    kit.budgets({ firstRun: 2 });
    await enroll(10);
    await kit.tick(scripted((n) => (n === 0 ? 'server_error' : 'accept')).transports);
    kit.advance(DAY);
    expect(await kit.tick(scripted().transports)).toMatchObject({ sent: 2 });
  });

  test('count nothing that never left: once the provider is back, as many go as on any first day', async () => {
    kit.budgets({ firstRun: 2 });
    await enroll(10);
    const down = scripted(() => 'unreachable');
    const business = 'bright-dental';
    expect(await kit.tick(down.transports)).toMatchObject({
      sent: 0,
      unsent: 2,
      failed: [{ kind: 'unsent', business, channel: 'sms', detail: 'no connection was made', count: 2 }],
    });
    kit.advance(10 * MINUTE);
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    expect(ledger).toHaveLength(2);
    kit.advance(10 * MINUTE);
    expect((await kit.tick(transports)).sent).toBe(0);
  });

  test('are over when a person has looked', async () => {
    kit.budgets({ firstRun: 2 });
    await enroll(10);
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    await kit.ws.db.tx((handle) => liftFirstRun(handle, SEQUENCE, 'sms'));
    await kit.ws.db.run('UPDATE contact SET wake_at = ? WHERE wake_at IS NOT NULL', [kit.clock.now]);
    await kit.tick(transports);
    expect(ledger).toHaveLength(10);
  });
});

describe('a live provider', () => {
  test('gets 20 messages a minute and 50 a run where leadseq.yaml says nothing', async () => {
    kit.budgets({ firstRun: 1_000 });
    await enroll(30);
    const { transports, ledger } = scripted();
    expect((await kit.tick(transports)).waits).toMatchObject([{ code: 'per_minute', count: 10 }]);
    expect(ledger).toHaveLength(20);
    kit.advance(MINUTE);
    await kit.tick(transports);
    expect(ledger).toHaveLength(30);
  });

  test('control: the outbox has no such cap', async () => {
    kit.set({ transports: { sms: 'outbox', email: 'outbox' } });
    await enroll(30);
    expect(await kit.tick(outboxOf(kit.ws))).toMatchObject({ sent: 30, waits: [] });
  });
});

describe('a mailbox', () => {
  const MAILS = `
version: 1
id: all-kinds
name: One email
fallbacks: { first_name: there }
touches:
  - { id: hello, day: 0, within: 5m, email: { subject: Hello, body: "Hi {{ first_name }}." } }
`;

  test('starts with its ramp, doubles with each day on which it sends, and stops at its most', async () => {
    await kit.close();
    kit = await createLiveKit({ sequences: [MAILS] });
    kit.becomeLive();
    await kit.say('continue');
    kit.budgets({ firstRun: 1_000, perMinute: 1_000, perRun: 1_000 });
    const [business, accounts] = [...kit.ws.config.accounts][0] ?? [];
    if (business === undefined || accounts === undefined) throw new Error('no account');
    kit.set({
      accounts: new Map([[business, { ...accounts, smtp: { ...accounts.smtp, rampFrom: 3, perDay: 7 } }]]),
    });
    await enroll(40);
    const sent: number[] = [];
    for (let day = 0; day < 4; day += 1) {
      const { transports, ledger } = scripted();
      const report = await kit.tick(transports);
      sent.push(ledger.length);
      expect(report.waits).toMatchObject([
        { code: 'mailbox', detail: `the mailbox may send ${ledger.length} emails today` },
      ]);
      kit.advance(DAY);
    }
    expect(sent).toEqual([3, 6, 7, 7]);
  });
});

describe('only_to', () => {
  test('lets its people through and holds everybody else, who wait', async () => {
    const wanted = phoneOf(7);
    kit.set({ onlyTo: [wanted] });
    await kit.enroll({ phone: wanted });
    await enroll(3);
    const { transports, ledger } = scripted();
    const report = await kit.tick(transports);
    expect(ledger.map(({ message }) => message.to)).toEqual([wanted]);
    expect(report.waits).toEqual([
      {
        code: 'only_to',
        channel: 'sms',
        sequence: null,
        detail: '`only_to` in leadseq.yaml does not name them',
        count: 3,
      },
    ]);
    kit.set({ onlyTo: null });
    kit.advance(HOUR);
    await kit.tick(transports);
    expect(ledger).toHaveLength(4);
  });

  test('does not touch what goes to the outbox', async () => {
    kit.set({ transports: { sms: 'outbox', email: 'outbox' }, onlyTo: [phoneOf(7)] });
    await enroll(2);
    expect(await kit.tick(outboxOf(kit.ws))).toMatchObject({ sent: 2, waits: [] });
  });

  test('is asked again right before the request: with the first look broken, nobody else is reached', async () => {
    const wanted = phoneOf(7);
    // The reservation believes that everybody may be reached; only the carrier knows the list.
    const { transport, ledger } = scriptedProvider(() => 'accept');
    await kit.enroll({ phone: wanted });
    await enroll(3);
    expect(await kit.tick(both(reachingOnly([wanted], transport)))).toMatchObject({ sent: 1, unsent: 3 });
    expect(ledger.map(({ message }) => message.to)).toEqual([wanted]);
  });

  test('control: without the second look, the broken first one would reach them all', async () => {
    await enroll(3);
    const { transport, ledger } = scriptedProvider(() => 'accept');
    await kit.tick(both(reachingOnly(null, transport)));
    expect(ledger).toHaveLength(3);
  });

  test.each([
    ['+13125550142', ['+13125550142'], true],
    ['+13125550143', ['+13125550142'], false],
    ['Maria@Example.com', ['maria@example.com'], true],
    ['sam@example.com', ['*@example.com'], true],
    ['sam@mail.example.com', ['*@example.com'], false],
    ['sam@example.com.example.net', ['*@example.com'], false],
    ['*@example.com@example.net', ['*@example.com'], false],
  ])('%s with %j: %s', (to, list, expected) => {
    expect(reaches(list, to)).toBe(expected);
  });

  test('whoever is not on the list is never on it by how he is written', () => {
    const address = fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-z]{1,8}\.(com|net)$/));
    fc.assert(
      fc.property(address, address, ([box, domain], [otherBox, otherDomain]) => {
        const list = [`${box}@${domain}`];
        const to = `${otherBox}@${otherDomain}`;
        return reaches(list, to.toUpperCase()) === (to === list[0]);
      }),
    );
  });
});

test('the clock of the first day starts with the word', async () => {
  kit.budgets({ firstRun: 1 });
  await enroll(2);
  await kit.tick(scripted().transports);
  const [row] = await kit.all('SELECT max(wake_at) AS at FROM contact');
  expect(row?.at).toBe(instant(TUESDAY_10 + DAY));
});
