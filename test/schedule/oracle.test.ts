import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { HOUR, type Instant, instant, localTime, MINUTE, millis, type Zone } from '../../src/domain/time.ts';
import { dayOf, localDayOf } from '../../src/schedule/calendar.ts';
import { decide } from '../../src/schedule/decide.ts';
import { frameOf, worldsOf } from '../../src/schedule/frame.ts';
import { type Ask, GATES, settle } from '../../src/schedule/gates.ts';
import type { Situation } from '../../src/schedule/situation.ts';
import { CHICAGO, lead, touch } from './building.ts';
import { oracle, type Question, type Rule } from './oracle.ts';

const ZONES = [...Intl.supportedValuesOf('timeZone'), 'Asia/Kolkata', 'UTC', 'Europe/Kyiv'] as Zone[];
/** Zones in which offices of Chicago and quiet hours meet, and some whose clocks change at odd hours. */
const AMERICAN = [
  'America/Chicago',
  'America/New_York',
  'America/Denver',
  'America/Los_Angeles',
  'America/Havana',
  'America/Santiago',
  'Atlantic/Azores',
] as Zone[];

const channel = fc.constantFrom('sms' as const, 'email' as const, 'call' as const);

const random = fc.record({
  channel,
  zones: fc.oneof(
    fc.constantFrom(...ZONES).map((one) => [one]),
    fc.uniqueArray(fc.constantFrom(...AMERICAN), { minLength: 1, maxLength: 3 }),
  ),
  arrival: fc
    .integer({ min: Date.UTC(2024, 0, 1) / MINUTE, max: Date.UTC(2030, 11, 1) / MINUTE })
    .map((n) => instant(n * MINUTE)),
  wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * 1440 })),
  ownTime: fc.option(fc.integer({ min: 7 * 60, max: 21 * 60 })),
  isInquiry: fc.boolean(),
  history: fc.array(fc.record({ channel, ago: fc.integer({ min: -3 * 1440, max: 4 * 1440 }) }), {
    maxLength: 6,
  }),
});
type Random = typeof random extends fc.Arbitrary<infer T> ? T : never;

/** The same case twice: as a situation for the gates, and as a question for the oracle. */
function both({ channel: kind, zones, arrival, wait, ownTime, isInquiry, history }: Random): {
  situation: Situation;
  question: Question;
} {
  const timing =
    ownTime === null
      ? ({ kind: 'elapsed', day: 0, after: millis(wait * MINUTE), within: null } as const)
      : ({ kind: 'calendar', days: [Math.floor(wait / 1440)], at: localTime(ownTime), until: null } as const);
  const fresh = lead([touch('one', kind, timing)], arrival);
  const zone =
    zones.includes(CHICAGO) || zones.length === 1
      ? zones.length === 1
        ? (zones[0] ?? CHICAGO)
        : CHICAGO
      : null;
  const contact = { ...fresh.contact, zone: { zones, from: 'phone' as const } };
  const made = history
    .map((each) => ({ channel: each.channel, at: instant(arrival - each.ago * MINUTE) }))
    .sort((a, b) => a.at - b.at);
  const situation: Situation = {
    ...fresh,
    contact,
    enrollments: fresh.enrollments.map((each) => ({
      ...each,
      lead: { ...each.lead, receivedAt: isInquiry ? arrival : null },
    })),
    history: [],
  };
  const calendar = zone ?? frameOf(situation, DEFAULT_POLICY, arrival).zone;
  const full: Situation = {
    ...situation,
    history: made.map((each) => ({
      ...each,
      localDay: localDayOf(each.at, calendar),
      zone: calendar,
      automatic: true,
      late: false,
      sequence: asId('other'),
      enrollment: null,
      touch: null,
    })),
  };
  const nominal = decide(situation, DEFAULT_POLICY, instant(arrival - 1)).forecasts[0]?.nominal ?? arrival;
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    situation: full,
    question: {
      channel: kind,
      from: nominal,
      ownTime: ownTime === null ? null : `${two(Math.floor(ownTime / 60))}:${two(ownTime % 60)}`,
      zones,
      zone: calendar,
      businessZone: CHICAGO,
      history: made,
      inquiredAt: isInquiry ? arrival : null,
    },
  };
}

const dueOf = (situation: Situation, arrival: Instant): Instant | null => {
  const [forecast] = decide(situation, DEFAULT_POLICY, instant(arrival - 1)).forecasts;
  return forecast?.due ?? null;
};

describe('the gates and a walk over every minute', () => {
  it('agree on the instant at which a touch may go', () => {
    fc.assert(
      fc.property(random, (one) => {
        const { situation, question } = both(one);
        const expected = oracle(question);
        const seen = dueOf(situation, one.arrival);
        // The walk gives up where the nearest minute would be taken; that rule has tests of its own.
        if (expected === null && question.ownTime !== null) return;
        expect(seen === null ? null : new Date(seen).toISOString()).toBe(
          expected === null ? null : new Date(expected).toISOString(),
        );
      }),
      { numRuns: 250, interruptAfterTimeLimit: 8000 },
    );
  });

  it.each(['quiet', 'email hours', 'one a day', '8 hours', '48 hours', 'three', 'business'] as const)(
    'disagree when the walk forgets the rule "%s", so the comparison can fail',
    (rule: Rule) => {
      const difference = fc.check(
        fc.property(random, (one) => {
          const { situation, question } = both({ ...one, zones: ['America/Chicago' as Zone], ownTime: null });
          return dueOf(situation, one.arrival) === oracle(question, rule);
        }),
        { numRuns: 3000, seed: 7, endOnFailure: true },
      );
      expect(difference.failed).toBe(true);
    },
  );
});

describe('the order of gates', () => {
  it('cannot matter: every permutation settles on the same instant', () => {
    fc.assert(
      fc.property(random, fc.nat(), (one, turn) => {
        const { situation } = both(one);
        const frame = frameOf(situation, DEFAULT_POLICY, one.arrival);
        const planned = situation.enrollments[0]?.variant.touches[0];
        if (planned === undefined) throw new Error('no touch');
        const ask: Ask = {
          frame,
          world: worldsOf(frame).real,
          touch: planned,
          limits: [],
          late: false,
          instantReplyUntil: one.isInquiry ? instant(one.arrival + 15 * MINUTE) : null,
          emailAnyHourUntil: one.isInquiry ? instant(one.arrival + HOUR) : null,
        };
        const gates = GATES[one.channel];
        const rotated = [...gates.slice(turn % gates.length), ...gates.slice(0, turn % gates.length)];
        const settled = [gates, rotated, [...gates].reverse(), [...rotated].reverse()].map((order) =>
          settle(ask, one.arrival, null, order),
        );
        expect(new Set(settled).size).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('every deferral is later than its question, on a day no earlier', () => {
    fc.assert(
      fc.property(random, (one) => {
        const { situation } = both(one);
        for (const { verdict, moves } of decide(situation, DEFAULT_POLICY, one.arrival).forecasts) {
          if (verdict.kind === 'defer') expect(verdict.at).toBeGreaterThan(one.arrival);
          for (const { from, to } of moves)
            expect(dayOf(to, CHICAGO)).toBeGreaterThanOrEqual(dayOf(from, CHICAGO));
        }
      }),
      { numRuns: 300 },
    );
  });
});
