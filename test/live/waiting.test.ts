/** What a limit holds back is told while it does: how many, which limit, until when; by the code that holds it back. */
import { afterEach, expect, test } from 'vitest';
import { DAY, HOUR, instant } from '../../src/domain/time.ts';
import { waitingNow } from '../../src/engine/waiting.ts';
import { BUSINESS, HELLO, outboxOf, phoneOf, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { createLiveKit, type LiveKit } from './kit.ts';

const MAILS = `
version: 1
id: all-kinds
name: One email, and a text in the afternoon
fallbacks: { first_name: there }
touches:
  - { id: hello, day: 0, within: 5m, email: { subject: Hello, body: "Hi {{ first_name }}." } }
  - { id: later, day: 0, at: "15:00", sms: "Hi {{ first_name }}, did you see our email?" }
`;
const TEXTS = HELLO.replace('id: hello\nname', 'id: all-kinds\nname');
/** Of the business, whose day it is. */
const MIDNIGHT = instant(Date.parse('2026-03-11T00:00:00-05:00'));

let kit: LiveKit;
afterEach(() => kit.close());

async function start(sequence: string, leads: number): Promise<void> {
  kit = await createLiveKit({ sequences: [sequence] });
  kit.becomeLive();
  kit.budgets({ firstRun: 1_000, perMinute: 1_000, perRun: 1_000 });
  for (let n = 0; n < leads; n += 1) await kit.enroll();
}

/** As leadseq.yaml has it from now on. */
function mailbox(rampFrom: number): void {
  const [business, accounts] = [...kit.ws.config.accounts][0] ?? [];
  if (business === undefined || accounts === undefined) throw new Error('no account');
  kit.set({ accounts: new Map([[business, { ...accounts, smtp: { ...accounts.smtp, rampFrom } }]]) });
}

const seen = () => waitingNow(kit.ws, [BUSINESS.id], kit.clock.now);

const ofMailbox = (count: number) => ({
  waits: [
    {
      business: BUSINESS.id,
      code: 'mailbox',
      channel: 'email',
      sequence: null,
      detail: 'the mailbox may send 3 emails today',
      count,
      until: MIDNIGHT,
    },
  ],
  more: false,
});

test('emails that wait for the mailbox are counted, also of people who get a text before it ends', async () => {
  await start(MAILS, 10);
  await kit.say('continue');
  mailbox(3);
  const { transports, ledger } = scripted();
  expect(await kit.tick(transports)).toMatchObject({ sent: 3, waits: [{ code: 'mailbox', count: 7 }] });
  // Whoever waits is looked at for the text first, long before the mailbox's day ends.
  const wakes = await kit.all('SELECT DISTINCT wake_at AS at FROM contact');
  expect(wakes).toEqual([{ at: instant(TUESDAY_10 + 5 * HOUR) }]);
  expect(await seen()).toEqual(ofMailbox(7));
  kit.advance(5 * HOUR);
  await kit.tick(transports);
  expect(ledger.filter(({ message }) => message.kind === 'sms')).toHaveLength(10);
  expect(await seen()).toEqual(ofMailbox(7));
  kit.advance(DAY);
  await kit.tick(transports);
  expect(await seen()).toMatchObject({
    waits: [{ count: 1, detail: 'the mailbox may send 6 emails today' }],
  });
});

test('nothing is told of a limit that was raised, or that holds nobody', async () => {
  await start(MAILS, 10);
  await kit.say('continue');
  mailbox(3);
  await kit.tick(scripted().transports);
  expect(await seen()).toEqual(ofMailbox(7));
  mailbox(20);
  expect(await seen()).toEqual({ waits: [], more: false });
});

test('control: with room for everybody nobody waits, and with the outbox there is nothing to wait for', async () => {
  await start(MAILS, 3);
  await kit.say('continue');
  mailbox(3);
  await kit.tick(scripted().transports);
  expect(await seen()).toEqual({ waits: [], more: false });
  kit.set({ transports: { sms: 'outbox', email: 'outbox' } });
  await kit.enroll();
  await kit.tick(outboxOf(kit.ws));
  expect(await seen()).toEqual({ waits: [], more: false });
});

test.each([
  ['a day’s budget', { perSenderDay: 2 }, 'per_sender_day', '2 messages a day are allowed', MIDNIGHT],
  [
    'the first day of a sequence',
    { firstRun: 2 },
    'first_run',
    'all-kinds has just gone live and may send 2 texts a day',
    instant(TUESDAY_10 + DAY),
  ],
] as const)('%s is told with its end', async (_name, budget, code, detail, until) => {
  await start(TEXTS, 5);
  await kit.say('continue');
  kit.budgets(budget);
  expect(await kit.tick(scripted().transports)).toMatchObject({ sent: 2 });
  const { waits } = await seen();
  expect(waits).toMatchObject([{ code, detail, count: 3, until }]);
});

test('what nobody has let go yet, and whom a try-out leaves out, are told too', async () => {
  await start(TEXTS, 2);
  await kit.tick(scripted().transports);
  expect((await seen()).waits).toMatchObject([{ code: 'not_live', count: 2 }]);
  await kit.say('continue');
  kit.set({ onlyTo: [phoneOf(99)] });
  await kit.ws.db.run('UPDATE contact SET wake_at = ?', [kit.clock.now]);
  await kit.tick(scripted().transports);
  expect((await seen()).waits).toMatchObject([{ code: 'only_to', count: 2 }]);
});

test('of a business that was not asked about nothing is told', async () => {
  await start(TEXTS, 2);
  await kit.tick(scripted().transports);
  expect(await waitingNow(kit.ws, [], kit.clock.now)).toEqual({ waits: [], more: false });
});
