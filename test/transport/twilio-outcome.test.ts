import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/attempt.ts';
import { CARRIER_CODES, type CarrierVerdict } from '../../src/domain/carrier-codes.ts';
import { judge, outcomeOf, RULES } from '../../src/transport/twilio-outcome.ts';
import type { Answer } from '../../src/transport/twilio-wire.ts';
import { resource, SID, twilioError } from './twilio-kit.ts';

const answered = (
  status: number,
  body: string | null,
  more: { readonly date?: string; readonly retryAfter?: string } = {},
): Answer => ({
  kind: 'answered',
  status,
  body,
  date: more.date ?? null,
  retryAfter: more.retryAfter ?? null,
});
const cut = (written: boolean, code: string): Answer => ({ kind: 'cut', written, code, detail: 'it broke' });

const uncertain = (code: string): Partial<Outcome> => ({ kind: 'uncertain', code });
const HTML = '<html><body>Sign in to the airport’s Wi-Fi</body></html>';

/** One answer, the rule that decides about it, and what it proves. */
const CASES: readonly (readonly [string, Answer, string, Partial<Outcome>])[] = [
  [
    'a refused connection',
    cut(false, 'ECONNREFUSED'),
    'nothing was written',
    { kind: 'unsent', code: 'ECONNREFUSED', retryAfter: 60_000 },
  ],
  ['no such name', cut(false, 'ENOTFOUND'), 'nothing was written', { kind: 'unsent', code: 'ENOTFOUND' }],
  ['no name server', cut(false, 'EAI_AGAIN'), 'nothing was written', { kind: 'unsent', code: 'EAI_AGAIN' }],
  [
    'no way there',
    cut(false, 'EHOSTUNREACH'),
    'nothing was written',
    { kind: 'unsent', code: 'EHOSTUNREACH' },
  ],
  [
    'a certificate that is not trusted',
    cut(false, 'DEPTH_ZERO_SELF_SIGNED_CERT'),
    'nothing was written',
    { kind: 'unsent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  ],
  [
    'an error that we never saw, before writing',
    cut(false, 'EWHATEVER'),
    'nothing was written',
    { kind: 'unsent', code: 'EWHATEVER' },
  ],
  ['a reset', cut(true, 'ECONNRESET'), 'the line broke', uncertain('ECONNRESET')],
  ['silence', cut(true, 'timeout'), 'the line broke', uncertain('timeout')],
  ['a refusal after writing', cut(true, 'ECONNREFUSED'), 'the line broke', uncertain('ECONNREFUSED')],
  ['an error that we never saw', cut(true, 'EWHATEVER'), 'the line broke', uncertain('EWHATEVER')],

  [
    'a message that was made',
    answered(201, JSON.stringify(resource())),
    'accepted',
    { kind: 'sent', providerId: SID },
  ],
  [
    'a picture message that was made',
    answered(201, JSON.stringify(resource({ sid: `MM${'b'.repeat(32)}` }))),
    'accepted',
    { kind: 'sent', providerId: `MM${'b'.repeat(32)}` },
  ],
  [
    '201 in half',
    answered(201, JSON.stringify(resource()).slice(0, 80)),
    'accepted, but what?',
    uncertain('201'),
  ],
  ['201 with nothing', answered(201, ''), 'accepted, but what?', uncertain('201')],
  ['201 in no text', answered(201, null), 'accepted, but what?', uncertain('201')],
  [
    '201 with the id of something else',
    answered(201, JSON.stringify({ sid: `CA${'a'.repeat(32)}` })),
    'accepted, but what?',
    uncertain('201'),
  ],
  ['201 with a list', answered(201, '[1]'), 'accepted, but what?', uncertain('201')],
  ['200 with a message', answered(200, JSON.stringify(resource())), 'accepted, but what?', uncertain('200')],
  ['204', answered(204, ''), 'accepted, but what?', uncertain('204')],

  ['a redirect', answered(307, ''), 'sent elsewhere', uncertain('307')],
  ['304', answered(304, ''), 'sent elsewhere', uncertain('304')],
  ['no status at all', answered(0, ''), 'sent elsewhere', uncertain('0')],

  ['500', answered(500, twilioError(500, 20500)), 'failed inside', uncertain('500')],
  ['503 of a proxy', answered(503, HTML), 'failed inside', uncertain('503')],
  ['a status beyond HTTP', answered(999, ''), 'failed inside', uncertain('999')],
  ['5xx that claims an opt-out', answered(500, twilioError(500, 21610)), 'failed inside', uncertain('500')],

  [
    '429',
    answered(429, twilioError(429, 20429)),
    'too many requests',
    { kind: 'unsent', code: '20429', retryAfter: 15_000 },
  ],
  ['429 of the edge', answered(429, 'slow down'), 'too many requests', { kind: 'unsent', code: '429' }],

  ['408', answered(408, twilioError(408, 20001)), 'in doubt by its own word', uncertain('408')],
  ['409', answered(409, twilioError(409, 20409)), 'in doubt by its own word', uncertain('409')],
  ['425', answered(425, ''), 'in doubt by its own word', uncertain('425')],

  ['a portal', answered(403, HTML), 'not from Twilio', uncertain('403')],
  ['a proxy that wants a password', answered(407, ''), 'not from Twilio', uncertain('407')],
  ['400 of who knows whom', answered(400, '{"error":"bad"}'), 'not from Twilio', uncertain('400')],
  [
    'an error for another status',
    answered(404, twilioError(400, 21610)),
    'not from Twilio',
    uncertain('404'),
  ],
  [
    'an error whose code is a word',
    answered(400, '{"code":"21610","status":400,"message":""}'),
    'not from Twilio',
    uncertain('400'),
  ],
  [
    'an error without a word',
    answered(400, '{"code":21610,"status":400}'),
    'not from Twilio',
    uncertain('400'),
  ],

  [
    'an opt-out',
    answered(400, twilioError(400, 21610)),
    'opted out',
    { kind: 'refused', code: '21610', suppress: true, why: 'opted_out' },
  ],
  [
    'an opt-out in the newer form',
    answered(
      400,
      JSON.stringify({
        type: 'https://example.com',
        title: 'Opted out',
        status: 400,
        code: 21610,
        detail: 'so',
      }),
    ),
    'opted out',
    { kind: 'refused', code: '21610', suppress: true, why: 'opted_out' },
  ],
  [
    'a blocked sender',
    answered(400, twilioError(400, 30004)),
    'blocked',
    { kind: 'refused', code: '30004', suppress: false, why: 'blocked' },
  ],
  [
    'a number that is none',
    answered(400, twilioError(400, 21211)),
    'dead number',
    { kind: 'refused', code: '21211', suppress: false, why: 'dead_number', detail: 'it is no phone number' },
  ],
  [
    'a full queue',
    answered(400, twilioError(400, 21611)),
    'busy',
    { kind: 'unsent', code: '21611', retryAfter: 15_000 },
  ],
  [
    'a day’s allowance',
    answered(400, twilioError(400, 30023)),
    'not now',
    { kind: 'unsent', code: '30023', retryAfter: 6 * 3_600_000 },
  ],
  [
    'a country that the account may not text',
    answered(400, twilioError(400, 21408)),
    'not this number, or none',
    { kind: 'unsent', code: '21408', retryAfter: 3_600_000, why: 'unreached' },
  ],
  [
    'a sender that is not ours',
    answered(400, twilioError(400, 21606)),
    'account',
    { kind: 'misconfigured', code: '21606' },
  ],
  [
    'wrong credentials',
    answered(401, twilioError(401, 20003)),
    'account',
    { kind: 'misconfigured', code: '20003', detail: 'the account SID, the key or the secret is wrong' },
  ],
  ['401 with another code', answered(401, twilioError(401, 20104)), 'credentials', { kind: 'misconfigured' }],
  ['403 with another code', answered(403, twilioError(403, 20403)), 'credentials', { kind: 'misconfigured' }],
  [
    'too long a text',
    answered(400, twilioError(400, 21617)),
    'refused',
    { kind: 'refused', code: '21617', suppress: false },
  ],
  [
    'a code that we do not know',
    answered(400, twilioError(400, 29999, 'No, said Twilio\u001b[2J to +13125550142')),
    'refused',
    { kind: 'refused', code: '29999', suppress: false, detail: 'No, said Twilio [2J to …' },
  ],
];

describe('what one answer proves', () => {
  test.each(CASES)('%s', (_name, answer, rule, outcome) => {
    expect(judge(answer)).toMatchObject({ rule, outcome });
  });

  test('no rule is without a case, and each says why', () => {
    expect(new Set(CASES.map(([, , rule]) => rule))).toEqual(new Set(RULES.map(({ name }) => name)));
    expect(RULES.filter(({ why }) => why.length < 20)).toEqual([]);
  });
});

describe('every code that we know', () => {
  const WANTED: Readonly<Record<CarrierVerdict, Partial<Outcome>>> = {
    opted_out: { kind: 'refused', suppress: true, why: 'opted_out' },
    blocked: { kind: 'refused', suppress: false, why: 'blocked' },
    dead_number: { kind: 'refused', suppress: false, why: 'dead_number' },
    busy: { kind: 'unsent', retryAfter: 15_000 },
    later: { kind: 'unsent', retryAfter: 6 * 3_600_000 },
    unreached: { kind: 'unsent', retryAfter: 3_600_000, why: 'unreached' },
    account: { kind: 'misconfigured' },
    content: { kind: 'refused', suppress: false },
  };
  test.each([...CARRIER_CODES])('%i', (code, { verdict, words }) => {
    const outcome = outcomeOf(answered(400, twilioError(400, code)));
    expect(outcome).toMatchObject({ ...WANTED[verdict], code: String(code), detail: words });
  });

  test('only an opt-out suppresses', () => {
    const suppressing = [...CARRIER_CODES.keys()].filter((code) => {
      const outcome = outcomeOf(answered(400, twilioError(400, code)));
      return outcome.kind === 'refused' && outcome.suppress;
    });
    expect(suppressing).toEqual([21610]);
  });
});

describe('how long to wait', () => {
  const date = 'Tue, 10 Mar 2026 15:00:00 GMT';
  const wait = (retryAfter: string, jitter = 0): number | null => {
    const outcome = outcomeOf(answered(429, 'slow down', { retryAfter, date }), jitter);
    return outcome.kind === 'unsent' ? outcome.retryAfter : null;
  };
  test.each([
    ['2', 2_000],
    ['0', 1_000],
    ['999999', 3_600_000],
    ['Tue, 10 Mar 2026 15:00:30 GMT', 30_000],
    ['Tue, 10 Mar 2026 14:00:00 GMT', 15_000],
    ['soon', 15_000],
    ['-5', 15_000],
    ['1e9', 15_000],
  ])('Retry-After: %s', (retryAfter, ms) => {
    expect(wait(retryAfter)).toBe(ms);
  });

  test('is spread over twice itself, and never shorter than asked', () => {
    expect([wait('2', 0), wait('2', 0.5), wait('2', 1)]).toEqual([2_000, 3_000, 4_000]);
  });
});

describe('proof', () => {
  const body = fc.oneof(
    fc.string(),
    fc.constantFrom(HTML, '', '{}', '[]', 'null', '"SM"', JSON.stringify(resource())),
    fc
      .record({
        code: fc.oneof(fc.constantFrom(...CARRIER_CODES.keys()), fc.integer(), fc.string()),
        status: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.string()),
        message: fc.oneof(fc.string(), fc.constant(null)),
        sid: fc.oneof(fc.constant(SID), fc.string()),
      })
      .map((value) => JSON.stringify(value)),
  );
  const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
    fc
      .tuple(
        fc.oneof(fc.integer({ min: 0, max: 700 }), fc.constantFrom(200, 201, 429)),
        fc.oneof(body, fc.constant(null)),
        fc.string(),
      )
      .map(([status, text, retryAfter]) => answered(status, text, { retryAfter })),
    // The body's own status as the answer's: errors that are really Twilio's are common.
    fc
      .tuple(fc.integer({ min: 400, max: 499 }), fc.constantFrom(...CARRIER_CODES.keys(), 29_999))
      .map(([status, code]) => answered(status, twilioError(status, code))),
    fc.tuple(fc.boolean(), fc.string()).map(([written, code]) => cut(written, code)),
  );

  const parsed = (text: string | null): Record<string, unknown> => {
    try {
      return Object(JSON.parse(text ?? ''));
    } catch {
      return {};
    }
  };

  /** In words of its own, so that a mistake in the table is not repeated here. */
  const isProof = (answer: Answer, outcome: Outcome): boolean => {
    if (answer.kind === 'cut') return outcome.kind === 'unsent' && !answer.written;
    const { sid, status, code } = parsed(answer.body);
    if (outcome.kind === 'sent') return answer.status === 201 && sid === outcome.providerId;
    if (outcome.kind === 'unsent' && answer.status === 429) return true;
    const saidByTwilio = status === answer.status && Number.isInteger(code);
    const refusing = answer.status >= 400 && answer.status < 500 && ![408, 409, 425].includes(answer.status);
    return saidByTwilio && refusing && (outcome.kind !== 'unsent' || CARRIER_CODES.has(Number(code)));
  };

  test('is behind everything that is not uncertain', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const outcome = outcomeOf(answer);
        seen.add(outcome.kind);
        expect(outcome.kind === 'uncertain' || isProof(answer, outcome)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    expect(seen).toEqual(new Set(['sent', 'refused', 'unsent', 'misconfigured', 'uncertain']));
  });
});
