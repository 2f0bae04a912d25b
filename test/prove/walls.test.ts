import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE, type Zone } from '../../src/domain/time.ts';
import {
  changes,
  dateText,
  momentOf,
  momentText,
  timeText,
  wallOf,
  weekdayName,
} from '../../src/lint/prove/walls.ts';

const ZONES = [...Intl.supportedValuesOf('timeZone'), 'Asia/Kolkata', 'UTC'] as Zone[];
const FROM = Date.UTC(2024, 0, 1) / MINUTE;
const TO = Date.UTC(2031, 0, 1) / MINUTE;
const moment = fc.record({
  zone: fc.constantFrom(...ZONES),
  at: fc.integer({ min: FROM, max: TO }).map((minute) => minute * MINUTE),
});

/** As a clock there would show it: `Sun, 2026-03-08, 03:00`. */
const shown = (at: number, zone: Zone): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);

describe('the prover’s clocks', () => {
  it('show in every zone what the runtime says', () => {
    fc.assert(
      fc.property(moment, ({ zone, at }) => {
        const { day, minute, weekday } = wallOf(at, zone);
        const text = shown(at, zone);
        for (const part of [dateText(day), timeText(minute), weekdayName(weekday)])
          expect(text).toContain(part);
      }),
      { numRuns: 400 },
    );
  });

  it('find the first instant that shows a day and minute again', () => {
    fc.assert(
      fc.property(moment, ({ zone, at }) => {
        const { day, minute } = wallOf(at, zone);
        const found = momentOf(day, minute, zone);
        expect(found).toBeLessThanOrEqual(at);
        expect(wallOf(found, zone)).toEqual(wallOf(at, zone));
      }),
      { numRuns: 400 },
    );
  });

  it('skip the hour that does not exist, and take the first of two', () => {
    const zone = 'America/Chicago' as Zone;
    const [spring, fall] = changes(zone, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1));
    expect([spring, fall].map((at) => new Date(at ?? 0).toISOString())).toEqual([
      '2026-03-08T08:00:00.000Z',
      '2026-11-01T07:00:00.000Z',
    ]);
    expect(momentOf(wallOf(spring ?? 0, zone).day, 150, zone)).toBe(spring);
    expect(momentText(spring ?? 0, zone)).toBe('Sun 03:00');
    expect(new Date(momentOf(wallOf(fall ?? 0, zone).day, 90, zone)).toISOString()).toBe(
      '2026-11-01T06:30:00.000Z',
    );
  });
});
