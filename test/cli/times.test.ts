/** Times as people type them, and as they are shown to them. */
import { describe, expect, it } from 'vitest';
import { readTime, readZone, showMoment, showSpan } from '../../src/cli/times.ts';
import { instant, type Zone } from '../../src/domain/time.ts';

const chicago = 'America/Chicago' as Zone;
const iso = (text: string): string => {
  const read = readTime(text, chicago);
  return read.ok ? new Date(read.value).toISOString() : read.error;
};

describe('a time that was typed', () => {
  it.each([
    ['2026-03-03T10:00:00-06:00', '2026-03-03T16:00:00.000Z'],
    ['2026-03-03T16:00Z', '2026-03-03T16:00:00.000Z'],
    ['2026-03-03 10:00', '2026-03-03T16:00:00.000Z'],
    ['2026-03-03T10:00', '2026-03-03T16:00:00.000Z'],
    ['2026-03-03', '2026-03-03T06:00:00.000Z'],
    // The clock goes from 02:00 to 03:00 on this night, and from 02:00 back to 01:00 in November.
    ['2026-03-08 02:30', '2026-03-08T08:00:00.000Z'],
    ['2026-11-01 01:30', '2026-11-01T06:30:00.000Z'],
  ])('%s is %s', (text, expected) => expect(iso(text)).toBe(expected));

  it.each([
    '',
    'tomorrow',
    '10:00',
    '2026-02-30',
    '2026-03-03 24:00',
    '2026-03-03 10:60',
    '03/03/2026',
    '1772553600',
  ])('%j is refused with what is allowed', (text) =>
    expect(iso(text)).toBe(
      `"${text}" is not a time; it takes "2026-03-03 10:00" (in America/Chicago) or 2026-03-03T10:00:00-06:00`,
    ),
  );
});

it('a zone is one that the runtime has rules for', () => {
  expect(readZone('Europe/Kyiv').ok).toBe(true);
  expect(readZone('Chicago').ok).toBe(false);
  expect(readZone('+05:00').ok).toBe(false);
});

it('the year is only shown when it is another one', () => {
  const near = instant(Date.parse('2026-12-30T12:00:00Z'));
  expect(showMoment(instant(Date.parse('2026-12-31T15:05:00Z')), chicago, near)).toBe('Thu Dec 31 09:05');
  expect(showMoment(instant(Date.parse('2027-01-01T15:05:00Z')), chicago, near)).toBe(
    'Fri Jan 1, 2027 09:05',
  );
});

it.each([
  [20_000, '1 min'],
  [59 * 60_000, '59 min'],
  [90 * 60_000, '2 h'],
  [47 * 3_600_000, '47 h'],
  [72 * 3_600_000, '3 days'],
])('%d ms is about %s', (ms, text) => expect(showSpan(ms)).toBe(text));
