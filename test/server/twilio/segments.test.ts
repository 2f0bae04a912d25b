/** The fake counts segments by itself, and comes to the same as the calculator that Twilio publishes. */
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { expect, it } from 'vitest';
import { segmentsOf } from '../../../src/server/fake-twilio/segments.ts';

const GSM = '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà';

it('agrees with the published calculator on any text', () => {
  const characters = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...GSM) },
    { weight: 2, arbitrary: fc.constantFrom(...'^{}\\[~]|€') },
    { weight: 1, arbitrary: fc.constantFrom('’', 'ê', '😀', 'ж', '“') },
  );
  fc.assert(
    fc.property(fc.array(characters, { minLength: 1, maxLength: 700 }), (text) => {
      const body = text.join('');
      expect(segmentsOf(body)).toBe(new SegmentedMessage(body, 'auto', false).segmentsCount);
    }),
  );
});

it.each([
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  ['ж'.repeat(70), 1],
  ['ж'.repeat(71), 2],
  // An escape and its letter are not torn apart: 76 pairs leave one place of 153 empty.
  ['€'.repeat(152), 2],
  ['€'.repeat(153), 3],
])('%#: exactly', (body, segments) => {
  expect(segmentsOf(body)).toBe(segments);
});
