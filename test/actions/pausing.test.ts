import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asId, type SequenceId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { pauseScope, resumeScope } from '../../src/engine/pausing.ts';
import { restedDays } from '../../src/engine/resuming.ts';
import { daysBetween, localDayOf } from '../../src/schedule/calendar.ts';
import type { PauseScope } from '../../src/store/pauses.ts';
import { BUSINESS, CHICAGO, createKit, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { bookAt, pause, resume } from './act.ts';
import { ALL } from './sequences.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: ALL });
});
afterEach(() => kit.close());

const sends = async () =>
  (await kit.all("SELECT touch_id, wire_at FROM attempt WHERE state = 'sent' ORDER BY id")).map((row) => [
    row.touch_id,
    row.wire_at,
  ]);
const EVERYTHING: PauseScope = { business: null, channel: null, sequence: null };
const hold = (scope: PauseScope) =>
  kit.ws.db.tx((handle) => pauseScope(handle, scope, 'by a test', kit.clock.now));
const release = (scope: PauseScope) => kit.ws.db.tx((handle) => resumeScope(handle, scope, kit.clock.now));

describe('a paused lead', () => {
  it('gets nothing until it is resumed, and then everything later by the days it rested', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await kit.tick(transports);
    kit.clock.now = instant(TUESDAY_10 + HOUR);
    await pause(kit, contact, instant(TUESDAY_10 + 30 * DAY));
    await kit.run(transports, instant(TUESDAY_10 + 7 * DAY));
    kit.clock.now = instant(TUESDAY_10 + 7 * DAY);
    expect((await sends()).map(([touch]) => touch)).toEqual(['hello']);
    expect(await resume(kit, contact)).toMatchObject({ resumed: [{ days: 7 }] });
    expect(await resume(kit, contact)).toMatchObject({ resumed: [] });
    await kit.run(transports, instant(TUESDAY_10 + 20 * DAY));
    // Planned for Thursday 11:00 and Saturday 09:30; a week later each.
    expect((await sends()).slice(1)).toEqual([
      ['after-call', TUESDAY_10 + 9 * DAY + HOUR],
      ['value', TUESDAY_10 + 11 * DAY - 30 * MINUTE],
    ]);
  });

  it('loses nothing when it is resumed on the same day', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await pause(kit, contact, instant(TUESDAY_10 + 30 * DAY));
    kit.clock.now = instant(TUESDAY_10 + 8 * HOUR);
    expect(await resume(kit, contact)).toMatchObject({ resumed: [{ days: 0 }] });
    await kit.run(transports, instant(TUESDAY_10 + 12 * HOUR));
    expect(await sends()).toEqual([['hello', TUESDAY_10 + 8 * HOUR]]);
  });

  it('is not late for what the pause held on the day it ends: the text goes at once, and is not skipped', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 2 * DAY));
    // Thursday 10:30 to 19:00, over the text of 11:00, which may be six hours late at most.
    kit.clock.now = instant(TUESDAY_10 + 2 * DAY + 30 * MINUTE);
    await pause(kit, contact, instant(TUESDAY_10 + 30 * DAY));
    kit.clock.now = instant(TUESDAY_10 + 2 * DAY + 9 * HOUR);
    expect(await resume(kit, contact)).toMatchObject({ resumed: [{ days: 0 }] });
    await kit.run(transports, instant(TUESDAY_10 + 2 * DAY + 10 * HOUR));
    expect((await sends()).slice(1)).toEqual([['after-call', TUESDAY_10 + 2 * DAY + 9 * HOUR]]);
  });

  it('closes its open call at once, makes one review task in time, and is not forgotten', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await kit.tick(transports);
    kit.clock.now = instant(TUESDAY_10 + DAY);
    await kit.tick(transports);
    const reviewAt = instant(TUESDAY_10 + 3 * DAY);
    expect(await pause(kit, contact, reviewAt)).toMatchObject({ closedCalls: 1 });
    expect(await pause(kit, contact, reviewAt)).toMatchObject({ paused: [], closedCalls: 0 });
    await kit.run(transports, instant(TUESDAY_10 + 60 * DAY));
    expect(await kit.all('SELECT kind, state, outcome, made_at FROM task ORDER BY id')).toEqual([
      { kind: 'call', state: 'closed', outcome: 'not_done', made_at: TUESDAY_10 + DAY },
      { kind: 'review', state: 'open', outcome: null, made_at: reviewAt },
    ]);
  });

  it('still gets the reminders of an appointment', async () => {
    const { contact } = await kit.enroll({ sequence: 'nurture' });
    await bookAt(kit, contact, instant(TUESDAY_10 + 3 * DAY));
    expect(await pause(kit, contact, instant(TUESDAY_10 + 30 * DAY))).toMatchObject({
      paused: [],
      kept: [{ sequence: 'reminders' }],
    });
    const { transports } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 5 * DAY));
    expect((await sends()).map(([touch]) => touch)).toEqual(['day-before', 'soon']);
  });

  it('rests as many days as midnights have passed where it lives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * 24 * 60 }),
        fc.integer({ min: 0, max: 60 * 24 * 60 }),
        (from, rested) => {
          const pausedAt = instant(TUESDAY_10 + from * MINUTE);
          const now = instant(pausedAt + rested * MINUTE);
          const days = restedDays({ pausedAt }, now, CHICAGO);
          expect(days).toBe(daysBetween(localDayOf(pausedAt, CHICAGO), localDayOf(now, CHICAGO)));
          // A day that lasts 23 or 25 hours is a day.
          expect(Math.abs(days - rested / (24 * 60))).toBeLessThanOrEqual(1 + 1 / 24);
        },
      ),
    );
  });
});

describe('a pause above the leads', () => {
  it.each([
    ['everything', EVERYTHING],
    ['the business', { ...EVERYTHING, business: BUSINESS.id }],
    ['its texts', { ...EVERYTHING, business: BUSINESS.id, channel: 'sms' }],
    ['the sequence', { ...EVERYTHING, sequence: asId<SequenceId>('chase') }],
  ] as const)('of %s holds the first text, and lets it go when it is lifted', async (_, scope) => {
    await kit.enroll({ sequence: 'chase' });
    const { transports, ledger } = scripted();
    expect(await hold(scope)).toBe(null);
    expect(await hold(scope)).toMatchObject(scope);
    await kit.tick(transports);
    expect(ledger).toEqual([]);
    kit.advance(10 * MINUTE);
    expect(await release(scope)).toMatchObject({ lifted: true, woken: 1, still: [] });
    expect(await release(scope)).toMatchObject({ lifted: false, woken: 0 });
    await kit.tick(transports);
    expect(await sends()).toEqual([['hello', TUESDAY_10 + 10 * MINUTE]]);
  });

  it('of another business, sequence or channel holds nothing here', async () => {
    await kit.enroll({ sequence: 'chase' });
    await hold({ ...EVERYTHING, sequence: asId<SequenceId>('nurture') });
    await hold({ ...EVERYTHING, channel: 'email' });
    const { transports } = scripted();
    await kit.tick(transports);
    expect(await sends()).toEqual([['hello', TUESDAY_10]]);
  });

  it('that is wider goes on holding what a narrower one has let go', async () => {
    await kit.enroll({ sequence: 'chase' });
    await hold(EVERYTHING);
    const texts: PauseScope = { ...EVERYTHING, channel: 'sms' };
    await hold(texts);
    expect(await release(texts)).toMatchObject({ lifted: true, still: [EVERYTHING] });
    const { transports, ledger } = scripted();
    await kit.tick(transports);
    expect(ledger).toEqual([]);
  });

  it('leaves lateness to each touch’s own rule', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await kit.tick(transports);
    kit.clock.now = instant(TUESDAY_10 + DAY);
    await kit.tick(transports);
    // Paused over Thursday 11:00, when a text was due; lifted a day later, past the six hours that a text may be late.
    kit.clock.now = instant(TUESDAY_10 + DAY + 8 * HOUR);
    await hold(EVERYTHING);
    await kit.tick(transports);
    kit.clock.now = instant(TUESDAY_10 + 3 * DAY);
    await release(EVERYTHING);
    await kit.run(transports, instant(TUESDAY_10 + 3 * DAY + HOUR));
    expect(contact).toBeGreaterThan(0);
    expect(await kit.all("SELECT kind, reason_code FROM touch_end WHERE touch_id = 'after-call'")).toEqual([
      { kind: 'skipped', reason_code: 'too_late' },
    ]);
  });
});
