import { describe, expect, it } from 'vitest';
import { type AttemptId, asId, type EnrollmentId, type TouchId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { DAY, HOUR, millis, type Zone } from '../../src/domain/time.ts';
import { dayNumber } from '../../src/schedule/calendar.ts';
import { decide } from '../../src/schedule/decide.ts';
import { JURISDICTIONS, windowsFor } from '../../src/schedule/jurisdiction.ts';
import type { Situation } from '../../src/schedule/situation.ts';
import type { Sequence, Touch } from '../../src/sequence/sequence.ts';
import {
  afterMinutes,
  at,
  BUSINESS,
  lead,
  sequence,
  shown,
  touch,
  variant,
  wall,
  within,
} from './building.ts';
import { drive } from './driving.ts';

const arrival = wall('2026-04-07 10:00');
const times = (touches: readonly Touch[], more = {}) =>
  Object.fromEntries(
    decide(lead(touches, arrival, more), DEFAULT_POLICY, arrival, { callOutcome: 'no_answer' }).forecasts.map(
      ({ touch: { id }, verdict }) => [id, 'at' in verdict ? shown(verdict.at) : verdict.kind],
    ),
  );

/** A second enrollment beside the first. */
const beside = (situation: Situation, made: Sequence): Situation => ({
  ...situation,
  enrollments: situation.enrollments.flatMap((each) => [
    each,
    { ...each, id: asId<EnrollmentId>(2), sequence: made, variant: made.variants[0] ?? each.variant },
  ]),
});

describe('one contact', () => {
  it('takes the first of several days that every gate allows', () => {
    // Day 4 is a Saturday, on which the business is closed; day 6 is a Monday.
    expect(times([touch('call', 'call', at([4, 6], '10:00'))])).toEqual({ call: 'Mon 2026-04-13 10:00' });
    expect(times([touch('call', 'call', at([1, 6], '10:00'))])).toEqual({ call: 'Wed 2026-04-08 10:00' });
  });

  it('varies the time of a second call: the nearest minute after, then before, its own time', () => {
    const first = touch('first', 'call', at(1, '10:00'));
    const second = (text: string) => touch('second', 'call', at(3, text), { varyFrom: 'first' });
    expect(times([first, second('11:00')]).second).toBe('Fri 2026-04-10 13:00');
    const late = touch('first', 'call', at(1, '16:00'));
    expect(times([late, second('17:00')]).second).toBe('Fri 2026-04-10 13:00');
  });

  it('gives a slot to the sequence of higher priority, and tells the other who has it', () => {
    const reminder = sequence([variant([touch('reminder', 'sms', at(1, '12:00'))])], {
      id: asId('reminders'),
      priority: 10,
    });
    const { forecasts } = decide(
      beside(lead([touch('tip', 'sms', at(1, '10:00'))], arrival), reminder),
      DEFAULT_POLICY,
      arrival,
    );
    expect(forecasts.map(({ verdict }) => ('at' in verdict ? shown(verdict.at) : ''))).toEqual([
      'Wed 2026-04-08 12:00',
      'Thu 2026-04-09 10:00',
    ]);
    expect(forecasts[1]?.verdict).toMatchObject({
      reason: {
        code: 'sms_per_day',
        detail: 'one text a day, and Wed is taken by reminder of reminders (12:00)',
      },
    });
  });

  it('counts reminders back from the appointment, and drops those that cannot go before it', () => {
    const reminding = (name: string, hours: number) =>
      touch(name, 'sms', { kind: 'before_appointment', before: millis(hours * HOUR) });
    const only = variant([reminding('day-before', 24), reminding('soon', 2)]);
    const reminders = sequence([only], { anchor: 'appointment', kind: 'reminder' });
    const start = lead([], arrival, {
      variant: only,
      sequence: reminders,
      appointment: wall('2026-04-10 09:00'),
    });
    const { forecasts } = decide(start, DEFAULT_POLICY, arrival);
    expect(forecasts[0]?.verdict).toMatchObject({ kind: 'defer', at: wall('2026-04-09 09:00') });
    expect(forecasts[1]?.verdict).toMatchObject({ kind: 'skip', reason: { code: 'appointment_passed' } });
    const cancelled = decide({ ...start, appointment: null }, DEFAULT_POLICY, arrival);
    expect(cancelled.forecasts[0]?.verdict).toMatchObject({
      kind: 'stop',
      reason: { code: 'appointment_cancelled' },
    });
  });

  it('repeats a nurture sequence on the calendar, at the same time of day across clock changes', () => {
    const only = variant([touch('news', 'email', at(0, '10:00'))]);
    const nurture = sequence([only], { kind: 'nurture', repeat: millis(30 * DAY) });
    const { sent } = drive(lead([], arrival, { variant: only, sequence: nurture }), DEFAULT_POLICY, arrival, {
      until: wall('2026-12-01 00:00'),
    });
    expect(sent.slice(0, 3).map((each) => shown(each.at))).toEqual([
      'Tue 2026-04-07 10:00',
      'Thu 2026-05-07 10:00',
      'Sat 2026-06-06 10:00',
    ]);
    expect(shown(sent[7]?.at ?? arrival)).toBe('Tue 2026-11-03 10:00');
  });

  it('repeats when its own touches have ended, whatever ended in a revision that the lead has left', () => {
    const both = variant([touch('news', 'email', at(0, '10:00')), touch('tip', 'email', at(9, '10:00'))]);
    const nurture = sequence([both], { kind: 'nurture', repeat: millis(30 * DAY) });
    const start = lead([], arrival, { variant: both, sequence: nurture });
    const next = (...ids: readonly string[]) => {
      const end = { kind: 'sent', at: arrival, attempt: asId<AttemptId>(1) } as const;
      const ends = ids.map((id) => ({ touch: asId<TouchId>(id), occurrence: 0, end }));
      const enrollments = start.enrollments.map((each) => ({ ...each, ends }));
      return decide({ ...start, enrollments }, DEFAULT_POLICY, arrival).forecasts.map(({ key }) => key);
    };
    expect(next('news', 'gone')).toEqual([{ touch: 'tip', occurrence: 0 }]);
    expect(next('news', 'tip')).toEqual([
      { touch: 'news', occurrence: 1 },
      { touch: 'tip', occurrence: 1 },
    ]);
  });

  it('is left alone after a promise of silence, by every sequence', () => {
    const start = { ...lead([touch('tip', 'sms', at(1, '10:00'))], arrival), silentSince: arrival };
    expect(decide(start, DEFAULT_POLICY, arrival).forecasts[0]?.verdict).toMatchObject({
      kind: 'stop',
      reason: { code: 'promised_silence' },
    });
  });

  it('is skipped where there is no phone, no email and no consent, each touch with its reason', () => {
    const both = [touch('text', 'sms', within(5)), touch('mail', 'email', afterMinutes(20))];
    const reasons = (more: object) =>
      decide(lead(both, arrival, more), DEFAULT_POLICY, arrival).forecasts.map(({ verdict }) =>
        verdict.kind === 'skip' ? verdict.reason.code : verdict.kind,
      );
    expect(reasons({ phone: null })).toEqual(['no_phone', 'defer']);
    expect(reasons({ email: null })).toEqual(['go', 'no_email']);
    const strict = variant(both, { consent: 'required' });
    expect(reasons({ variant: strict, sequence: sequence([strict]) })).toEqual(['no_consent', 'defer']);
  });

  it('takes the nearest minute when its own time is never allowed, and is skipped when no time is', () => {
    expect(times([touch('call', 'call', at(1, '19:00'))])).toEqual({ call: 'Thu 2026-04-09 17:59' });
    const closed = { ...BUSINESS, hours: [[], [], [], [], [], [], []] as const };
    const { forecasts } = decide(
      lead([touch('call', 'call', at(1, '10:00'))], arrival, { business: closed }),
      DEFAULT_POLICY,
      arrival,
    );
    expect(forecasts[0]?.verdict).toMatchObject({ kind: 'skip', reason: { code: 'no_allowed_time' } });
  });

  it('must be inside the hours of every zone it may be in', () => {
    const start = lead([touch('text', 'sms', at(1, '09:00'))], arrival);
    const zones = ['America/Chicago', 'America/Los_Angeles'] as Zone[];
    const wide = { ...start, contact: { ...start.contact, zone: { zones, from: 'phone' as const } } };
    expect(decide(wide, DEFAULT_POLICY, arrival).forecasts[0]).toMatchObject({
      due: wall('2026-04-08 11:00'),
    });
  });
});

describe('jurisdictions', () => {
  it('only ever cut the policy’s windows, and the stricter of two states wins', () => {
    const kentucky = windowsFor(['KY'], DEFAULT_POLICY).weekly[0];
    expect(kentucky).toEqual([{ opens: 600, closes: 1200 }]);
    expect(windowsFor(['RI', 'KY'], DEFAULT_POLICY).weekly[0]).toEqual([{ opens: 600, closes: 1080 }]);
    expect(windowsFor(['AL'], DEFAULT_POLICY).weekly[6]).toEqual([]);
    expect(
      JURISDICTIONS.every(({ source, as_of }) => source.length > 0 && /^\d{4}-\d\d-\d\d$/.test(as_of)),
    ).toBe(true);
  });

  it.each([
    ['LA', '2026-02-17', 'Mardi Gras'],
    ['LA', '2026-04-03', 'Good Friday'],
    ['AL', '2026-04-27', 'Confederate Memorial Day'],
    ['AL', '2026-07-03', 'Independence Day, observed'],
    ['AL', '2027-12-31', 'New Year’s Day, observed'],
    ['AL', '2026-11-26', 'Thanksgiving'],
  ])('%s is closed on %s, %s', (state, date) => {
    expect(windowsFor([state], DEFAULT_POLICY).closedByLaw(dayNumber(date as never))).toBe(true);
    expect(windowsFor(['MS'], DEFAULT_POLICY).closedByLaw(dayNumber(date as never))).toBe(false);
  });
});
