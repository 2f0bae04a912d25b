/** The longest and oddest messages: what doubles never quadruples the work, and none of them throws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlText } from '../../src/inbound/html-text.ts';
import { understand } from '../../src/inbound/understand.ts';
import { visibleText } from '../../src/inbound/visible.ts';
import { said } from './said.ts';

const WHOLE = 1_000_000;
const TIMES = 8;
const repeat = (unit: string, length: number): string =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Processor time and not the clock's: what else the machine does is none of it. The least of three. */
function cost(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 3; n++) {
    const before = process.cpuUsage();
    work();
    const { user } = process.cpuUsage(before);
    best = Math.min(best, user / 1_000);
  }
  return best;
}

/** Cheaper than this for a megabyte, it is the collector of garbage that is measured. */
const CHEAP_MS = 250;
/** Eight times as much: linear is 8, n log n some 10, and what quadruples when its input doubles is 64. */
const LIMIT = 24;

function growth(work: (text: string) => void, unit: string): number {
  const whole = repeat(unit, WHOLE);
  const all = cost(() => work(whole));
  if (all < CHEAP_MS) return 1;
  const part = repeat(unit, WHOLE / TIMES);
  return (
    all /
    Math.max(
      cost(() => work(part)),
      1,
    )
  );
}

const UNITS = [
  ...[
    'stop ',
    's t o p ',
    'please stop texting me. ',
    'no no no ',
    '!',
    ' ',
    '\n',
    '>',
    '> \n',
    '\u200b',
    '🛑',
    'a',
  ],
  ...[
    'On a b wrote:\n',
    'On a\n',
    'From: a\n',
    'From: a\nSent: b\n',
    '--\n',
    '-',
    '_',
    'Thanks\n',
    'at 3 ',
    'tuesday at 3 ',
  ],
  ...[
    '3/4/5/',
    'march ',
    'Final-Recipient: a\n',
    'a@',
    '<',
    '"',
    'Liked “',
    '&amp;',
    '<b ',
    '<a x="',
    '<!--',
    '<style>',
    '</',
  ],
];

describe('a megabyte costs eight times what an eighth of it does, and not sixty-four times', () => {
  test.each(UNITS)('%j by text and by mail', (unit) => {
    for (const channel of ['sms', 'email'] as const)
      expect(growth((text) => understand(said(text, { channel })), unit)).toBeLessThan(LIMIT);
    expect(growth(visibleText, unit)).toBeLessThan(LIMIT);
    expect(growth(htmlText, unit)).toBeLessThan(LIMIT);
  });

  test('control: work that goes back over everything is found out', () => {
    // Six hundred million steps: far above what is cheap on any machine.
    const quadratic = (text: string): void => {
      let same = 0;
      for (let at = 0; at < text.length; at += 200)
        for (let other = 0; other < at; other += 4) same += text.charCodeAt(at) ^ text.charCodeAt(other);
      expect(same).toBe(0);
    };
    expect(growth(quadratic, 'a')).toBeGreaterThan(LIMIT);
  });
});

test('whatever is typed is understood as something', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('sms', 'email', 'chat'), (text, channel) => {
      expect(understand(said(text, { channel, subject: text })).meaning).toBeTypeOf('string');
    }),
  );
});

test('an opt-out is found at the beginning and at the end of what is far too long', () => {
  const filler = repeat('lorem ipsum dolor sit amet ', 200_000);
  expect(understand(said(`Please stop texting me. ${filler}`)).meaning).toBe('opt_out');
  expect(understand(said(`${filler}. Please stop texting me.`)).meaning).toBe('opt_out');
});
