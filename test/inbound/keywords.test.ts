/** Keywords are the whole message or nothing: whoever wants to leave is let go, and nobody is taken for leaving. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keywordOf } from '../../src/inbound/keywords.ts';

const OPT_OUT = [
  // Twilio's own, by default.
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  // The FCC's further ones, and what the CTIA's handbook names.
  ...['opt out', 'please opt me out', 'stop all', 'remove me', 'unsubscribe me', 'no more texts'],
  ...['do not text me', 'do not contact me', 'take me off', 'leave me alone'],
  ...['ALTO', 'PARAR', 'NO MÁS', 'no mas', 'CANCELAR'],
];

const REPLIES = [
  ...["don't stop", 'Can you stop by on Tuesday?', 'I can’t stop thinking about it', 'what time does it end'],
  ...[
    'cancel my appointment',
    'Stop please',
    'please stop texting me',
    'stop 2',
    'end of the week works',
    'quitting',
  ],
  ...['YES', 'yes please', 'help', 'INFO', 'start tomorrow?', 'restart', 'no', '', '   ', '👍', '?'],
];

describe('a message that is a keyword', () => {
  test.each(OPT_OUT)('%s opts out', (words) => {
    expect(keywordOf(words)).toBe('opt_out');
  });

  test.each(['START', 'unstop', ' Start. '])('%s opts in', (words) => {
    expect(keywordOf(words)).toBe('opt_in');
  });

  test.each(REPLIES)('%s is for a person to read', (words) => {
    expect(keywordOf(words)).toBeNull();
  });

  test('width, invisible characters and composed letters make no other word of it', () => {
    for (const words of [
      'ＳＴＯＰ',
      'st\u200bop',
      '\ufeffSTOP',
      's\u00adtop',
      'no ma\u0301s',
      'Opt-Out',
      'stop\u00a0all',
    ])
      expect([words, keywordOf(words)]).toEqual([words, 'opt_out']);
  });
});

const around = fc.string({
  unit: fc.constantFrom('.', '!', ' ', '\n', '"', '’', '🛑', '🙏🏽', '…', '-', '*', '\u200b'),
  maxLength: 8,
});

test('whatever case it is in, and whatever marks stand around it, a keyword is one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...OPT_OUT),
      fc.infiniteStream(fc.boolean()),
      around,
      around,
      (words, flips, before, behind) => {
        const cased = [...words].map((letter) =>
          flips.next().value ? letter.toUpperCase() : letter.toLowerCase(),
        );
        expect(keywordOf(`${before}${cased.join('')}${behind}`)).toBe('opt_out');
      },
    ),
  );
});

test('another word beside it makes it an answer, unless the two are a keyword themselves', () => {
  const word = fc.constantFrom('by', 'please', 'it', 'tomorrow', 'my', 'appointment', 'y', 'ahora');
  fc.assert(
    fc.property(fc.constantFrom(...OPT_OUT), word, fc.boolean(), (keyword, other, first) => {
      expect(keywordOf(first ? `${other} ${keyword}` : `${keyword} ${other}`)).toBe(
        first && other === 'please' && keyword === 'opt me out' ? 'opt_out' : null,
      );
    }),
  );
});

test('no message is too long or too odd to be read, nor slow', () => {
  const began = performance.now();
  expect(keywordOf('stop '.repeat(200_000))).toBeNull();
  expect(keywordOf(`${'!'.repeat(500_000)}stop`)).toBeNull();
  expect(keywordOf('\ud800 stop \udfff')).toBe('opt_out');
  // Some 10 ms; what goes back over half a million characters for each of them takes minutes.
  expect(performance.now() - began).toBeLessThan(30_000);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (body) =>
      [null, 'opt_in', 'opt_out'].includes(keywordOf(body)),
    ),
  );
});
