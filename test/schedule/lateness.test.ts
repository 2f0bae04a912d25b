import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { decide } from '../../src/schedule/decide.ts';
import type { situationFor } from '../../src/schedule/hypothetical.ts';
import { at, late, lead, onCalls, sequence, shown, touch, variant, wall, within } from './building.ts';
import { drive, type Events } from './driving.ts';

const hello = touch('hello', 'sms', within(5));

const log = (touches: Parameters<typeof lead>[0], arrival: string, events: Events = {}) => {
  const { sent, situation, notes } = drive(
    lead(touches, wall(arrival)),
    DEFAULT_POLICY,
    wall(arrival),
    events,
  );
  return {
    sent: sent.map((each) => `${each.touch} ${shown(each.at)}${each.late ? ' late' : ''}`),
    skipped: situation.enrollments.flatMap(({ ends }) =>
      ends.flatMap(({ touch: name, end }) => (end.kind === 'skipped' ? [`${name} ${end.reason.code}`] : [])),
    ),
    notes: notes.map(({ kind }) => kind).filter((kind) => kind !== 'finished'),
  };
};
const outage = (from: string, to: string): Events => ({ outages: [[wall(from), wall(to)]] });

describe('a touch that an outage has made late', () => {
  it('goes when it is a text less than six hours late, and is skipped when it is more', () => {
    const text = touch('text', 'sms', at(2, '10:00'));
    expect(log([hello, text], '2026-04-07 10:00', outage('2026-04-09 09:00', '2026-04-09 15:00'))).toEqual({
      sent: ['hello Tue 2026-04-07 10:00', 'text Thu 2026-04-09 15:00 late'],
      skipped: [],
      notes: ['late_seen'],
    });
    expect(log([hello, text], '2026-04-07 10:00', outage('2026-04-09 09:00', '2026-04-09 16:30'))).toEqual({
      sent: ['hello Tue 2026-04-07 10:00'],
      skipped: ['text too_late'],
      notes: ['late_seen'],
    });
  });

  it('is not late below half an hour', () => {
    const text = touch('text', 'sms', at(2, '10:00'));
    expect(
      log([hello, text], '2026-04-07 10:00', outage('2026-04-09 09:00', '2026-04-09 10:29')).sent[1],
    ).toBe('text Thu 2026-04-09 10:29');
  });

  it('moves a call and what comes after it by whole days', () => {
    const result = log(
      [hello, touch('call', 'call', at(1, '10:00')), touch('mail', 'email', at(3, '09:30'))],
      '2026-04-06 10:00',
      outage('2026-04-07 09:00', '2026-04-09 08:30'),
    );
    expect(result).toEqual({
      sent: ['hello Mon 2026-04-06 10:00', 'call Thu 2026-04-09 10:00', 'mail Sat 2026-04-11 09:30'],
      skipped: [],
      notes: ['late_seen', 'shift', 'close_call'],
    });
  });

  it('catches up with one text or email a local day, an email held by that from 07:00', () => {
    const result = log(
      [
        hello,
        touch('mail', 'email', at(2, '09:30'), { late: late('send', null) }),
        touch('text', 'sms', at(2, '09:00'), { late: late('send', null) }),
      ],
      '2026-04-07 10:00',
      outage('2026-04-09 08:00', '2026-04-09 12:00'),
    );
    expect(result.sent).toEqual([
      'hello Tue 2026-04-07 10:00',
      'text Thu 2026-04-09 12:00 late',
      'mail Fri 2026-04-10 07:00 late',
    ]);
  });

  it('is measured up to the first tick: gates after that add nothing', () => {
    // Due 19:00, seen at 23:00 when texts rest: four hours late, though it goes fourteen hours late.
    const result = log(
      [hello, touch('text', 'sms', at(2, '19:00'))],
      '2026-04-07 10:00',
      outage('2026-04-09 18:00', '2026-04-09 23:00'),
    );
    expect(result.sent[1]).toBe('text Fri 2026-04-10 09:00 late');
  });

  it('starts the timetable over while nothing has gone out', () => {
    const result = log(
      [hello, touch('mail', 'email', at(2, '09:30'))],
      '2026-04-07 10:00',
      outage('2026-04-07 10:00', '2026-04-08 12:00'),
    );
    expect(result).toEqual({
      sent: ['hello Wed 2026-04-08 12:00', 'mail Fri 2026-04-10 09:30'],
      skipped: [],
      notes: ['anchor'],
    });
  });
});

describe('an instant reply', () => {
  const night = wall('2026-04-10 23:40');
  const verdict = (more: Partial<Parameters<typeof situationFor>[0]>, now = night, policy = DEFAULT_POLICY) =>
    decide(lead([hello], night, more), policy, now).forecasts[0]?.verdict;

  it('goes at night within 15 minutes of the inquiry, and is valid for 15', () => {
    expect(verdict({})).toMatchObject({
      kind: 'go',
      basis: 'instant_reply',
      validUntil: night + 15 * MINUTE,
    });
    expect(verdict({}, wall('2026-04-10 23:54'))?.kind).toBe('go');
    expect(verdict({}, wall('2026-04-10 23:55'))?.kind).toBe('defer');
  });

  it('is switched off by one setting, and does not exist for cold leads or on a day that a state closes', () => {
    expect(verdict({}, night, { ...DEFAULT_POLICY, instantReplyWithin: null })?.kind).toBe('defer');
    const cold = variant([hello], { inbound: false });
    expect(verdict({ variant: cold, sequence: sequence([cold]) })?.kind).toBe('defer');
    const sunday = wall('2026-04-12 08:00');
    const inAlabama = lead([hello], sunday, { state: 'AL' });
    expect(decide(inAlabama, DEFAULT_POLICY, sunday).forecasts[0]?.verdict).toMatchObject({
      kind: 'defer',
      at: wall('2026-04-13 09:00'),
    });
  });
});

describe('reasons for people', () => {
  it('say which rule ends when', () => {
    const now = wall('2026-04-10 23:40');
    const cold = variant([hello], { inbound: false });
    const { forecasts } = decide(
      lead([], now, { variant: cold, sequence: sequence([cold]) }),
      DEFAULT_POLICY,
      now,
    );
    expect(forecasts[0]?.verdict).toMatchObject({
      reason: { code: 'quiet_hours', detail: 'quiet hours in America/Chicago end Sat 09:00' },
    });
  });

  it('name the touch that is waited for, and stay a reference while its call task is open', () => {
    const arrival = wall('2026-04-07 10:00');
    const start = lead(
      [
        touch('call', 'call', within(15)),
        touch('text', 'sms', at(1, '11:00'), { if: onCalls({ call: ['voicemail'] }) }),
      ],
      arrival,
    );
    const { forecasts } = decide(start, DEFAULT_POLICY, arrival);
    expect(forecasts[1]).toMatchObject({
      nominal: null,
      verdict: { kind: 'defer', reason: { code: 'reference', detail: 'waits for call to end' } },
    });
  });
});
