/** What each kind of message leads to: the rule that the sequence has for it, and what holds where it has none. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Heard } from '../../src/domain/meaning.ts';
import { DAY, HOUR, instant, type LocalDate, localDate, localTime, MINUTE } from '../../src/domain/time.ts';
import { followMeaning, type Meant } from '../../src/engine/follow-meaning.ts';
import { obeyBounce } from '../../src/engine/obey.ts';
import { loadContactState } from '../../src/store/enrollments.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { SUPPRESSED_CHANNELS } from '../../src/store/suppressions.ts';
import { BUSINESS, createKit, type Enrolled, type Kit, scripted, TUESDAY_10 } from './kit.ts';

const EVERY_RULE = `
version: 1
id: chase
name: Every act answered
fallbacks: { first_name: there }
touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: second, day: 1, at: "10:00", sms: "Still of use?" }
  - { id: third, day: 2, at: "10:00", sms: "Still here." }
  - { id: fourth, day: 9, at: "10:00", sms: "And again." }
when:
  reply: { do: pause, task: "Reply to {{ first_name }}", review_after: 3d }
  question: { do: pause, call: { due_in: 30m, note: "Asked: {{ reply.text }}" } }
  asked_for_time: { do: pause, call: { due_in: 15m, note: "Wants {{ reply.time }}" } }
  strong_intent: { do: stop, move_to: hot, call: { due_in: 15m } }
  no_reply: { do: continue, after_touches: 2, if: { field: { budget: high } }, call: { due_in: 1d, note: "Quiet" } }
  not_interested: { do: stop, move_to: closed }
  bounced: { do: pause, review_after: 1d }
`;

let kit: Kit;
let lead: Enrolled;
beforeEach(async () => {
  kit = await createKit({ sequences: [EVERY_RULE] });
  lead = await kit.enroll({ fields: { budget: 'high' } });
  await kit.tick(scripted().transports);
});
afterEach(async () => {
  expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  await kit.close();
});

const says = (meaning: Heard, more: Partial<Meant> = {}) =>
  kit.ws.db.tx(async (handle) => {
    const person = await loadContactState(handle, lead.contact);
    const message: Meant = {
      meaning,
      said: 'their words',
      rule: 'test',
      time: null,
      back: null,
      failed: [],
      channel: 'sms',
      place: null,
      people: person === null ? [] : [person],
      channels: SUPPRESSED_CHANNELS,
      ...more,
    };
    await followMeaning(handle, kit.ws, message, kit.clock.now);
  });
const state = async () => (await kit.all('SELECT state, end_code, review_at FROM enrollment'))[0];
const tasks = async () => kit.all('SELECT kind, title, script, due_at, state FROM task ORDER BY id');
const stage = async () => (await kit.all('SELECT stage FROM contact'))[0]?.stage;
const wakes = () => kit.tick(scripted().transports);

describe('a sequence rests, and a person is asked in its own words', () => {
  test('a reply: something to answer, and a review after three days', async () => {
    await says('reply');
    expect(await state()).toEqual({ state: 'paused', end_code: null, review_at: TUESDAY_10 + 3 * DAY });
    expect(await tasks()).toEqual([
      { kind: 'review', title: 'Reply to Maria', script: 'their words', due_at: TUESDAY_10, state: 'open' },
    ]);
  });

  test('a question: one call within half an hour, with what was asked', async () => {
    await says('question');
    expect(await tasks()).toEqual([
      {
        kind: 'call',
        title: 'Call Maria Lopez',
        script: 'Asked: their words',
        due_at: TUESDAY_10 + 30 * MINUTE,
        state: 'open',
      },
    ]);
    await says('question');
    expect((await tasks()).map((task) => task.script)).toEqual(['Asked: their words\n\nAsked: their words']);
  });

  test('a time that is named is a hint in the words of the call', async () => {
    const time = { words: 'tuesday at 3', date: localDate('2026-03-17'), at: localTime(900) };
    await says('asked_for_time', { time });
    expect((await tasks())[0]?.script).toBe('Wants 2026-03-17 15:00');
  });

  test('a call that is asked for at night is due when the business opens', async () => {
    kit.clock.now = instant(TUESDAY_10 + 11 * HOUR);
    await says('question');
    // Wednesday 08:00 in Chicago.
    expect((await tasks())[0]?.due_at).toBe(Date.parse('2026-03-11T13:00:00Z'));
  });

  test('strong intent: this file stops, moves the lead and has it called', async () => {
    await says('strong_intent');
    expect(await state()).toMatchObject({ state: 'stopped', end_code: 'replied' });
    expect(await stage()).toBe('hot');
    expect((await tasks()).map(({ kind, script }) => [kind, script])).toEqual([['call', 'their words']]);
  });

  test('HELP is answered as any reply', async () => {
    await says('help');
    expect((await state())?.state).toBe('paused');
    expect((await tasks()).map((task) => task.title)).toEqual(['Reply to Maria']);
  });

  test('a call that nobody answered: it is called back', async () => {
    await says('missed_call', { channel: 'call', said: '' });
    expect((await state())?.state).toBe('paused');
    expect(await tasks()).toEqual([
      {
        kind: 'call',
        title: 'Call Maria Lopez back: nobody answered',
        script: null,
        due_at: TUESDAY_10 + 15 * MINUTE,
        state: 'open',
      },
    ]);
  });
});

describe('what ends it', () => {
  test('not interested: stopped, and at the stage that the file names', async () => {
    await says('not_interested');
    expect(await state()).toMatchObject({ state: 'stopped', end_code: 'not_interested' });
    expect(await stage()).toBe('closed');
    expect(await tasks()).toEqual([]);
  });

  test('booked, by their own word: stopped, and somebody looks into the calendar', async () => {
    await says('booked');
    expect(await state()).toMatchObject({ state: 'stopped', end_code: 'booked' });
    expect((await tasks()).map((task) => task.title)).toEqual([
      'Maria Lopez says it is booked: check the calendar',
    ]);
  });

  test('a wrong number: nothing goes there again, and the right one is looked for', async () => {
    await says('wrong_number');
    expect(await state()).toMatchObject({ state: 'stopped', end_code: 'wrong_number' });
    expect(await kit.all('SELECT channel, reason FROM suppression ORDER BY channel')).toEqual([
      { channel: 'call', reason: 'wrong_number' },
      { channel: 'sms', reason: 'wrong_number' },
    ]);
    expect((await tasks()).map((task) => task.title)).toEqual([
      'Maria Lopez is not at this number: find the right one, or close the lead',
    ]);
  });

  test('a wrong address closes the address, and leaves the phone alone', async () => {
    const place = { business: BUSINESS.id, kind: 'email', value: 'x@example.com' } as const;
    await says('wrong_number', { channel: 'email', place });
    expect(await kit.all('SELECT channel, reason FROM suppression')).toEqual([
      { channel: 'email', reason: 'wrong_number' },
    ]);
    expect((await state())?.state).toBe('stopped');
  });

  test('an opt-out over one channel ends that channel alone, where the policy says so', async () => {
    await says('opt_out', { channels: ['email'], channel: 'email' });
    expect((await state())?.state).toBe('active');
    expect(await kit.all('SELECT channel FROM suppression')).toEqual([{ channel: 'email' }]);
  });
});

describe('machines stop nothing', () => {
  test.each(['reaction', 'automatic', 'bounce'] as const)('%s', async (meaning) => {
    await says(meaning);
    expect((await state())?.state).toBe('active');
    expect(await tasks()).toEqual([]);
  });

  const away = (back: LocalDate | null) => says('out_of_office', { back });

  test('somebody is away until Friday: it rests, and goes on by itself from then', async () => {
    await away(localDate('2026-03-13'));
    expect(await state()).toMatchObject({
      state: 'paused',
      review_at: Date.parse('2026-03-13T05:00:00Z'),
    });
    kit.clock.now = instant(TUESDAY_10 + DAY);
    expect(await wakes()).toMatchObject({ sent: 0 });
    await kit.run(scripted().transports, instant(Date.parse('2026-03-13T16:00:00Z')));
    expect((await state())?.state).toBe('active');
    expect(await tasks()).toEqual([]);
    const sent = await kit.all(
      "SELECT touch_id, local_day FROM attempt WHERE touch_id <> 'hello' ORDER BY id",
    );
    // Three days of rest: what was planned for the day after is sent three days later.
    expect(sent).toEqual([]);
    await kit.run(scripted().transports, instant(Date.parse('2026-03-14T16:00:00Z')));
    expect(
      await kit.all("SELECT touch_id, local_day FROM attempt WHERE touch_id <> 'hello' ORDER BY id"),
    ).toEqual([{ touch_id: 'second', local_day: '2026-03-14' }]);
  });

  test('whoever writes meanwhile is not gone on with: that is a person’s word', async () => {
    await away(localDate('2026-03-13'));
    await says('reply');
    expect((await state())?.review_at).toBe(TUESDAY_10 + 3 * DAY);
    await kit.run(scripted().transports, instant(TUESDAY_10 + 6 * DAY));
    expect((await state())?.state).toBe('paused');
    expect((await kit.all('SELECT COUNT(*) AS n FROM attempt'))[0]?.n).toBe(1);
  });

  test('a notice without a date, or with one that has passed, changes nothing', async () => {
    await away(null);
    await away(localDate('2026-03-10'));
    expect((await state())?.state).toBe('active');
  });

  test('whoever is away for months is for a person to judge', async () => {
    await away(localDate('2026-06-01'));
    expect((await state())?.state).toBe('paused');
    expect((await tasks()).map((task) => task.title)).toEqual([
      'Maria Lopez is away until 2026-06-01: resume the sequence then, or stop it',
    ]);
    await kit.run(scripted().transports, instant(Date.parse('2026-06-10T00:00:00Z')));
    expect((await state())?.state).toBe('paused');
  });
});

describe('silence', () => {
  const until = (ms: number) => kit.run(scripted().transports, instant(TUESDAY_10 + ms));

  test('two texts and a day without an answer: a call, once, and the sequence goes on', async () => {
    await until(2 * DAY - HOUR);
    expect(await tasks()).toEqual([]);
    await until(12 * DAY);
    const made = (await tasks()).filter((task) => task.kind === 'call');
    expect(made.map(({ script, due_at }) => [script, due_at])).toEqual([['Quiet', TUESDAY_10 + 3 * DAY]]);
    expect((await kit.all("SELECT COUNT(*) AS n FROM attempt WHERE state = 'sent'"))[0]?.n).toBe(4);
    expect(await kit.all('SELECT act FROM acted')).toEqual([{ act: 'no_reply' }]);
  });

  test('whoever has answered is not called for silence', async () => {
    await until(DAY);
    await says('reply');
    await until(12 * DAY);
    expect((await tasks()).filter((task) => task.kind === 'call')).toEqual([]);
  });

  test('a lead to whom the condition does not apply is left alone', async () => {
    lead = await kit.enroll({ fields: { budget: 'low' } });
    await kit.ws.db.run('UPDATE enrollment SET state = ? WHERE id <> ?', ['stopped', lead.enrollment]);
    await until(12 * DAY);
    expect(await tasks()).toEqual([]);
  });
});

test('a dead address is answered once by the rule for it', async () => {
  const bounce = () =>
    kit.ws.db.tx(async (handle) => {
      const person = await loadContactState(handle, lead.contact);
      if (person !== null) await obeyBounce(handle, kit.ws, person, kit.clock.now);
    });
  await bounce();
  expect(await state()).toMatchObject({ state: 'paused', review_at: TUESDAY_10 + DAY });
  await bounce();
  expect(await kit.all('SELECT act FROM acted')).toEqual([{ act: 'bounced' }]);
});
