import { describe, expect, it } from 'vitest';
import { type AttemptId, asId, type EnrollmentId, type TouchId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { HOUR, type LocalDate, MINUTE, millis, type Zone } from '../../src/domain/time.ts';
import { decide } from '../../src/schedule/decide.ts';
import type { Situation } from '../../src/schedule/situation.ts';
import type { Touch } from '../../src/sequence/sequence.ts';
import { afterMinutes, at, late, lead, sequence, shown, touch, variant, wall, within } from './building.ts';
import { drive } from './driving.ts';

const arrival = wall('2026-04-07 10:00');
const goodbye = touch('goodbye', 'sms', within(5), { closes: true });
const mail = touch('mail', 'email', afterMinutes(0));

/** One lead in several sequences at once, the first the oldest. */
function together(...all: readonly (readonly Touch[])[]): Situation {
  const start = lead(all[0] ?? [], arrival);
  return {
    ...start,
    enrollments: all.flatMap((touches, n) =>
      start.enrollments.map((each) => {
        const only = variant(touches);
        const id = asId<EnrollmentId>(n + 1);
        return { ...each, id, sequence: sequence([only], { id: asId(`seq-${n + 1}`) }), variant: only };
      }),
    ),
  };
}

const verdicts = (situation: Situation, now = arrival) =>
  decide(situation, DEFAULT_POLICY, now).forecasts.map(({ touch: { id }, verdict }) =>
    [
      id,
      verdict.kind,
      ...('reason' in verdict ? [verdict.reason.code] : []),
      ...('at' in verdict ? [shown(verdict.at)] : []),
    ].join(' '),
  );
const log = (situation: Situation, events: Parameters<typeof drive>[3] = {}) => {
  const { sent, situation: end, notes } = drive(situation, DEFAULT_POLICY, arrival, events);
  return {
    sent: sent.map((each) => `${each.touch} ${shown(each.at)}`),
    skipped: end.enrollments.flatMap(({ ends }) =>
      ends.flatMap(({ touch: id, end: how }) =>
        how.kind === 'skipped' ? [`${id} ${how.reason.code} ${shown(how.at)}`] : [],
      ),
    ),
    states: end.enrollments.map(({ state }) => state),
    notes: notes.map((note) => ('key' in note ? `${note.kind} ${note.key.touch}` : note.kind)),
  };
};

describe('a promise of silence', () => {
  it('holds what would go in the same fold after it, and the next look stops it', () => {
    const start = together([goodbye], [mail, touch('call', 'call', within(0))]);
    expect(verdicts(start)).toEqual([
      'goodbye go Tue 2026-04-07 10:00',
      'mail hold promised_silence',
      'call hold promised_silence',
    ]);
    expect(log(start)).toMatchObject({
      sent: ['goodbye Tue 2026-04-07 10:00'],
      states: ['finished', 'stopped'],
    });
  });

  it('is made a minute after what another sequence sends in the same fold', () => {
    const start = together([mail], [goodbye]);
    expect(verdicts(start)).toEqual([
      'mail go Tue 2026-04-07 10:00',
      'goodbye defer closes_last Tue 2026-04-07 10:01',
    ]);
    expect(log(start).sent).toEqual(['mail Tue 2026-04-07 10:00', 'goodbye Tue 2026-04-07 10:01']);
  });

  it('is foreseen: what lies after it is held, whichever sequence comes first, and what lies before it goes', () => {
    const closing = touch('bye', 'sms', at(2, '10:00'), { closes: true });
    const others = [touch('early', 'email', at(1, '10:00')), touch('afterwards', 'email', at(4, '10:00'))];
    const expected = [
      'early defer due Wed 2026-04-08 10:00',
      'bye defer due Thu 2026-04-09 10:00',
      'afterwards hold promised_silence',
    ];
    expect(verdicts(together([closing], others))).toEqual(expected);
    const start = together(others, [closing]);
    const first = start.enrollments.map((each, n) => ({
      ...each,
      sequence: { ...each.sequence, priority: n === 0 ? 10 : 0 },
    }));
    expect(verdicts({ ...start, enrollments: first }).sort()).toEqual([...expected].sort());
  });

  it('binds while its own message is on the wire', () => {
    const start = together([mail], [goodbye]);
    const [one, two] = start.enrollments;
    if (one === undefined || two === undefined) throw new Error('two sequences');
    const key = { touch: goodbye.id, occurrence: 0 };
    const wired = { ...two, inFlight: [{ ...key, attempt: asId<AttemptId>(1) }] };
    expect(verdicts({ ...start, enrollments: [one, wired] })).toEqual([
      'mail hold promised_silence',
      'goodbye hold waiting',
    ]);
    const other = { ...one, inFlight: [{ touch: mail.id, occurrence: 0, attempt: asId<AttemptId>(1) }] };
    expect(verdicts({ ...start, enrollments: [other, two] })).toContain(
      'goodbye defer closes_last Tue 2026-04-07 10:01',
    );
  });
});

describe('a phone number with a zone of its own', () => {
  const TOKYO = 'Asia/Tokyo' as Zone;
  const text = touch('text', 'sms', at(1, '09:00'));
  /** Another contact of this number was texted at 19:00 in Chicago, 09:00 of the next day in Tokyo. */
  const shared = (phoneZone: Zone | null, localDay: string): Situation => ({
    ...lead([text], arrival),
    phoneZone,
    history: [
      {
        channel: 'sms',
        at: wall('2026-04-07 19:00'),
        localDay: localDay as LocalDate,
        zone: phoneZone ?? ('America/Chicago' as Zone),
        automatic: true,
        late: false,
        sequence: asId('other'),
        enrollment: null,
        touch: asId('theirs'),
      },
    ],
  });

  it('counts one text a day on its own days, and stores those', () => {
    const now = wall('2026-04-08 10:00');
    const waiting = decide(shared(TOKYO, '2026-04-08'), DEFAULT_POLICY, wall('2026-04-08 08:00'));
    expect(waiting.forecasts[0]).toMatchObject({
      due: now,
      verdict: {
        kind: 'defer',
        reason: { detail: 'one text a day, and Wed is taken by theirs of other (09:00)' },
      },
    });
    expect(decide(shared(TOKYO, '2026-04-08'), DEFAULT_POLICY, now).forecasts[0]?.verdict).toMatchObject({
      kind: 'go',
      localDay: '2026-04-09',
      zone: TOKYO,
    });
    const alone = decide(shared(null, '2026-04-07'), DEFAULT_POLICY, wall('2026-04-08 08:00'));
    expect(alone.forecasts[0]?.due).toBe(wall('2026-04-08 09:00'));
  });
});

describe('two calls of one sequence at one instant', () => {
  it('become tasks one after the other, and each is closed once', () => {
    const calls = ['one', 'two', 'three'].map((name) => touch(name, 'call', within(0)));
    const { sent, notes } = log(together(calls));
    expect(sent).toEqual([
      'one Tue 2026-04-07 10:00',
      'two Tue 2026-04-07 10:01',
      'three Tue 2026-04-07 10:02',
    ]);
    expect(notes.filter((note) => note.startsWith('close_call'))).toEqual([
      'close_call one',
      'close_call two',
      'close_call three',
    ]);
  });
});

describe('a message that never arrives', () => {
  const hello = touch('hello', 'sms', within(5));

  it('is tried for as long as it may be late, and the timetable does not start over with each try', () => {
    const { sent, skipped, notes } = log(together([hello, touch('next', 'sms', at(3, '10:00'))]), {
      unsent: (name) => name === 'hello',
    });
    expect(notes).not.toContain('anchor');
    expect(skipped).toEqual(['hello too_late Tue 2026-04-07 16:05']);
    expect(sent).toEqual(['next Fri 2026-04-10 10:00']);
  });

  it('has no more time than that for having been late before its first try', () => {
    // Possible at 19:00, seen at 23:00: two of the six hours are left when texts may go again at 09:00.
    const text = touch('text', 'sms', at(2, '19:00'));
    const { skipped } = log(together([hello, text]), {
      unsent: (name) => name === 'text',
      outages: [[wall('2026-04-09 18:00'), wall('2026-04-09 23:00')]],
    });
    expect(skipped).toEqual(['text too_late Fri 2026-04-10 11:01']);
  });

  it('is tried on where the author says so', () => {
    const patient = touch('patient', 'sms', within(5), { late: late('send', millis(30 * HOUR)) });
    const { skipped } = log(together([patient]), { unsent: () => true });
    expect(skipped).toEqual(['patient too_late Wed 2026-04-08 16:01']);
  });
});

describe('consent', () => {
  const both = [touch('text', 'sms', within(5)), touch('mail', 'email', afterMinutes(20))];
  const changed = (more: Partial<Situation['enrollments'][number]>): Situation => {
    const start = lead(both, arrival);
    return { ...start, enrollments: start.enrollments.map((each) => ({ ...each, ...more })) };
  };

  it('refused once is refused for every source, and for texts alone', () => {
    const said = (given: boolean) => lead(both, arrival, { consent: { given, at: null, evidence: 'form' } });
    expect(verdicts(said(false))[0]).toBe('text skip no_consent Tue 2026-04-07 10:00');
    expect(verdicts(said(false))[1]).toBe('mail defer due Tue 2026-04-07 10:20');
    expect(verdicts(said(true))[0]).toBe('text go Tue 2026-04-07 10:00');
  });

  it('that was needed where the lead came from is needed where another sequence takes over', () => {
    const cold = { startedBy: 'handover', consentRequired: true } as const;
    expect(verdicts(changed(cold))[0]).toBe('text skip no_consent Tue 2026-04-07 10:00');
    expect(verdicts(changed({ ...cold, consentRequired: false }))[0]).toBe('text go Tue 2026-04-07 10:00');
  });

  it('is no instant reply: at night a sequence that another one started waits for the morning', () => {
    const night = wall('2026-04-07 23:40');
    const at23 = (startedBy: 'inquiry' | 'handover') => {
      const start = lead([touch('text', 'sms', within(5))], night);
      const all = start.enrollments.map((each) => ({ ...each, startedBy }));
      return verdicts({ ...start, enrollments: all }, night);
    };
    expect(at23('inquiry')).toEqual(['text go Tue 2026-04-07 23:40']);
    expect(at23('handover')).toEqual(['text defer quiet_hours Wed 2026-04-08 09:00']);
  });
});

describe('a first touch that is tried again', () => {
  it('keeps its first due time: the decision names it, and the anchor stays', () => {
    const start = lead([touch('hello', 'sms', within(5))], arrival);
    const retryAt = [
      {
        touch: asId<TouchId>('hello'),
        occurrence: 0,
        at: arrival,
        detail: 'the provider could not be reached',
      },
    ];
    const tried = { ...start, enrollments: start.enrollments.map((each) => ({ ...each, retryAt })) };
    const now = wall('2026-04-07 10:20');
    const notesOf = (situation: Situation) =>
      decide(situation, DEFAULT_POLICY, now).notes.map(({ kind }) => kind);
    expect(notesOf(tried)).toEqual([]);
    expect(notesOf(start)).toEqual(['anchor']);
    expect(decide(tried, DEFAULT_POLICY, now).forecasts[0]).toMatchObject({ due: arrival });
    expect(now - arrival).toBe(20 * MINUTE);
  });
});
