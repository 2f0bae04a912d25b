/** A rule about an act that ends a sequence does all it says: the task, the call, and only for whom its condition holds. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { receive } from '../../src/engine/receive.ts';
import { BUSINESS, createKit, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { bookAt } from './act.ts';

const PHONE = '+13125550142';
const ASKING = `
version: 1
id: asking
name: Asking
fallbacks: { first_name: there }
touches:
  - id: hello
    day: 0
    within: 5m
    sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out."
when:
  booked: { do: stop, task: "Prepare the chair for {{ first_name }}" }
  not_interested: { do: stop, move_to: closed, call: { due_in: 30m, note: "They wrote: {{ reply.text }}" } }
  finished: { do: stop, wait: 2d, task: "Nobody ever answered: {{ first_name }}" }
`;
const PICKY = ASKING.replace('id: asking', 'id: picky').replace(
  'booked: { do: stop,',
  'booked: { do: stop, if: { stage: vip },',
);

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [ASKING, PICKY] });
});
afterEach(() => kit.close());

const tasks = () => kit.all('SELECT kind, title, script, state FROM task ORDER BY id');
const says = (text: string) => {
  const { now } = kit.clock;
  const about = { business: BUSINESS.id, provider: 'scripted', channel: 'sms' } as const;
  const from = { kind: 'phone', value: PHONE } as const;
  return receive(kit.ws, { ...about, providerId: `SM-${text}`, from, text, at: now }, now);
};

it('a booking makes the task that its rule asks for', async () => {
  const { contact } = await kit.enroll({ sequence: 'asking', phone: PHONE });
  await bookAt(kit, contact, instant(TUESDAY_10 + 3 * DAY));
  expect(await tasks()).toEqual([
    { kind: 'review', title: 'Prepare the chair for Maria', script: null, state: 'open' },
  ]);
});

it('a decline makes its call, with what was written', async () => {
  await kit.enroll({ sequence: 'asking', phone: PHONE });
  kit.advance(MINUTE);
  await says('No thanks, not interested');
  expect(await tasks()).toEqual([
    {
      kind: 'call',
      title: 'Call Maria Lopez',
      script: 'They wrote: No thanks, not interested',
      state: 'open',
    },
  ]);
});

it('an end that waits asks when its time is up, and once', async () => {
  await kit.enroll({ sequence: 'asking', phone: PHONE });
  const { transports } = scripted();
  await kit.run(transports, instant(TUESDAY_10 + DAY));
  expect(await tasks()).toEqual([]);
  await kit.run(transports, instant(TUESDAY_10 + 5 * DAY));
  expect(await tasks()).toEqual([
    { kind: 'review', title: 'Nobody ever answered: Maria', script: null, state: 'open' },
  ]);
});

it('a rule whose condition does not hold does nothing, and the sequence ends all the same', async () => {
  const { contact } = await kit.enroll({ sequence: 'picky', phone: PHONE });
  kit.advance(HOUR);
  await bookAt(kit, contact, instant(TUESDAY_10 + 3 * DAY));
  expect(await tasks()).toEqual([]);
  expect(await kit.all('SELECT state, end_code FROM enrollment')).toEqual([
    { state: 'stopped', end_code: 'booked' },
  ]);
});

it('where it holds it is followed, also after the end', async () => {
  const { contact } = await kit.enroll({ sequence: 'picky', phone: PHONE });
  await kit.tick(scripted().transports);
  await kit.ws.db.run("UPDATE contact SET stage = 'vip' WHERE id = ?", [contact]);
  kit.advance(HOUR);
  await kit.tick(scripted().transports);
  expect(await kit.all('SELECT state FROM enrollment')).toEqual([{ state: 'finished' }]);
  await bookAt(kit, contact, instant(TUESDAY_10 + 3 * DAY));
  expect((await tasks()).map(({ title }) => title)).toEqual(['Prepare the chair for Maria']);
});
