/** Addresses, times, places, names and consent, cell by cell. */
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/intake/address.ts';
import { readConsent } from '../../src/intake/consent.ts';
import { splitName, tidy } from '../../src/intake/names.ts';
import { parseState, parseZone } from '../../src/intake/places.ts';
import { parseTime } from '../../src/intake/times.ts';

describe('an email address', () => {
  it.each([
    ['Maria@Example.COM', 'maria@example.com'],
    [' mailto:maria@example.com ', 'maria@example.com'],
    ["o'neil+web@mail.example.co", "o'neil+web@mail.example.co"],
    ['rita@BÜCHER.example', 'rita@xn--bcher-kva.example'],
  ])('%j is %j', (cell, address) => {
    expect(parseAddress(cell)).toEqual({ ok: true, value: address });
  });

  it.each([
    'b@y, evil@z',
    'b@y.com, evil@z.com',
    'b@y.com; evil@z.com',
    'b@y.com evil@z.com',
    'b@y.com\r\nBcc: evil@z.com',
    'Maria <maria@example.com>',
    '"maria lopez"@example.com',
    'maria(home)@example.com',
    'maria@example',
    'maria@@example.com',
    'maria@[127.0.0.1]',
    'maria@127.0.0.1',
    '.maria@example.com',
    'ma..ria@example.com',
    'maría@example.com',
    '@example.com',
    'maria@-example.com',
    'maria@example.com/x',
    'maria@пример.рф:80',
    'n/a',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.com`,
  ])('%j is refused', (cell) => {
    expect(parseAddress(cell).ok).toBe(false);
  });
});

describe('a time', () => {
  const zoned = (text: string) => ({ ok: true, value: { kind: 'zoned', at: Date.parse(text) } });
  const local = (date: string, time: number, ms = 0) => ({
    ok: true,
    value: { kind: 'local', date, time, ms },
  });

  it.each([
    ['2026-03-03T09:52:11-06:00', zoned('2026-03-03T15:52:11Z')],
    ['2026-03-03T09:52:11-0600', zoned('2026-03-03T15:52:11Z')],
    ['2026-03-03T15:52:11.250Z', zoned('2026-03-03T15:52:11.250Z')],
    ['2026-03-03 15:52 UTC', zoned('2026-03-03T15:52:00Z')],
    ['1772553600', zoned('2026-03-03T16:00:00Z')],
    ['1772553600000', zoned('2026-03-03T16:00:00Z')],
    ['2026-03-03 09:52:11', local('2026-03-03', 592, 11_000)],
    ['2026-03-03', local('2026-03-03', 0)],
    ['3/4/2026 12:05 AM', local('2026-03-04', 5)],
    ['03/04/2026 1:05 pm', local('2026-03-04', 785)],
    ['25/03/2026', local('2026-03-25', 0)],
    ['04.03.2026 09:15', local('2026-03-04', 555)],
    ['Mar 3, 2026 4:05 PM', local('2026-03-03', 965)],
    ['Tuesday, March 3rd, 2026 at 16:05', local('2026-03-03', 965)],
    ['3 March 2026', local('2026-03-03', 0)],
  ])('%j', (cell, value) => {
    expect(parseTime(cell, true)).toEqual(value);
  });

  it('is not looked for in a book: a million characters are refused as soon as ten', () => {
    for (const text of [`2026-03-03 ${' '.repeat(1_000_000)}\nx`, `Mar 3, 2026${'\t'.repeat(1_000_000)}\n.`])
      expect(parseTime(text, true).ok).toBe(false);
  });

  it('03/04/2026 is April 3 where the day comes first', () => {
    expect(parseTime('03/04/2026', false)).toEqual(local('2026-04-03', 0));
  });

  it.each([
    '2026-02-30',
    '13/13/2026',
    'yesterday',
    '2026-03-03 25:00',
    '2026-03-03 10:61',
    '12:30',
    '1',
    '',
  ])('%j is refused', (cell) => {
    expect(parseTime(cell, true).ok).toBe(false);
  });
});

describe('places', () => {
  it.each([
    ['tx', 'TX'],
    ['Texas', 'TX'],
    ['US-TX', 'TX'],
    ['new york', 'NY'],
    ['D.C.', 'DC'],
    ['ontario', 'ON'],
    ['Atlantis', null],
  ])('state %j is %j', (cell, state) => {
    expect(parseState(cell)).toBe(state);
  });

  it.each([
    ['america/chicago', 'America/Chicago'],
    ['EST', 'America/New_York'],
    ['Central Time (US & Canada)', 'America/Chicago'],
    ['(GMT-08:00) Pacific Time', 'America/Los_Angeles'],
    ['Arizona', 'America/Phoenix'],
    ['Pacific Time (US/Canada)', 'America/Los_Angeles'],
    ['Pacific/Honolulu', 'Pacific/Honolulu'],
    ['pacific/guam', 'Pacific/Guam'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['+05:00', null],
    ['Mars/Base', null],
  ])('zone %j is %j', (cell, zone) => {
    const found = parseZone(cell);
    // ICU on Node 20 calls Kolkata by its older name.
    expect(found === 'Asia/Calcutta' ? 'Asia/Kolkata' : found).toBe(zone);
  });
});

describe('a name', () => {
  it('is on one line, without anything invisible', () => {
    expect(tidy(' Ma\u0000ria\u001b[2J\r\nBcc: x\u202e  Lopez\u200b ')).toBe('Ma ria [2J Bcc: x Lopez');
  });

  it.each([
    ['Maria', ['Maria', '']],
    ['Maria del Mar', ['Maria', 'del Mar']],
    ['del Mar, Maria', ['Maria', 'del Mar']],
  ])('%j is taken apart', (full, parts) => {
    expect(splitName(full)).toEqual(parts);
  });
});

describe('consent', () => {
  const asTime = (text: string) => (text === '2026-03-01' ? (1 as never) : null);
  const read = (text: string | null, wording = '') =>
    readConsent({
      answer: text === null ? null : { heading: 'SMS consent', text },
      at: null,
      wording,
      asTime,
    });

  it.each([
    ['Yes', { given: true, at: null, evidence: 'SMS consent: Yes' }],
    ['TRUE', { given: true, at: null, evidence: 'SMS consent: TRUE' }],
    ['no', { given: false, at: null, evidence: 'SMS consent: no' }],
    ['opted out', { given: false, at: null, evidence: 'SMS consent: opted out' }],
    ['2026-03-01', { given: true, at: 1, evidence: 'SMS consent: 2026-03-01' }],
    ['I agree to receive texts', { given: true, at: null, evidence: 'I agree to receive texts' }],
    [
      "I don't agree to receive texts",
      { given: false, at: null, evidence: "I don't agree to receive texts" },
    ],
  ])('%j', (cell, consent) => {
    expect(read(cell)).toEqual({ ok: true, value: consent });
  });

  it('is not recorded by the wording alone: forms export it ticked or not', () => {
    expect(read(null, 'I agree to receive texts')).toEqual({ ok: true, value: null });
  });

  it('is not guessed', () => {
    expect(read('maybe').ok).toBe(false);
  });
});
