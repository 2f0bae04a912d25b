import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { describe, expect, it } from 'vitest';
import { instant, localDate, localTime, type Zone } from '../../src/domain/time.ts';
import {
  addDays,
  addLocalDays,
  atDay,
  atLocal,
  dateOf,
  dayNumber,
  daysBetween,
  localDayOf,
  localTimeOf,
  offsetAt,
  parseLocal,
  weekdayOf,
} from '../../src/schedule/calendar.ts';
import { shown, wall } from './building.ts';

/** Everything the runtime lists, and three zones that Node 20 knows but does not list. */
const ZONES = [...Intl.supportedValuesOf('timeZone'), 'Asia/Kolkata', 'UTC', 'Europe/Kyiv'] as Zone[];
const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2031, 0, 1);
const MINUTE = 60_000;

/** Every instant from 2024 to 2030 at which luxon's offset changes, found by a walk of hours that shares nothing with the table. */
function changesOf(zone: Zone): number[] {
  const iana = IANAZone.create(zone);
  const found: number[] = [];
  let before = iana.offset(FROM);
  for (let at = FROM; at < TO; at += 5 * 24 * 60 * MINUTE) {
    if (iana.offset(at) === before) continue;
    let minute = at - 5 * 24 * 60 * MINUTE;
    while (iana.offset(minute) === before) minute += 30 * MINUTE;
    while (iana.offset(minute - MINUTE) !== before) minute -= MINUTE;
    found.push(minute);
    before = iana.offset(at);
  }
  return found;
}

describe('calendar', () => {
  it('knows more than 400 zones', () => expect(ZONES.length).toBeGreaterThan(400));

  it('agrees with luxon in every zone, just before, at and after each clock change of 2024 to 2030', () => {
    const wrong: string[] = [];
    let changes = 0;
    for (const zone of ZONES) {
      const iana = IANAZone.create(zone);
      for (const change of changesOf(zone)) {
        changes += 1;
        for (const at of [change - 3 * 60 * MINUTE, change - MINUTE, change - 1, change, change + MINUTE])
          if (offsetAt(at, zone) !== iana.offset(at) * MINUTE)
            wrong.push(`${zone} ${new Date(at).toISOString()}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(changes).toBeGreaterThan(1500);
  }, 120_000);

  it('agrees with Intl on day and time of day at random instants', () => {
    const formats = new Map<string, Intl.DateTimeFormat>();
    const formatted = (at: number, zone: string): string => {
      const known =
        formats.get(zone) ??
        new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
      formats.set(zone, known);
      return known.format(at);
    };
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer({ min: FROM, max: TO }), (zone, ms) => {
        const at = instant(ms);
        const time = localTimeOf(at, zone);
        const two = (n: number) => String(n).padStart(2, '0');
        expect(`${localDayOf(at, zone)} ${two(Math.floor(time / 60))}:${two(time % 60)}`).toBe(
          formatted(ms, zone),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('counts the days of every written date as the language does, and writes them back', () => {
    const days = Array.from({ length: 75_000 }, (_, n) => n - 26_000);
    const written = days.map((day) => localDate(new Date(day * 86_400_000).toISOString().slice(0, 10)));
    expect([written[0], written.at(-1)]).toEqual(['1898-10-25', '2104-02-27']);
    expect(written.map(dayNumber)).toEqual(days);
    expect(days.map(dateOf)).toEqual(written);
  });

  it('answers a local time with the first instant whose wall clock shows it or later', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: dayNumber(localDate('2024-01-02')), max: dayNumber(localDate('2030-12-30')) }),
        fc.integer({ min: 0, max: 1440 }),
        (zone, day, minutes) => {
          const shows = (at: number) => at + IANAZone.create(zone).offset(at) * MINUTE;
          const wanted = day * 86_400_000 + minutes * MINUTE;
          const at = atDay(day, minutes, zone);
          expect(shows(at)).toBeGreaterThanOrEqual(wanted);
          // No minute of the six hours before it shows the wanted time or later.
          for (let before = at - MINUTE; before > at - 6 * 60 * MINUTE; before -= MINUTE)
            if (shows(before) >= wanted) throw new Error(`${new Date(before).toISOString()} comes first`);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it.each([
    // A gap means the first minute after it.
    ['America/Chicago', '2026-03-08', 150, '2026-03-08T03:00-05:00'],
    ['Australia/Lord_Howe', '2026-10-04', 130, '2026-10-04T02:30+11:00'],
    ['Antarctica/Troll', '2026-03-29', 90, '2026-03-29T03:00+02:00'],
    ['Africa/Cairo', '2026-04-24', 0, '2026-04-24T01:00+03:00'],
    ['America/Havana', '2026-03-08', 0, '2026-03-08T01:00-04:00'],
    ['America/Santiago', '2026-09-06', 0, '2026-09-06T01:00-03:00'],
    ['Asia/Beirut', '2026-03-29', 30, '2026-03-29T01:00+03:00'],
    ['Atlantic/Azores', '2026-03-29', 0, '2026-03-29T01:00+00:00'],
    // An overlap means its first pass.
    ['America/Chicago', '2026-11-01', 90, '2026-11-01T01:30-05:00'],
    ['Australia/Lord_Howe', '2026-04-05', 105, '2026-04-05T01:45+11:00'],
    ['Antarctica/Troll', '2026-10-25', 120, '2026-10-25T02:00+02:00'],
    ['America/Havana', '2026-11-01', 30, '2026-11-01T00:30-04:00'],
    ['Atlantic/Azores', '2026-10-25', 30, '2026-10-25T00:30+00:00'],
    // Cairo's clock falls back from midnight to 23:00: the new day begins an hour later than it nearly did.
    ['Africa/Cairo', '2026-10-30', 0, '2026-10-30T00:00+02:00'],
    ['Africa/Cairo', '2026-10-29', 1410, '2026-10-29T23:30+03:00'],
    ['Asia/Kolkata', '2026-06-01', 600, '2026-06-01T10:00+05:30'],
  ] as const)('resolves %s %s at minute %i to %s', (zone, date, minutes, expected) => {
    const at = atLocal(localDate(date), localTime(minutes), zone as Zone);
    expect(DateTime.fromMillis(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mmZZ")).toBe(expected);
  });

  it('keeps the time on the wall when days are added over a clock change', () => {
    expect(shown(addLocalDays(wall('2026-03-07 10:00'), 1, 'America/Chicago' as Zone))).toBe(
      'Sun 2026-03-08 10:00',
    );
    expect(shown(addLocalDays(wall('2026-10-31 10:00'), 1, 'America/Chicago' as Zone))).toBe(
      'Sun 2026-11-01 10:00',
    );
  });

  it('counts days, weekdays and dates', () => {
    expect(addDays(localDate('2028-02-28'), 1)).toBe('2028-02-29');
    expect(daysBetween(localDate('2026-02-28'), localDate('2026-03-01'))).toBe(1);
    expect(['2026-03-02', '2026-03-08'].map((date) => weekdayOf(localDate(date)))).toEqual([0, 6]);
    expect(dateOf(0)).toBe('1970-01-01');
  });

  it('reads written local times and refuses days that do not exist', () => {
    expect(parseLocal('2026-03-08 10:00', 'America/Chicago' as Zone)).toBe(wall('2026-03-08 10:00'));
    for (const text of ['2026-02-30 10:00', '2026-03-08 24:00', '2026-03-08', 'tomorrow'])
      expect(parseLocal(text, 'UTC' as Zone)).toBe(null);
  });

  it('refuses a zone that the runtime does not know', () => {
    expect(() => offsetAt(0, 'America/Springfield' as Zone)).toThrow('America/Springfield');
  });
});
