import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKit, type Kit, scripted } from './kit.ts';

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
  expect(await kit.all('SELECT touch_id, kind FROM touch_end')).toEqual([{ touch_id: 'hello', kind: 'sent' }]);
});
