/** The campaign's look at whether anybody is woken in time: it has to see who is not. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { after, DAY, MINUTE } from '../../src/domain/time.ts';
import { createKit, HELLO, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { overslept } from './overslept.ts';

const CALL = `${HELLO}  - { id: ring, day: 9, at: "10:00", call: { script: "Ask." } }\n`;

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [CALL] });
  await kit.enroll();
});
afterEach(() => kit.close());

const sleepUntil = (at: number | null) => kit.ws.db.run('UPDATE contact SET wake_at = ?', [at]);

test('whoever is due, and whoever sleeps until a day that is planned, is in time', async () => {
  expect(await overslept(kit.ws, kit.clock.now)).toEqual([]);
  await kit.tick(scripted().transports);
  kit.advance(5 * MINUTE);
  expect(await overslept(kit.ws, kit.clock.now)).toEqual([]);
});

test.each([
  ['never', null, 'never'],
  ['a week late', after(TUESDAY_10, 7 * DAY), 'at 2026-03-17T15:00:00.000Z'],
])('whoever is to be woken %s is named', async (_what, at, says) => {
  await sleepUntil(at);
  expect(await overslept(kit.ws, kit.clock.now)).toEqual([
    `contact 1 ${says}, and something comes at 2026-03-10T15:01:00.000Z`,
  ]);
});
