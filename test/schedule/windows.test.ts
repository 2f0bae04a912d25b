/** Opening hours answer by the question alone: what was asked of them before changes nothing. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  HOUR,
  type Instant,
  instant,
  localTime,
  MINUTE,
  type WeeklyHours,
  type Zone,
} from '../../src/domain/time.ts';
import { earliestOpen, type Hours, NEVER } from '../../src/schedule/windows.ts';

const FROM = Date.UTC(2026, 2, 1);

/** Up to two windows a day, from full hours to full hours, in the order of the day. */
const day = fc
  .uniqueArray(fc.integer({ min: 0, max: 24 }), { maxLength: 4 })
  .map((hours) => hours.sort((a, b) => a - b))
  .map((hours) =>
    [0, 2].flatMap((n) => {
      const [opens, closes] = [hours[n], hours[n + 1]];
      return opens === undefined || closes === undefined
        ? []
        : [{ opens: localTime(opens * 60), closes: localTime(closes * 60) }];
    }),
  );
const hours = fc.record({
  zone: fc.constantFrom(
    'America/Chicago',
    'America/Havana',
    'Asia/Beirut',
    'Pacific/Guam',
  ) as fc.Arbitrary<Zone>,
  weekly: fc.array(day, { minLength: 7, maxLength: 7 }) as unknown as fc.Arbitrary<WeeklyHours>,
  shut: fc.integer({ min: 2, max: 9 }),
});
const questions = fc.array(
  fc.record({
    // The week in which Chicago and Havana put their clocks forward, and the one after Beirut does.
    at: fc.integer({ min: 0, max: 40 * 24 * 4 }).map((quarters) => instant(FROM + quarters * 15 * MINUTE)),
    need: fc.constantFrom(0, 15 * MINUTE, 3 * HOUR),
  }),
  { minLength: 2, maxLength: 30 },
);

it('the same answer whatever was asked before', () => {
  fc.assert(
    fc.property(hours, questions, ({ zone, weekly, shut }, asked) => {
      const fresh = (): Hours => ({ zone, weekly, closed: (number) => number % shut === 0 });
      const one = fresh();
      const answers = asked.map(({ at, need }) => earliestOpen(one, at, need));
      expect(answers).toEqual(asked.map(({ at, need }) => earliestOpen(fresh(), at, need)));
      // And each answer is itself open, and open for long enough.
      for (const [n, answer] of answers.entries()) {
        const { at, need } = asked[n] as { at: Instant; need: number };
        if (answer === NEVER) continue;
        expect(answer).toBeGreaterThanOrEqual(at);
        expect(earliestOpen(fresh(), answer, need)).toBe(answer);
      }
    }),
    { numRuns: 400 },
  );
});
