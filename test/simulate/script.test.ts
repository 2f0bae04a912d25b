/** Mistakes in a script are shown where they stand, with what was meant; never more than what is wrong, and never a stack. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScript } from '../../src/engine/simulate-parse.ts';

const KNOWN = { touches: new Set(['hello', 'call-1']), sources: new Set(['facebook', 'cold']) };

const found = (text: string): readonly string[] =>
  parseScript(text, 'answers.yaml', KNOWN).diagnostics.map(
    ({ range, code, suggestion }) =>
      `${range?.line}:${range?.column} ${code}${suggestion === undefined ? '' : `, did you mean ${suggestion}`}`,
  );

const event = (text: string): string => `leads:\n  - lead: "*"\n    events:\n      - { ${text} }\n`;

describe('a script', () => {
  it.each([
    ['lead: []', '1:1 unknown-key, did you mean leads'],
    ['version: 2', '1:10 wrong-version'],
    ['at: tomorrow', '1:5 wrong-value'],
    ['calls: voicemale', '1:8 wrong-value, did you mean voicemail'],
    ['calls: { outcome: busy, after: soon }', '1:32 wrong-value'],
    ['outages: [{ from: "2026-03-03 10:00", to: "2026-03-03 09:00" }]', '1:11 wrong-value'],
    ['outages: [{ from: "2026-03-03 10:00" }]', '1:11 missing-key'],
    ['late_ticks: 0m', '1:13 wrong-value'],
    ['leads: [{ source: facebok }]', '1:19 unknown-source, did you mean facebook'],
    ['leads: [{ events: [] }]', '1:9 wrong-value'],
    ['leads: [{ lead: "*", calls: { call-2: busy } }]', '1:31 unknown-touch, did you mean call-1'],
    ['leads: [{ lead: "*", faults: { hello: lost } }]', '1:39 wrong-value'],
    [event('at: T+3x, stop: true'), '4:15 wrong-value'],
    [event('after: helo + 3m, stop: true'), '4:18 unknown-touch, did you mean hello'],
    [event('stop: true'), '4:9 wrong-value'],
    [event('at: T+3h, stop: true, click: true'), '4:9 wrong-value'],
    [event('at: T+3h, stop: yes'), '4:27 wrong-value'],
    [event('at: T+3h, repli: "Yes"'), '4:21 unknown-key, did you mean reply'],
    [event('at: T+3h, book: soon'), '4:27 wrong-value'],
    ['leads: [', '1:9 yaml-syntax'],
    ['- a list', '1:1 wrong-type'],
  ])('%j has its first mistake at %s', (text, place) => {
    expect(found(text)).toContain(place);
    expect(parseScript(text, 'answers.yaml', KNOWN).script).toBeNull();
  });

  it('control: a good one has none', () => {
    const text = `version: 1
at: "2026-03-03 10:00"
calls: { outcome: voicemail, after: 20m }
outages: [{ from: "2026-03-05 08:00", to: "2026-03-05 15:00" }]
late_ticks: [{ from: "2026-03-06 08:00", to: 2026-03-06T18:00:00Z, every: 15m }]
leads:
  - lead: maria@example.com
    calls: { call-1: answered }
    faults: { hello: refused }
    events:
      - { at: T+3h, reply: "How much is it?", by: email }
      - { after: hello + 10m, stop: true }
      - { at: "2026-03-04 10:00", book: T+9d }
  - source: cold
    events: [{ at: T+1d, missed_call: true }]
`;
    expect(found(text)).toEqual([]);
    expect(parseScript(text, 'answers.yaml', KNOWN).script?.leads.length).toBe(2);
  });

  it('of any text there are findings or a script, and nothing is thrown', () => {
    const word = fc.constantFrom(
      'at',
      'T+3h',
      'leads',
      '- ',
      ': ',
      '{',
      '}',
      '[',
      '"*"',
      'stop',
      'true',
      '\n  ',
      'x',
      '~',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const { script, diagnostics } = parseScript(words.join(''), 'answers.yaml', KNOWN);
        expect(script === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 500 },
    );
  });
});
