/** What was to follow a sequence follows it, or somebody can read why not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, instant } from '../../src/domain/time.ts';
import { worded } from '../../src/store/words.ts';
import { createKit, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { bookAt, optOutAll, stop } from './act.ts';
import { ALL } from './sequences.ts';

/** Hands over twice: a side line at once by a move, and nurture three days after the end. */
const MOVER = `
version: 1
id: mover
name: Moves and waits
fallbacks: { first_name: there }
touches:
  - { id: go, day: 0, after: 0m, move: { start: side } }
  - { id: note, day: 0, after: 0m, email: { subject: "A note", body: "Hi {{ first_name }}." } }
when:
  finished: { do: stop, move_to: nurture, start: nurture, wait: 3d }
`;
const SIDE = `
version: 1
id: side
name: A text beside it
fallbacks: { first_name: there }
touches:
  - id: side
    day: 0
    within: 5m
    sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out."
`;
const NOWHERE = SIDE.replace('id: side\nname', 'id: nowhere-next\nname').concat(`when:
  finished: { do: stop, start: nowhere }
`);
let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [...ALL, MOVER, SIDE, NOWHERE] });
});
afterEach(() => kit.close());

const { transports } = scripted();
const until = async (days: number): Promise<void> => {
  const at = instant(TUESDAY_10 + days * DAY);
  await kit.run(transports, at);
  kit.clock.now = at;
};
const states = async () =>
  (await kit.all(`SELECT ${worded('sequence_word')} AS sequence_id, state FROM enrollment ORDER BY id`)).map(
    (row) => [row.sequence_id, row.state].join(' '),
  );
const logged = async () =>
  (await kit.all("SELECT data FROM event WHERE kind = 'not_handed_over' ORDER BY seq")).map((row) =>
    JSON.parse(String(row.data)),
  );
const tasks = async () => (await kit.all('SELECT title, script FROM task')).map((row) => Object.values(row));

describe('a hand-over that waits', () => {
  it('is not forgotten because another sequence of the same inquiry began later', async () => {
    await kit.enroll({ sequence: 'mover' });
    await until(5);
    expect(await states()).toEqual(['mover finished', 'side finished', 'nurture active']);
    expect(await logged()).toEqual([]);
  });

  it('gives way to a newer inquiry, and says so', async () => {
    const { contact } = await kit.enroll({ sequence: 'patient' });
    await until(1);
    await kit.enroll({ contact, sequence: 'chase' });
    await until(4);
    expect(await states()).toEqual(['patient finished', 'chase active']);
    expect(await logged()).toEqual([{ detail: 'the lead has inquired again since' }]);
    expect(await kit.all("SELECT id FROM task WHERE kind = 'review'")).toEqual([]);
  });

  it.each([
    [
      'a booking',
      (id: Parameters<typeof stop>[1]) => bookAt(kit, id, instant(TUESDAY_10 + 9 * DAY)),
      'the lead has booked',
    ],
    ['a stop', (id: Parameters<typeof stop>[1]) => stop(kit, id), 'by a test'],
    ['an opt-out', (id: Parameters<typeof stop>[1]) => optOutAll(kit, id), 'opted out'],
  ] as const)('is called off by %s', async (_name, leave, detail) => {
    const { contact } = await kit.enroll({ sequence: 'patient' });
    await until(1);
    await leave(contact);
    await until(5);
    expect((await states()).filter((state) => state.startsWith('nurture'))).toEqual([]);
    expect(await logged()).toEqual([{ detail }]);
  });
});

describe('a hand-over to a sequence that is not there', () => {
  it('is a person’s task, with the reason', async () => {
    await kit.enroll({ sequence: 'nowhere-next' });
    await until(2);
    expect(await logged()).toEqual([{ detail: 'there is no sequence nowhere' }]);
    expect(await tasks()).toEqual([
      ['Look at Maria Lopez: nowhere did not start after nowhere-next', 'there is no sequence nowhere'],
    ]);
  });
});

it('after a promise of silence a hand-over that does not happen is nobody’s task', async () => {
  const { contact } = await kit.enroll({ sequence: 'patient' });
  await until(1);
  await kit.ws.db.run('UPDATE contact SET silent_since = ? WHERE id = ?', [kit.clock.now, contact]);
  await until(5);
  expect(await logged()).toEqual([{ detail: 'silence was promised' }]);
  expect(await tasks()).toEqual([]);
});
