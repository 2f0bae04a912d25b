/** When nobody has answered so many messages: noticed a day after the last of them, and not looked for before. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { DAY, type Instant, instant, MINUTE } from '../../src/domain/time.ts';
import { decide } from '../../src/schedule/decide.ts';
import type { Situation } from '../../src/schedule/situation.ts';
import type { WhenRule } from '../../src/sequence/sequence.ts';
import { at, lead, sequence, touch, variant, wall, within } from './building.ts';
import { drive } from './driving.ts';

const arrival = wall('2026-04-07 10:00');
const later = (at: Instant, span: number): Instant => instant(at + span);
const TOUCHES = [
  touch('hello', 'sms', within(5)),
  touch('second', 'email', at(4, '10:00')),
  touch('third', 'sms', at(8, '10:00')),
];

function silentAfter(afterTouches: number): Situation {
  const rule: WhenRule = {
    do: 'continue',
    moveTo: null,
    start: null,
    wait: null,
    afterTouches,
    if: null,
    reviewAfter: null,
    task: null,
    call: null,
  };
  const made = sequence([variant(TOUCHES)], { when: { no_reply: rule } });
  return lead(TOUCHES, arrival, { sequence: made });
}

const nextLook = (situation: Situation) => decide(situation, DEFAULT_POLICY, arrival).wakeAfterSends;

describe('silence', () => {
  it('is looked for once its messages have gone, and not a day after each of them', () => {
    expect(nextLook(silentAfter(1))).toBe(later(arrival, DAY));
    expect(nextLook(silentAfter(2))).toBe(wall('2026-04-11 10:00'));
    expect(nextLook(silentAfter(3))).toBe(wall('2026-04-11 10:00'));
  });

  it('counts a message that is still on the wire', () => {
    const situation = silentAfter(2);
    const [enrolled] = situation.enrollments;
    if (enrolled === undefined) throw new Error('nobody is enrolled');
    const key = { touch: TOUCHES[1]?.id ?? ('second' as never), occurrence: 0, attempt: 1 as never };
    const onWire = { ...situation, enrollments: [{ ...enrolled, inFlight: [key] }] };
    expect(nextLook(onWire)).toBe(later(arrival, DAY));
  });

  it.each([
    [1, 1],
    [2, 5],
  ])('after %i messages is noticed on day %i, at the minute', (messages, day) => {
    const { decisions } = drive(silentAfter(messages), DEFAULT_POLICY, arrival, {
      until: later(arrival, 20 * DAY),
    });
    const noticed = decisions.filter(({ decision }) =>
      decision.notes.some(({ kind }) => kind === 'unanswered'),
    );
    const on = wall(`2026-04-${String(7 + day).padStart(2, '0')} 10:00`);
    expect(noticed[0]?.at).toBeGreaterThanOrEqual(on);
    expect(noticed[0]?.at).toBeLessThanOrEqual(later(on, MINUTE));
  });
});
