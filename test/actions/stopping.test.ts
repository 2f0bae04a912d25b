import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { optOut, optOutTarget } from '../../src/engine/optout.ts';
import { stopByPerson, stopForAct, stopForOptOut, stopForWrongNumber } from '../../src/engine/stopping.ts';
import { worded } from '../../src/store/words.ts';
import { BUSINESS, createKit, type Kit, phoneOf, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { act, bookAt, cancel } from './act.ts';
import { ALL } from './sequences.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: ALL });
});
afterEach(() => kit.close());

const states = async () =>
  (
    await kit.all(
      `SELECT ${worded('sequence_word')} AS sequence_id, state, end_code FROM enrollment ORDER BY id`,
    )
  ).map((row) => [row.sequence_id, row.state, row.end_code]);
const sends = async () =>
  (await kit.all("SELECT touch_id, wire_at FROM attempt WHERE state = 'sent' ORDER BY id")).map((row) => [
    row.touch_id,
    row.wire_at,
  ]);

describe('a booking', () => {
  const NEXT_WEEK = instant(TUESDAY_10 + 8 * DAY + 4 * HOUR);

  it('ends the chase, moves the stage and starts reminders that count back from it', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + HOUR));
    kit.clock.now = instant(TUESDAY_10 + HOUR);
    const booked = await bookAt(kit, contact, NEXT_WEEK);
    expect(booked).toMatchObject({ kind: 'booked', before: null, reminders: ['reminders'] });
    expect(booked.stopped).toMatchObject({ stage: 'booked', started: ['reminders'], closedCalls: 0 });
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect(await sends()).toEqual([
      ['hello', TUESDAY_10],
      ['day-before', NEXT_WEEK - DAY],
      ['soon', NEXT_WEEK - 3 * HOUR],
    ]);
    expect(await states()).toEqual([
      ['chase', 'stopped', 'booked'],
      ['reminders', 'finished', 'finished'],
    ]);
  });

  it('made twice is made once', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    await bookAt(kit, contact, NEXT_WEEK);
    const again = await bookAt(kit, contact, NEXT_WEEK);
    expect(again).toMatchObject({ kind: 'unchanged', reminders: [], stopped: { ended: [] } });
    expect(await kit.all('SELECT starts_at, state FROM appointment')).toEqual([
      { starts_at: NEXT_WEEK, state: 'booked' },
    ]);
    expect(await kit.all("SELECT COUNT(*) AS n FROM event WHERE kind = 'booked'")).toEqual([{ n: 1 }]);
  });

  it('moved before any reminder has gone re-anchors the reminders in place', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await bookAt(kit, contact, NEXT_WEEK);
    const later = instant(NEXT_WEEK + 2 * DAY);
    const moved = await bookAt(kit, contact, later);
    expect(moved).toMatchObject({ kind: 'moved', before: NEXT_WEEK, reminders: ['reminders'] });
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect(await sends()).toEqual([
      ['day-before', later - DAY],
      ['soon', later - 3 * HOUR],
    ]);
    expect(await states()).toHaveLength(2);
  });

  it('moved after a reminder has gone is reminded of again, from its new time', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await bookAt(kit, contact, NEXT_WEEK);
    kit.clock.now = instant(NEXT_WEEK - DAY);
    await kit.tick(transports);
    kit.clock.now = instant(NEXT_WEEK - DAY + HOUR);
    const later = instant(NEXT_WEEK + 5 * DAY);
    await bookAt(kit, contact, later);
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect(await sends()).toEqual([
      ['day-before', NEXT_WEEK - DAY],
      ['day-before', later - DAY],
      ['soon', later - 3 * HOUR],
    ]);
  });

  it('cancelled ends the reminders, makes one task and restarts nothing', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports, ledger } = scripted();
    await bookAt(kit, contact, NEXT_WEEK);
    const cancelling = () => cancel(kit, contact);
    expect(await cancelling()).toMatchObject({ startsAt: NEXT_WEEK, ended: [{ sequence: 'reminders' }] });
    expect(await cancelling()).toEqual({ startsAt: null, ended: [] });
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect(ledger).toEqual([]);
    expect(await kit.all('SELECT kind, title, state FROM task')).toEqual([
      {
        kind: 'review',
        title: 'Maria Lopez cancelled Wed 2026-03-18 14:00: find a new time',
        state: 'open',
      },
    ]);
    expect(await states()).toEqual([
      ['chase', 'stopped', 'booked'],
      ['reminders', 'stopped', 'appointment_cancelled'],
    ]);
  });

  it('is answered by the last sequence when none runs any more, and ends a promise of silence', async () => {
    const { contact } = await kit.enroll({ sequence: 'goodbye' });
    const { transports } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 7 * DAY));
    expect(await kit.all('SELECT silent_since FROM contact')).toEqual([{ silent_since: TUESDAY_10 }]);
    kit.clock.now = instant(TUESDAY_10 + 7 * DAY);
    await bookAt(kit, contact, instant(TUESDAY_10 + 10 * DAY));
    expect(await kit.all('SELECT silent_since, stage FROM contact')).toEqual([
      { silent_since: null, stage: 'booked' },
    ]);
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect((await sends()).map(([touch]) => touch)).toEqual(['bye', 'day-before', 'soon']);
  });
});

describe('a stop by a person', () => {
  it('ends the chase and lets the reminders of an appointment go', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const { transports } = scripted();
    await bookAt(kit, contact, instant(TUESDAY_10 + 3 * DAY));
    await kit.enroll({ contact, sequence: 'chase' });
    const stopped = await act(kit, contact, (handle, who) =>
      stopByPerson(handle, kit.ws, who, 'stopped by a person', kit.clock.now),
    );
    expect(stopped.ended.map(({ sequence }) => sequence)).toEqual(['chase']);
    expect(stopped.kept.map(({ sequence }) => sequence)).toEqual(['reminders']);
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect((await sends()).map(([touch]) => touch)).toEqual(['day-before', 'soon']);
  });

  it('for lack of interest follows the sequence’s own rule, once', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const decline = () =>
      act(kit, contact, (handle, who) => stopForAct(handle, kit.ws, who, 'not_interested', kit.clock.now));
    expect(await decline()).toMatchObject({ stage: 'closed', ended: [{ sequence: 'chase' }] });
    expect(await decline()).toMatchObject({ stage: null, ended: [], started: [] });
  });

  it('for a wrong number ends everything and suppresses texts and calls, not emails', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    await bookAt(kit, contact, instant(TUESDAY_10 + 3 * DAY));
    const stopped = await act(kit, contact, (handle, who) =>
      stopForWrongNumber(handle, kit.ws, who, kit.clock.now),
    );
    expect(stopped.ended.map(({ sequence }) => sequence)).toEqual(['reminders']);
    expect(await kit.all('SELECT channel, reason FROM suppression ORDER BY channel')).toEqual([
      { channel: 'call', reason: 'wrong_number' },
      { channel: 'sms', reason: 'wrong_number' },
    ]);
  });
});

describe('an opt-out', () => {
  it('holds on every channel of the contact, ends reminders too, and twice is once', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    await bookAt(kit, contact, instant(TUESDAY_10 + 3 * DAY));
    const { transports, ledger } = scripted();
    const leave = () =>
      act(kit, contact, (handle, who) =>
        stopForOptOut(handle, kit.ws, who, ['sms', 'email', 'call'], kit.clock.now),
      );
    expect(await leave()).toMatchObject({ suppressed: 3, ended: [{ sequence: 'reminders' }] });
    expect(await leave()).toMatchObject({ suppressed: 0, ended: [] });
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect(ledger).toEqual([]);
  });

  it('of a number that nobody has seen holds against whoever comes with it later', async () => {
    const number = phoneOf(4_200);
    const target = await optOutTarget(kit.ws, number, null);
    if (!target.ok) throw new Error(target.error.message);
    expect(target.value).toEqual({
      people: [],
      place: { business: BUSINESS.id, kind: 'phone', value: number },
    });
    const done = await kit.ws.db.tx((handle) =>
      optOut(handle, kit.ws, [], target.value.place, ['sms', 'email', 'call'], kit.clock.now),
    );
    expect(done.made).toBe(2);
    await kit.enroll({ sequence: 'chase', phone: number, email: null });
    const { transports, ledger } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 30 * DAY));
    expect(ledger).toEqual([]);
  });

  it('on one channel lets the others go on', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    const done = await act(kit, contact, (handle, who) =>
      stopForOptOut(handle, kit.ws, who, ['sms'], kit.clock.now),
    );
    expect(done).toMatchObject({ suppressed: 1, ended: [] });
    const { transports } = scripted();
    await kit.run(transports, instant(TUESDAY_10 + 10 * DAY + MINUTE));
    expect((await sends()).map(([touch]) => touch)).toEqual(['value']);
  });

  it('is for one business: several that know the number must be told apart', async () => {
    const other = { ...BUSINESS, id: 'other' as typeof BUSINESS.id };
    await kit.close();
    kit = await createKit({ sequences: ALL, businesses: [BUSINESS, other] });
    const target = await optOutTarget(kit.ws, '+13125550199', null);
    expect(target).toEqual({
      ok: false,
      error: {
        message: '+13125550199 is not known here yet, and an opt-out is for one business',
        hint: 'Say which: --business bright-dental, or --business other',
      },
    });
    expect(await optOutTarget(kit.ws, '+13125550199', 'other')).toMatchObject({ ok: true });
  });
});
