/** Phone numbers: the short cut says what the library says, and what must not be texted is never textable. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseByLibrary, parsePhone } from '../../src/intake/phone.ts';

const read = (cell: string, country = 'US') => {
  const parsed = parsePhone(cell, country);
  return parsed.ok ? [parsed.value.e164, parsed.value.textable] : parsed.error;
};

describe('a number', () => {
  it.each([
    '(312) 555-0142',
    '312-555-0142',
    '312.555.0142',
    '1 312 555 0142',
    '+1 (312) 555-0142',
    '13125550142',
    '13125550142.0',
    '="+13125550142"',
    "'+13125550142",
    'p:+13125550142',
    'tel: 312 555 0142',
    '001 312 555 0142',
    '\u202a+1\u00a0312\u2011555\u20110142\u202c',
    ' 312\u00a0555 0142 ',
  ])('written %j is +13125550142', (cell) => {
    expect(read(cell)).toEqual(['+13125550142', true]);
  });

  it.each([
    ['toll-free', '1-800-555-0199', '+18005550199'],
    ['premium-rate', '900-555-0199', '+19005550199'],
    ['with an extension', '312-555-0142 ext. 12', '+13125550142'],
    ['with a short extension', '(312) 555-0142 x12', '+13125550142'],
  ])('%s is callable and never textable', (_, cell, e164) => {
    expect(read(cell)).toEqual([e164, false]);
  });

  it('of a new area code is taken, with a word about it', () => {
    expect(parsePhone('729-555-0142', 'US')).toEqual({
      ok: true,
      value: {
        e164: '+17295550142',
        textable: true,
        note: 'not a number range in use as far as is known; taken as it is',
      },
    });
  });

  it.each([
    ['3.12555E+09', /full number \(a spreadsheet shortened/],
    ['312-555-0142 / 312-555-0143', /one number in a cell/],
    ['3125550142, 3125550143', /one number in a cell/],
    ['312555014231255501432', /one number in a cell/],
    ['911', /a phone number such as/],
    ['call me', /a phone number such as/],
    ['+442071838750', /United States or Canada/],
    ['+18765550123', /United States or Canada/],
    ['+8810123456789', /a phone number such as|United States or Canada/],
  ])('%j is refused', (cell, allowed) => {
    expect(read(cell)).toMatch(allowed);
  });

  it('is read in the country of the business', () => {
    expect(read('020 7183 8750', 'GB')).toEqual(['+442071838750', true]);
    expect(read('+13125550142', 'GB')).toBe('a number of GB (calls and texts abroad invite toll fraud)');
  });
});

describe('the short cut for plain numbers', () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
  const shapes = [
    (a: string, b: string, c: string) => `(${a}) ${b}-${c}`,
    (a: string, b: string, c: string) => `${a}-${b}-${c}`,
    (a: string, b: string, c: string) => `${a}${b}${c}`,
    (a: string, b: string, c: string) => `+1${a}${b}${c}`,
    (a: string, b: string, c: string) => `1-${a}.${b} ${c}`,
    (a: string, b: string, c: string) => `+1 (${a})${b}-${c}`,
  ];

  it('says what the library says', () => {
    fc.assert(
      fc.property(
        digits(3),
        digits(3),
        digits(4),
        fc.constantFrom(...shapes),
        (area, exchange, line, shape) => {
          const cell = shape(area, exchange, line);
          expect(parsePhone(cell, 'US')).toEqual(parseByLibrary(cell, 'US'));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never throws, whatever is in the cell', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom('US', 'GB', 'CA', 'ZZ'),
        (cell, country) => {
          parsePhone(cell, country);
        },
      ),
      { numRuns: 500 },
    );
  });
});
