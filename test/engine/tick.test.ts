import { afterEach, beforeEach, expect, test } from 'vitest';
import { after, DAY, type Instant } from '../../src/domain/time.ts';
import { parseLocal } from '../../src/schedule/calendar.ts';
import { ALL_KINDS, CHICAGO, createKit, type Kit, scripted, TUESDAY_10 } from './kit.ts';

/** A wall clock in Chicago. */
const local = (text: string): Instant | null => parseLocal(text, CHICAGO);

let kit: Kit;
beforeEach(async () => {
  kit = await createKit();
});
afterEach(() => kit.close());

test('a text that is due goes out once, and its row says so', async () => {
  const { enrollment } = await kit.enroll({ phone: '+13125550142' });
  const { transports, ledger } = scripted();
  const report = await kit.tick(transports);
  expect(report.sent).toBe(1);
  expect(ledger.map(({ message }) => message.to)).toEqual(['+13125550142']);
  expect(await kit.all('SELECT enrollment_id, touch_id, state, n FROM attempt')).toEqual([
    { enrollment_id: enrollment, touch_id: 'hello', state: 'sent', n: 1 },
  ]);
  expect(await kit.all('SELECT touch_id, kind FROM touch_end')).toEqual([
    { touch_id: 'hello', kind: 'sent' },
  ]);
});

test('a whole course of every kind of touch ends with nothing left open', async () => {
  await kit.close();
  kit = await createKit({ sequences: [ALL_KINDS] });
  const { enrollment } = await kit.enroll({ phone: '+13125550142', email: 'maria@example.com' });
  const { transports, ledger } = scripted();
  await kit.run(transports, after(TUESDAY_10, 20 * DAY));
  expect(
    await kit.all('SELECT touch_id, kind, outcome, at FROM touch_end WHERE enrollment_id = ? ORDER BY at', [
      enrollment,
    ]),
  ).toEqual([
    { touch_id: 'hello', kind: 'sent', outcome: null, at: local('2026-03-10 10:00') },
    { touch_id: 'confirm', kind: 'sent', outcome: null, at: local('2026-03-10 10:20') },
    { touch_id: 'progress', kind: 'moved', outcome: null, at: local('2026-03-11 12:00') },
    { touch_id: 'call-1', kind: 'called', outcome: 'not_done', at: local('2026-03-12 10:00') },
    { touch_id: 'after-call', kind: 'sent', outcome: null, at: local('2026-03-12 11:00') },
    { touch_id: 'goodbye', kind: 'sent', outcome: null, at: local('2026-03-13 11:00') },
  ]);
  expect(ledger.map(({ message }) => (message.kind === 'sms' ? message.body : message.subject))).toEqual([
    "Hi Maria, it's Bright Dental. Reply STOP to opt out.",
    'We got your request',
    'Quick one, Maria: is it still on your mind?',
    "I'll stop reaching out, Maria. Here if you need us: https://example.com/book",
  ]);
  expect(await kit.all('SELECT state, end_code FROM enrollment')).toEqual([
    { state: 'finished', end_code: 'finished' },
  ]);
  expect(await kit.all('SELECT stage, silent_since, wake_at, lease_run FROM contact')).toEqual([
    { stage: 'contacted', silent_since: local('2026-03-13 11:00'), wake_at: null, lease_run: null },
  ]);
});
