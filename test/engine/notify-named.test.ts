/** `notify:` of a `when:` rule: who is named is told what the rule answers, once, and from the very transaction of the act. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Business } from '../../src/domain/business.ts';
import { DAY, MINUTE } from '../../src/domain/time.ts';
import type { Teller } from '../../src/engine/notices.ts';
import { notifyNamed } from '../../src/engine/notify-named.ts';
import { receive } from '../../src/engine/receive.ts';
import type { Notice } from '../../src/store/notices.ts';
import { bookAt } from '../actions/act.ts';
import { BUSINESS, createKit, type Enrolled, type Kit, scripted } from './kit.ts';

const PHONE = '+13125550142';
const TEAM: Business = {
  ...BUSINESS,
  hearers: [
    { name: 'crm', way: 'webhook', target: 'https://crm.example.com/hook', kinds: ['replied'] },
    { name: 'sales', way: 'webhook', target: 'https://sales.example.com/hook', kinds: [] },
    { name: 'team', way: 'email', target: 'team@example.com', kinds: ['replied'] },
  ],
};

const chase = (id: string, when: string): string => `
version: 1
id: ${id}
name: A chase that tells others
fallbacks: { first_name: there }
touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: later, day: 3, at: "10:00", sms: "Still of use, {{ first_name }}?" }
when:
${when}
`;
const WHEN = `
  strong_intent: { do: pause, call: { due_in: 15m }, notify: [team, sales] }
  reply: { do: pause, notify: nobody-here }
  booked: { do: stop, notify: crm }
  finished: { do: stop, wait: 2d, notify: sales }
  no_reply: { do: continue, after_touches: 1, notify: team }`;

let kit: Kit;
let lead: Enrolled;
let heard: Notice[] = [];
const hear = (notice: Notice) => {
  heard.push(notice);
  return Promise.resolve({ kind: 'told' } as const);
};
const teller: Teller = { webhook: hear, email: hear };
const tick = () => kit.tick({ ...scripted().transports, teller });

beforeEach(async () => {
  heard = [];
  kit = await createKit({ sequences: [chase('one', WHEN), chase('two', WHEN)], businesses: [TEAM] });
  lead = await kit.enroll({ phone: PHONE, sequence: 'one' });
  await tick();
});
afterEach(() => kit.close());

const says = (text: string) => {
  const { now } = kit.clock;
  const from = { kind: 'phone', value: PHONE } as const;
  const about = { business: BUSINESS.id, provider: 'scripted', channel: 'sms' } as const;
  return receive(kit.ws, { ...about, providerId: `SM-${text}`, from, text, at: now }, now);
};
const told = () =>
  heard.map(({ way, target, kind }) => `${way} ${target.replace(/^https:\/\/|\/hook$/g, '')} ${kind}`);
const named = async () =>
  (await kit.all("SELECT enrollment_id, data FROM event WHERE kind = 'notified' ORDER BY seq")).map(
    ({ enrollment_id, data }) => ({ enrollment: enrollment_id, ...JSON.parse(String(data)) }),
  );

test('who is named hears of the act with the lead’s words, and who hears everything hears it as ever', async () => {
  kit.advance(MINUTE);
  await says('Yes! Sign me up');
  expect(await named()).toEqual([
    { enrollment: lead.enrollment, act: 'strong_intent', to: 'team, sales', sequence: 'one' },
  ]);
  await tick();
  // The team gets one letter of one message: the rule's.
  expect(told()).toEqual([
    'webhook crm.example.com replied',
    'webhook sales.example.com rule',
    'email team@example.com rule',
  ]);
  const [, posted, mailed] = heard;
  expect(JSON.parse(posted?.body ?? '')).toMatchObject({
    type: 'lead.rule',
    data: { rule: 'strong_intent', sequence: 'one', text: 'Yes! Sign me up', lead: { id: lead.contact } },
  });
  expect(mailed?.subject).toBe('Maria Lopez wants it (Bright Dental)');
  expect(mailed?.body).toContain('Yes! Sign me up');
  await tick();
  expect(heard).toHaveLength(3);
});

test('an act that two sequences answer alike is one piece of news for each', async () => {
  await kit.enroll({ contact: lead.contact, sequence: 'two' });
  kit.advance(MINUTE);
  await says('Yes! Sign me up');
  await tick();
  expect(told().filter((line) => line.endsWith('rule'))).toEqual([
    'webhook sales.example.com rule',
    'email team@example.com rule',
  ]);
});

test('a name that this business has for nobody is told to nobody, and stays in the log', async () => {
  kit.advance(MINUTE);
  await says('ok, thanks');
  await tick();
  expect(told()).toEqual(['webhook crm.example.com replied', 'email team@example.com replied']);
  expect(await named()).toMatchObject([{ act: 'reply', to: 'nobody-here' }]);
});

test('a booking, silence and an end that waits are told by their rules, each once', async () => {
  await kit.run({ ...scripted().transports, teller }, (kit.clock.now + 10 * DAY) as typeof kit.clock.now);
  expect((await named()).map(({ act }) => act)).toEqual(['no_reply', 'finished']);
  expect(told()).toEqual(['email team@example.com rule', 'webhook sales.example.com rule']);
  const [finished, over] = await kit.all(
    "SELECT at FROM event WHERE kind IN ('finished', 'notified') ORDER BY seq DESC LIMIT 2",
  );
  expect(Number(finished?.at) - Number(over?.at)).toBe(2 * DAY);
  await bookAt(kit, lead.contact, (kit.clock.now + 3 * DAY) as typeof kit.clock.now);
  expect((await named()).map(({ act }) => act)).toEqual(['no_reply', 'finished', 'booked']);
});

test('silence is noticed a day after the text it is counted from, and not only with the next touch', async () => {
  const [row] = await kit.all('SELECT wake_at FROM contact');
  expect(row?.wake_at).toBe(kit.clock.now + DAY);
  kit.advance(DAY);
  await tick();
  expect((await named()).map(({ act }) => act)).toEqual(['no_reply']);
  // From then on nothing but the sequence's own times wakes anybody.
  const [later] = await kit.all('SELECT wake_at FROM contact');
  expect(Number(later?.wake_at)).toBeGreaterThan(kit.clock.now + DAY);
});

test('what is taken back with its transaction is told to nobody', async () => {
  const db = kit.ws.db;
  await expect(
    db.tx(async (handle) => {
      const about = { id: lead.enrollment, contact: lead.contact, sequence: 'one' } as Parameters<
        typeof notifyNamed
      >[1];
      await notifyNamed(handle, about, 'booked', { notify: ['crm'] }, kit.clock.now);
      throw new Error('taken back');
    }),
  ).rejects.toThrow('taken back');
  await tick();
  expect(heard).toEqual([]);
});
