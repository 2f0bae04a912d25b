/** Others are told what happens to a lead: once for each fact, until it is heard, and of nothing that happened before they wanted to know. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Business } from '../../src/domain/business.ts';
import type { Told } from '../../src/domain/telling.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Teller } from '../../src/engine/notices.ts';
import { receive } from '../../src/engine/receive.ts';
import type { Notice } from '../../src/store/notices.ts';
import { unheardNotices } from '../../src/store/notices.ts';
import { bookAt, cancel } from '../actions/act.ts';
import { CHASE } from '../actions/sequences.ts';
import { BUSINESS, createKit, type Enrolled, type Kit, scripted, TUESDAY_10 } from './kit.ts';

const CRM = 'https://crm.example.com/hook';
const TOLD_OF: Business = {
  ...BUSINESS,
  hearers: [
    {
      way: 'webhook',
      target: CRM,
      kinds: ['stage_changed', 'booked', 'cancelled', 'replied', 'opted_out', 'stopped'],
    },
    { way: 'email', target: 'team@example.com', kinds: ['replied'] },
  ],
};
const PHONE = '+13125550142';

let kit: Kit;
let lead: Enrolled;
let heard: Notice[] = [];
let answer: (notice: Notice) => Told = () => ({ kind: 'told' });
const hear = (notice: Notice): Promise<Told> => {
  heard.push(notice);
  return Promise.resolve(answer(notice));
};
const teller: Teller = { webhook: hear, email: hear };
const tick = () => kit.tick({ ...scripted().transports, teller });

beforeEach(async () => {
  heard = [];
  answer = () => ({ kind: 'told' });
  kit = await createKit({ sequences: [CHASE], businesses: [TOLD_OF] });
  lead = await kit.enroll({ phone: PHONE });
  await tick();
});
afterEach(() => kit.close());

let texts = 0;
const says = (text: string) => {
  texts += 1;
  const { now } = kit.clock;
  const from = { kind: 'phone', value: PHONE } as const;
  const about = { business: BUSINESS.id, provider: 'scripted', channel: 'sms' } as const;
  return receive(kit.ws, { ...about, providerId: `SM-told-${texts}`, from, text, at: now }, now);
};
const kinds = () => heard.map(({ way, kind }) => `${way} ${kind}`);

test('what a lead writes is told to the CRM and to the team, each in its own form', async () => {
  kit.advance(MINUTE);
  await says('ok, thanks');
  await tick();
  expect(kinds()).toEqual(['webhook replied', 'email replied']);
  const [posted, mailed] = heard;
  expect(posted?.target).toBe(CRM);
  expect(JSON.parse(posted?.body ?? '')).toEqual({
    type: 'lead.replied',
    timestamp: '2026-03-10T15:01:00.000Z',
    data: {
      business: 'bright-dental',
      lead: {
        id: lead.contact,
        first_name: 'Maria',
        last_name: 'Lopez',
        phone: PHONE,
        email: expect.stringMatching(/^lead-\d+@example\.com$/),
        stage: null,
        external_id: null,
      },
      meaning: 'reply',
      text: 'ok, thanks',
    },
  });
  expect(mailed?.subject).toBe('Maria Lopez has answered (Bright Dental)');
  expect(mailed?.body).toContain('ok, thanks');
  await tick();
  expect(heard).toHaveLength(2);
});

test('a booking, the stage that it brings, and a cancellation are told in their order', async () => {
  await bookAt(kit, lead.contact, (TUESDAY_10 + 5 * DAY) as typeof TUESDAY_10);
  await tick();
  kit.advance(HOUR);
  await cancel(kit, lead.contact);
  await tick();
  expect(kinds()).toEqual([
    'webhook booked',
    'webhook stopped',
    'webhook stage_changed',
    'webhook cancelled',
  ]);
  expect(JSON.parse(heard[2]?.body ?? '').data).toMatchObject({ from: null, to: 'booked' });
});

test('an opt-out of every channel is one piece of news, and a machine’s answer is none', async () => {
  await says('STOP');
  await tick();
  expect(kinds().filter((kind) => kind.endsWith('opted_out'))).toEqual(['webhook opted_out']);
});

test('who does not hear is told again under the same key, later and later, and given up after three days', async () => {
  await says('ok, thanks');
  answer = ({ way }) => (way === 'email' ? { kind: 'told' } : { kind: 'failed', detail: 'it answered 503' });
  const at: number[] = [];
  for (let n = 0; n < 30; n += 1) {
    const before = heard.length;
    await tick();
    if (heard.length > before) at.push(kit.clock.now - TUESDAY_10);
    const [row] = await kit.all('SELECT MIN(due_at) AS next FROM notice');
    if (row?.next == null) break;
    kit.clock.now = row.next as typeof TUESDAY_10;
  }
  const waits = [
    0,
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
  ];
  let sum = 0;
  expect(at).toEqual(waits.map((wait) => (sum += wait)));
  const posted = heard.filter(({ way }) => way === 'webhook');
  expect(new Set(posted.map(({ key }) => key)).size).toBe(1);
  expect(posted).toHaveLength(10);
  expect(await unheardNotices(kit.ws.db, TUESDAY_10)).toEqual([]);
  expect(await unheardNotices(kit.ws.db, (TUESDAY_10 - 1) as typeof TUESDAY_10)).toEqual([
    {
      business: BUSINESS.id,
      way: 'webhook',
      target: CRM,
      state: 'given_up',
      count: 1,
      detail: 'it answered 503',
    },
  ]);
});

test('whoever is gone for good is not asked again', async () => {
  await says('ok, thanks');
  answer = () => ({ kind: 'refused', detail: 'it answered 410: gone for good' });
  await tick();
  expect(await kit.all('SELECT DISTINCT state FROM notice')).toEqual([{ state: 'given_up' }]);
});

test('nothing is told of what happened before somebody wanted to hear it', async () => {
  await kit.close();
  kit = await createKit({ sequences: [CHASE], businesses: [TOLD_OF] });
  lead = await kit.enroll({ phone: PHONE });
  await kit.tick(scripted().transports);
  await says('ok, thanks');
  await tick();
  expect(heard).toEqual([]);
  kit.advance(MINUTE);
  await says('and one more thing');
  await tick();
  expect(kinds()).toEqual(['webhook replied', 'email replied']);
});

test('who does not answer is asked by one tick about twenty things at most, and about all of them later', async () => {
  for (let n = 0; n < 45; n++) await says(`one more thing: ${n}`);
  answer = ({ way }) =>
    way === 'webhook' ? { kind: 'failed', detail: 'no answer in 5 s' } : { kind: 'told' };
  await tick();
  const asked = () => heard.filter(({ way }) => way === 'webhook').length;
  expect(asked()).toBeGreaterThan(0);
  expect(asked()).toBeLessThanOrEqual(20);
  expect(heard.filter(({ way }) => way === 'email')).toHaveLength(45);
  expect(await kit.all("SELECT max(tries) AS tries FROM notice WHERE way = 'webhook'")).toEqual([
    { tries: 1 },
  ]);
  answer = () => ({ kind: 'told' });
  kit.advance(2 * MINUTE);
  await tick();
  const keys = new Set(heard.filter(({ way }) => way === 'webhook').map(({ key }) => key));
  expect(keys.size).toBe(45);
  expect(await kit.all('SELECT DISTINCT state FROM notice')).toEqual([{ state: 'told' }]);
});

test('a dry run tells nobody, and leaves it to be told', async () => {
  await says('ok, thanks');
  await kit.tick({ ...scripted().transports, teller }, { dryRun: true });
  expect(heard).toEqual([]);
  await tick();
  expect(heard).toHaveLength(2);
});
