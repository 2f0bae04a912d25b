import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asId, type EnrollmentId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { after, DAY, HOUR, type Instant, instant, MINUTE, millis, type Zone } from '../../src/domain/time.ts';
import type { TouchEnd } from '../../src/domain/touch.ts';
import { type PlannedTouch, planTouches } from '../../src/schedule/plan.ts';
import type { Situation } from '../../src/schedule/situation.ts';
import type { Touch } from '../../src/sequence/sequence.ts';
import { late, lead, onCalls, touch } from './building.ts';
import { type Drive, drive, type Sent, unended } from './driving.ts';

/** Everything the runtime lists, and three zones that Node 20 knows but does not list. */
const ZONES = [...Intl.supportedValuesOf('timeZone'), 'Asia/Kolkata', 'UTC', 'Europe/Kyiv'] as Zone[];

const formats = new Map<string, Intl.DateTimeFormat>();
/** Day, weekday and minute on the wall, by Intl: no code of the calendar has a part in it. */
function onWall(at: number, zone: string): { day: string; weekday: string; minute: number } {
  const known =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  formats.set(zone, known);
  const parts = Object.fromEntries(known.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: parts.weekday ?? '',
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

const OUTCOMES = ['answered', 'voicemail', 'no_answer', 'busy'] as const;

const timing = fc.oneof(
  fc.record({
    kind: fc.constant('calendar' as const),
    days: fc
      .uniqueArray(fc.integer({ min: 0, max: 14 }), { minLength: 1, maxLength: 2 })
      .map((days) => days.sort((a, b) => a - b)),
    at: fc.option(fc.integer({ min: 0, max: 1439 }).map((n) => n as never)),
    until: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant('elapsed' as const),
    day: fc.integer({ min: 0, max: 3 }),
    after: fc.integer({ min: 0, max: 600 }).map((n) => millis(n * MINUTE)),
    within: fc.constant(null),
  }),
);

/** A touch, which of the earlier ones it waits for (if any), and how. */
const rough = fc.record({
  channel: fc.constantFrom(
    'sms' as const,
    'sms' as const,
    'email' as const,
    'call' as const,
    'move' as const,
  ),
  timing,
  waits: fc.option(
    fc.record({
      on: fc.nat(6),
      kind: fc.constantFrom('names', 'asks', 'after'),
      wait: fc.nat(300),
      orBy: fc.option(fc.nat(600)),
    }),
  ),
  varies: fc.boolean(),
  late: fc.option(fc.constantFrom('send' as const, 'skip' as const, 'shift' as const)),
});

const touches = fc.array(rough, { minLength: 1, maxLength: 8 }).chain((roughs) =>
  fc.boolean().map((closes) => {
    const made: Touch[] = [];
    roughs.forEach((each, n) => {
      const named = each.waits === null ? undefined : made[each.waits.on % Math.max(1, n)];
      const call = made.find(({ channel }) => channel === 'call');
      const asks = each.waits?.kind === 'asks' && named?.channel === 'call';
      const follows = each.waits?.kind === 'after' && named !== undefined;
      made.push(
        touch(
          `t${n}`,
          each.channel,
          follows
            ? {
                kind: 'after_touch',
                day: 0,
                touch: named.id,
                wait: millis((each.waits?.wait ?? 0) * MINUTE),
                orBy: each.waits?.orBy == null ? null : millis(each.waits.orBy * MINUTE),
              }
            : each.timing,
          {
            ...(asks
              ? { wordings: [onCalls({ [named.id]: ['voicemail', 'no_answer'] }), ...(n % 2 ? [null] : [])] }
              : {}),
            ...(named !== undefined && !asks && !follows ? { references: [named.id] } : {}),
            ...(each.varies && each.channel === 'call' && call !== undefined ? { varyFrom: call.id } : {}),
            ...(each.late === null
              ? {}
              : { late: late(each.late, each.late === 'skip' ? millis(3 * HOUR) : null) }),
          },
        ),
      );
    });
    if (closes)
      made.push(
        touch('bye', 'sms', { kind: 'calendar', days: [15], at: null, until: null }, { closes: true }),
      );
    return made;
  }),
);

const arrival = fc
  .integer({ min: Date.UTC(2024, 0, 1) / MINUTE, max: Date.UTC(2030, 10, 1) / MINUTE })
  .map((n) => instant(n * MINUTE));
const zone = fc.constantFrom(...ZONES);
const answers = fc.array(
  fc.option(
    fc.record({
      after: fc.integer({ min: 1, max: 3000 }).map((n) => n * MINUTE),
      outcome: fc.constantFrom(...OUTCOMES),
    }),
  ),
  { minLength: 1, maxLength: 5 },
);
const gaps = fc.array(
  fc.record({
    start: fc.integer({ min: 0, max: 20 * 1440 }),
    length: fc.integer({ min: 10, max: 3 * 1440 }),
  }),
  { maxLength: 3 },
);

const journey = fc.record({ touches, zone, phoneZone: fc.option(zone), arrival, answers, gaps });
type Journey = typeof journey extends fc.Arbitrary<infer T> ? T : never;

function travel(
  { touches: made, zone: home, phoneZone, arrival: at, answers: said, gaps: outages }: Journey,
  second = false,
): Drive {
  const single = { ...lead(made, at, { zone: home }), phoneZone };
  const situation: Situation = second
    ? {
        ...single,
        enrollments: [
          ...single.enrollments,
          ...single.enrollments.map((each) => ({
            ...each,
            id: asId<EnrollmentId>(2),
            enrolledAt: after(at, HOUR),
            anchor: after(at, HOUR),
          })),
        ],
      }
    : single;
  return drive(situation, DEFAULT_POLICY, at, {
    call: (_, n) => said[n % said.length] ?? null,
    outages: outages.map(
      ({ start, length }) => [after(at, start * MINUTE), after(at, (start + length) * MINUTE)] as const,
    ),
    until: after(at, 200 * DAY),
  });
}

/** A law that was not asked often enough has not been kept. */
const runs = { numRuns: 40, interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true };
const texts = (sent: readonly Sent[]) => sent.filter(({ channel }) => channel === 'sms');
const pairs = <T>(list: readonly T[]): readonly (readonly [T, T])[] =>
  list.slice(1).map((each, n) => [list[n] as T, each] as const);

type Plan = readonly PlannedTouch[];

/** The timetable as the sequence has it, and as outages have moved it. */
function plansOf(trip: Journey, { situation }: Drive): readonly [Plan, Plan] {
  const [enrolled] = situation.enrollments;
  if (enrolled === undefined) throw new Error('nobody is enrolled');
  const plan = (anchor: Instant, shifts: typeof enrolled.shifts) =>
    planTouches(enrolled.variant, {
      anchor,
      zone: trip.zone,
      policy: DEFAULT_POLICY,
      occurrence: 0,
      repeat: null,
      shifts,
    });
  return [plan(trip.arrival, []), plan(enrolled.anchor, enrolled.shifts)];
}

function find(plan: Plan, name: string): PlannedTouch {
  const found = plan.find(({ touch: { id } }) => id === name);
  if (found === undefined) throw new Error(`${name} is not planned`);
  return found;
}
const planned = (plan: Plan, name: string): number => find(plan, name).planned;
const dayIn = (plan: Plan, name: string): number => find(plan, name).day;

const contactOf = (end: Extract<TouchEnd, { kind: 'called' }>): number =>
  end.outcome === 'not_done' ? end.taskAt : end.at;
const daysApart = (from: number, to: number, zone: string): number =>
  Math.round((Date.parse(onWall(to, zone).day) - Date.parse(onWall(from, zone).day)) / DAY);

describe('whatever the sequence, the zone, the calls and the outages', () => {
  it('a phone gets one text a local day, and texts keep 8 hours apart', () => {
    fc.assert(
      fc.property(journey, fc.boolean(), (trip, second) => {
        for (const [a, b] of pairs(texts(travel(trip, second).sent))) {
          expect(b.at - a.at).toBeGreaterThanOrEqual(8 * HOUR);
          for (const zone of [trip.zone, trip.phoneZone ?? trip.zone])
            expect(onWall(b.at, zone).day).not.toBe(onWall(a.at, zone).day);
        }
      }),
      runs,
    );
  });

  it('emails keep 48 elapsed hours apart', () => {
    fc.assert(
      fc.property(journey, fc.boolean(), (trip, second) => {
        const emails = travel(trip, second).sent.filter(({ channel }) => channel === 'email');
        for (const [a, b] of pairs(emails)) expect(b.at - a.at).toBeGreaterThanOrEqual(2 * DAY);
      }),
      runs,
    );
  });

  it('nothing but an instant reply reaches a person in quiet hours', () => {
    fc.assert(
      fc.property(journey, (trip) => {
        const { sent } = travel(trip);
        for (const { channel, at, basis, validUntil } of sent) {
          const { weekday, minute } = onWall(at, trip.zone);
          if (basis === 'instant_reply') {
            expect(at - trip.arrival).toBeLessThan(15 * MINUTE);
            expect(validUntil - at).toBe(15 * MINUTE);
          } else if (channel === 'sms' || channel === 'call') {
            expect(minute).toBeGreaterThanOrEqual(weekday === 'Sun' ? 12 * 60 : 9 * 60);
            expect(minute).toBeLessThan(20 * 60);
            const end = onWall(validUntil - 1, trip.zone);
            expect(end.minute).toBeLessThan(20 * 60);
            if (channel === 'sms') expect(validUntil - at).toBeGreaterThanOrEqual(15 * MINUTE);
          } else if (channel === 'email' && at - trip.arrival >= HOUR) {
            expect(minute).toBeGreaterThanOrEqual(7 * 60);
            expect(minute).toBeLessThan(21 * 60);
          }
        }
        expect(sent.filter(({ basis }) => basis === 'instant_reply').length).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it('nothing goes before the sequence’s own time, save a call that varies its time of day', () => {
    fc.assert(
      fc.property(journey, (trip) => {
        for (const { at, nominal, due, touch: name } of travel(trip).sent) {
          const varies = trip.touches.find(({ id }) => id === name)?.varyFrom !== null;
          if (!varies) expect(at).toBeGreaterThanOrEqual(nominal ?? Number.NaN);
          expect(at).toBeGreaterThanOrEqual(due ?? Number.NaN);
        }
      }),
      runs,
    );
  });

  it('every touch ends, the enrollment finishes, and no decision wakes at once', () => {
    fc.assert(
      fc.property(journey, fc.boolean(), (trip, second) => {
        const journeyed = travel(trip, second);
        const closes = trip.touches.some((each) => each.closes);
        if (!closes || !second) {
          expect(unended(journeyed.situation)).toEqual([]);
          expect(journeyed.situation.enrollments.map(({ state }) => state)).toEqual(
            second ? ['finished', 'finished'] : ['finished'],
          );
        }
        for (const { at, decision } of journeyed.decisions) {
          for (const wake of [decision.wakeAt, decision.wakeAfterSends])
            if (wake !== null) expect(wake).toBeGreaterThan(at);
        }
      }),
      runs,
    );
  });

  it('a closing touch is the last of all sequences, and shares its instant with none', () => {
    fc.assert(
      fc.property(journey, fc.boolean(), (trip, second) => {
        const { sent } = travel(trip, second);
        const closing = sent.findIndex(({ touch: name }) => name === 'bye');
        if (closing < 0) return;
        expect(closing).toBe(sent.length - 1);
        expect(sent[closing - 1]?.at ?? 0).toBeLessThan(sent[closing]?.at ?? 0);
      }),
      runs,
    );
  });

  it('a channel keeps its order, with a calendar day between two touches or the gap that was planned', () => {
    fc.assert(
      fc.property(journey, (trip) => {
        const journeyed = travel(trip);
        const plans = plansOf(trip, journeyed);
        for (const channel of ['sms', 'email', 'call'] as const) {
          const sent = journeyed.sent.filter((each) => each.channel === channel);
          for (const [a, b] of pairs(sent)) {
            const [first, last] = plans.map((plan) => planned(plan, b.touch) - planned(plan, a.touch));
            // Whoever names a touch that is planned later comes after it all the same.
            const [, now] = plans;
            expect(now.indexOf(find(now, b.touch))).toBeGreaterThan(now.indexOf(find(now, a.touch)));
            if (onWall(a.at, trip.zone).day === onWall(b.at, trip.zone).day)
              expect(b.at - a.at).toBeGreaterThanOrEqual(Math.min(first ?? 0, last ?? 0));
          }
        }
      }),
      runs,
    );
  });

  it('a touch that names another goes once that has ended, and as many calendar days after it as planned', () => {
    fc.assert(
      fc.property(journey, (trip) => {
        const journeyed = travel(trip);
        const plans = plansOf(trip, journeyed);
        const ends = new Map(journeyed.situation.enrollments[0]?.ends.map(({ touch: id, end }) => [id, end]));
        for (const { touch: name, at } of journeyed.sent) {
          const made = trip.touches.find(({ id }) => id === name);
          for (const named of made?.references ?? []) {
            const end = ends.get(named);
            if (made === undefined || end === undefined) throw new Error(`${named} has not ended`);
            if (made.timing.kind === 'after_touch') {
              const released =
                made.timing.orBy === null || end.kind !== 'called'
                  ? Number.POSITIVE_INFINITY
                  : end.taskAt + made.timing.orBy;
              expect(at).toBeGreaterThanOrEqual(Math.min(end.at + made.timing.wait, released));
              continue;
            }
            expect(at).toBeGreaterThanOrEqual(end.at);
            const reached = end.kind === 'sent' ? end.at : end.kind === 'called' ? contactOf(end) : null;
            if (reached === null) continue;
            const apart = Math.min(...plans.map((plan) => dayIn(plan, name) - dayIn(plan, named)));
            expect(daysApart(reached, at, trip.zone)).toBeGreaterThanOrEqual(Math.max(0, apart));
          }
        }
      }),
      runs,
    );
  });

  it('no more than three texts and calls begin in 24 hours', () => {
    fc.assert(
      fc.property(journey, fc.boolean(), (trip, second) => {
        // Calls that nobody makes count from when their task was made, so that the log alone tells.
        const contacts = travel({ ...trip, answers: [null] }, second).sent.filter(
          ({ channel }) => channel === 'sms' || channel === 'call',
        );
        contacts.forEach(({ at }, n) => {
          const fourth = contacts[n + 3];
          if (fourth !== undefined) expect(fourth.at - at).toBeGreaterThanOrEqual(DAY);
        });
      }),
      runs,
    );
  });

  it('after an outage at most one late text or email goes out a local day', () => {
    fc.assert(
      fc.property(journey, (trip) => {
        const days = travel(trip)
          .sent.filter(({ late, channel }) => late && channel !== 'call')
          .map(({ at }) => onWall(at, trip.zone).day);
        expect(new Set(days).size).toBe(days.length);
      }),
      runs,
    );
  });

  it('without an outage nothing is late, shifted or skipped for being late', () => {
    fc.assert(
      fc.property(journey, fc.boolean(), (trip, second) => {
        const { sent, notes, situation } = travel({ ...trip, gaps: [] }, second);
        expect(sent.filter(({ late }) => late)).toEqual([]);
        expect(notes.filter(({ kind }) => kind === 'shift' || kind === 'anchor')).toEqual([]);
        const reasons = situation.enrollments.flatMap(({ ends }) =>
          ends.map(({ end }) => (end.kind === 'skipped' ? end.reason.code : '')),
        );
        expect(reasons).not.toContain('too_late');
      }),
      runs,
    );
  });
});
