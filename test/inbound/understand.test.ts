/** What a message is taken for, and what is read out of it. */
import { expect, test } from 'vitest';
import { understand } from '../../src/inbound/understand.ts';
import { said } from './said.ts';

test('a provider that has taken a message for an opt-out is believed', () => {
  expect(understand(said('no', { optOutType: 'STOP' })).meaning).toBe('opt_out');
  expect(understand(said('no')).meaning).toBe('reply');
});
