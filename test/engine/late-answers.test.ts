/** Answers that come late, or cannot be written down when they come: none is lost that was heard, and none sends anything twice. */
import { mkdirSync } from 'node:fs';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { asId } from '../../src/domain/ids.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { SendResult } from '../../src/engine/settle.ts';
import { settleSpilled, spill } from '../../src/engine/spill.ts';
import { tick } from '../../src/engine/tick.ts';
import type { Finished } from '../../src/engine/tick-run.ts';
import { resolveUncertain } from '../../src/engine/uncertain.ts';
import { startDevSmtp } from '../../src/server/dev-smtp.ts';
import { type Driver, type Row, StoreError } from '../../src/store/driver.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import type { Behavior } from '../../src/transport/scripted.ts';
import { anotherProcess, createKit, HELLO, type Kit, scripted, TUESDAY_10, tickDefaults } from './kit.ts';
import { liveKit } from './live-kit.ts';
import { mailTo } from './mail-sender.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST };
const LETTER = HELLO.replace(/sms: .*$/m, 'email: { subject: "Hi", body: "Hi {{ first_name }}." }');

/** With something left to do, so that what did not go may still go. */
const TEXT = `${HELLO}  - { id: ring, day: 9, at: "10:00", call: { script: "Ask." } }\n`;

let kit: Kit;
afterEach(() => kit.close());

const states = async () => (await kit.all('SELECT state FROM attempt ORDER BY id')).map(({ state }) => state);

/** All that a spill keeps of a result. */
const spilled = (row: Row | undefined, result: SendResult): Finished =>
  ({ token: row?.token, sending: { fence: row?.fence }, result }) as unknown as Finished;

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tried = 0; !(await holds()); tried += 1) {
    if (tried > 4_000) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe('one request that gets no answer', () => {
  test('to Twilio: what the others came to is written down while it hangs, and a crash leaves only it unknown', async () => {
    const live = await liveKit({ policy: { budgets: NO_LIMIT }, timeout: 60_000 });
    kit = { ...live.kit, close: () => live.close() };
    live.twilio.setFaults([{ fault: 'hang', times: 1 }]);
    for (let n = 0; n < 6; n += 1) await kit.enroll();
    const running = kit.tick(live.transports);
    await until(async () => (await states()).filter((state) => state === 'sent').length === 5);
    expect((await states()).toSorted()).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'wire']);
    // The process dies here, as far as the next one can tell.
    expect(await kit.tick(live.transports, { process: anotherProcess() })).toMatchObject({ recovered: 1 });
    expect((await states()).toSorted()).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'uncertain']);
    await live.twilio.close();
    expect(await running).toMatchObject({ sent: 5 });
    expect(live.twilio.ledger()).toHaveLength(5);
    expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  });

  test('to a mail server that never acknowledges: the same', async () => {
    kit = await createKit({ sequences: [LETTER], policy: { budgets: NO_LIMIT } });
    const server = await startDevSmtp({
      now: () => kit.clock.now,
      faults: [{ at: 'accepted', act: 'hang', times: 1 }],
    });
    onTestFinished(() => server.close());
    const email = mailTo(server.port, 3, { limits: { final: 60_000 } });
    onTestFinished(() => email.close?.());
    for (let n = 0; n < 6; n += 1) await kit.enroll();
    const running = kit.tick({ sms: scripted().transports.sms, email });
    await until(async () => (await states()).filter((state) => state === 'sent').length === 5);
    expect((await states()).toSorted()).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'wire']);
    await server.close();
    expect(await running).toMatchObject({ sent: 5, uncertain: 1 });
    expect(server.ledger()).toHaveLength(6);
  });
});

describe('a database that goes away while messages are on their way', () => {
  test('the last look refuses those that had not gone, and the results of the others are kept for when it is back', async () => {
    kit = await createKit({ policy: { budgets: NO_LIMIT } });
    for (let n = 0; n < 4; n += 1) await kit.enroll();
    const { transports, ledger } = scripted();
    let away = false;
    const gone = (): Promise<never> => Promise.reject(new StoreError('unreachable', 'The database is away.'));
    const { db } = kit.ws;
    const flaky: Driver = {
      ...db,
      all: (sql, params) => (away ? gone() : db.all(sql, params)),
      tx: (work) => (away ? gone() : db.tx(work)),
    };
    const options = { ...tickDefaults(kit.clock), transports, lanes: 4 };
    let went = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      went = resolve;
    });
    let looks = 0;
    const crash = (step: string): Promise<void> | undefined => {
      if (step === 'after request' && ledger.length === 2) {
        away = true;
        went();
      }
      if (step !== 'last look') return undefined;
      looks += 1;
      return looks > 2 ? both : undefined;
    };
    await expect(tick({ ...kit.ws, db: flaky }, { ...options, crash })).rejects.toThrow(
      'The database is away.',
    );
    expect(ledger).toHaveLength(2);
    expect(await states()).toEqual(['wire', 'wire', 'wire', 'wire']);
    expect(await kit.tick(transports, { process: anotherProcess() })).toMatchObject({
      sent: 2,
      recovered: 0,
    });
    expect((await states()).toSorted()).toEqual(['cancelled', 'cancelled', 'sent', 'sent', 'sent', 'sent']);
    expect(new Set(ledger.map(({ message }) => message.to)).size).toBe(4);
  });
});

describe('a spill whose machine comes back after another one has judged without it', () => {
  /** One request behaves so, and its result is known to nobody but the machine that made it, which then is away. */
  async function away(behavior: Behavior, result: SendResult): Promise<void> {
    kit = await createKit({ sequences: [TEXT] });
    await kit.enroll();
    const { transports } = scripted(() => behavior);
    const dies = {
      crash: (step: string) => {
        if (step === 'after request') throw new Error('the line to the database is cut');
      },
      process: { ...anotherProcess(), isAlive: () => true },
    };
    await kit.tick(transports, dies).catch(() => undefined);
    const [row] = await kit.all('SELECT token, fence FROM attempt');
    // What it knows goes to its own disk, where its tick has made room before anything else.
    await spill(kit.ws, [spilled(row, result)]);
  }

  const onAnotherDisk = () => {
    mkdirSync(`${kit.ws.root}/elsewhere`, { recursive: true });
    return { ...kit.ws, outbox: `${kit.ws.root}/elsewhere/outbox` };
  };

  /** Another machine ticks: it finds the run dead, and nothing of what that knew. */
  async function elsewhere(): Promise<void> {
    kit.advance(3 * MINUTE);
    const { transports, ledger } = scripted();
    await tick(onAnotherDisk(), { ...tickDefaults(kit.clock), transports, process: anotherProcess() });
    expect(ledger).toEqual([]);
    expect(await states()).toEqual(['uncertain']);
  }

  const apply = () => settleSpilled(kit.ws, kit.clock.now);

  test('what had gone is sent', async () => {
    await away('accept', { kind: 'sent', providerId: 'SM1' });
    await elsewhere();
    expect(await apply()).toBe(1);
    expect(await kit.all('SELECT state, provider_id FROM attempt')).toEqual([
      { state: 'sent', provider_id: 'SM1' },
    ]);
    expect(await kit.all('SELECT first_texted_at FROM destination WHERE kind = ?', ['phone'])).toEqual([
      { first_texted_at: TUESDAY_10 },
    ]);
    expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  });

  test('read twice, it changes nothing the second time', async () => {
    const result = { kind: 'sent', providerId: 'SM1' } as const;
    await away('accept', result);
    await elsewhere();
    await apply();
    const [row] = await kit.all('SELECT token, fence FROM attempt');
    const before = await kit.all('SELECT * FROM event ORDER BY seq');
    // The machine died between the commit and the blanking of its file.
    await spill(kit.ws, [spilled(row, result)]);
    expect(await apply()).toBe(1);
    expect(await apply()).toBe(0);
    expect(await kit.all('SELECT * FROM event ORDER BY seq')).toEqual(before);
    expect(await states()).toEqual(['sent']);
  });

  test('what was proven not to have gone is due again, and goes once', async () => {
    await away('unreachable', { kind: 'unsent', code: 'ECONNREFUSED', detail: 'nobody', retryAfter: 1 });
    await elsewhere();
    await apply();
    expect(await states()).toEqual(['unsent']);
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    expect(ledger).toHaveLength(1);
    expect(await states()).toEqual(['unsent', 'sent']);
    expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  });

  test('a refusal blocks the number as it would have done at once', async () => {
    const refused = {
      kind: 'refused',
      code: '21610',
      detail: 'opted out',
      suppress: true,
      why: 'opted_out',
    } as const;
    await away('refuse_opted_out', refused);
    await elsewhere();
    await apply();
    expect(await states()).toEqual(['refused']);
    expect(await kit.all('SELECT kind, reason_code FROM touch_end')).toEqual([
      { kind: 'skipped', reason_code: 'refused' },
    ]);
    expect(await kit.all('SELECT channel FROM suppression')).toEqual([{ channel: 'sms' }]);
  });

  test('what a person had meanwhile taken for unsent went all the same: it is not sent again, and somebody looks', async () => {
    await away('accept', { kind: 'sent', providerId: 'SM1' });
    await elsewhere();
    await resolveUncertain(kit.ws, asId(1), 'unsent', kit.clock.now);
    await apply();
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    expect(ledger).toEqual([]);
    expect(await kit.all('SELECT state, status, provider_id FROM attempt')).toEqual([
      { state: 'unsent', status: 'accepted', provider_id: 'SM1' },
    ]);
    expect(await kit.all('SELECT title FROM task')).toEqual([
      { title: 'Look at Maria Lopez: hello went out although it was taken for unsent' },
    ]);
  });

  test('control: without the spill it stays uncertain, and nobody sends it again', async () => {
    await away('accept', { kind: 'sent', providerId: 'SM1' });
    await elsewhere();
    const { transports, ledger } = scripted();
    kit.advance(60 * MINUTE);
    await tick(onAnotherDisk(), { ...tickDefaults(kit.clock), transports });
    expect(ledger).toEqual([]);
    expect(await states()).toEqual(['uncertain']);
  });

  test('of another database changes nothing: its messages have other names', async () => {
    await away('accept', { kind: 'sent', providerId: 'SM1' });
    await apply();
    const row = { token: 'f'.repeat(32), fence: 1 };
    await spill(kit.ws, [spilled(row, { kind: 'sent', providerId: 'SM9' })]);
    expect(await apply()).toBe(1);
    expect(await kit.all('SELECT state, provider_id FROM attempt')).toEqual([
      { state: 'sent', provider_id: 'SM1' },
    ]);
  });
});
