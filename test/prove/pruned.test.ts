import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import { HOUR, MINUTE, millis } from '../../src/domain/time.ts';
import { prove } from '../../src/lint/prove/prove.ts';
import { type Claim, PROGRAM, type Scene, type Subject } from '../../src/lint/prove/scene.ts';
import type { Touch } from '../../src/sequence/sequence.ts';
import { afterMinutes, at, onCalls, touch, within } from '../schedule/building.ts';
import { FRAMEWORK_14 } from '../schedule/framework-14.ts';
import { claimOf, scenesFor } from './claims.ts';

/** What a proof says, without how it came to it: laws that are broken, and the worst lateness of each touch. */
function findings(claim: Claim, scene: Scene, exhaustive: boolean, subject: Subject) {
  const { arrivals, worst, counterExamples } = prove(claim, [scene], { exhaustive, subject });
  return {
    arrivals,
    worst: worst.map(({ touch: id, late }) => `${id} ${late === null ? 'never' : late / MINUTE}`),
    broken: counterExamples
      .map(({ breach, arrival }) => `${breach.law} ${breach.says} ${new Date(arrival).toISOString()}`)
      .sort(),
  };
}

function compare(claim: Claim, scene: Scene, subject: Subject = PROGRAM): readonly string[] {
  const pruned = findings(claim, scene, false, subject);
  expect(pruned).toEqual(findings(claim, scene, true, subject));
  return pruned.broken;
}

const loosened =
  (change: Partial<Policy>): Subject =>
  (situation, policy, from, happenings) =>
    PROGRAM(situation, { ...policy, ...change }, from, happenings);

/** The scene of this zone, week and outage. */
function scene(claim: Claim, zone: string, week: number, outage: Scene['outage'], calls = 0): Scene {
  const zones = zone === 'America/Chicago' ? [] : [zone];
  const all = scenesFor(claim, { zones, combined: true });
  const weeks = [...new Set(all.map((each) => each.week))];
  const kinds = [...new Set(all.map((each) => each.calls))];
  const found = all.find(
    (each) =>
      each.place.home === zone &&
      each.week === weeks[week] &&
      each.outage === outage &&
      each.calls === kinds[calls % kinds.length],
  );
  if (found === undefined) throw new Error('no such scene');
  return found;
}

const FACEBOOK = claimOf(FRAMEWORK_14.facebook ?? []);
const REFERRAL = claimOf(FRAMEWORK_14.referral ?? []);
const COLD = claimOf(FRAMEWORK_14.cold ?? []);

describe('one case for all arrivals between two marks, and every minute by itself, find the same', () => {
  it.each([
    ['facebook in Chicago', FACEBOOK, 'America/Chicago', 0, 'none', 0],
    ['facebook when the clocks go forward', FACEBOOK, 'America/Chicago', 1, 'none', 1],
    ['facebook after a night without ticks', FACEBOOK, 'America/Denver', 0, 'night', 0],
    ['referral in Honolulu', REFERRAL, 'Pacific/Honolulu', 0, 'none', 0],
    ['referral after a weekend without ticks', REFERRAL, 'America/Chicago', 2, 'weekend', 2],
    ['cold on Guam', COLD, 'Pacific/Guam', 1, 'none', 0],
  ] as const)('%s', (_, claim, zone, week, outage, calls) => {
    expect(compare(claim, scene(claim, zone, week, outage, calls))).toEqual([]);
  });

  it('for planted faults too, with the same counter-example', () => {
    const emails = claimOf([
      touch('first', 'email', afterMinutes(20)),
      touch('second', 'email', at(2, '09:30')),
    ]);
    const broken = compare(
      emails,
      scene(emails, 'America/Chicago', 0, 'none'),
      loosened({ emailSpacing: millis(47 * HOUR) }),
    );
    expect(broken).toEqual(['emails-apart two emails 47 h 10 min apart 2026-06-01T15:00:00.000Z']);
    const crowded = claimOf([
      touch('one', 'call', afterMinutes(0)),
      touch('two', 'call', afterMinutes(60)),
      touch('three', 'call', afterMinutes(120)),
      touch('four', 'sms', afterMinutes(180)),
    ]);
    const many = scene(crowded, 'America/Chicago', 0, 'none');
    expect(compare(crowded, many, loosened({ contactsPerDay: 99 }))).toHaveLength(1);
  });
});

const rough = fc.record({
  channel: fc.constantFrom('sms' as const, 'email' as const, 'call' as const),
  timing: fc.oneof(
    fc.record({
      day: fc.integer({ min: 0, max: 4 }),
      quarter: fc.integer({ min: 24, max: 88 }),
    }),
    fc.integer({ min: 0, max: 300 }),
  ),
  asks: fc.boolean(),
  varies: fc.boolean(),
});

const generated = fc.array(rough, { minLength: 2, maxLength: 5 }).map((roughs) => {
  const made: Touch[] = [touch('hello', 'sms', within(5))];
  roughs.forEach(({ channel, timing, asks, varies }, n) => {
    const call = made.find((each) => each.channel === 'call');
    const two = (value: number): string => String(value).padStart(2, '0');
    const when =
      typeof timing === 'number'
        ? afterMinutes(timing)
        : at(timing.day, `${two(Math.floor(timing.quarter / 4))}:${two((timing.quarter % 4) * 15)}`);
    made.push(
      touch(`t${n}`, channel, when, {
        ...(asks && call !== undefined && channel !== 'call'
          ? { wordings: [onCalls({ [call.id]: ['voicemail'] }), null] }
          : {}),
        ...(varies && call !== undefined && channel === 'call' ? { varyFrom: call.id } : {}),
      }),
    );
  });
  return made;
});

const journey = fc.record({
  touches: generated,
  zone: fc.constantFrom(
    'America/Chicago',
    'America/Denver',
    'America/Halifax',
    'Pacific/Honolulu',
    'Pacific/Guam',
  ),
  week: fc.integer({ min: 0, max: 2 }),
  outage: fc.constantFrom('none' as const, 'none' as const, 'night' as const, 'weekend' as const),
  calls: fc.nat(3),
});

it('for generated sequences, zones, weeks, outages and calls', () => {
  fc.assert(
    fc.property(journey, ({ touches, zone, week, outage, calls }) => {
      const claim = claimOf(touches, {}, DEFAULT_POLICY);
      expect(compare(claim, scene(claim, zone, week, outage, calls))).toEqual([]);
    }),
    {
      numRuns: Number(process.env.PROVE_RUNS ?? 5),
      seed: Number(process.env.PROVE_SEED ?? 14),
      endOnFailure: true,
    },
  );
}, 600_000);
