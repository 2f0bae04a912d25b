/** Uncertainty ends by evidence, at the times at which evidence counts, and what stays uncertain costs next to nothing. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/attempt.ts';
import { DAY, HOUR, instant, MINUTE, SECOND } from '../../src/domain/time.ts';
import { reconcile } from '../../src/engine/reconcile.ts';
import type { Transports } from '../../src/engine/transports.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { scriptedProvider } from '../../src/transport/scripted.ts';
import type { SendKey, Sighting, Transport } from '../../src/transport/transport.ts';
import { BUSINESS, createKit, HELLO, type Kit, scripted, TUESDAY_10, tickDefaults } from './kit.ts';
import { accountOf } from './live-kit.ts';

/** With something left to do, so that what did not go may still go. */
const TEXT = `${HELLO}  - { id: ring, day: 9, at: "10:00", call: { script: "Ask." } }\n`;

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [TEXT] });
});
afterEach(() => kit.close());

/** A provider that answers nothing to the first request, and whose list then says what the test wants it to. */
function provider(list: () => Sighting) {
  const { transport, ledger } = scriptedProvider((n) => (n === 0 ? 'server_error' : 'accept'));
  const asked: number[] = [];
  const sms: Transport = {
    ...transport,
    look: async () => {
      asked.push((kit.clock.now - TUESDAY_10) / MINUTE);
      return list();
    },
  };
  return { transports: { sms, email: transport } satisfies Transports, ledger, asked };
}

/** A tick a minute, as cron has it, at the minutes at which there is anything to ask. */
async function minutes(transports: Transports, until: number): Promise<void> {
  for (let minute = (kit.clock.now - TUESDAY_10) / MINUTE; minute <= until; minute += 1) {
    kit.clock.now = instant(TUESDAY_10 + minute * MINUTE);
    const due = await kit.all(
      'SELECT 1 FROM attempt WHERE ask_at <= ? UNION SELECT 1 FROM contact WHERE wake_at <= ?',
      [kit.clock.now, kit.clock.now],
    );
    if (due.length > 0) await kit.tick(transports);
  }
}

const states = async () => (await kit.all('SELECT state FROM attempt ORDER BY id')).map(({ state }) => state);
const healthy = async () => expect(await brokenInvariants(kit.ws.db)).toEqual([]);
const found = (...providerIds: string[]): Sighting => ({ kind: 'found', providerIds });

describe('found', () => {
  test('two minutes after it went, and not before', async () => {
    await kit.enroll();
    const { transports, asked } = provider(() => found('SM1'));
    await kit.tick(transports);
    kit.advance(119 * SECOND);
    expect(await reconcile(kit.ws, { ...tickDefaults(kit.clock), transports }, 'all')).toEqual({
      sent: 0,
      unsent: 0,
      absent: 0,
      unclear: [],
    });
    expect(await states()).toEqual(['uncertain']);
    kit.advance(SECOND);
    expect(await kit.tick(transports)).toMatchObject({ resolved: 0 });
    kit.clock.now = instant(TUESDAY_10 + 4 * MINUTE);
    expect(await kit.tick(transports)).toMatchObject({ resolved: 1, sent: 0 });
    expect(asked).toHaveLength(2);
    expect(await kit.all('SELECT state, provider_id, code, ask_at FROM attempt')).toEqual([
      { state: 'sent', provider_id: 'SM1', code: 'provider', ask_at: null },
    ]);
    await healthy();
  });

  test('a message of another attempt is not this one', async () => {
    await kit.enroll();
    const { transports } = provider(() => found(ids[0] ?? ''));
    const ids: string[] = [];
    await kit.tick(transports);
    await kit.enroll();
    await kit.tick(transports);
    ids.push(String((await kit.all("SELECT provider_id FROM attempt WHERE state = 'sent'"))[0]?.provider_id));
    await minutes(transports, 60);
    expect(await states()).toEqual(['uncertain', 'sent']);
  });

  test('twice: it is sent, the channel stops, and a person is told', async () => {
    await kit.enroll();
    const { transports } = provider(() => found('SM1', 'SM2'));
    await kit.tick(transports);
    await minutes(transports, 3);
    expect(await states()).toEqual(['sent']);
    expect(await kit.all("SELECT data FROM event WHERE kind = 'duplicate_at_provider'")).toEqual([
      { data: '{"provider_ids":"SM1 SM2"}' },
    ]);
    expect(await kit.all('SELECT channel FROM pause')).toEqual([{ channel: 'sms' }]);
    expect(await kit.all('SELECT title FROM task')).toHaveLength(1);
  });

  test('what a dead run left behind is found by the tick that buries it', async () => {
    await kit.enroll();
    const { transports } = provider(() => found('SM1'));
    const dies = {
      crash: (step: string) => {
        if (step === 'after request') throw new Error('the process ends here');
      },
      process: {
        owner: { command: 'tick', host: 'h', bootId: 'b', pid: 1, pidStarted: 's' },
        isAlive: () => false,
        end: () => undefined,
      },
    };
    await kit.tick(transports, dies).catch(() => undefined);
    expect(await states()).toEqual(['wire']);
    kit.advance(10 * MINUTE);
    expect(await kit.tick(transports)).toMatchObject({ recovered: 1, resolved: 1 });
    expect(await states()).toEqual(['sent']);
    await healthy();
  });
});

describe('absent', () => {
  const retries = () => accountOf(kit, BUSINESS.id, { onUncertain: 'retry_if_absent' });

  test('held: it stays uncertain, is asked about a dozen times in three days, and then never again', async () => {
    await kit.enroll();
    const { transports, ledger, asked } = provider(() => ({ kind: 'absent' }));
    await kit.tick(transports);
    await minutes(transports, (5 * DAY) / MINUTE);
    expect(await states()).toEqual(['uncertain']);
    expect(ledger).toHaveLength(1);
    expect(asked).toEqual([2, 4, 8, 16, 21, 26, 52, 104, 208, 416, 832, 1664, 3328, 6656]);
    expect(await kit.all('SELECT ask_at, absent_at FROM attempt')).toEqual([
      { ask_at: null, absent_at: TUESDAY_10 + 21 * MINUTE },
    ]);
    await healthy();
  });

  test('retried: only 20 minutes after its deadline and again 5 minutes later, and then once', async () => {
    await kit.enroll();
    retries();
    const { transports, ledger, asked } = provider(() => ({ kind: 'absent' }));
    await kit.tick(transports);
    await minutes(transports, 25);
    expect(await states()).toEqual(['uncertain']);
    await minutes(transports, 60);
    expect(asked).toEqual([2, 4, 8, 16, 21, 26]);
    expect(await states()).toEqual(['unsent', 'sent']);
    expect(ledger).toHaveLength(2);
    await healthy();
  });

  test('after its sequence has ended it is no longer sent: a person is asked to make up for it', async () => {
    await kit.close();
    kit = await createKit();
    await kit.enroll();
    retries();
    const { transports, ledger } = provider(() => ({ kind: 'absent' }));
    await kit.tick(transports);
    await minutes(transports, 60);
    expect(ledger).toHaveLength(1);
    expect(await kit.all('SELECT kind, reason_code FROM touch_end')).toEqual([
      { kind: 'skipped', reason_code: 'finished' },
    ]);
    expect(await kit.all('SELECT title FROM task')).toEqual([
      { title: 'Make up for hello to Maria Lopez: it never went out, and hello is over' },
    ]);
    await healthy();
  });

  test('later than it may be late it is left to a person', async () => {
    await kit.enroll();
    retries();
    let silent = true;
    const { transports, ledger } = provider(() =>
      silent ? { kind: 'unclear', detail: 'down' } : { kind: 'absent' },
    );
    await kit.tick(transports);
    await minutes(transports, (6 * HOUR) / MINUTE);
    silent = false;
    await minutes(transports, DAY / MINUTE);
    expect(await states()).toEqual(['uncertain']);
    expect(ledger).toHaveLength(1);
  });

  test('unclear is no absence, however often', async () => {
    await kit.enroll();
    retries();
    const { transports } = provider(() => ({ kind: 'unclear', detail: 'something may be it' }));
    await kit.tick(transports);
    await minutes(transports, DAY / MINUTE);
    expect(await kit.all('SELECT state, absent_at FROM attempt')).toEqual([
      { state: 'uncertain', absent_at: null },
    ]);
  });

  test('a provider that hangs or throws is unclear', async () => {
    await kit.enroll();
    retries();
    const { transports } = provider(() => {
      throw new Error('socket hang up');
    });
    await kit.tick(transports);
    await minutes(transports, DAY / MINUTE);
    expect(await states()).toEqual(['uncertain']);
  });
});

test('a dry run asks nobody, and neither does a channel that another transport carries now', async () => {
  await kit.enroll();
  const { transports, asked } = provider(() => found('SM1'));
  await kit.tick(transports);
  kit.advance(3 * MINUTE);
  await kit.tick(transports, { dryRun: true });
  const other = { ...transports, sms: { ...transports.sms, name: 'other' } };
  await kit.tick(other);
  expect(asked).toEqual([]);
  expect(await kit.all('SELECT ask_at FROM attempt')).toEqual([{ ask_at: kit.clock.now + HOUR }]);
});

describe('an email', () => {
  const LETTER = HELLO.replace(/sms: .*$/m, 'email: { subject: "Hi", body: "Hi <{{ first_name }}> & all." }');

  async function letter(second: Outcome, policy: 'hold' | 'resend_same_message_id') {
    await kit.close();
    kit = await createKit({ sequences: [LETTER] });
    accountOf(kit, BUSINESS.id, { email: policy });
    await kit.enroll();
    const keys: SendKey[] = [];
    const bodies: string[] = [];
    const email: Transport = {
      name: 'smtp',
      live: true,
      async send(message, key) {
        keys.push(key);
        if (message.kind === 'email') bodies.push(message.text, message.html);
        return keys.length === 1
          ? { kind: 'uncertain', code: 'no_reply', detail: 'no reply after 354' }
          : second;
      },
    };
    const transports = { sms: scripted().transports.sms, email };
    await kit.tick(transports);
    await minutes(transports, (3 * HOUR) / MINUTE);
    return { keys, bodies };
  }

  test('is held by default, and nobody is asked', async () => {
    const { keys } = await letter({ kind: 'sent', providerId: 'm' }, 'hold');
    expect(keys).toHaveLength(1);
    expect(await kit.all('SELECT state, ask_at FROM attempt')).toEqual([
      { state: 'uncertain', ask_at: null },
    ]);
  });

  test('goes once more under the same name, where the business says so', async () => {
    const { keys, bodies } = await letter({ kind: 'sent', providerId: 'm' }, 'resend_same_message_id');
    expect(keys.map(({ token, again }) => [token === keys[0]?.token, again])).toEqual([
      [true, undefined],
      [true, true],
    ]);
    expect(bodies[2]).toBe(bodies[0]);
    expect(bodies[3]).toContain('Hi &lt;Maria&gt; &amp; all.');
    expect(await states()).toEqual(['sent']);
    await healthy();
  });

  test('never goes a third time, whatever the second comes to', async () => {
    const { keys } = await letter(
      { kind: 'uncertain', code: 'no_reply', detail: 'again' },
      'resend_same_message_id',
    );
    expect(keys).toHaveLength(2);
    expect(await kit.all('SELECT state, code FROM attempt')).toEqual([
      { state: 'uncertain', code: 'resent' },
    ]);
    expect(
      await reconcile(kit.ws, { ...tickDefaults(kit.clock), transports: scripted().transports }, 'all'),
    ).toEqual({ sent: 0, unsent: 0, absent: 0, unclear: [] });
    expect(keys).toHaveLength(2);
  });

  test('that is refused for good the second time did not go', async () => {
    await letter(
      { kind: 'refused', code: '550', detail: 'no such user', suppress: true },
      'resend_same_message_id',
    );
    expect(await states()).toEqual(['refused']);
    expect(await kit.all('SELECT kind, reason_code FROM touch_end')).toEqual([
      { kind: 'skipped', reason_code: 'refused' },
    ]);
    expect(await kit.all('SELECT channel FROM suppression')).toEqual([{ channel: 'email' }]);
  });

  test('whose second request was proven not to be made is tried again', async () => {
    const { keys } = await letter(
      { kind: 'unsent', code: 'ECONNREFUSED', detail: 'nobody', retryAfter: 1 },
      'resend_same_message_id',
    );
    expect(keys.length).toBeGreaterThan(2);
    expect(await states()).toEqual(['uncertain']);
  });
});
