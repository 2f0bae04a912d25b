/** The count of parts agrees with the carrier's arithmetic, on the short way and on the long one. */
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { measureSms, toGsmPunctuation } from '../../src/message/segments.ts';
import { voicemailSeconds } from '../../src/message/voicemail.ts';

describe('parts of a text', () => {
  it.each([
    ['a'.repeat(160), 1, 'GSM-7'],
    ['a'.repeat(161), 2, 'GSM-7'],
    ['a'.repeat(306), 2, 'GSM-7'],
    ['a'.repeat(307), 3, 'GSM-7'],
    // The euro sign and brackets take two units.
    [`${'a'.repeat(158)}€`, 1, 'GSM-7'],
    [`${'a'.repeat(159)}€`, 2, 'GSM-7'],
    ['í'.repeat(70), 1, 'UCS-2'],
    ['í'.repeat(71), 2, 'UCS-2'],
  ])('%s', (text, segments, encoding) => {
    expect(measureSms(text)).toMatchObject({ segments, encoding });
  });

  it('names the characters that make a text dear', () => {
    expect(measureSms('María’s — ok').odd).toEqual(['í', '’', '—']);
    expect(measureSms('Maria').odd).toEqual([]);
  });

  it('always agrees with the library that the short way replaces', () => {
    const unit = fc.constantFrom(...'aZ9 .,?!@£é\n[]€{~í’🌸');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 400 }), (text) => {
        const library = new SegmentedMessage(text, 'auto');
        expect(measureSms(text)).toMatchObject({
          segments: Math.max(1, library.segmentsCount),
          encoding: library.encodingName,
        });
      }),
    );
  });

  it('costs typographic marks nothing once they are plain', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a‘’‚‛′´`“”„‟″«»‐‑‒–—−…'), maxLength: 40 }),
        (text) => {
          expect(measureSms(toGsmPunctuation(text)).encoding).toBe('GSM-7');
        },
      ),
    );
  });
});

describe('a voicemail', () => {
  it.each([
    ['one two three four five', 2],
    ['Call 312-555-0142', 5],
    ['', 0],
    ['- ! ...', 0],
  ])('%s takes %d seconds', (text, seconds) => {
    expect(voicemailSeconds(text)).toBe(seconds);
  });
});
