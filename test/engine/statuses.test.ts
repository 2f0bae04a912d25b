/** What a provider reports of a message: in any order, as often as it likes, before or after its own answer, the end is the same. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverArrived, STATUS_RANKS } from '../../src/domain/delivery.ts';
import { type AttemptToken, asId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { sendingOf } from '../../src/engine/recover.ts';
import { settle } from '../../src/engine/settle.ts';
import { noteStatus } from '../../src/engine/statuses.ts';
import { resolveUncertain } from '../../src/engine/uncertain.ts';
import { tellStory } from '../../src/engine/why.ts';
import { findByToken } from '../../src/store/attempts.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import type { Behavior } from '../../src/transport/scripted.ts';
import { createKit, HELLO, type Kit, scripted, TUESDAY_10 } from './kit.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ policy: { budgets: NO_LIMIT } });
});
afterEach(() => kit.close());

const MOST = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST };

interface Sent {
  readonly token: AttemptToken;
  readonly providerId: string;
}

/** Texts that are on the wire: reserved and committed, and nobody has said yet what became of them. */
async function onTheWire(count: number): Promise<readonly Sent[]> {
  for (let n = 0; n < count; n += 1) await kit.enroll();
  const dead = { ...scripted().transports };
  const tokens: AttemptToken[] = [];
  // Dies after its reservation: nothing has been settled, and the provider is told to speak first.
  while (tokens.length < count) {
    await kit
      .tick(dead, {
        crash: (step) => {
          if (step === 'after reserve') throw new Error('the process ends here');
        },
        process: {
          owner: { command: 'tick', host: 'h', bootId: 'b', pid: tokens.length + 1, pidStarted: 's' },
          isAlive: () => true,
          end: () => undefined,
        },
      })
      .catch(() => undefined);
    const rows = await kit.all("SELECT token FROM attempt WHERE state = 'wire' ORDER BY id");
    if (rows.length === tokens.length) throw new Error('nothing more was reserved');
    tokens.splice(0, tokens.length, ...rows.map((row) => asId<AttemptToken>(String(row.token))));
  }
  return tokens.map((token) => ({ token, providerId: `SM-${token}` }));
}

const say = (sent: Sent, status: string, errorCode: string | null = null) =>
  noteStatus(kit.ws, { ...sent, status, errorCode, at: kit.clock.now });

/** What the request itself came back with, whenever that is. */
async function settleLate({ token, providerId }: Sent): Promise<void> {
  await kit.ws.db.tx(async (handle) => {
    const attempt = await findByToken(handle, token);
    if (attempt === null) throw new Error('there is no such attempt');
    const sending = await sendingOf(kit.ws, attempt, handle);
    await settle(handle, sending, { kind: 'sent', providerId }, kit.clock.now);
  });
}

const FIVE = ['queued', 'sending', 'sent', 'delivered', 'failed'] as const;

function orders<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length === 0) return [[]];
  return all.flatMap((one, at) => orders(all.filter((_, n) => n !== at)).map((rest) => [one, ...rest]));
}

/** Every order of the five, with the provider's own answer at every place among them: 120 orders, 6 places. */
const ONCE = orders(FIVE).flatMap((order) =>
  Array.from({ length: FIVE.length + 1 }, (_, place) => [
    ...order.slice(0, place),
    'answer',
    ...order.slice(place),
  ]),
);

/** Every order of the five in which this one comes twice: 360. */
const twice = (double: string): readonly (readonly string[])[] =>
  [...new Set(orders([...FIVE, double]).map((order) => order.join(' ')))].map((order) => order.split(' '));

describe('every order of queued, sending, sent, delivered and failed', () => {
  async function holdsFor(cases: readonly (readonly string[])[]): Promise<void> {
    const all = await onTheWire(cases.length);
    for (const [n, words] of cases.entries()) {
      const sent = all[n];
      if (sent === undefined) throw new Error('a case has no message');
      for (const word of words) await (word === 'answer' ? settleLate(sent) : say(sent, word));
    }
    const rows = await kit.all(
      'SELECT id, token, state, status, status_rank, provider_id FROM attempt ORDER BY id',
    );
    for (const [n, words] of cases.entries()) {
      const last = words.find((word) => word === 'delivered' || word === 'failed');
      expect([words, rows[n]]).toEqual([
        words,
        { ...rows[n], state: 'sent', status: last, status_rank: 4, provider_id: `SM-${rows[n]?.token}` },
      ]);
    }
    await nothingTwice();
  }

  async function nothingTwice(): Promise<void> {
    const ranks = new Map<unknown, number[]>();
    for (const row of await kit.all(
      "SELECT attempt_id, data FROM event WHERE kind = 'status_changed' ORDER BY seq",
    )) {
      const { rank } = JSON.parse(String(row.data)) as { rank: number };
      ranks.set(row.attempt_id, [...(ranks.get(row.attempt_id) ?? []), rank]);
    }
    for (const seen of ranks.values()) expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    expect(await kit.all('SELECT attempt_id FROM touch_end GROUP BY attempt_id HAVING COUNT(*) > 1')).toEqual(
      [],
    );
    const moves = await kit.all(
      "SELECT attempt_id FROM event WHERE kind = 'attempt_settled' GROUP BY attempt_id HAVING COUNT(*) > 1",
    );
    expect(moves).toEqual([]);
    expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  }

  test('each once, with the answer to the request at every place among them', async () => {
    expect(ONCE).toHaveLength(720);
    await holdsFor(ONCE);
  });

  test.each(FIVE)('each order in which %s comes twice, before any answer and after it', async (double) => {
    const before = twice(double);
    const after = before.map((order) => ['answer', ...order]);
    expect(before).toHaveLength(360);
    await holdsFor([...before, ...after]);
  });

  test('each order twice over, the second time backwards, with the answer at every place of the first', async () => {
    const all = ONCE.map((order) => [...order, ...order.toReversed().filter((word) => word !== 'answer')]);
    expect(ONCE.length + FIVE.length * 2 * twice('sent').length + all.length).toBe(5_040);
    await holdsFor(all);
  });
});

describe('what is known of a message', () => {
  test('a callback before the answer is proof, and the tick whose answer comes later counts one text', async () => {
    await kit.enroll();
    const { transports } = scripted();
    const report = await kit.tick({
      ...transports,
      sms: {
        ...transports.sms,
        async send(message, key, signal) {
          const outcome = await transports.sms.send(message, key, signal);
          if (outcome.kind !== 'sent') throw new Error('it is taken');
          await say({ token: key.token, providerId: outcome.providerId }, 'delivered');
          return outcome;
        },
      },
    });
    expect(report).toMatchObject({ sent: 1, uncertain: 0 });
    expect(await kit.all('SELECT state, status FROM attempt')).toEqual([
      { state: 'sent', status: 'delivered' },
    ]);
  });

  test('what was uncertain is sent', async () => {
    await kit.enroll();
    await kit.tick(scripted(() => 'server_error').transports);
    const [row] = await kit.all('SELECT token FROM attempt');
    const sent = { token: asId<AttemptToken>(String(row?.token)), providerId: 'SM1' };
    expect(await say(sent, 'queued')).toBe('noted');
    expect(await kit.all('SELECT state, code, provider_id, ask_at FROM attempt')).toEqual([
      { state: 'sent', code: 'provider', provider_id: 'SM1', ask_at: null },
    ]);
    expect(await kit.all('SELECT first_texted_at FROM destination WHERE kind = ?', ['phone'])).toEqual([
      { first_texted_at: TUESDAY_10 },
    ]);
  });

  test('a word that we do not know, a token of nobody and another message’s id change nothing', async () => {
    const [one, other] = await onTheWire(2);
    if (one === undefined || other === undefined) throw new Error('there are two');
    await settleLate(one);
    expect(await say(one, 'teleported')).toBe('unknown_status');
    expect(await say({ ...one, token: asId<AttemptToken>('0'.repeat(32)) }, 'sent')).toBe('no_such_attempt');
    expect(await say({ ...other, providerId: one.providerId }, 'sent')).toBe('another_message');
    expect(await kit.all('SELECT state, status FROM attempt ORDER BY id')).toEqual([
      { state: 'sent', status: null },
      { state: 'wire', status: null },
    ]);
  });

  test('a second message for one request is an alarm: the channel stops, and a person looks, once', async () => {
    const [one] = await onTheWire(1);
    if (one === undefined) throw new Error('there is one');
    await say(one, 'sent');
    for (let n = 0; n < 2; n += 1)
      expect(await say({ ...one, providerId: 'SM-second' }, 'sent')).toBe('another_message');
    expect(await kit.all("SELECT data FROM event WHERE kind = 'duplicate_at_provider'")).toEqual([
      { data: JSON.stringify({ provider_ids: `${one.providerId} SM-second` }) },
    ]);
    expect(await kit.all('SELECT title FROM task')).toEqual([
      { title: 'Maria Lopez got hello twice: the provider has it under two ids' },
    ]);
    expect(await kit.all('SELECT channel, detail FROM pause')).toEqual([
      { channel: 'sms', detail: 'the provider has message 1 twice, though one request was made' },
    ]);
  });

  test('what a person took for unsent and went all the same is not sent again', async () => {
    await kit.enroll();
    await kit.tick(scripted(() => 'server_error').transports);
    const [row] = await kit.all('SELECT id, token FROM attempt');
    await resolveUncertain(kit.ws, asId(Number(row?.id)), 'unsent', kit.clock.now);
    await say({ token: asId<AttemptToken>(String(row?.token)), providerId: 'SM1' }, 'sent');
    await say({ token: asId<AttemptToken>(String(row?.token)), providerId: 'SM1' }, 'delivered');
    const { transports, ledger } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 2 * DAY));
    expect(ledger).toEqual([]);
    expect(await kit.all('SELECT title FROM task')).toEqual([
      { title: 'Look at Maria Lopez: hello went out although it was taken for unsent' },
    ]);
  });
});

describe('what was taken for unsent, and went all the same', () => {
  const THREE = `${HELLO}  - { id: second, day: 0, after: 2h, sms: "Again, {{ first_name }}." }\n`;

  /** A request of unknown fate that a person says did not go; then, perhaps, its provider speaks of it. */
  async function takenForUnsent(verdict: 'unsent' | 'skip', speaks: boolean) {
    await kit.close();
    kit = await createKit({ sequences: [THREE], policy: { budgets: NO_LIMIT } });
    await kit.enroll();
    await kit.tick(scripted(() => 'server_error').transports);
    const [row] = await kit.all('SELECT id, token FROM attempt');
    kit.advance(MINUTE);
    await resolveUncertain(kit.ws, asId(Number(row?.id)), verdict, kit.clock.now);
    const sent = { token: asId<AttemptToken>(String(row?.token)), providerId: 'SM1' };
    if (speaks) for (const word of ['sent', 'delivered', 'sent']) await say(sent, word);
    const { transports, ledger } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 3 * DAY));
    return {
      sent,
      texts: ledger.map(({ key }) => (key.at - TUESDAY_10) / HOUR),
      words: ledger.map(({ message }) => (message.kind === 'sms' ? message.body : '')),
    };
  }

  test('counts as the one text of its day, and as the first that named the way out', async () => {
    const { texts, words } = await takenForUnsent('skip', true);
    // The second text is due two hours after the first, and a day has room for one: it goes at nine on the next.
    expect(texts).toEqual([23]);
    expect(words).toEqual(['Again, Maria.']);
    expect(await kit.all("SELECT data FROM event WHERE kind = 'sent_after_all'")).toEqual([
      { data: '{"status":"sent","state":"refused"}' },
    ]);
    expect(await kit.all('SELECT title, script FROM task')).toEqual([
      { title: 'Look at Maria Lopez: hello went out although it was taken for refused', script: null },
    ]);
    expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  });

  test('control: what nobody ever spoke of counts for nothing', async () => {
    const { texts, words } = await takenForUnsent('skip', false);
    expect(texts).toEqual([2]);
    expect(words[0]).toContain('Reply STOP');
  });

  test('is told as what it is: the touch is sent, and `why` says what it was taken for', async () => {
    const { texts } = await takenForUnsent('unsent', true);
    expect(texts).toEqual([23]);
    const story = await tellStory(kit.ws, asId(1), kit.clock.now);
    const hello = story?.enrollments[0]?.touches.find(({ key }) => key.touch === 'hello');
    expect(hello?.record).toMatchObject({ kind: 'sent', attempt: { state: 'unsent', status: 'delivered' } });
  });

  test('after it has been sent again, somebody is told that they may have it twice', async () => {
    await kit.enroll();
    await kit.tick(scripted(() => 'server_error').transports);
    const [row] = await kit.all('SELECT id, token FROM attempt');
    await resolveUncertain(kit.ws, asId(Number(row?.id)), 'unsent', kit.clock.now);
    const { transports, ledger } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + DAY));
    expect(ledger).toHaveLength(1);
    await say({ token: asId<AttemptToken>(String(row?.token)), providerId: 'SM1' }, 'delivered');
    expect(await kit.all('SELECT title, script FROM task')).toEqual([
      {
        title: 'Look at Maria Lopez: hello went out although it was taken for unsent',
        script: 'It had been sent again by then: they may have it twice.',
      },
    ]);
  });
});

describe('a text that did not arrive', () => {
  const TWO = `${HELLO}  - { id: second, day: 1, at: "10:00", sms: "Again, {{ first_name }}." }\n`;

  /** The first text went and failed with this code; then everything that is left is due. */
  async function failed(code: string | null, status = 'undelivered') {
    await kit.close();
    kit = await createKit({ sequences: [TWO] });
    await kit.enroll();
    const { transports, ledger } = scripted((): Behavior => 'accept');
    await kit.tick(transports);
    const [row] = await kit.all('SELECT token, provider_id FROM attempt');
    const sent = { token: asId<AttemptToken>(String(row?.token)), providerId: String(row?.provider_id) };
    kit.advance(MINUTE);
    await say(sent, status, code);
    await say(sent, status, code);
    await kit.run(transports, instant(TUESDAY_10 + 2 * DAY));
    return {
      texts: ledger.map(({ message }) => (message.kind === 'sms' ? message.body : '')),
      tasks: (await kit.all('SELECT title, script FROM task')).map(
        ({ title, script }) => `${title}: ${script}`,
      ),
      ends: (await kit.all('SELECT kind, reason_code FROM touch_end ORDER BY at, touch_id')).map(
        ({ kind, reason_code }) => `${kind} ${reason_code ?? ''}`.trim(),
      ),
      pauses: (await kit.all('SELECT detail FROM pause')).map(({ detail }) => detail),
    };
  }

  const AGAIN = expect.stringContaining('Reply STOP');
  const SHOWN = 'Look at Maria Lopez: hello did not arrive';

  test.each([
    ['21610', { texts: 1, ends: ['sent', 'skipped opted_out'], tasks: [], pauses: [] }],
    [
      '30004',
      {
        texts: 1,
        ends: ['sent', 'skipped opted_out'],
        tasks: [`${SHOWN}: the carrier or the phone blocks texts from this sender (30004)`],
        pauses: [],
      },
    ],
    ['30005', { texts: 1, ends: ['sent', 'skipped not_textable'], tasks: [], pauses: [] }],
    ['30006', { texts: 1, ends: ['sent', 'skipped not_textable'], tasks: [], pauses: [] }],
    ['30003', { texts: 2, ends: ['sent', 'sent'], tasks: [], pauses: [] }],
    ['30008', { texts: 2, ends: ['sent', 'sent'], tasks: [], pauses: [] }],
    ['30023', { texts: 2, ends: ['sent', 'sent'], tasks: [], pauses: [] }],
    [
      '30007',
      {
        texts: 2,
        ends: ['sent', 'sent'],
        tasks: [`${SHOWN}: a carrier took it for spam (30007)`],
        pauses: [],
      },
    ],
    ['99999', { texts: 2, ends: ['sent', 'sent'], tasks: [`${SHOWN}: undelivered (99999)`], pauses: [] }],
    [
      '30034',
      { texts: 1, ends: ['sent'], tasks: [], pauses: ['the number is in no 10DLC campaign (30034)'] },
    ],
  ])('%s', async (code, { texts, ...rest }) => {
    const seen = await failed(code);
    expect({ ...seen, texts: seen.texts.length }).toEqual({ texts, ...rest });
    // The first text that really arrives names the business and the way out.
    if (texts === 2) expect(seen.texts[1]).toEqual(AGAIN);
    expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  });

  test('control: a second text after one that arrived names neither', async () => {
    const seen = await failed(null, 'delivered');
    expect(seen.texts[1]).toBe('Again, Maria.');
  });
});

test('every status of the API has its rank, and only the last ones are an end', () => {
  expect([...STATUS_RANKS]).toMatchObject([
    ['accepted', 0],
    ['scheduled', 0],
    ['queued', 1],
    ['sending', 2],
    ['sent', 3],
    ['delivered', 4],
    ['undelivered', 4],
    ['failed', 4],
    ['canceled', 4],
    ['read', 5],
  ]);
  expect([...STATUS_RANKS.keys()].filter(neverArrived)).toEqual(['undelivered', 'failed', 'canceled']);
});
