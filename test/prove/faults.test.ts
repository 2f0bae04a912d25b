import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import { HOUR, localTime, MINUTE, millis, type WeeklyHours, type Zone } from '../../src/domain/time.ts';
import { prove } from '../../src/lint/prove/prove.ts';
import { type Claim, PROGRAM, type Subject } from '../../src/lint/prove/scene.ts';
import { timeline } from '../../src/lint/prove/tell.ts';
import { afterMinutes, at, onCalls, touch, within } from '../schedule/building.ts';
import { FRAMEWORK_14 } from '../schedule/framework-14.ts';
import { claimOf, scenesFor, told } from './claims.ts';

/** The program with another policy than the one it is held against. */
const under =
  (change: (policy: Policy) => Policy): Subject =>
  (situation, policy, from, happenings) =>
    PROGRAM(situation, change(policy), from, happenings);

const FACEBOOK = claimOf(FRAMEWORK_14.facebook ?? []);

function find(claim: Claim, subject: Subject, zones: readonly string[] = []): readonly string[] {
  const proof = prove(claim, scenesFor(claim, { zones, outages: ['none'] }), { exhaustive: false, subject });
  return told(proof.counterExamples);
}

describe('a planted fault is found, and told by its plainest lead', () => {
  const emails = claimOf([
    touch('first', 'email', afterMinutes(20)),
    touch('second', 'email', at(2, '09:30')),
  ]);

  it('48 hours between emails set to 47', () => {
    expect(
      find(
        emails,
        under((policy) => ({ ...policy, emailSpacing: millis(47 * HOUR) })),
      ),
    ).toMatchInlineSnapshot(`
      [
        "emails-apart: enrolled Mon 10:00 America/Chicago → two emails 47 h 10 min apart",
      ]
    `);
  });
  it('no fault, nothing found', () => {
    expect(find(emails, PROGRAM)).toEqual([]);
    expect(find(FACEBOOK, PROGRAM, ['America/Denver', 'Pacific/Guam'])).toEqual([]);
  });

  it('the cap of contacts removed', () => {
    const crowded = claimOf([
      touch('one', 'call', afterMinutes(0)),
      touch('two', 'call', afterMinutes(60)),
      touch('three', 'call', afterMinutes(120)),
      touch('four', 'sms', afterMinutes(180)),
    ]);
    expect(
      find(
        crowded,
        under((policy) => ({ ...policy, contactsPerDay: 99 })),
      ),
    ).toMatchInlineSnapshot(`
      [
        "contacts-in-a-day: enrolled Mon 00:00 America/Chicago, call not done → four texts and calls in 24 hours",
      ]
    `);
  });

  it('touches decided each for itself, blind to what has gone', () => {
    const alone: Subject = (situation, policy, from, happenings) => {
      const [enrolled] = situation.enrollments;
      if (enrolled === undefined) throw new Error('nobody is enrolled');
      const runs = enrolled.variant.touches.map((each) => {
        const only = { ...enrolled, variant: { ...enrolled.variant, touches: [each] } };
        return PROGRAM({ ...situation, enrollments: [only] }, policy, from, happenings);
      });
      const [first] = runs;
      if (first === undefined) throw new Error('there is no touch');
      const ends = runs.flatMap((run) => run.situation.enrollments.flatMap((each) => each.ends));
      return {
        ...first,
        gone: runs.flatMap(({ gone }) => gone).sort((a, b) => a.at - b.at),
        situation: { ...first.situation, enrollments: [{ ...enrolled, ends }] },
      };
    };
    const texts = claimOf([touch('one', 'sms', within(5)), touch('two', 'sms', afterMinutes(600))]);
    expect(find(texts, alone)).toMatchInlineSnapshot(`
      [
        "one-text-a-day: enrolled Mon 00:00 America/Chicago → two texts on Monday",
      ]
    `);
  });

  it('a zone’s offset frozen when the lead is enrolled', () => {
    const frozen: Subject = (situation, policy, from, happenings) => {
      const zone = from < Date.UTC(2026, 2, 8, 8) ? ('Etc/GMT+6' as Zone) : ('Etc/GMT+5' as Zone);
      const contact = { ...situation.contact, zone: { zones: [zone], from: 'given' as const } };
      return PROGRAM({ ...situation, contact }, policy, from, happenings);
    };
    const texts = claimOf([touch('hello', 'sms', at(1, '19:30'))]);
    expect(find(texts, frozen)).toMatchInlineSnapshot(`
      [
        "quiet-hours: enrolled Sat 00:00 America/Chicago, in the week in which the clocks go forward → a text in quiet hours, Sun 20:30 in America/Chicago",
        "prompt: enrolled Sat 00:00 America/Chicago, in the week in which the clocks go forward → hello went 1 h after it could have gone",
        "never-early: enrolled Sat 00:00 America/Chicago, in the week in which the clocks go back → hello went 1 h before its own time",
      ]
    `);
  });

  it('the weekday taken in UTC', () => {
    /** On Guam it is the day before in UTC until 10:00. */
    const inUtc = (hours: WeeklyHours): WeeklyHours =>
      hours.map((own, weekday) => {
        const before = hours[(weekday + 6) % 7] ?? [];
        const cut = (from: number, to: number, of: typeof own) =>
          of
            .map(({ opens, closes }) => ({
              opens: localTime(Math.max(opens, from)),
              closes: localTime(Math.min(closes, to)),
            }))
            .filter(({ opens, closes }) => opens < closes);
        return [...cut(0, 600, before), ...cut(600, 1440, own)];
      }) as readonly (typeof hours)[0][] as WeeklyHours;
    const subject = under((policy) => ({ ...policy, quietWindows: inUtc(policy.quietWindows) }));
    const texts = claimOf([touch('hello', 'sms', at(1, '09:10'))]);
    expect(find(texts, subject, ['Pacific/Guam'])).toMatchInlineSnapshot(`
      [
        "quiet-hours: enrolled Sat 00:00 America/Chicago → a text in quiet hours, Sun 09:10 in America/Chicago",
        "prompt: enrolled Sun 00:00 America/Chicago → hello went 50 min after it could have gone",
      ]
    `);
  });

  it('an hour of the morning that nobody uses', () => {
    const texts = claimOf([touch('hello', 'sms', afterMinutes(60))]);
    const late = (hours: WeeklyHours): WeeklyHours =>
      hours.map((own) =>
        own.map(({ opens, closes }) => ({ opens: localTime(opens + 60), closes })),
      ) as readonly (typeof hours)[0][] as WeeklyHours;
    const subject = under((policy) => ({ ...policy, quietWindows: late(policy.quietWindows) }));
    expect(find(texts, subject)).toMatchInlineSnapshot(`
      [
        "prompt: enrolled Mon 00:00 America/Chicago → hello went 1 h after it could have gone",
      ]
    `);
    expect(find(texts, PROGRAM)).toEqual([]);
  });

  it('a deferral that is not later', () => {
    const backwards: Subject = () => {
      throw new Error('hello is deferred into the past');
    };
    expect(find(emails, backwards)).toMatchInlineSnapshot(`
      [
        "decision: enrolled Mon 00:00 America/Chicago → hello is deferred into the past",
      ]
    `);
  });

  it('a call whose end nobody waits for', () => {
    const about = touch('about', 'sms', at(1, '11:00'), { wordings: [onCalls({ call: ['voicemail'] })] });
    const claim = claimOf([touch('call', 'call', at(1, '10:00')), about]);
    const blind = claimOf([touch('call', 'call', at(1, '10:00')), touch('about', 'sms', at(1, '11:00'))]);
    /** Runs the sequence without its references and is judged by the one that has them. */
    const subject: Subject = (situation, policy, from, happenings) =>
      PROGRAM(
        {
          ...situation,
          enrollments: situation.enrollments.map((each) => ({ ...each, variant: blind.variant })),
        },
        policy,
        from,
        happenings,
      );
    expect(find(claim, subject)).toMatchInlineSnapshot(`
      [
        "reference: enrolled Mon 00:00 America/Chicago, call not done → about went before call had ended",
        "claim: enrolled Mon 00:00 America/Chicago, call not done → about says what did not happen",
      ]
    `);
  });
});

describe('a counter-example', () => {
  it('tells everything that happened to its lead', () => {
    const emails = claimOf([
      touch('first', 'email', afterMinutes(20)),
      touch('second', 'email', at(2, '09:30')),
    ]);
    const subject = under((policy) => ({ ...policy, emailSpacing: millis(47 * HOUR + 59 * MINUTE) }));
    const proof = prove(emails, scenesFor(emails), { exhaustive: false, subject });
    expect(
      proof.counterExamples.map((each) =>
        timeline(each).map(({ when, touch: id, what }) => `${when} ${id} ${what}`),
      ),
    ).toMatchInlineSnapshot(`
      [
        [
          "Mon 2026-06-01 10:00  the lead comes in",
          "Mon 2026-06-01 10:20 first email",
          "Wed 2026-06-03 10:19 second email",
        ],
      ]
    `);
  });
});

it('the policy under proof is the one that a workspace has, where that asks for more', () => {
  const strict = { ...DEFAULT_POLICY, emailSpacing: millis(72 * HOUR) };
  const emails = claimOf(
    [touch('first', 'email', at(0, '09:00')), touch('second', 'email', at(2, '09:00'))],
    {},
    strict,
  );
  expect(
    find(
      emails,
      under(() => DEFAULT_POLICY),
    ),
  ).toMatchInlineSnapshot(`
    [
      "emails-apart: enrolled Mon 00:00 America/Chicago → two emails 48 h apart",
    ]
  `);
});
