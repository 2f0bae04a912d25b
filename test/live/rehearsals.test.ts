/** Nothing reaches anybody before a person has said so, and what was rehearsed counts for nothing that is live. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, instant, MINUTE } from '../../src/domain/time.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { outboxOf, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { createLiveKit, type LiveKit } from './kit.ts';

let kit: LiveKit;
beforeEach(async () => {
  kit = await createLiveKit();
});
afterEach(async () => {
  expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  await kit.close();
});

const bodies = (ledger: ReturnType<typeof scripted>['ledger']): readonly string[] =>
  ledger.map(({ message }) => (message.kind === 'sms' ? message.body : message.subject));

/** One lead, whose first text and email were rehearsed. */
const rehearse = async (): Promise<void> => {
  await kit.enroll();
  await kit.tick(outboxOf(kit.ws));
  kit.advance(20 * MINUTE);
  await kit.tick(outboxOf(kit.ws));
};

describe('before a word', () => {
  test('a tick refuses while leads are in the middle of a rehearsal, and says whose', async () => {
    await rehearse();
    kit.becomeLive();
    const { transports, ledger } = scripted();
    kit.advance(DAY);
    const report = await kit.tick(transports);
    expect(report.endedBy).toBe('obstacle');
    expect(report.obstacle).toEqual({
      kind: 'rehearsals',
      message:
        'Leads were rehearsed with the outbox on a channel that is live now: 1 of all-kinds (texts), 1 of all-kinds ' +
        '(emails). What they were sent reached nobody. Nothing was sent. To say for each sequence whether they ' +
        'start over, go on or are dropped, run live.',
    });
    expect(ledger).toEqual([]);
  });

  test('a sequence that was never rehearsed sends nothing either, and its touches wait without growing late', async () => {
    kit.becomeLive();
    await kit.enroll();
    const { transports, ledger } = scripted();
    const report = await kit.tick(transports);
    expect(report.waits).toEqual([
      {
        code: 'not_live',
        channel: 'sms',
        sequence: 'all-kinds',
        detail: 'nobody has said yet that all-kinds may go by text',
        count: 1,
      },
    ]);
    expect(ledger).toEqual([]);
    await kit.say('continue');
    expect(await kit.tick(transports)).toMatchObject({ sent: 1, waits: [] });
  });

  test('the word for texts lets no email go', async () => {
    kit.becomeLive();
    await kit.enroll();
    await kit.say('continue', ['sms']);
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    kit.advance(20 * MINUTE);
    expect((await kit.tick(transports)).waits).toMatchObject([{ code: 'not_live', channel: 'email' }]);
    expect(ledger.map(({ message }) => message.kind)).toEqual(['sms']);
  });

  test('control: with the word, the same ticks send both', async () => {
    kit.becomeLive();
    await kit.enroll();
    await kit.say('continue');
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    kit.advance(20 * MINUTE);
    await kit.tick(transports);
    expect(ledger.map(({ message }) => message.kind)).toEqual(['sms', 'email']);
  });

  test('a channel that stays with the outbox is not held up by the other one', async () => {
    kit.becomeLive(['email']);
    await kit.enroll();
    expect(await kit.tick(outboxOf(kit.ws))).toMatchObject({ sent: 1, waits: [] });
  });
});

describe('the word', () => {
  test('to start over begins the days anew, on the very day of the rehearsal', async () => {
    await rehearse();
    kit.becomeLive();
    expect(await kit.say('start_over')).toEqual({
      startedOver: 1,
      continued: 0,
      dropped: 0,
      old: 0,
      impossible: 0,
    });
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    expect(bodies(ledger)).toEqual(["Hi Maria, it's Bright Dental. Reply STOP to opt out."]);
    expect(await kit.all('SELECT state, end_detail FROM enrollment ORDER BY id')).toEqual([
      {
        state: 'stopped',
        end_detail: 'it was rehearsed with the outbox, and started over when it went live',
      },
      { state: 'active', end_detail: null },
    ]);
  });

  test('to continue goes on with what comes next, and the first text that really goes says who writes', async () => {
    await rehearse();
    kit.becomeLive();
    expect(await kit.say('continue')).toMatchObject({ continued: 1, startedOver: 0 });
    const { transports, ledger } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 3 * DAY));
    const [first = ''] = bodies(ledger);
    expect(first).toContain('Bright Dental');
    expect(first).toContain('STOP');
    expect(first).not.toContain('Hi Maria, it');
  });

  test('to drop sends them nothing more', async () => {
    await rehearse();
    kit.becomeLive();
    expect(await kit.say('drop')).toMatchObject({ dropped: 1 });
    const { transports, ledger } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 5 * DAY));
    expect(ledger).toEqual([]);
  });

  test('leaves a lead paused who was paused', async () => {
    await rehearse();
    await kit.ws.db.run("UPDATE enrollment SET state = 'paused', paused_at = ?, review_at = ?", [
      kit.clock.now,
      kit.clock.now + DAY,
    ]);
    kit.becomeLive();
    await kit.say('start_over');
    expect(await kit.all('SELECT state FROM enrollment ORDER BY id')).toEqual([
      { state: 'stopped' },
      { state: 'paused' },
    ]);
  });

  test('starts over nobody whose inquiry is older than 30 days, unless that is asked for', async () => {
    for (const n of [0, 1]) await kit.enroll({ receivedAt: instant(TUESDAY_10 - 31 * DAY - n) });
    await kit.tick(outboxOf(kit.ws));
    kit.becomeLive();
    const [row] = await kit.all('SELECT COUNT(*) AS n FROM attempt');
    expect(row?.n).toBe(2);
    expect(await kit.say('start_over')).toMatchObject({ old: 2, startedOver: 0 });
  });

  test('holds for what was rehearsed before it: back in the outbox, a new one is needed', async () => {
    kit.becomeLive();
    await kit.enroll();
    await kit.say('continue');
    await kit.tick(scripted().transports);
    kit.set({ transports: { sms: 'outbox', email: 'outbox' } });
    kit.advance(20 * MINUTE);
    await kit.tick(outboxOf(kit.ws));
    kit.becomeLive();
    expect((await kit.tick(scripted().transports)).obstacle?.kind).toBe('rehearsals');
  });
});

describe('a rehearsal', () => {
  test('reads as the real thing: only the first text says who writes', async () => {
    await kit.enroll();
    await kit.run(outboxOf(kit.ws), instant(TUESDAY_10 + 5 * DAY));
    const texts = (await kit.all("SELECT body FROM attempt WHERE channel = 'sms' ORDER BY id")).map(
      ({ body }) => String(body).includes('STOP'),
    );
    expect(texts).toEqual([true, false, false]);
  });

  test('never marks a number as texted', async () => {
    await rehearse();
    expect(
      await kit.all('SELECT first_texted_at FROM destination WHERE first_texted_at IS NOT NULL'),
    ).toEqual([]);
  });
});
