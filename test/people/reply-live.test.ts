/** An answer by hand through a real socket: what leads have written is heard first, and without that nothing is typed at them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../src/domain/time.ts';
import { type LiveKit, liveKit } from '../engine/live-kit.ts';
import { refusal, said } from './replying.ts';

let live: LiveKit;
beforeEach(async () => {
  live = await liveKit();
});
afterEach(() => live.close());

const MARIA = '+13125550142';

test('a STOP that nobody has heard of yet is heard before the answer goes', async () => {
  const { kit, transports } = live;
  const { contact } = await kit.enroll({ phone: MARIA, email: null });
  await kit.tick(transports);
  await live.advance(10 * MINUTE);
  await live.write(MARIA, 'STOP');
  const before = live.twilio.ledger().length;
  expect(await refusal(kit, contact, 'Shall we say Tuesday?', { transports })).toBe('opted_out');
  expect(live.twilio.ledger().length).toBe(before);
});

test('where all is heard it goes out once, and does the task of what came in meanwhile', async () => {
  const { kit, transports } = live;
  const { contact } = await kit.enroll({ phone: MARIA, email: null });
  await kit.tick(transports);
  await live.advance(10 * MINUTE);
  await live.write(MARIA, 'Sounds good, let me think about it');
  const { result, done, rehearsal } = await said(kit, contact, 'Take your time!', { transports });
  expect([result.kind, done.length, rehearsal]).toEqual(['sent', 1, false]);
  expect(await kit.all(`SELECT transport, state FROM attempt WHERE basis = 'person'`)).toEqual([
    { transport: 'twilio', state: 'sent' },
  ]);
});

test('with the provider out of reach nothing goes: there may be a STOP', async () => {
  const { kit } = live;
  const { contact } = await kit.enroll({ phone: MARIA, email: null });
  const transports = live.through({ baseUrl: 'http://127.0.0.1:9' });
  expect(await refusal(kit, contact, 'Shall we say Tuesday?', { transports })).toBe('unheard');
});
