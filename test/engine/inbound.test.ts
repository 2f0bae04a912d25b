/** What leads answer is known before anything more is said to them: through the tick, the SDK and a socket, to a Twilio on this machine. */
import { afterEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, instant, MINUTE, SECOND } from '../../src/domain/time.ts';
import { receive } from '../../src/engine/receive.ts';
import { fromStrangers } from '../../src/store/inbound.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { allPolls } from '../../src/store/polls.ts';
import { BUSINESS, HELLO, phoneOf, TUESDAY_10 } from './kit.ts';
import { type LiveKit, type LiveOptions, liveKit, twoTextsAnd } from './live-kit.ts';

/** A text now, a text and an email tomorrow, and a call. */
const FOUR = twoTextsAnd(`\
  - { id: letter, day: 1, at: "10:30", email: { subject: "A word", body: "Hi {{ first_name }}." } }
  - { id: ring, day: 2, at: "10:00", call: { script: "Ask." } }
`);

const TOMORROW = instant(TUESDAY_10 + DAY);
const PHONE = '+13125550142';

let live: LiveKit;
afterEach(() => live.close());

async function start(options: LiveOptions = {}): Promise<LiveKit> {
  live = await liveKit({ sequences: [FOUR], ...options });
  return live;
}

/** The first text is out, and the lead answers it an hour later. */
async function answered(body: string, options: LiveOptions = {}) {
  await start(options);
  const lead = await live.kit.enroll({ phone: PHONE });
  await live.kit.tick(live.transports);
  await live.advance(HOUR);
  await live.write(PHONE, body);
  return lead;
}

const goOn = async (until = instant(TUESDAY_10 + 5 * DAY)) => {
  for (let next = live.kit.clock.now; next <= until; ) {
    await live.at(next);
    await live.kit.tick(live.transports);
    const [row] = await live.kit.all('SELECT MIN(wake_at) AS next FROM contact');
    if (typeof row?.next !== 'number') return;
    next = instant(Math.max(row.next, next + 1));
  }
};

const sent = async () =>
  (await live.kit.all("SELECT touch_id FROM attempt WHERE state = 'sent' ORDER BY id")).map(
    (row) => row.touch_id,
  );
const tasks = () => live.kit.all('SELECT kind, title, script FROM task ORDER BY id');
const states = () => live.kit.all('SELECT state, end_code FROM enrollment ORDER BY id');
const suppressed = async () =>
  (await live.kit.all('SELECT channel, reason FROM suppression WHERE lifted_at IS NULL ORDER BY id')).map(
    ({ channel, reason }) => `${channel} ${reason}`,
  );
const healthy = async () => expect(await brokenInvariants(live.kit.ws.db)).toEqual([]);

describe('STOP', () => {
  test('ends everything, on every channel, before the next text', async () => {
    await answered('Stop.');
    await live.at(TOMORROW);
    const report = await live.kit.tick(live.transports);
    expect(report).toMatchObject({ received: 1, sent: 0, textsHeld: [] });
    await goOn();
    expect(await sent()).toEqual(['hello']);
    expect(await states()).toEqual([{ state: 'stopped', end_code: 'opted_out' }]);
    expect(await suppressed()).toEqual(['sms replied_stop', 'call replied_stop', 'email replied_stop']);
    expect(await tasks()).toEqual([]);
    expect(live.twilio.ledger()).toHaveLength(1);
    await healthy();
  });

  test('control: without the word the same lead gets the second text', async () => {
    await start();
    await live.kit.enroll({ phone: PHONE });
    await goOn(TOMORROW);
    expect(await sent()).toEqual(['hello', 'second']);
  });

  test('of one of two people with one phone holds for both', async () => {
    const first = await answered('STOP');
    await live.kit.enroll({ phone: PHONE, email: 'other@example.com', firstName: 'Ana' });
    await goOn();
    expect(await sent()).toEqual(['hello']);
    expect(await states()).toEqual([
      { state: 'stopped', end_code: 'opted_out' },
      { state: 'stopped', end_code: 'opted_out' },
    ]);
    const events = await live.kit.all("SELECT contact_id FROM event WHERE kind = 'received' ORDER BY seq");
    expect(events.map((row) => row.contact_id)).toEqual([first.contact, first.contact + 1]);
    await healthy();
  });

  test('of a number that nobody knows is kept as a hash, and whoever is imported with it is never texted', async () => {
    await start();
    await live.kit.enroll();
    await live.write(PHONE, 'stop');
    await live.kit.tick(live.transports);
    expect(await live.kit.all('SELECT contact_id, meaning FROM inbound')).toEqual([
      { contact_id: null, meaning: 'opt_out' },
    ]);
    const late = await live.kit.enroll({ phone: PHONE, email: 'late@example.com' });
    await goOn();
    const texts = await live.kit.all("SELECT id FROM attempt WHERE channel = 'sms' AND contact_id = ?", [
      late.contact,
    ]);
    expect(texts).toEqual([]);
    await healthy();
  });
});

describe('START', () => {
  test('gives texts back and nothing else: no call, no email, no sequence', async () => {
    await answered('STOP');
    await live.kit.enroll();
    await live.kit.tick(live.transports);
    await live.advance(HOUR);
    await live.write(PHONE, 'Start');
    await live.kit.enroll();
    await live.kit.tick(live.transports);
    expect(await suppressed()).toEqual(['call replied_stop', 'email replied_stop']);
    expect((await states())[0]).toEqual({ state: 'stopped', end_code: 'opted_out' });
    expect(await tasks()).toEqual([
      {
        kind: 'review',
        title: 'Maria Lopez wants texts again: START came in, and nothing was restarted',
        script: null,
      },
    ]);
    await healthy();
  });

  test('takes back no opt-out that was said to a person', async () => {
    await answered('START');
    const [row] = await live.kit.all("SELECT key, business_id FROM destination WHERE kind = 'phone'");
    await live.kit.ws.db.run(
      "INSERT INTO suppression (key, business_id, channel, reason, at, seq) VALUES (?, ?, 'sms', 'opted_out', 1, 1)",
      [row?.key ?? null, row?.business_id ?? null],
    );
    await live.at(TOMORROW);
    await live.kit.tick(live.transports);
    expect(await suppressed()).toEqual(['sms opted_out']);
    expect(await live.kit.all('SELECT meaning FROM inbound')).toEqual([{ meaning: 'reply' }]);
  });

  test('is meant: YES after STOP is read by a person, and gives nothing back', async () => {
    await answered('STOP');
    await live.advance(MINUTE);
    await live.write(PHONE, 'YES');
    await live.at(TOMORROW);
    await live.kit.tick(live.transports);
    expect(await suppressed()).toContain('sms replied_stop');
    expect(await live.kit.all('SELECT meaning FROM inbound ORDER BY id')).toEqual([
      { meaning: 'opt_out' },
      { meaning: 'reply' },
    ]);
  });
});

describe('any other answer', () => {
  test('pauses texts and emails and asks a person to reply, with the words', async () => {
    await answered('Is \u001b[2Jthis for Friday?');
    await goOn(instant(TUESDAY_10 + 2 * DAY));
    expect(await sent()).toEqual(['hello']);
    expect(await states()).toEqual([{ state: 'paused', end_code: null }]);
    expect(await tasks()).toEqual([
      {
        kind: 'review',
        title: 'Reply to Maria Lopez',
        script:
          'Is \u001b[2Jthis for Friday?\n\nThe time in it: 2026-03-13. Make sure of it before you promise it.',
      },
    ]);
    const [row] = await live.kit.all('SELECT paused_at, review_at FROM enrollment');
    expect(Number(row?.review_at) - Number(row?.paused_at)).toBe(2 * DAY);
    await healthy();
  });

  test('is acted on once, however often it is read', async () => {
    await answered('Who is this?');
    for (let n = 0; n < 3; n += 1) {
      await live.kit.enroll();
      await live.kit.tick(live.transports);
      await live.advance(10 * MINUTE);
    }
    expect(await live.kit.all('SELECT COUNT(*) AS n FROM inbound')).toEqual([{ n: 1 }]);
    expect(await live.kit.all("SELECT COUNT(*) AS n FROM event WHERE kind = 'received'")).toEqual([{ n: 1 }]);
    expect(await tasks()).toHaveLength(1);
    const [message] = live.twilio.messages().filter(({ direction }) => direction === 'inbound');
    const again = {
      business: BUSINESS.id,
      provider: 'twilio',
      providerId: message?.sid ?? '',
      channel: 'sms',
      from: { kind: 'phone', value: PHONE },
      text: 'STOP',
      at: live.kit.clock.now,
    } as const;
    expect(await receive(live.kit.ws, again, live.kit.clock.now)).toBe('known');
    expect(await suppressed()).toEqual([]);
  });

  test('a second one before anybody has replied stands under the first in one task', async () => {
    await answered('Hi');
    await live.advance(SECOND);
    await live.write(PHONE, 'Are you there?');
    await live.at(TOMORROW);
    await live.kit.tick(live.transports);
    expect(await tasks()).toEqual([
      { kind: 'review', title: 'Reply to Maria Lopez', script: 'Hi\n\nAre you there?' },
    ]);
  });

  test('is answered as the sequence says: its task, its call, its stage, its end', async () => {
    const rule = `when:\n  reply: { do: stop, move_to: talking, task: "{{ first_name }} says: {{ reply.text }}", call: { due_in: 30m, note: "Asked: {{ reply.text }}" } }\n`;
    await answered('How much?', { sequences: [FOUR + rule] });
    await live.at(TOMORROW);
    await live.kit.tick(live.transports);
    expect(await states()).toEqual([{ state: 'stopped', end_code: 'replied' }]);
    expect(await tasks()).toEqual([
      { kind: 'review', title: 'Maria says: How much?', script: 'How much?' },
      { kind: 'call', title: 'Call Maria Lopez', script: 'Asked: How much?' },
    ]);
    expect(await live.kit.all('SELECT stage FROM contact')).toEqual([{ stage: 'talking' }]);
    await healthy();
  });

  test('of somebody unknown is kept, and makes nobody a task', async () => {
    await start();
    await live.kit.enroll();
    await live.write('+13125550177', 'Is this the dentist?');
    await live.kit.tick(live.transports);
    expect(await live.kit.all('SELECT contact_id, sender, body FROM inbound')).toEqual([
      { contact_id: null, sender: '+13125550177', body: 'Is this the dentist?' },
    ]);
    expect(await tasks()).toEqual([]);
    expect([...(await fromStrangers(live.kit.ws.db, TUESDAY_10))]).toEqual([[BUSINESS.id, 1]]);
  });

  test('ends a promise of silence', async () => {
    const promise = FOUR.replace('{ id: second,', '{ id: second, closes: true,');
    await start({ sequences: [promise.split('  - { id: letter')[0] ?? ''] });
    await live.kit.enroll({ phone: PHONE });
    await goOn(TOMORROW);
    expect(await live.kit.all('SELECT silent_since FROM contact')).toEqual([{ silent_since: TOMORROW }]);
    await live.advance(MINUTE);
    await live.write(PHONE, 'Wait!');
    await live.kit.enroll();
    await live.kit.tick(live.transports);
    expect((await live.kit.all('SELECT silent_since FROM contact ORDER BY id'))[0]).toEqual({
      silent_since: null,
    });
    expect(await tasks()).toMatchObject([{ title: 'Reply to Maria Lopez' }]);
  });
});

test('after an outage of days every STOP and every answer in it is heard before the first text goes', async () => {
  await start();
  const people = Array.from({ length: 60 }, (_, n) => phoneOf(n + 1));
  for (const phone of people) await live.kit.enroll({ phone });
  await live.kit.tick(live.transports);
  expect(live.twilio.ledger()).toHaveLength(60);
  // Two thirds of them write while nobody listens, between the first text and the tick after the outage.
  for (const [n, phone] of people.entries()) {
    await live.advance(MINUTE);
    if (n % 3 === 0) await live.write(phone, 'STOP');
    if (n % 3 === 1) await live.write(phone, 'Who is this?');
  }
  await live.at(instant(TOMORROW + 10 * MINUTE));
  const report = await live.kit.tick(live.transports);
  expect(report).toMatchObject({ received: 40 });
  const second = await live.kit.all(
    "SELECT d.value FROM attempt a JOIN destination d ON d.id = a.destination_id WHERE a.touch_id = 'second' ORDER BY a.id",
  );
  expect(second.map(({ value }) => value).sort()).toEqual(people.filter((_, n) => n % 3 === 2).sort());
  await healthy();
});

describe('a provider that cannot be asked', () => {
  test('holds texts and nothing else, says why, and is asked again within a minute', async () => {
    await start();
    await live.kit.enroll({ phone: PHONE });
    await live.kit.tick(live.transports);
    live.twilio.setFaults([{ fault: '503', on: 'read' }]);
    await live.at(instant(TOMORROW + 40 * MINUTE));
    const report = await live.kit.tick(live.transports);
    expect(report.textsHeld).toMatchObject([{ business: 'bright-dental' }]);
    expect(await live.kit.all('SELECT touch_id FROM touch_end ORDER BY at')).toEqual([
      { touch_id: 'hello' },
      { touch_id: 'letter' },
    ]);
    expect((await allPolls(live.kit.ws.db)).get(BUSINESS.id)?.heldSince).toBe(live.kit.clock.now);
    expect(await live.kit.all('SELECT wake_at FROM contact')).toEqual([
      { wake_at: live.kit.clock.now + MINUTE },
    ]);
    live.twilio.setFaults([]);
    await live.advance(MINUTE);
    expect(await live.kit.tick(live.transports)).toMatchObject({ sent: 1, textsHeld: [] });
    expect((await allPolls(live.kit.ws.db)).get(BUSINESS.id)).toMatchObject({
      heldSince: null,
      detail: null,
    });
    await healthy();
  });

  test('is downtime: a text held for longer than it may be late is skipped, with the reason', async () => {
    await start();
    await live.kit.enroll({ phone: PHONE });
    await live.kit.tick(live.transports);
    live.twilio.setFaults([{ fault: '503', on: 'read' }]);
    for (let hour = 0; hour < 7; hour += 1) {
      await live.at(instant(TOMORROW + hour * HOUR));
      await live.kit.tick(live.transports);
    }
    live.twilio.setFaults([]);
    await live.at(instant(TOMORROW + 7 * HOUR));
    await live.kit.tick(live.transports);
    expect(await live.kit.all("SELECT kind, reason_code FROM touch_end WHERE touch_id = 'second'")).toEqual([
      { kind: 'skipped', reason_code: 'too_late' },
    ]);
  });

  test('with wrong credentials pauses the texts of that business, and no touch is lost', async () => {
    await start({ secret: 'wrong' });
    await live.kit.enroll({ phone: PHONE });
    const report = await live.kit.tick(live.transports);
    expect(report.channelsPaused).toMatchObject([{ business: 'bright-dental', channel: 'sms' }]);
    expect(await live.kit.all('SELECT id FROM attempt')).toEqual([]);
    expect(await live.kit.all('SELECT touch_id FROM touch_end')).toEqual([]);
    await live.advance(MINUTE);
    expect((await live.kit.tick(live.transports)).channelsPaused).toEqual([]);
  });

  test('holds only its own business', async () => {
    const other = {
      ...BUSINESS,
      id: 'acme' as typeof BUSINESS.id,
      senders: { ...BUSINESS.senders, sms: '+13125550111' },
    };
    await start({ businesses: [BUSINESS, other], sequences: [HELLO] });
    const transports = {
      ...live.transports,
      sms: {
        ...live.sms,
        inbound: (business: typeof BUSINESS.id, ...rest: [never, never]) =>
          business === 'acme'
            ? Promise.reject(new Error('socket hang up'))
            : (live.sms.inbound?.(business, ...rest) ?? Promise.reject(new Error('no list'))),
      },
    };
    await live.kit.enroll({ phone: PHONE });
    await live.kit.enroll({ business: other.id });
    const report = await live.kit.tick(transports);
    expect(report).toMatchObject({
      sent: 1,
      textsHeld: [{ business: 'acme', detail: 'socket hang up (threw)' }],
    });
    expect(live.twilio.ledger().map(({ to }) => to)).toEqual([PHONE]);
  });

  test('at the moment of the reservation what was read must not be older than five minutes', async () => {
    await start();
    await live.kit.enroll({ phone: PHONE });
    let stood = false;
    const late = {
      crash: (step: string) => {
        if (step === 'after poll') live.kit.advance(30 * SECOND);
        if (step !== 'before reserve' || stood) return;
        stood = true;
        live.kit.advance(5 * MINUTE - 30 * SECOND + 1);
      },
    };
    expect(await live.kit.tick(live.transports, late)).toMatchObject({ sent: 0 });
    expect(await live.kit.all('SELECT wake_at FROM contact')).toEqual([
      { wake_at: live.kit.clock.now + MINUTE },
    ]);
    await live.advance(MINUTE);
    expect(await live.kit.tick(live.transports)).toMatchObject({ sent: 1 });
    const [row] = await live.kit.all('SELECT wire_at, polled_at FROM attempt');
    expect(row?.polled_at).toBe(row?.wire_at);
    await healthy();
  });

  test('a run that lasts asks again before its answer is too old', async () => {
    await start({ sequences: [HELLO] });
    for (let n = 0; n < 60; n += 1) await live.kit.enroll();
    let batches = 0;
    const slow = {
      crash: async (step: string) => {
        if (step !== 'before reserve') return;
        batches += 1;
        await live.advance(4 * MINUTE);
        if (batches === 1) await live.write(phoneOf(9_999), 'STOP');
      },
    };
    expect(await live.kit.tick(live.transports, slow)).toMatchObject({ sent: 60, received: 1 });
    await healthy();
  });
});

test('who answers is heard by the next tick, though nothing is due for a day', async () => {
  await answered('Can you do Friday?');
  expect(await live.kit.tick(live.transports)).toMatchObject({ received: 1, sent: 0 });
  expect(await tasks()).toMatchObject([
    { kind: 'review', script: expect.stringMatching(/^Can you do Friday\?\n/) },
  ]);
  expect(await states()).toMatchObject([{ state: 'paused' }]);
  await healthy();
});

test('with nothing due, a tick that somebody watches asks at once, and others once in five minutes', async () => {
  await start();
  await live.kit.enroll();
  await live.kit.tick(live.transports);
  const [phone] = (await live.kit.all('SELECT value FROM destination')).map(({ value }) => String(value));
  await live.advance(10 * 1_000);
  await live.write(phone ?? '', 'Who is this?');
  expect(await live.kit.tick(live.transports)).toMatchObject({ received: 0 });
  expect(await live.kit.tick(live.transports, { watched: true })).toMatchObject({ received: 1 });
  await live.write(phone ?? '', 'STOP');
  await live.advance(5 * MINUTE);
  expect(await live.kit.tick(live.transports)).toMatchObject({ received: 1 });
  await healthy();
});

test('before anybody was texted a tick with nothing due asks nobody, and a dry run asks nobody', async () => {
  await start();
  await live.kit.tick(live.transports);
  await live.kit.enroll();
  await live.kit.tick(live.transports, { dryRun: true });
  expect(live.twilio.requests()).toEqual([]);
  await live.kit.tick(live.transports);
  expect(live.twilio.requests().map(({ method }) => method)).toEqual(['GET', 'POST']);
});
