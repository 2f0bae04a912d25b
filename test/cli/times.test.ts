/** Times as people type them, and as they are shown to them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameToType } from '../../src/cli/process-io.ts';
import { shellWord } from '../../src/cli/terminal.ts';
import { asSentence, humanDates, readTime, readZone, showMoment, showSpan } from '../../src/cli/times.ts';
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

describe('sentences', () => {
  it('show a stored date as every other, with its year when that is not this one', () => {
    const near = instant(Date.parse('2026-03-03T10:00:00-06:00'));
    const zone = 'America/Chicago' as Zone;
    expect(humanDates('due Tue 2026-03-10 10:00, then Fri 2027-01-01 09:00', zone, near)).toBe(
      'due Tue Mar 10 10:00, then Fri Jan 1, 2027 09:00',
    );
    expect(humanDates('order 2026-03-10 stays', zone, near)).toBe('order 2026-03-10 stays');
  });

  it('have one period, whatever they came with', () => {
    expect(['held', 'Held.', 'held?'].map(asSentence)).toEqual(['Held.', 'Held.', 'Held?']);
  });
});

describe('the name to type', () => {
  it('is the plain one where the shell finds this program by it, and else a path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leadseq-name-'));
    const other = mkdtempSync(join(tmpdir(), 'leadseq-name-'));
    try {
      for (const at of [folder, other]) writeFileSync(join(at, 'seq'), '');
      const launcher = join(folder, 'seq');
      expect(nameToType(launcher, '/', { PATH: `/nowhere:${folder}` })).toBe('seq');
      // Another program of that name comes first.
      expect(nameToType(launcher, folder, { PATH: `${other}:${folder}` })).toBe('./seq');
      expect(nameToType(launcher, other, { PATH: '' })).toBe(launcher);
      const typed = relative(other, launcher);
      expect(nameToType(launcher, other, { PATH: '', _: typed })).toBe(typed);
      expect(nameToType(launcher, other, { PATH: '', _: './other' })).toBe(launcher);
    } finally {
      for (const at of [folder, other]) rmSync(at, { recursive: true });
    }
  });

  it('stands before words that a shell reads back as they are', () => {
    expect(['/tmp/demo-x', 'my leads', "it's"].map(shellWord)).toEqual([
      '/tmp/demo-x',
      "'my leads'",
      `'it'\\''s'`,
    ]);
  });
});
