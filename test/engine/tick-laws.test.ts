/** What a tick promises beside sending: limits, rehearsals, clocks, opt-outs at the last moment, and lists that lead nowhere. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { resolveUncertain } from '../../src/engine/uncertain.ts';
import { destinationKey } from '../../src/store/destinations.ts';
import { suppress } from '../../src/store/suppressions.ts';
import { brokenBook, brokenLaws } from './invariants.ts';
import { BUSINESS, createKit, HELLO, type Kit, outboxOf, PEPPER, scripted } from './kit.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit();
});
afterEach(() => kit.close());

const remake = async (...options: Parameters<typeof createKit>): Promise<void> => {
  await kit.close();
  kit = await createKit(...options);
};

const states = async (): Promise<readonly unknown[]> =>
  (await kit.all('SELECT state FROM attempt ORDER BY id')).map((row) => row.state);

describe('limits', () => {
  test('--limit sends that many, most urgent first, and leaves the rest due', async () => {
    for (const urgency of [1, 3, 2]) await kit.enroll({ urgency, firstName: `U${urgency}` });
    const { transports, ledger } = scripted();
    const report = await kit.tick(transports, { limit: 2 });
    expect(report).toMatchObject({ sent: 2, endedBy: 'limit' });
    expect(ledger.map(({ message }) => (message.kind === 'sms' ? message.body.slice(3, 5) : ''))).toEqual([
      'U3',
      'U2',
    ]);
    expect(await kit.tick(transports)).toMatchObject({ sent: 1, endedBy: 'nothing_left' });
  });

  test('a minute’s budget is shared by all runs of that minute, and the next minute has its own', async () => {
    const budgets = { perRun: 100, perMinute: 2, perSenderDay: 100, firstRun: 20 };
    await remake({ policy: { budgets } });
    for (let n = 0; n < 5; n += 1) await kit.enroll();
    const { transports } = scripted();
    expect(await kit.tick(transports)).toMatchObject({ sent: 2, endedBy: 'budget' });
    expect(await kit.tick(transports)).toMatchObject({ sent: 0 });
    kit.advance(MINUTE);
    expect(await kit.tick(transports)).toMatchObject({ sent: 2 });
    kit.advance(MINUTE);
    expect(await kit.tick(transports)).toMatchObject({ sent: 1, endedBy: 'nothing_left' });
  });

  test('a sender’s day ends at midnight of the business, and what is left goes the day after', async () => {
    await remake({ policy: { budgets: { perRun: 100, perMinute: 100, perSenderDay: 1, firstRun: 20 } } });
    await kit.enroll();
    await kit.enroll();
    const { transports } = scripted();
    expect((await kit.tick(transports)).sent).toBe(1);
    kit.advance(2 * HOUR);
    expect((await kit.tick(transports)).sent).toBe(0);
    const [row] = await kit.all('SELECT MAX(wake_at) AS at FROM contact');
    expect(new Date(Number(row?.at)).toISOString()).toBe('2026-03-11T05:00:00.000Z');
  });
});

describe('a dry run', () => {
  test('decides the same, says it, sends nothing and stores nothing', async () => {
    await kit.enroll({ firstName: 'Ann', phone: '+13125550142' });
    const before = await kit.all('SELECT * FROM contact');
    const { transports, ledger } = scripted();
    const said: unknown[] = [];
    const report = await kit.tick(transports, { dryRun: true, onEvent: (event) => said.push(event.text) });
    expect(report).toMatchObject({ sent: 1, dryRun: true });
    expect(said).toEqual(["Hi Ann, it's Bright Dental. Reply STOP to opt out."]);
    expect(ledger).toEqual([]);
    expect(await kit.all('SELECT * FROM contact')).toEqual(before);
    expect(await kit.all('SELECT count(*) AS n FROM attempt')).toEqual([{ n: 0 }]);
    expect((await kit.tick(transports)).sent).toBe(1);
  });
});

describe('the clock', () => {
  test('set back by more than 5 seconds nothing is sent until a person vouches for it', async () => {
    const { transports, ledger } = scripted();
    await kit.enroll();
    await kit.tick(transports);
    await kit.enroll();
    kit.advance(-6_000);
    await kit.all('UPDATE contact SET wake_at = 0 WHERE wake_at IS NOT NULL RETURNING id');
    const refused = await kit.tick(transports);
    expect(refused.obstacle?.kind).toBe('clock');
    expect(refused.obstacle?.message).toContain(
      'The clock was set back: it is 6 seconds before Tue 2026-03-10 10:00 (America/Chicago)',
    );
    expect(ledger.length).toBe(1);
    expect((await kit.tick(transports, { acceptClock: true })).obstacle).toBe(null);
  });

  test('five seconds are what time servers correct, and stop nothing', async () => {
    const { transports } = scripted();
    await kit.enroll();
    await kit.tick(transports);
    kit.advance(-5_000);
    expect((await kit.tick(transports)).obstacle).toBe(null);
  });
});

describe('an opt-out', () => {
  /** The opt-out as any other process would commit it, at the n-th step of the tick. */
  async function optOutAt(
    step: number,
  ): Promise<{ readonly sent: number; readonly allowed: boolean; readonly steps: number }> {
    await remake();
    await kit.enroll({ phone: '+13125550142', email: null });
    const { transports, ledger } = scripted();
    let at = 0;
    const crash = async (name: string): Promise<void> => {
      // Inside a transaction of the tick another process can only wait for its end.
      if (at++ !== step || name.startsWith('in ') || name === 'before settle') return;
      const key = destinationKey(PEPPER, BUSINESS.id, 'phone', '+13125550142');
      const row = {
        key,
        businessRow: 1,
        channel: 'sms',
        reason: 'opted_out',
        contact: null,
        enrollment: null,
      } as const;
      await kit.ws.db.tx((handle) => suppress(handle, [row], kit.clock.now));
    };
    await kit.tick(transports, { crash, lanes: 1 });
    const [late] = await kit.all(
      `SELECT count(*) AS n FROM attempt a, suppression s WHERE a.state IN ('wire', 'sent', 'uncertain') AND a.wire_seq > s.seq`,
    );
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
    return { sent: ledger.length, allowed: late?.n === 0, steps: at };
  }

  test('at every step of a tick: a text goes only if it was reserved before', async () => {
    const { steps } = await optOutAt(-1);
    const sent: number[] = [];
    for (let step = 0; step < steps; step += 1) {
      const outcome = await optOutAt(step);
      expect(outcome.allowed).toBe(true);
      sent.push(outcome.sent);
    }
    // Some came in time and some too late: both sides of the race were run.
    expect(new Set(sent)).toEqual(new Set([0, 1]));
  });

  test('between the reservation and the request it cancels, and the touch is stopped by the plan', async () => {
    await kit.enroll({ phone: '+13125550142', email: null });
    const { transports, ledger } = scripted();
    const crash = async (name: string): Promise<void> => {
      if (name !== 'last look') return;
      const key = destinationKey(PEPPER, BUSINESS.id, 'phone', '+13125550142');
      const row = {
        key,
        businessRow: 1,
        channel: 'sms',
        reason: 'opted_out',
        contact: null,
        enrollment: null,
      } as const;
      await kit.ws.db.tx((handle) => suppress(handle, [row], kit.clock.now));
    };
    expect(await kit.tick(transports, { crash })).toMatchObject({ sent: 0, cancelled: 1, skipped: 1 });
    expect(ledger).toEqual([]);
    expect(await states()).toEqual(['cancelled']);
    expect(await kit.all('SELECT kind, reason_code FROM touch_end')).toEqual([
      { kind: 'skipped', reason_code: 'opted_out' },
    ]);
  });
});

describe('a pause', () => {
  test('between the reservation and the request cancels; lifted, the touch goes', async () => {
    await kit.enroll();
    const { transports, ledger } = scripted();
    const crash = async (name: string): Promise<void> => {
      if (name === 'last look')
        await kit.ws.db.run("INSERT INTO pause (since, detail) VALUES (?, 'a look around')", [kit.clock.now]);
    };
    expect(await kit.tick(transports, { crash })).toMatchObject({ sent: 0, cancelled: 1 });
    await kit.ws.db.run('UPDATE pause SET lifted_at = ?', [kit.clock.now]);
    await kit.ws.db.run('UPDATE contact SET wake_at = ?', [kit.clock.now]);
    expect((await kit.tick(transports)).sent).toBe(1);
    expect(ledger.length).toBe(1);
    expect(await states()).toEqual(['cancelled', 'sent']);
  });
});

describe('a reservation that waited', () => {
  test('more than 30 seconds is not sent but decided about anew', async () => {
    await kit.enroll();
    const { transports, ledger } = scripted();
    let mono = 0;
    const crash = (name: string): void => {
      if (name === 'last look' && mono === 0) mono = 30_001;
    };
    await kit.tick(transports, { crash, monotonic: () => mono });
    expect(await states()).toEqual(['unsent', 'sent']);
    expect(ledger.length).toBe(1);
  });
});

describe('a signal to stop', () => {
  test('finishes what is on its way, reserves nothing more, and sends the rest next time', async () => {
    for (let n = 0; n < 3; n += 1) await kit.enroll();
    const { transports, ledger } = scripted();
    const stop = new AbortController();
    const crash = (name: string): void => {
      if (name === 'before request') stop.abort();
    };
    const report = await kit.tick(transports, { crash, signal: stop.signal, lanes: 1 });
    expect(report).toMatchObject({ sent: 1, cancelled: 0, endedBy: 'signal' });
    expect(await states()).toEqual(['sent']);
    expect((await kit.tick(transports)).sent).toBe(2);
    expect(await brokenBook(kit.ws.db, ledger)).toEqual([]);
  });

  test('takes back what was reserved and had not gone', async () => {
    for (let n = 0; n < 3; n += 1) await kit.enroll();
    const { transports, ledger } = scripted();
    const stop = new AbortController();
    const crash = (name: string): void => {
      if (name === 'after reserve') stop.abort();
    };
    const report = await kit.tick(transports, { crash, signal: stop.signal });
    expect(report).toMatchObject({ sent: 0, cancelled: 3, endedBy: 'signal' });
    expect(ledger).toHaveLength(0);
    expect((await kit.tick(transports)).sent).toBe(3);
    expect(await brokenBook(kit.ws.db, ledger)).toEqual([]);
  });
});

describe('what a provider says', () => {
  test('bad credentials pause that channel of that business, and the touch stays due', async () => {
    await kit.enroll({ email: null });
    const { transports } = scripted(() => 'bad_credentials');
    const report = await kit.tick(transports);
    expect(report.channelsPaused).toEqual([
      { business: 'bright-dental', channel: 'sms', detail: 'the credentials were not accepted' },
    ]);
    expect(await kit.all('SELECT channel, lifted_at FROM pause')).toEqual([
      { channel: 'sms', lifted_at: null },
    ]);
    expect(await kit.all('SELECT count(*) AS n FROM touch_end')).toEqual([{ n: 0 }]);
  });

  test('an opt-out known to the provider becomes ours', async () => {
    await kit.enroll({ phone: '+13125550142' });
    await kit.tick(scripted(() => 'refuse_opted_out').transports);
    expect(await kit.all('SELECT channel, reason FROM suppression')).toEqual([
      { channel: 'sms', reason: 'provider' },
    ]);
    expect(await kit.all('SELECT kind, reason_code FROM touch_end')).toEqual([
      { kind: 'failed', reason_code: 'refused' },
    ]);
  });

  test('each proven non-send waits twice as long as the one before', async () => {
    await kit.enroll();
    const { transports } = scripted((request) => (request < 3 ? 'unreachable' : 'accept'));
    await kit.run(transports, (kit.clock.now + DAY) as never);
    const rows = await kit.all('SELECT state, n, wire_at FROM attempt ORDER BY id');
    expect(rows.map(({ state, n }) => `${n} ${state}`)).toEqual([
      '1 unsent',
      '2 unsent',
      '3 unsent',
      '4 sent',
    ]);
    const at = rows.map((row) => Number(row.wire_at));
    expect(at.slice(1).map((time, index) => (time - (at[index] ?? 0)) / MINUTE)).toEqual([1, 2, 4]);
  });
});

describe('words that cannot be filled in', () => {
  test('are never sent: the touch is skipped with the place of the fault, and a person is told', async () => {
    await remake({ sequences: [HELLO.replace('{{ first_name }}', '{{ pet }}')] });
    await kit.enroll({ firstName: 'Ann' });
    const { transports, ledger } = scripted();
    expect(await kit.tick(transports)).toMatchObject({ sent: 0, skipped: 1 });
    expect(ledger).toEqual([]);
    expect(await kit.all('SELECT reason_code FROM touch_end')).toEqual([{ reason_code: 'render_failed' }]);
    expect(await kit.all('SELECT kind, title, state FROM task')).toEqual([
      { kind: 'review', title: 'Look at Ann Lopez: hello was not sent', state: 'open' },
    ]);
  });
});

describe('a person’s word on an uncertain send', () => {
  beforeEach(async () => {
    await kit.enroll();
    await kit.tick(scripted(() => 'throw').transports);
    expect(await states()).toEqual(['uncertain']);
  });

  test('it went: the attempt is sent, and nothing more goes', async () => {
    expect(await resolveUncertain(kit.ws, 1 as never, 'sent', kit.clock.now)).toMatchObject({ ok: true });
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    expect(await states()).toEqual(['sent']);
    expect(ledger).toEqual([]);
  });

  test('it did not: the touch is due again and goes once', async () => {
    const resolved = await resolveUncertain(kit.ws, 1 as never, 'unsent', kit.clock.now);
    expect(resolved).toMatchObject({ ok: true, value: { dueAgain: true } });
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    expect(await states()).toEqual(['unsent', 'sent']);
    expect(ledger.length).toBe(1);
  });

  test('it is left out: the touch ends as skipped by a person', async () => {
    await resolveUncertain(kit.ws, 1 as never, 'skip', kit.clock.now);
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    expect(ledger).toEqual([]);
    expect(await kit.all('SELECT kind, reason_code FROM touch_end')).toEqual([
      { kind: 'skipped', reason_code: 'skipped_by_person' },
    ]);
  });

  test('twice is told that it is settled', async () => {
    await resolveUncertain(kit.ws, 1 as never, 'sent', kit.clock.now);
    expect(await resolveUncertain(kit.ws, 1 as never, 'unsent', kit.clock.now)).toEqual({
      ok: false,
      error: { kind: 'settled', state: 'sent' },
    });
  });
});

describe('results that the database cannot take', () => {
  test('are put on the spill, and the next tick reads them before it calls anything uncertain', async () => {
    await kit.enroll();
    const { transports, ledger } = scripted();
    let broken = false;
    const { db } = kit.ws;
    const failing = {
      ...db,
      tx: (work: Parameters<typeof db.tx>[0]) =>
        broken ? Promise.reject(new Error('disk full')) : db.tx(work),
    };
    const crash = (name: string): void => {
      if (name === 'after request') broken = true;
    };
    const ws = { ...kit.ws, db: failing as typeof db };
    const { tick } = await import('../../src/engine/tick.ts');
    const { tickDefaults } = await import('./kit.ts');
    await expect(tick(ws, { ...tickDefaults(kit.clock), transports, crash })).rejects.toThrow('disk full');
    expect(await states()).toEqual(['wire']);
    await kit.tick(transports);
    expect(await states()).toEqual(['sent']);
    expect(ledger.length).toBe(1);
  });
});

describe('the outbox', () => {
  test('holds one readable file for each message, named by its attempt', async () => {
    await kit.enroll({ firstName: 'Ann', phone: '+13125550142' });
    await kit.tick(outboxOf(kit.ws));
    const [row] = await kit.all('SELECT provider_id, token FROM attempt');
    const [name] = readdirSync(kit.ws.outbox);
    expect(name).toBe(row?.provider_id);
    expect(name).toBe(`20260310T150000000Z-sms-bright-dental-${row?.token}.txt`);
    expect(readFileSync(join(kit.ws.outbox, name ?? ''), 'utf8')).toContain('Hi Ann, it');
  });

  test('that cannot be written leaves every touch due', async () => {
    await kit.enroll();
    mkdirSync(join(kit.ws.root, '.leadseq'), { recursive: true });
    writeFileSync(kit.ws.outbox, 'a file where the folder should be');
    expect(await kit.tick(outboxOf(kit.ws))).toMatchObject({ sent: 0, unsent: 1 });
    expect(await kit.all('SELECT count(*) AS n FROM touch_end')).toEqual([{ n: 0 }]);
  });
});
